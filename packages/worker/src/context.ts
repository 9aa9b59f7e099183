import type { Inbox, WorkerBackplane } from '@dsock/backplane';
import type { Logger, Metrics } from '@dsock/common';
import { CLOSE_CODES } from '@dsock/protocol';
import type { Connection } from './hub/connection.js';
import { DeliveryQueue } from './hub/delivery-queue.js';
import { Hub } from './hub/hub.js';
import { createInbox } from './inbox.js';
import { createWorkerMetrics, type WorkerMetrics } from './metrics.js';
import { traced } from './traced.js';

/** The parts of a worker behind its port, built once. */
export interface WorkerContext {
  readonly hub: Hub;
  readonly counters: WorkerMetrics;
  readonly inbox: Inbox;
}

/** Build the hub, the queue in front of its sockets, and the inbox that drives both. */
export function createContext(options: {
  backplane: WorkerBackplane;
  log: Logger;
  metrics: undefined | Metrics;
  /** 0: no limit. */
  maxConnections: number;
  isDraining: () => boolean;
}): WorkerContext {
  const { backplane, log, metrics, maxConnections, isDraining } = options;
  const { routes } = backplane;
  const hub = new Hub(routes);
  const counters = createWorkerMetrics(metrics, { hub, backplane, maxConnections, isDraining });
  const closeSoon = createSlowCloser(hub);
  const queue = new DeliveryQueue({
    onWritten: (frames, bytes, seconds) => counters.written(frames, bytes, seconds),
    onDropped: (connection) => {
      counters.dropped();
      closeSoon(connection);
    },
  });
  const handle = createInbox({ hub, queue, routes, log, onInvalid: () => counters.invalidEnvelope() });
  const inbox: Inbox = (envelope, respond) => {
    counters.delivered(envelope.sentAtMs);
    traced(handle, envelope, respond);
  };
  return { hub, counters, inbox };
}

/** Closes clients that are too slow, a turn later: closing a socket from within a write to it is not safe. */
function createSlowCloser(hub: Hub): (connection: Connection) => void {
  const tooSlow = new Set<Connection>();
  const closeAll = (): void => {
    const { code, reason } = CLOSE_CODES.tooSlow;
    for (const connection of tooSlow) hub.close(connection, { code, reason });
    tooSlow.clear();
  };
  return (connection) => {
    if (tooSlow.size === 0) setImmediate(closeAll);
    tooSlow.add(connection);
  };
}
