import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Histogram as GcHistogram, type Registry } from 'prom-client';
import { LAG_BUCKETS, type Metrics } from './metrics-port.js';
import { VERSION } from './version.js';

/** Of prom-client's defaults: gauges whose names end in `_total`, and percentiles, which cannot be put together. */
const UNWANTED_DEFAULTS = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
  ...['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'].map((part) => `nodejs_eventloop_lag_${part}_seconds`),
];
/** How often Node's own monitor wakes, whose percentiles we leave out: at its default of 10 ms it costs 0.4 % of a core. */
const MONITOR_PRECISION_MS = 1000;
const LAG_SAMPLE_MS = 100;
const GC_KINDS = ['major', 'minor', 'incremental', 'weakcb'];

/** Register what prom-client knows of the runtime. */
export function collectRuntime(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: MONITOR_PRECISION_MS });
  for (const name of UNWANTED_DEFAULTS) registry.removeSingleMetric(name);
  const gc = registry.getSingleMetric('nodejs_gc_duration_seconds');
  // A rate needs a zero to start from.
  if (gc instanceof GcHistogram) for (const kind of GC_KINDS) gc.zero({ kind });
}

/** Register what it does not know. */
export function addRuntime(metrics: Metrics): void {
  metrics.gauge(
    { name: 'dsock_build_info', help: 'Always 1; what runs is in the labels', labels: ['version', 'node'] },
    () => 1,
    [VERSION, process.version],
  );
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
  sampleEventLoopLag(metrics);
}

function sampleEventLoopLag(metrics: Metrics): void {
  const lag = metrics
    .histograms(
      {
        name: 'dsock_eventloop_lag_seconds',
        help: `How late a timer of ${LAG_SAMPLE_MS} ms was, by one sample for each`,
      },
      LAG_BUCKETS,
    )
    .with();
  let lastMs = performance.now();
  const sample = (): void => {
    const nowMs = performance.now();
    lag.observe(Math.max(0, nowMs - lastMs - LAG_SAMPLE_MS) / 1000);
    lastMs = nowMs;
  };
  setInterval(sample, LAG_SAMPLE_MS).unref();
}
