import type * as Uws from 'uWebSockets.js';
import type { Logger } from '@dsock/common';
import { BrokerError, CLOSE_CODES, type CloseName } from '@dsock/protocol';
import { type Connection, nowSeconds } from '../hub/connection.js';
import type { Hub } from '../hub/hub.js';
import type { WorkerMetrics } from '../metrics.js';
import type { ClientAddress } from '../upgrade/client-address.js';
import { acceptedProtocol, type ConnectRequest } from '../upgrade/credentials.js';
import { askedBy } from './answers.js';
import { isFlooding } from './inbound-guard.js';
import type { Refuse } from './refusal.js';
import type { UpgradePath } from './upgrade-path.js';
import { type SocketData, UwsSocket } from './uws-socket.js';

/** uWS counts idle time in steps of four seconds, from 8 to 960. */
const IDLE_STEP_SECONDS = 4;
const IDLE_MIN_SECONDS = 8;
const IDLE_MAX_SECONDS = 960;
/** Pings that may be missed before a silent client is closed. */
const IDLE_INTERVALS = 2.5;
/** uWS' own number; its types have it as a type only. */
const SHARED_COMPRESSOR = 1;

/** The one version there is (RFC 6455 section 4.1). */
const WEBSOCKET_VERSION = '13';

/** What `/connect` needs. */
export interface ConnectContext {
  readonly log: Logger;
  readonly hub: Hub;
  readonly metrics: WorkerMetrics;
  admit(request: ConnectRequest): Promise<Connection>;
  readonly addressOf: ClientAddress;
  readonly maxInboundBytes: number;
  readonly maxBackpressureBytes: number;
  readonly pingIntervalMs: number;
  readonly compression: boolean;
}

/** How uWebSockets.js is to treat `/connect`: who gets in, and what becomes of frames and closes. */
export function createConnectBehavior(
  context: ConnectContext,
  path: UpgradePath,
  refuse: Refuse,
): Uws.WebSocketBehavior<SocketData> {
  const { hub, metrics, log, maxInboundBytes } = context;
  const upgrade = createUpgrade(context, path, refuse);
  const closeAs = (connection: Connection, name: CloseName): void => {
    const { code, reason } = CLOSE_CODES[name];
    if (connection.socket) hub.close(connection, { code, reason });
  };
  /** Inbound messages are counted, bounded and ignored. */
  const guard = (connection: Connection, bytes: number): void => {
    if (bytes > maxInboundBytes) closeAs(connection, 'tooLarge');
    else if (isFlooding(connection, bytes, maxInboundBytes, nowSeconds())) closeAs(connection, 'sentTooMuch');
  };
  return {
    compression: context.compression ? SHARED_COMPRESSOR : 0,
    // Twice the limit, so that a frame over it can still be answered with 1009; beyond, uWS cuts the connection.
    maxPayloadLength: 2 * maxInboundBytes,
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
      metrics.received();
      guard(ws.getUserData().connection, message.byteLength);
    },
    ping: (ws) => {
      const { connection } = ws.getUserData();
      connection.lastPingSeconds = nowSeconds();
      guard(connection, 0);
    },
    pong: (ws) => {
      const { connection } = ws.getUserData();
      connection.lastPingSeconds = nowSeconds();
      const roundTrip = (connection.socket as undefined | UwsSocket)?.ponged();
      if (roundTrip !== undefined) metrics.ponged(roundTrip);
      guard(connection, 0);
    },
    close: (ws, code) => {
      const { connection } = ws.getUserData();
      const socket = connection.socket as undefined | UwsSocket;
      const endedWith = socket?.endedWith;
      hub.closed(connection);
      metrics.closed(endedWith ?? code, endedWith === undefined ? 'client' : 'server', socket?.openSeconds() ?? 0);
      log.debug({ connection: connection.id, code: endedWith ?? code }, 'connection closed');
    },
  };
}

function createUpgrade(context: ConnectContext, path: UpgradePath, refuse: Refuse) {
  const { hub, metrics, compression } = context;
  return async (response: Uws.HttpResponse, request: Uws.HttpRequest, target: Uws.us_socket_context_t) => {
    // Everything is copied before the first await, when the request is gone.
    const asked = askedBy(request);
    const version = request.getHeader('sec-websocket-version');
    const key = request.getHeader('sec-websocket-key');
    const extensions = compression ? request.getHeader('sec-websocket-extensions') : '';
    const connect: ConnectRequest = {
      query: request.getQuery() ?? '',
      authorization: request.getHeader('authorization'),
      protocols: request.getHeader('sec-websocket-protocol'),
      origin: request.getHeader('origin'),
      address: context.addressOf(
        Buffer.from(response.getRemoteAddressAsText()).toString(),
        request.getHeader('x-forwarded-for'),
      ),
    };
    if (version !== WEBSOCKET_VERSION) {
      const headers = { Upgrade: 'websocket', 'Sec-WebSocket-Version': WEBSOCKET_VERSION };
      return refuse(response, asked, new BrokerError('UPGRADE_REQUIRED'), headers);
    }
    let aborted = false;
    response.onAborted(() => {
      aborted = true;
    });
    const decided = metrics.upgrading();
    try {
      const connection = await context.admit(connect).finally(decided);
      if (aborted) {
        metrics.rejected('ABORTED');
        return hub.detach(connection);
      }
      path.run(response, () => {
        response.upgrade<SocketData>({ connection }, key, acceptedProtocol(connect.protocols), extensions, target);
      });
    } catch (error) {
      metrics.rejected(BrokerError.from(error).code);
      if (!aborted) refuse(response, asked, error);
    }
  };
}

function idleSeconds(pingIntervalMs: number): number {
  const steps = Math.ceil((IDLE_INTERVALS * pingIntervalMs) / 1000 / IDLE_STEP_SECONDS);
  return Math.min(Math.max(steps * IDLE_STEP_SECONDS, IDLE_MIN_SECONDS), IDLE_MAX_SECONDS);
}
