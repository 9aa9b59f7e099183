import { LAG_BUCKETS, type Metrics } from './metrics-port.js';

/** What a process notes of the way between API and workers, whichever adapter it stands on. */
export interface BusMetrics {
  /** A payload came that nobody here could read. */
  invalid(): void;
  /** Something became of a claim. */
  claim(result: string): void;
  /** A command of the backplane was answered, after `seconds`. */
  answered(command: string, seconds: number): void;
  /** A command failed, or the connection, the subscription or the lease was lost. */
  failed(operation: string): void;
}

/** Losses of state, beside the commands that can fail; shown as zero before the first. */
const LOSSES = ['connection', 'subscription', 'lease'];
const CLAIM_RESULTS = ['created', 'conflict', 'taken', 'missing', 'expired', 'corrupt'];

const NOTHING: BusMetrics = {
  invalid: () => undefined,
  claim: () => undefined,
  answered: () => undefined,
  failed: () => undefined,
};

/** Register the metrics of the backplane. API and worker in one process share them. */
export function createBusMetrics(metrics: undefined | Metrics): BusMetrics {
  if (!metrics) return NOTHING;
  const invalid = metrics
    .counters({ name: 'dsock_invalid_envelopes_total', help: 'Payloads of the bus that could not be read' })
    .with();
  const claims = metrics.counters({
    name: 'dsock_claims_total',
    help: 'Claims by what became of them: created, or refused as the id exists, and how connects found them',
    labels: ['result'],
  });
  for (const result of CLAIM_RESULTS) claims.with(result);
  const errors = metrics.counters({
    name: 'dsock_bus_errors_total',
    help: 'Failed commands of the backplane, and lost connections, subscriptions and leases',
    labels: ['op'],
  });
  for (const loss of LOSSES) errors.with(loss);
  const durations = metrics.histograms(
    {
      name: 'dsock_redis_command_duration_seconds',
      help: 'Time from a command to its answer; scripts by their names',
      labels: ['command'],
    },
    LAG_BUCKETS,
  );
  return {
    invalid: () => invalid.inc(),
    claim: (result) => claims.with(result).inc(),
    answered: (command, seconds) => durations.with(command).observe(seconds),
    failed: (operation) => errors.with(operation).inc(),
  };
}

/** Register whether the backplane works, as seen by one of the services of this process. */
export function registerBusState(metrics: undefined | Metrics, service: 'api' | 'worker', ready: () => boolean): void {
  metrics?.gauge(
    {
      name: 'dsock_bus_connected',
      help: 'Whether the backplane works (1) or not (0), proved by a message through it',
      labels: ['service'],
    },
    () => Number(ready()),
    [service],
  );
}
