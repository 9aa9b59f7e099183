import type { WorkerBackplane } from '@dsock/backplane';
import {
  type Config,
  createJwtVerifier,
  createOps,
  createTokenCheck,
  type Logger,
  type Metrics,
  type Ops,
} from '@dsock/common';
import { CLOSE_CODES } from '@dsock/protocol';
import { drain } from './drain.js';
import type { Connection } from './hub/connection.js';
import { DeliveryQueue } from './hub/delivery-queue.js';
import { Hub } from './hub/hub.js';
import { createInbox } from './inbox.js';
import { createWorkerMetrics } from './metrics.js';
import { startPinger } from './pinger.js';
import { createTransport } from './transport/uws.js';
import { admit } from './upgrade/admission.js';
import { createOriginCheck } from './upgrade/origins.js';

/** Bytes of a direct message beyond the largest message itself: its envelope, or a batch of small ones. */
const DIRECT_OVERHEAD_BYTES = 1_114_112;

/** A running worker. */
export interface Worker {
  readonly port: number;
  readonly ops: Ops;
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

/**
 * Start a worker: connect to the backplane, then take connections.
 *
 * @throws {Error} when the backplane cannot be reached, the port is taken, or there is no native binary
 */
export async function startWorker({ config, port, backplane, log, metrics }: WorkerOptions): Promise<Worker> {
  const hub: Hub = new Hub(backplane.routes);
  const counters = createWorkerMetrics(metrics, () => hub);
  const tooSlow = new Set<Connection>();
  const queue = new DeliveryQueue({
    onWritten: (frames, bytes) => counters.written(frames, bytes),
    onDropped: (connection) => {
      counters.dropped();
      if (tooSlow.size === 0) setImmediate(closeTooSlow);
      tooSlow.add(connection);
    },
  });
  const closeTooSlow = (): void => {
    const { code, reason } = CLOSE_CODES.tooSlow;
    for (const connection of tooSlow) hub.close(connection, { code, reason });
    tooSlow.clear();
  };
  const onInvalid = (): void => counters.invalidEnvelope();
  const inbox = createInbox({ hub, queue, routes: backplane.routes, log, onInvalid });

  let state: 'starting' | 'running' | 'draining' | 'closed' = 'starting';
  const ops = createOps({
    metrics,
    notReady: () => (state === 'running' ? backplane.readiness().reason : state),
  });
  const admission = {
    hub,
    backplane,
    verifyJwt: createJwtVerifier({ secret: config.jwtSecret, publicKey: config.jwtPublicKey }),
    isOriginAllowed: createOriginCheck(config.allowedOrigins),
    defaultChannels: config.defaultChannels,
    maxConnections: config.maxConnections,
    isDraining: () => state !== 'running',
  };
  const transport = await createTransport({
    log,
    hub,
    ops,
    metrics: counters,
    isAuthorized: createTokenCheck(config.tokens),
    direct:
      config.messagingMethod === 'direct'
        ? {
            inbox,
            isAuthorized: createTokenCheck(config.tokens.slice(0, 1)),
            maxBytes: config.maxMessageSizeBytes + DIRECT_OVERHEAD_BYTES,
          }
        : undefined,
    workerId: () => backplane.workerId,
    admit: (request) => admit(admission, request),
    maxInboundBytes: config.maxInboundSizeBytes,
    maxBackpressureBytes: config.maxBackpressureBytes,
    pingIntervalMs: config.pingIntervalMs,
    compression: config.compression,
  });
  const bound = await transport.listen(config.host, port);
  await backplane.start(inbox, bound);
  const stopPinger = startPinger(hub, config.pingIntervalMs);
  state = 'running';

  const close = async (): Promise<void> => {
    if (state === 'closed') return;
    state = 'closed';
    stopPinger();
    const { code, reason } = CLOSE_CODES.goingAway;
    for (const connection of [...hub.connections()]) hub.close(connection, { code, reason });
    await backplane.close();
    transport.close();
  };
  return {
    port: bound,
    ops,
    drain: async () => {
      if (state !== 'running') return;
      state = 'draining';
      await drain(hub, config.drainDurationMs);
    },
    close,
  };
}
