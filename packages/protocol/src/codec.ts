/**
 * Between wire messages (protos/dsock.proto) and the readonly types the services work with.
 *
 * Decoded bytes share memory with the input: copy them before the first `await` where the input is only lent.
 */
import { dsock } from '#gen';
import type { Target } from './target.js';

const wire = dsock.v1;
const MessageType = wire.Send.MessageType;

/** How the bytes of a message reach the client: a text or a binary frame. */
export type MessageType = 'text' | 'binary';

/** What a worker is asked to do with every connection of a target. */
export type Action =
  | {
      readonly kind: 'send';
      readonly type: MessageType;
      readonly body: Uint8Array;
      readonly except: undefined | string;
    }
  | { readonly kind: 'disconnect'; readonly code: number; readonly reason: string }
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly channel: string }
  | { readonly kind: 'info' }
  | { readonly kind: 'probe' };

/** One call on its way from the API to a worker. */
export interface Envelope {
  readonly requestId: string;
  /** W3C trace context; undefined: none. */
  readonly traceparent: undefined | string;
  readonly tracestate?: undefined | string;
  /** Milliseconds since the epoch by the sender's clock; undefined: it does not say. */
  readonly sentAtMs?: undefined | number;
  readonly target: Target;
  readonly action: Action;
}

/** Where and under which number the caller waits for a reply. */
export interface ReplyAddress {
  readonly replyTo: string;
  readonly correlation: number;
}

/** One open connection as `/info` shows it. */
export interface ConnectionInfo {
  readonly id: string;
  readonly lastPingSeconds: number;
  readonly user: string;
  readonly session: undefined | string;
  readonly channels: readonly string[];
}

/** What a worker did. `info` may come in several parts. */
export type Result =
  | { readonly kind: 'sent'; readonly delivered: number; readonly dropped: number }
  | { readonly kind: 'disconnected'; readonly count: number }
  | { readonly kind: 'changed'; readonly count: number }
  | { readonly kind: 'info'; readonly connections: readonly ConnectionInfo[] }
  | { readonly kind: 'failed' };

/** One part of a worker's answer to one request. */
export interface Reply {
  readonly correlation: number;
  readonly workerId: string;
  readonly last: boolean;
  readonly result: Result;
}

function toWireTarget(target: Target): dsock.v1.Target.$Properties {
  if (target.kind === 'connection') return { connection: target.id };
  if (target.kind === 'channel') return { channel: target.channel };
  return {
    user: target.session === undefined ? { user: target.user } : { user: target.user, session: target.session },
  };
}

function fromWireTarget(target: null | undefined | dsock.v1.Target.$Properties): undefined | Target {
  if (typeof target?.connection === 'string') return { kind: 'connection', id: target.connection };
  if (typeof target?.channel === 'string') return { kind: 'channel', channel: target.channel };
  if (target?.user) return { kind: 'user', user: target.user.user ?? '', session: target.user.session ?? undefined };
  return undefined;
}

function toWireAction(action: Action): Partial<dsock.v1.Envelope.$Properties> {
  switch (action.kind) {
    case 'send': {
      const type = action.type === 'text' ? MessageType.MESSAGE_TYPE_TEXT : MessageType.MESSAGE_TYPE_BINARY;
      return { send: action.except === undefined ? { type } : { type, except: action.except }, body: action.body };
    }
    case 'disconnect':
      return { disconnect: { code: action.code, reason: action.reason } };
    case 'subscribe':
    case 'unsubscribe':
      return { channelChange: { channel: action.channel, unsubscribe: action.kind === 'unsubscribe' } };
    case 'info':
      return { infoQuery: {} };
    case 'probe':
      return { probe: {} };
  }
}

function fromWireAction(envelope: dsock.v1.Envelope): undefined | Action {
  if (envelope.send) {
    const { type, except } = envelope.send;
    if (type !== MessageType.MESSAGE_TYPE_TEXT && type !== MessageType.MESSAGE_TYPE_BINARY) return undefined;
    return {
      kind: 'send',
      type: type === MessageType.MESSAGE_TYPE_TEXT ? 'text' : 'binary',
      body: envelope.body,
      except: except || undefined,
    };
  }
  if (envelope.disconnect) {
    return { kind: 'disconnect', code: envelope.disconnect.code ?? 0, reason: envelope.disconnect.reason ?? '' };
  }
  if (envelope.channelChange) {
    const { channel, unsubscribe } = envelope.channelChange;
    return { kind: unsubscribe ? 'unsubscribe' : 'subscribe', channel: channel ?? '' };
  }
  if (envelope.infoQuery) return { kind: 'info' };
  if (envelope.probe) return { kind: 'probe' };
  return undefined;
}

/** Encode one call; `reply` undefined: nobody waits for an answer. */
export function encodeEnvelope(envelope: Envelope, reply?: ReplyAddress): Uint8Array {
  return wire.Envelope.encode({
    requestId: envelope.requestId,
    replyTo: reply?.replyTo ?? '',
    correlation: reply?.correlation ?? 0,
    traceparent: envelope.traceparent ?? '',
    tracestate: envelope.tracestate ?? '',
    sentAtMs: envelope.sentAtMs ?? 0,
    target: toWireTarget(envelope.target),
    ...toWireAction(envelope.action),
  }).finish();
}

/** Decode one call; undefined: not ours, or of a version that knows more than this one. Never throws. */
export function decodeEnvelope(bytes: Uint8Array): undefined | { envelope: Envelope; reply: undefined | ReplyAddress } {
  let decoded: dsock.v1.Envelope;
  try {
    decoded = wire.Envelope.decode(bytes);
  } catch {
    return undefined; // Anything may arrive on a channel; what does not parse is counted by the caller.
  }
  const target = fromWireTarget(decoded.target);
  const action = fromWireAction(decoded);
  if (!target || !action) return undefined;
  const { requestId, traceparent, tracestate, sentAtMs } = decoded;
  return {
    envelope: {
      requestId,
      traceparent: traceparent || undefined,
      tracestate: tracestate || undefined,
      // From the wire it may be anything.
      sentAtMs: sentAtMs > 0 && Number.isFinite(sentAtMs) ? sentAtMs : undefined,
      target,
      action,
    },
    reply: decoded.replyTo ? { replyTo: decoded.replyTo, correlation: decoded.correlation } : undefined,
  };
}

function toWireResult(result: Result): Partial<dsock.v1.Reply.$Properties> {
  switch (result.kind) {
    case 'sent':
      return { sent: { delivered: result.delivered, dropped: result.dropped } };
    case 'disconnected':
      return { disconnected: { count: result.count } };
    case 'changed':
      return { changed: { count: result.count } };
    case 'info':
      return { connections: { connections: result.connections.map(toWireConnection) } };
    case 'failed':
      return { failed: {} };
  }
}

function toWireConnection(connection: ConnectionInfo): dsock.v1.Connection.$Properties {
  const { id, lastPingSeconds, user, session, channels } = connection;
  const common = { id, lastPingSeconds, user, channels: [...channels] };
  return session === undefined ? common : { ...common, session };
}

function fromWireResult(reply: dsock.v1.Reply): undefined | Result {
  if (reply.sent) return { kind: 'sent', delivered: reply.sent.delivered ?? 0, dropped: reply.sent.dropped ?? 0 };
  if (reply.disconnected) return { kind: 'disconnected', count: reply.disconnected.count ?? 0 };
  if (reply.changed) return { kind: 'changed', count: reply.changed.count ?? 0 };
  if (reply.failed) return { kind: 'failed' };
  if (!reply.connections) return undefined;
  const connections = (reply.connections.connections ?? []).map((connection) => ({
    id: connection.id ?? '',
    lastPingSeconds: connection.lastPingSeconds ?? 0,
    user: connection.user ?? '',
    session: connection.session ?? undefined,
    channels: connection.channels ?? [],
  }));
  return { kind: 'info', connections };
}

/** Encode one part of an answer. */
export function encodeReply(reply: Reply): Uint8Array {
  return wire.Reply.encode({
    correlation: reply.correlation,
    worker: reply.workerId,
    last: reply.last,
    ...toWireResult(reply.result),
  }).finish();
}

/** Decode one part of an answer; undefined: not ours. Never throws. */
export function decodeReply(bytes: Uint8Array): undefined | Reply {
  let decoded: dsock.v1.Reply;
  try {
    decoded = wire.Reply.decode(bytes);
  } catch {
    return undefined; // As in decodeEnvelope.
  }
  const result = fromWireResult(decoded);
  return result && { correlation: decoded.correlation, workerId: decoded.worker, last: decoded.last, result };
}

/**
 * Join several wire messages into one body, each behind its length (uint32, big endian).
 *
 * The format of a direct-messaging request and of its answer.
 */
export function joinFrames(frames: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const frame of frames) size += 4 + frame.length;
  const joined = new Uint8Array(size);
  const view = new DataView(joined.buffer);
  let at = 0;
  for (const frame of frames) {
    view.setUint32(at, frame.length);
    joined.set(frame, at + 4);
    at += 4 + frame.length;
  }
  return joined;
}

/** Split what `joinFrames` made; undefined when the body is cut or has trailing bytes. The parts share its memory. */
export function splitFrames(body: Uint8Array): undefined | Uint8Array[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const frames: Uint8Array[] = [];
  let at = 0;
  while (at < body.length) {
    if (at + 4 > body.length) return undefined;
    const end = at + 4 + view.getUint32(at);
    if (end > body.length) return undefined;
    frames.push(body.subarray(at + 4, end));
    at = end;
  }
  return frames;
}
