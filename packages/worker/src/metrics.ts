import type { Metrics } from '@dsock/common';
import type { Hub } from './hub/hub.js';

/** What the worker counts. Labels are bounded: codes, reasons, never names or ids. */
export interface WorkerMetrics {
  opened(): void;
  closed(code: number, initiator: 'client' | 'server'): void;
  rejected(reason: string): void;
  written(frames: number, bytes: number): void;
  dropped(): void;
  received(): void;
  invalidEnvelope(): void;
}

/** Register the worker's metrics; without a registry everything counts into nothing. */
export function createWorkerMetrics(metrics: undefined | Metrics, hub: Hub): WorkerMetrics {
  if (!metrics) {
    const nothing = (): void => undefined;
    return {
      opened: nothing,
      closed: nothing,
      rejected: nothing,
      written: nothing,
      dropped: nothing,
      received: nothing,
      invalidEnvelope: nothing,
    };
  }
  metrics.gauge('dsock_connections', 'Open client connections', [], () => hub.openCount);
  metrics.gauge('dsock_channels', 'Channels with at least one connection here', [], () => hub.channelCount);
  const opened = metrics.counter('dsock_connections_opened_total', 'Client connections opened');
  const closed = metrics.counter('dsock_connections_closed_total', 'Client connections closed', ['code', 'initiator']);
  const rejected = metrics.counter('dsock_upgrades_rejected_total', 'Refused connects', ['reason']);
  const written = metrics.counter('dsock_messages_sent_total', 'Messages handed to client sockets');
  const bytes = metrics.counter('dsock_sent_bytes_total', 'Payload bytes handed to client sockets');
  const dropped = metrics.counter('dsock_messages_dropped_total', 'Messages dropped by a full buffer', ['reason']);
  const received = metrics.counter('dsock_messages_received_total', 'Frames received from clients and ignored');
  const invalid = metrics.counter('dsock_invalid_envelopes_total', 'Bus payloads that are no valid envelope');
  const droppedSlow = dropped.labels('too_slow');
  return {
    opened: () => opened.inc(),
    closed: (code, initiator) => closed.labels(String(code), initiator).inc(),
    rejected: (reason) => rejected.labels(reason).inc(),
    written: (frames, size) => {
      written.inc(frames);
      bytes.inc(size);
    },
    dropped: () => droppedSlow.inc(),
    received: () => received.inc(),
    invalidEnvelope: () => invalid.inc(),
  };
}
