import type { WorkerBackplane } from '@dsock/backplane';
import { createBusMetrics, LAG_BUCKETS, type Metrics, registerBusState } from '@dsock/common';
import { CLOSE_CODES } from '@dsock/protocol';
import type { Hub } from './hub/hub.js';

/** Who began the end of a connection. */
export type Initiator = 'client' | 'server';

/** What the worker counts. Labels are bounded: codes, reasons, never names or ids. */
export interface WorkerMetrics {
  /** Note an upgrade that waits for its decision; call the result when it has it. */
  upgrading(): () => void;
  opened(): void;
  closed(code: number, initiator: Initiator, openSeconds: number): void;
  rejected(reason: string): void;
  /** Note an envelope: `sentAtMs` is when the API sent it, in milliseconds since the epoch. */
  delivered(sentAtMs: undefined | number): void;
  /** Note a message that all members of its target had their turn for, `seconds` after it came. */
  written(frames: number, bytes: number, seconds: number): void;
  dropped(): void;
  received(): void;
  ponged(seconds: number): void;
  invalidEnvelope(): void;
}

/** What the gauges of a worker read. */
export interface WorkerState {
  readonly hub: Hub;
  readonly backplane: WorkerBackplane;
  /** 0: no limit. */
  readonly maxConnections: number;
  readonly isDraining: () => boolean;
}

const FANOUT_BUCKETS = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
const OPEN_BUCKETS = [1, 10, 60, 300, 1800, 3600, 14_400, 86_400];
/** Connections looked at before other work has its turn. */
const BUFFER_SLICE = 1000;

/** Codes of their own label, beside those of ours: the ones of RFC 6455 that sockets really end with. */
const STANDARD_CODES = [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1011, 1013];
const OUR_CODES = Object.values(CLOSE_CODES).map(({ code }) => code);
const LABELLED_CODES: ReadonlySet<number> = new Set([...STANDARD_CODES, ...OUR_CODES]);

/** The label of a close code. A client, or a caller of `/disconnect`, may choose among thousands. */
export function closeCodeLabel(code: number): string {
  if (LABELLED_CODES.has(code)) return String(code);
  const thousands = Math.floor(code / 1000);
  return thousands >= 1 && thousands <= 4 ? `${thousands}xxx` : 'other';
}

/** Register the worker's metrics; without a registry everything counts into nothing. */
export function createWorkerMetrics(metrics: undefined | Metrics, state: WorkerState): WorkerMetrics {
  if (!metrics) return NOTHING;
  let upgrading = 0;
  registerGauges(metrics, state);
  metrics.gauge({ name: 'dsock_upgrades_inflight', help: 'Connects that wait for their decision' }, () => upgrading);
  const decided = (): void => {
    upgrading--;
  };
  return {
    ...connectionMetrics(metrics),
    ...messageMetrics(metrics),
    upgrading: () => {
      upgrading++;
      return decided;
    },
  };
}

const nothing = (): void => undefined;

const NOTHING: WorkerMetrics = {
  upgrading: () => nothing,
  opened: nothing,
  closed: nothing,
  rejected: nothing,
  delivered: nothing,
  written: nothing,
  dropped: nothing,
  received: nothing,
  ponged: nothing,
  invalidEnvelope: nothing,
};

function registerGauges(metrics: Metrics, { hub, backplane, maxConnections, isDraining }: WorkerState): void {
  const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
    metrics.gauge({ name, help }, read);
  };
  gauge('dsock_connections', 'Open client connections', () => hub.openCount);
  gauge('dsock_connections_limit', 'Connections this worker accepts; 0 is no limit', () => maxConnections);
  gauge('dsock_channels', 'Channels with at least one connection here', () => hub.channelCount);
  gauge('dsock_subscriptions', 'Channels of all connections together', () => hub.subscriptionCount);
  gauge('dsock_draining', 'Whether this worker drains (1) or not (0)', () => Number(isDraining()));
  gauge('dsock_drain_remaining_connections', 'Connections that a drain has yet to close', () =>
    isDraining() ? hub.openCount : 0,
  );
  gauge('dsock_send_buffer_bytes', 'Bytes that wait in this process for slow clients', () => bufferedBytes(hub));
  registerBusState(metrics, 'worker', () => backplane.readiness().ready);
}

/** Sum up in slices: a scrape must not hold up the sockets it asks about. */
async function bufferedBytes(hub: Hub): Promise<number> {
  const connections = [...hub.connections()];
  let bytes = 0;
  for (let at = 0; at < connections.length; at += BUFFER_SLICE) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve));
    for (const { socket } of connections.slice(at, at + BUFFER_SLICE)) bytes += socket?.bufferedBytes() ?? 0;
  }
  return bytes;
}

function connectionMetrics(metrics: Metrics): Pick<WorkerMetrics, 'opened' | 'closed' | 'rejected' | 'ponged'> {
  const opened = metrics.counters({ name: 'dsock_connections_opened_total', help: 'Client connections opened' }).with();
  const closed = metrics.counters({
    name: 'dsock_connections_closed_total',
    help: 'Client connections closed, by close code and by who began it',
    labels: ['code', 'initiator'],
  });
  // A rate needs a zero to start from, and these are what one waits for.
  for (const code of ['1000', '1001', '1005', '1006']) closed.with(code, 'client');
  for (const code of OUR_CODES) closed.with(closeCodeLabel(code), 'server');
  const rejected = metrics.counters({
    name: 'dsock_upgrades_rejected_total',
    help: 'Refused connects, by error code',
    labels: ['reason'],
  });
  const authFailures = metrics.counters({
    name: 'dsock_auth_failures_total',
    help: 'Refused credentials of clients, by error code',
    labels: ['reason'],
  });
  for (const reason of AUTH_FAILURES) authFailures.with(reason);
  const open = metrics
    .histograms({ name: 'dsock_connection_duration_seconds', help: 'Life of closed connections' }, OPEN_BUCKETS)
    .with();
  const pings = metrics
    .histograms({ name: 'dsock_ping_rtt_seconds', help: 'Time from a ping to the pong of the client' }, LAG_BUCKETS)
    .with();
  return {
    opened: () => opened.inc(),
    closed: (code, initiator, openSeconds) => {
      closed.with(closeCodeLabel(code), initiator).inc();
      open.observe(openSeconds);
    },
    rejected: (reason) => {
      rejected.with(reason).inc();
      if (AUTH_FAILURES.has(reason)) authFailures.with(reason).inc();
    },
    ponged: (seconds) => pings.observe(seconds),
  };
}

const AUTH_FAILURES: ReadonlySet<string> = new Set([
  'MISSING_AUTHENTICATION',
  'MISSING_CLAIM',
  'EXPIRED_CLAIM',
  'INVALID_JWT',
  'INVALID_EXPIRATION',
]);

function messageMetrics(
  metrics: Metrics,
): Pick<WorkerMetrics, 'delivered' | 'written' | 'dropped' | 'received' | 'invalidEnvelope'> {
  const count = (name: string, help: string) => metrics.counters({ name, help }).with();
  const lag = metrics
    .histograms(
      {
        name: 'dsock_bus_lag_seconds',
        help: 'Time from the API to this worker, by the clocks of the two hosts, in whole milliseconds',
      },
      LAG_BUCKETS,
    )
    .with();
  const fanout = metrics
    .histograms(
      {
        name: 'dsock_fanout_duration_seconds',
        help: 'Time from the receipt of a message until every socket of its target had its turn',
      },
      FANOUT_BUCKETS,
    )
    .with();
  const sent = count('dsock_messages_sent_total', 'Messages handed to client sockets');
  const bytes = count('dsock_sent_bytes_total', 'Payload bytes handed to client sockets');
  const dropped = metrics
    .counters({
      name: 'dsock_messages_dropped_total',
      help: 'Messages that a client did not get',
      labels: ['reason'],
    })
    .with('too_slow');
  const received = count('dsock_messages_received_total', 'Frames received from clients and ignored');
  const bus = createBusMetrics(metrics);
  return {
    delivered: (sentAtMs) => {
      // Two clocks: what comes from the future came at once.
      if (sentAtMs !== undefined) lag.observe(Math.max(0, Date.now() - sentAtMs) / 1000);
    },
    written: (frames, size, seconds) => {
      sent.inc(frames);
      bytes.inc(size);
      fanout.observe(seconds);
    },
    dropped: () => dropped.inc(),
    received: () => received.inc(),
    invalidEnvelope: () => bus.invalid(),
  };
}
