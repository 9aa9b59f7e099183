import type { WorkerBackplane } from '@dsock/backplane';
import {
  type Config,
  createJwtVerifier,
  createOps,
  createTokenCheck,
  type Logger,
  type Metrics,
  type NotReady,
  type Ops,
} from '@dsock/common';
import { CLOSE_CODES } from '@dsock/protocol';
import { createContext, type WorkerContext } from './context.js';
import { drain } from './drain.js';
import { startPinger } from './pinger.js';
import { createTransport, type Transport } from './transport/uws.js';
import { type AdmissionContext, admit } from './upgrade/admission.js';
import { createClientAddress } from './upgrade/client-address.js';
import { createConnectRate } from './upgrade/connect-rate.js';
import { createOriginCheck } from './upgrade/origins.js';

/** Bytes of a direct message beyond the largest message itself: its envelope, or a batch of small ones. */
const DIRECT_OVERHEAD_BYTES = 1_114_112;

/** A running worker. */
export interface Worker {
  readonly port: number;
  readonly ops: Ops;
  readonly notReady: NotReady;
  /** Not ready at once, no new connections, every connection closed with 1012 within `drain_duration`. */
  drain(): Promise<void>;
  /** Close what is left with 1001 and leave the backplane. Idempotent. */
  close(): Promise<void>;
}

/** What a worker needs. */
export interface WorkerOptions {
  readonly config: Config;
  /** Listening port, as the all-in-one start uses another than `config.port`. */
  readonly port: number;
  readonly backplane: WorkerBackplane;
  readonly log: Logger;
  readonly metrics: undefined | Metrics;
}

type State = 'starting' | 'running' | 'draining' | 'closed';

/**
 * Start a worker: connect to the backplane, then take connections.
 *
 * @throws {Error} when the backplane cannot be reached, the port is taken, or there is no native binary
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { config, port, backplane, metrics } = options;
  let state: State = 'starting';
  const context = createContext({
    ...options,
    maxConnections: config.maxConnections,
    isDraining: () => state === 'draining',
  });
  const { hub } = context;
  const notReady = (): undefined | string => (state === 'running' ? backplane.readiness().reason : state);
  const ops = createOps({ metrics, notReady });
  const transport = await listenWith(options, context, ops, () => state !== 'running');
  const bound = await transport.listen(config.host, port);
  await backplane.start(context.inbox, bound);
  const stopPinger = startPinger(hub, config.pingIntervalMs);
  state = 'running';

  return {
    port: bound,
    ops,
    notReady,
    drain: async () => {
      if (state !== 'running') return;
      state = 'draining';
      const started = performance.now();
      options.log.info({ connections: hub.openCount, overMs: config.drainDurationMs }, 'draining');
      await drain(hub, config.drainDurationMs);
      options.log.info({ ms: Math.round(performance.now() - started), left: hub.openCount }, 'drained');
    },
    close: async () => {
      if (state === 'closed') return;
      state = 'closed';
      stopPinger();
      const { code, reason } = CLOSE_CODES.goingAway;
      for (const connection of [...hub.connections()]) hub.close(connection, { code, reason });
      await backplane.close();
      transport.close();
    },
  };
}

function listenWith(
  { config, backplane, log }: WorkerOptions,
  { hub, counters, inbox }: WorkerContext,
  ops: Ops,
  isDraining: () => boolean,
): Promise<Transport> {
  const admission: AdmissionContext = {
    hub,
    backplane,
    isDraining,
    verifyJwt: createJwtVerifier({ secret: config.jwtSecret, publicKey: config.jwtPublicKey }),
    isWithinRate: createConnectRate(config.connectRatePerIp),
    isOriginAllowed: createOriginCheck(config.allowedOrigins),
    defaultChannels: config.defaultChannels,
    maxConnections: config.maxConnections,
  };
  const direct = {
    inbox,
    isAuthorized: createTokenCheck(config.tokens.slice(0, 1)),
    maxBytes: config.maxMessageSizeBytes + DIRECT_OVERHEAD_BYTES,
  };
  return createTransport({
    log,
    hub,
    ops,
    metrics: counters,
    isAuthorized: createTokenCheck(config.tokens),
    direct: config.messagingMethod === 'direct' ? direct : undefined,
    workerId: () => backplane.workerId,
    admit: (request) => admit(admission, request),
    addressOf: createClientAddress(config.trustedProxies),
    maxInboundBytes: config.maxInboundSizeBytes,
    maxBackpressureBytes: config.maxBackpressureBytes,
    pingIntervalMs: config.pingIntervalMs,
    compression: config.compression,
  });
}
