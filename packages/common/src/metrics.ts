import { type Metric, Registry } from 'prom-client';
import { Family, type Sample } from './instruments.js';
import type { Description, Metrics, Read } from './metrics-port.js';
import { addRuntime, collectRuntime } from './runtime-metrics.js';

type MetricKind = 'counter' | 'gauge' | 'histogram';

interface GaugeSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly read: Read;
}

/** Create the registry of a process, with the runtime's own metrics in it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectRuntime(registry);
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
