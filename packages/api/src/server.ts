import { randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ApiBackplane } from '@dsock/backplane';
import {
  type Config,
  createFailureLog,
  createOps,
  createTokenCheck,
  type Logger,
  type Metrics,
  type NotReady,
  type Ops,
} from '@dsock/common';
import { BrokerError } from '@dsock/protocol';
import { getRequestListener } from '@hono/node-server';
import { createApp } from './app.js';
import type { ApiContext } from './context.js';
import { createDelivery } from './delivery.js';
import { createApiObserver, OTHER_ROUTE } from './metrics.js';
import { errorResponse } from './route.js';

/** Longer than load balancers keep idle connections, so that they close first and never send into a closed one. */
const KEEP_ALIVE_MS = 75_000;

const SERVER_OPTIONS: ServerOptions = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Node's own refusal has no body; ours has.
  requireHostHeader: false,
};

const NO_REQUEST = 'This is no valid HTTP request.';
const BROKEN_STATUS = 400;
const IDLE_SWEEP_MS = 50;

/** A running API. */
export interface Api {
  readonly port: number;
  readonly ops: Ops;
  readonly notReady: NotReady;
  /** Not ready at once; resolves when the calls under way are answered and no connection is left. Idempotent. */
  close(): Promise<void>;
}

/** What an API needs. */
export interface ApiOptions {
  readonly config: Config;
  readonly backplane: ApiBackplane;
  readonly log: Logger;
  readonly metrics: undefined | Metrics;
}

/**
 * Start the API: connect to the backplane, then answer calls.
 *
 * @throws {Error} when the backplane cannot be reached or the port is taken
 */
export async function startApi({ config, backplane, log, metrics }: ApiOptions): Promise<Api> {
  let closing: undefined | Promise<void>;
  const notReady = (): undefined | string => (closing !== undefined ? 'closing' : backplane.readiness().reason);
  const ops = createOps({ metrics, notReady });
  const context: ApiContext = {
    config,
    log,
    failures: createFailureLog(log),
    backplane,
    ops,
    delivery: createDelivery(backplane.bus),
    isTokenValid: createTokenCheck(config.tokens),
    observe: createApiObserver(metrics, backplane),
  };
  await backplane.start();
  const server = await listen(context);
  const close = async (): Promise<void> => {
    // A connection kept alive after its last answer would hold up the close until it times out.
    const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
    await new Promise<void>((resolve) => void server.close(() => resolve()));
    clearInterval(sweep);
    await backplane.close();
  };
  return {
    port: (server.address() as AddressInfo).port,
    ops,
    notReady,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function listen(context: ApiContext): Promise<Server> {
  const { config, log } = context;
  const listener = getRequestListener(createApp(context).fetch, {
    // What makes no URL, such as a Host header that is no host.
    errorHandler: (error) => {
      const requestId = randomUUID();
      const response = errorResponse(
        new BrokerError('INVALID_PARAMETER', { detail: NO_REQUEST, cause: error }),
        requestId,
        context.failures,
      );
      response.headers.set('X-Request-ID', requestId);
      return response;
    },
  });
  const server = createServer(SERVER_OPTIONS, listener);
  // Sockets whose request got its answer before its body was read: what breaks there is not answered again.
  const answered = new WeakSet<Socket>();
  server.on('request', (incoming, outgoing) => {
    outgoing.once('finish', () => {
      if (incoming.complete) answered.delete(incoming.socket);
      else answered.add(incoming.socket);
    });
  });
  server.on('clientError', (error, socket) => {
    if (answered.has(socket as Socket)) return void socket.destroy();
    if (answerBrokenRequest(error, socket as Socket)) context.observe(OTHER_ROUTE, BROKEN_STATUS, 0);
  });
  // An expectation we do not know is no reason to refuse the call.
  server.on('checkExpectation', listener);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
    server.listen(config.port, config.host);
  });
  server.on('error', (error) => log.error({ error }, 'http server failed'));
  return server;
}

/**
 * What Node's parser refuses never reaches a route; it gets an error of the table all the same.
 *
 * @returns false when nobody is there to be answered
 */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): boolean {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return false;
  }
  const inBody = error.code?.startsWith('HPE_') && /CHUNK|BODY|EOF/.test(error.code);
  const detail = error.code === 'HPE_HEADER_OVERFLOW' ? 'The headers are too large.' : NO_REQUEST;
  const broken = inBody ? new BrokerError('ERROR_READING_MESSAGE') : new BrokerError('INVALID_PARAMETER', { detail });
  const requestId = randomUUID();
  const body = JSON.stringify(broken.toBody(requestId));
  socket.end(
    `HTTP/1.1 ${BROKEN_STATUS} Bad Request\r\nContent-Type: application/json\r\nX-Request-ID: ${requestId}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  return true;
}
