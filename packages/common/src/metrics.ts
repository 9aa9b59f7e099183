import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Histogram as GcHistogram, type Metric, Registry } from 'prom-client';
import { type Counter, Family, type Histogram, type Sample, type Series } from './instruments.js';
import { VERSION } from './version.js';

/** Default metrics of prom-client whose names break the conventions: gauges that end in `_total`. */
const MISNAMED_DEFAULTS = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

const GC_KINDS = ['major', 'minor', 'incremental', 'weakcb'];

/** Bounds for what passes between processes, in seconds. */
export const LAG_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What a metric is called, and what it means to people. */
export interface Description {
  readonly name: string;
  readonly help: string;
  /** Names of labels. Their values are bounded: never a user, channel, claim or connection. */
  readonly labels?: readonly string[];
}

/** Reads a gauge when it is scraped. */
export type Read = () => number | Promise<number>;

/**
 * The metrics of one process.
 *
 * Asked again for a name it has, it gives what is there: API and worker may share a process.
 */
export interface Metrics {
  counters(description: Description): Series<Counter>;
  histograms(description: Description, buckets: readonly number[]): Series<Histogram>;
  /** Add a gauge, or one more series to it: `values` are those of the labels. */
  gauge(description: Description, read: Read, values?: readonly string[]): void;
  /** The exposition text for Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

type MetricKind = 'counter' | 'gauge' | 'histogram';

interface GaugeSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly read: Read;
}

/** Create the registry of a process, with the runtime's own metrics in it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED_DEFAULTS) registry.removeSingleMetric(name);
  const gc = registry.getSingleMetric('nodejs_gc_duration_seconds');
  // A rate needs a zero to start from.
  if (gc instanceof GcHistogram) for (const kind of GC_KINDS) gc.zero({ kind });
  const families = new Map<string, unknown>();

  function once<F>(name: string, create: () => F): F {
    const family = (families.get(name) as undefined | F) ?? create();
    families.set(name, family);
    return family;
  }

  function register({ name, help }: Description, type: MetricKind, samples: () => Sample[] | Promise<Sample[]>): void {
    const get = async () => ({ name, help, type, values: await samples(), aggregator: 'sum' });
    // The registry asks for no more than a name and this; its types name its own classes.
    registry.registerMetric({ name, get } as unknown as Metric);
  }

  const metrics: Metrics = {
    counters: (description) =>
      once(description.name, () => {
        const family = Family.counters(description.labels ?? []);
        register(description, 'counter', () => family.samples(description.name));
        return family;
      }),
    histograms: (description, buckets) =>
      once(description.name, () => {
        const family = Family.histograms(description.labels ?? [], buckets);
        register(description, 'histogram', () => family.samples(description.name));
        return family;
      }),
    gauge: (description, read, values = []) => {
      const series = once(description.name, () => {
        const created: GaugeSeries[] = [];
        register(description, 'gauge', () =>
          Promise.all(created.map(async (one) => ({ labels: one.labels, value: await one.read() }))),
        );
        return created;
      });
      series.push({
        labels: Object.fromEntries((description.labels ?? []).map((name, at) => [name, values[at] ?? ''])),
        read,
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
  addRuntime(metrics);
  return metrics;
}

/** What the runtime's own metrics lack. */
function addRuntime(metrics: Metrics): void {
  let last = performance.eventLoopUtilization();
  metrics.gauge(
    {
      name: 'nodejs_eventloop_utilization',
      help: 'Share of the time since the last scrape that the event loop was busy',
    },
    () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return utilization;
    },
  );
  metrics.gauge(
    { name: 'dsock_build_info', help: 'Always 1; what runs is in the labels', labels: ['version', 'node'] },
    () => 1,
    [VERSION, process.version],
  );
}
