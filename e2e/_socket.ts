import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import type { Deployment } from './_cluster.js';
import { type Answer, type AnswerBody, type Query, toQueryString } from './_http.js';
import { within } from './_wait.js';

/** One frame that a client received. */
export interface Message {
  readonly type: 'text' | 'binary';
  readonly data: Buffer;
  /** `data` as UTF-8. */
  readonly text: string;
}

/** How a socket ended. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** What a handshake carries besides the URL. */
export interface OpenOptions {
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Address to connect from, for example 127.0.0.2. */
  readonly localAddress?: string;
  /** Offer permessage-deflate; default false. */
  readonly compress?: boolean;
  /** Answer pings of the server with pongs; default true. */
  readonly answerPings?: boolean;
}

/** A real WebSocket client. */
export interface Client {
  /** Every message so far, in order. */
  readonly received: readonly Message[];
  /** The next message that no `nextMessage` has returned yet; rejects after `timeoutMs` (default 5,000) or at the close. */
  nextMessage(timeoutMs?: number): Promise<Message>;
  /** Resolves at the close, whoever began it. */
  readonly closed: Promise<Closed>;
  isOpen(): boolean;
  /** The subprotocol that the server chose, or ''. */
  readonly protocol: string;
  /** Send a ping and wait for its pong. */
  ping(): Promise<void>;
  send(data: string | Buffer): void;
  /** Begin the closing handshake and wait for its end. */
  close(code?: number, reason?: string): Promise<Closed>;
  /** Cut the connection without a word. */
  terminate(): void;
  /** Stop and go on reading, to be a slow client. */
  readonly raw: WebSocket;
}

/** The handshake was answered with an HTTP response instead of an upgrade. */
export class RefusedError extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status} ${answer.text.slice(0, 300)}`);
    this.answer = answer;
  }
}

const HANDSHAKE_TIMEOUT_MS = 10_000;
const MESSAGE_TIMEOUT_MS = 5000;

/** `ws://…/connect` of worker number `worker` (counted around), with `query`. */
export function connectUrl(deployment: Pick<Deployment, 'workers'>, worker: number, query: Query = {}): string {
  const { workers } = deployment;
  const base = workers[worker % workers.length];
  if (base === undefined) throw new Error('the deployment has no workers');
  return `${base.url.replace('http', 'ws')}/connect${toQueryString(query)}`;
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const headers: IncomingHttpHeaders = response.headers;
  let body: AnswerBody = {};
  try {
    body = JSON.parse(text) as AnswerBody;
  } catch {
    body = {};
  }
  return { status: response.statusCode ?? 0, headers, text, body };
}

function createInbox(socket: WebSocket) {
  const received: Message[] = [];
  let taken = 0;
  const waiting: { resolve(message: Message): void; reject(error: Error): void }[] = [];
  socket.on('message', (raw: Buffer, isBinary: boolean) => {
    const message: Message = { type: isBinary ? 'binary' : 'text', data: raw, text: raw.toString() };
    received.push(message);
    const first = waiting.shift();
    if (first) {
      taken++;
      first.resolve(message);
    }
  });
  const closed = new Promise<Closed>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
      for (const waiter of waiting.splice(0))
        waiter.reject(new Error(`closed with ${code} while a message was awaited`));
    });
  });
  const nextMessage = (timeoutMs = MESSAGE_TIMEOUT_MS): Promise<Message> => {
    const there = received[taken];
    if (there !== undefined) {
      taken++;
      return Promise.resolve(there);
    }
    const next = new Promise<Message>((resolve, reject) => {
      if (socket.readyState === WebSocket.CLOSED) reject(new Error('the socket is closed and no message is left'));
      else waiting.push({ resolve, reject });
    });
    return within('the next message', timeoutMs, next);
  };
  return { received, closed, nextMessage };
}

function createClient(socket: WebSocket, inbox: ReturnType<typeof createInbox>): Client {
  return {
    ...inbox,
    raw: socket,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    protocol: socket.protocol,
    ping: () => {
      const pong = new Promise<void>((resolve) => socket.once('pong', () => resolve()));
      socket.ping();
      return within('a pong', MESSAGE_TIMEOUT_MS, pong);
    },
    send: (data) => socket.send(data),
    close: (code, reason) => {
      socket.close(code, reason);
      return within('the closing handshake', MESSAGE_TIMEOUT_MS, inbox.closed);
    },
    terminate: () => socket.terminate(),
  };
}

/**
 * Open a WebSocket. Resolves when it is open.
 *
 * @throws {RefusedError} when the server answers with HTTP; {Error} when the connection breaks
 */
export function open(url: string, options: OpenOptions = {}): Promise<Client> {
  const { protocols = [], headers = {}, localAddress, compress = false, answerPings = true } = options;
  const socket = new WebSocket(url, [...protocols], {
    headers,
    perMessageDeflate: compress,
    autoPong: answerPings,
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  // Before the handshake: a message may arrive in the same packet as its answer.
  const inbox = createInbox(socket);
  const opened = new Promise<Client>((resolve, reject) => {
    socket.once('open', () => resolve(createClient(socket, inbox)));
    socket.once('unexpected-response', (_, response) => {
      readAnswer(response).then((answer) => reject(new RefusedError(answer)), reject);
    });
    // After "open" errors (a broken frame, a cut) show in `closed`.
    socket.on('error', reject);
  });
  return within('a WebSocket handshake', HANDSHAKE_TIMEOUT_MS, opened);
}

/** Try to open a WebSocket that must be refused, and return the HTTP answer. @throws {Error} when it opens */
export async function refused(url: string, options: OpenOptions = {}): Promise<Answer> {
  try {
    const client = await open(url, options);
    client.terminate();
  } catch (thrown) {
    if (thrown instanceof RefusedError) return thrown.answer;
    throw thrown;
  }
  throw new Error('the socket opened, though it must be refused');
}
