import { DIRECT_INBOX_PATH, type Inbox } from '@dsock/backplane';
import { bearerOf, type Logger, type Ops, type TokenCheck } from '@dsock/common';
import { BrokerError, CLOSE_CODES, type CloseName } from '@dsock/protocol';
import type * as Uws from 'uWebSockets.js';
import { type Connection, nowSeconds } from '../hub/connection.js';
import type { Hub } from '../hub/hub.js';
import type { WorkerMetrics } from '../metrics.js';
import { acceptedProtocol, type ConnectRequest } from '../upgrade/credentials.js';
import { type Answer, errorAnswer, requestIdOf, write } from './answers.js';
import { takeDirectMessages } from './direct-inbox.js';
import { isFlooding } from './inbound-guard.js';
import { createUpgradePath } from './upgrade-path.js';
import { loadUws } from './uws-module.js';
import { type SocketData, UwsSocket } from './uws-socket.js';

/** uWS counts idle time in steps of four seconds, from 8 to 960. */
const IDLE_STEP_SECONDS = 4;
const IDLE_MIN_SECONDS = 8;
const IDLE_MAX_SECONDS = 960;
/** Pings that may be missed before a silent client is closed. */
const IDLE_INTERVALS = 2.5;
/** uWS' own numbers; its types have them as types only. */
const SHARED_COMPRESSOR = 1;
const LISTEN_EXCLUSIVE_PORT = 1;

/** What the transport serves and whom it tells. */
export interface TransportContext {
  readonly log: Logger;
  readonly hub: Hub;
  readonly metrics: WorkerMetrics;
  readonly ops: Ops;
  readonly isAuthorized: TokenCheck;
  /** Takes direct messages; undefined: the path does not exist. */
  readonly direct: undefined | { readonly inbox: Inbox; readonly isAuthorized: TokenCheck; readonly maxBytes: number };
  readonly workerId: () => string;
  admit(request: ConnectRequest): Promise<Connection>;
  readonly maxInboundBytes: number;
  readonly maxBackpressureBytes: number;
  readonly pingIntervalMs: number;
  readonly compression: boolean;
}

/** The worker's port. */
export interface Transport {
  /** Resolves with the bound port. @throws {Error} when the port is taken */
  listen(host: string, port: number): Promise<number>;
  /** Accept no further connections; those that stand stay. */
  stopListening(): void;
  /** Cut what is left. */
  close(): void;
}

// The types lack the form with a host and options that the addon has.
type ListenOn = (host: string, port: number, options: number, callback: (socket: Uws.us_listen_socket | false) => void) => void;

/** Create the worker's server on uWebSockets.js. */
export async function createTransport(context: TransportContext): Promise<Transport> {
  const { hub, metrics, log } = context;
  const uws = await loadUws();
  const path = await createUpgradePath(uws, log);
  const app = uws.App();

  const answer = (response: Uws.HttpResponse, requestId: string, content: Answer): void => {
    response.cork(() => write(response, content, requestId));
  };
  const refuse = (response: Uws.HttpResponse, requestId: string, thrown: unknown, headers = {}): void => {
    const error = BrokerError.from(thrown);
    if (error.definition.status >= 500) log.warn({ requestId, code: error.code, error: error.cause }, 'request failed');
    answer(response, requestId, errorAnswer(error, requestId, headers));
  };
  const closeAs = (connection: Connection, name: CloseName): void => {
    const { code, reason } = CLOSE_CODES[name];
    if (connection.socket) hub.close(connection, { code, reason });
  };

  async function upgrade(response: Uws.HttpResponse, request: Uws.HttpRequest, target: Uws.us_socket_context_t) {
    const requestId = requestIdOf(request);
    const key = request.getHeader('sec-websocket-key');
    const extensions = context.compression ? request.getHeader('sec-websocket-extensions') : '';
    const connect: ConnectRequest = {
      query: request.getQuery() ?? '',
      authorization: request.getHeader('authorization'),
      protocols: request.getHeader('sec-websocket-protocol'),
      origin: request.getHeader('origin'),
    };
    let aborted = false;
    response.onAborted(() => {
      aborted = true;
    });
    try {
      const connection = await context.admit(connect);
      if (aborted) return hub.detach(connection);
      path.run(response, () => {
        response.upgrade<SocketData>({ connection }, key, acceptedProtocol(connect.protocols), extensions, target);
      });
    } catch (error) {
      metrics.rejected(BrokerError.from(error).code);
      if (!aborted) refuse(response, requestId, error);
    }
  }

  app.ws<SocketData>('/connect', {
    compression: context.compression ? SHARED_COMPRESSOR : 0,
    // Twice the limit, so that a frame over it can still be answered with 1009; beyond, uWS cuts the connection.
    maxPayloadLength: 2 * context.maxInboundBytes,
    maxBackpressure: context.maxBackpressureBytes,
    idleTimeout: idleSeconds(context.pingIntervalMs),
    sendPingsAutomatically: false,
    upgrade: (response, request, target) => void upgrade(response, request, target),
    open: (ws) => {
      const { connection } = ws.getUserData();
      const closing = connection.admission?.closing;
      hub.open(connection, new UwsSocket(ws, context.compression));
      metrics.opened();
      log.debug({ connection: connection.id }, 'connection opened');
      // A disconnect came while the connection was being admitted.
      if (closing) hub.close(connection, closing);
    },
    message: (ws, message) => {
      const { connection } = ws.getUserData();
      metrics.received();
      if (message.byteLength > context.maxInboundBytes) closeAs(connection, 'tooLarge');
      else if (isFlooding(connection, message.byteLength, context.maxInboundBytes, nowSeconds())) {
        closeAs(connection, 'sentTooMuch');
      }
    },
    ping: (ws) => {
      const { connection } = ws.getUserData();
      connection.lastPingSeconds = nowSeconds();
      if (isFlooding(connection, 0, context.maxInboundBytes, connection.lastPingSeconds)) {
        closeAs(connection, 'sentTooMuch');
      }
    },
    pong: (ws) => {
      ws.getUserData().connection.lastPingSeconds = nowSeconds();
    },
    close: (ws, code) => {
      const { connection } = ws.getUserData();
      const endedWith = (connection.socket as undefined | UwsSocket)?.endedWith;
      hub.closed(connection);
      metrics.closed(endedWith ?? code, endedWith === undefined ? 'client' : 'server');
      log.debug({ connection: connection.id, code: endedWith ?? code }, 'connection closed');
    },
  });

  app.post(DIRECT_INBOX_PATH, (response, request) => {
    const requestId = requestIdOf(request);
    const { direct } = context;
    if (!direct) return refuse(response, requestId, new BrokerError('NOT_FOUND'));
    if (!direct.isAuthorized(bearerOf(request.getHeader('authorization')))) {
      return refuse(response, requestId, new BrokerError('INVALID_AUTHORIZATION'));
    }
    let aborted = false;
    response.onAborted(() => {
      aborted = true;
    });
    readBody(response, direct.maxBytes, (body) => {
      if (body === 'too large') return refuse(response, requestId, new BrokerError('MESSAGE_TOO_LARGE'));
      const { inbox } = direct;
      const { workerId } = context;
      const answers = takeDirectMessages(body, { inbox, workerId, onInvalid: () => metrics.invalidEnvelope() });
      if (!answers) {
        const detail = 'The body is not a list of envelopes.';
        return refuse(response, requestId, new BrokerError('INVALID_PARAMETER', { detail }));
      }
      answers.then((joined) => {
        if (aborted) return;
        answer(response, requestId, { status: 200, contentType: 'application/x-protobuf', body: joined });
      });
    });
  });

  app.any('/*', (response, request) => {
    const requestId = requestIdOf(request);
    const url = request.getUrl();
    const method = request.getMethod();
    if (url === '/connect') {
      if (method === 'get') {
        return refuse(response, requestId, new BrokerError('UPGRADE_REQUIRED'), { Upgrade: 'websocket' });
      }
      return refuse(response, requestId, new BrokerError('METHOD_NOT_ALLOWED'), { Allow: 'GET' });
    }
    const token = new URLSearchParams(request.getQuery() ?? '').get('token') ?? undefined;
    const authorized = context.isAuthorized(token ?? bearerOf(request.getHeader('authorization')));
    let aborted = false;
    response.onAborted(() => {
      aborted = true;
    });
    serveOps(context.ops, method, url, authorized).then(
      (content) => {
        // Uncorked: a corked body over 16 KiB can lose its end when the client reads slowly.
        if (!aborted) path.uncorked(response, () => write(response, content, requestId));
      },
      (error) => {
        if (aborted) return;
        refuse(response, requestId, error, error.code === 'METHOD_NOT_ALLOWED' ? { Allow: 'GET, HEAD' } : {});
      },
    );
  });

  let listening: undefined | Uws.us_listen_socket;
  const stopListening = (): void => {
    if (listening) uws.us_listen_socket_close(listening);
    listening = undefined;
  };
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        // Exclusive: without it a second process would silently take half the connections of this port.
        (app.listen as unknown as ListenOn)(host, port, LISTEN_EXCLUSIVE_PORT, (socket) => {
          if (!socket) return reject(new Error(`port ${port} on ${host} is taken`));
          listening = socket;
          resolve(uws.us_socket_local_port(socket));
        });
      }),
    stopListening,
    close: () => {
      stopListening();
      app.close();
      path.close();
    },
  };
}

const OPS_PATHS = new Set(['/healthz', '/readyz', '/metrics']);

async function serveOps(ops: Ops, method: string, url: string, authorized: boolean): Promise<Answer> {
  if (!OPS_PATHS.has(url)) throw new BrokerError('NOT_FOUND');
  if (method !== 'get' && method !== 'head') throw new BrokerError('METHOD_NOT_ALLOWED');
  if (url === '/metrics' && !authorized) throw new BrokerError('INVALID_AUTHORIZATION');
  const content = await ops.answer(url);
  if (!content) throw new BrokerError('NOT_FOUND');
  return content;
}

function idleSeconds(pingIntervalMs: number): number {
  const steps = Math.ceil((IDLE_INTERVALS * pingIntervalMs) / 1000 / IDLE_STEP_SECONDS);
  return Math.min(Math.max(steps * IDLE_STEP_SECONDS, IDLE_MIN_SECONDS), IDLE_MAX_SECONDS);
}

/** Collect a body. The chunks are only lent, so they are copied. */
function readBody(response: Uws.HttpResponse, maxBytes: number, done: (body: Uint8Array | 'too large') => void): void {
  let chunks: Buffer[] = [];
  let size = 0;
  let over = false;
  response.onData((chunk, isLast) => {
    if (over) return;
    size += chunk.byteLength;
    if (size > maxBytes) {
      over = true;
      chunks = [];
      return done('too large');
    }
    chunks.push(Buffer.from(Buffer.from(chunk)));
    if (isLast) done(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
  });
}
