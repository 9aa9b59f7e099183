import { describe, expect, it, vi } from 'vitest';
import { createBusMetrics, registerBusState } from './bus-metrics.js';
import { createMetrics } from './metrics.js';

async function linesOf(metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> {
  const text = await metrics.text();
  return text.split('\n').filter((line) => line.startsWith(name));
}

describe('metrics', () => {
  it('counter - starts at zero without labels, and rises by one or by what is said', async () => {
    const metrics = createMetrics();
    const counter = metrics.counters({ name: 'a_total', help: 'A' }).with();
    expect(await linesOf(metrics, 'a_total')).toEqual(['a_total 0']);
    counter.inc();
    counter.inc(4);
    expect(await linesOf(metrics, 'a_total')).toEqual(['a_total 5']);
  });

  it('counter - has one series for each set of label values, each by its own name', async () => {
    const metrics = createMetrics();
    const family = metrics.counters({ name: 'b_total', help: 'B', labels: ['x', 'y'] });
    family.with('1', '2').inc();
    family.with('1', '2').inc();
    family.with('12', '').inc();
    expect(await linesOf(metrics, 'b_total')).toEqual(['b_total{x="1",y="2"} 2', 'b_total{x="12",y=""} 1']);
  });

  it('counter - escapes what would break the line', async () => {
    const metrics = createMetrics();
    metrics
      .counters({ name: 'c_total', help: 'C', labels: ['x'] })
      .with('a"b\\c')
      .inc();
    expect(await linesOf(metrics, 'c_total')).toEqual(['c_total{x="a\\"b\\\\c"} 1']);
  });

  it('histogram - counts each value into its bucket and all above; a bound belongs to its bucket', async () => {
    const metrics = createMetrics();
    const histogram = metrics.histograms({ name: 'd_seconds', help: 'D' }, [0.1, 1]).with();
    for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe(value);
    expect(await linesOf(metrics, 'd_seconds')).toEqual([
      'd_seconds_bucket{le="0.1"} 2',
      'd_seconds_bucket{le="1"} 3',
      'd_seconds_bucket{le="+Inf"} 4',
      'd_seconds_sum 7.65',
      'd_seconds_count 4',
    ]);
  });

  it('gauge - is read when it is scraped, also where that takes a while', async () => {
    const metrics = createMetrics();
    let value = 1;
    metrics.gauge({ name: 'e', help: 'E', labels: ['of'] }, () => value, ['a']);
    metrics.gauge({ name: 'e', help: 'E', labels: ['of'] }, () => Promise.resolve(9), ['b']);
    value = 2;
    expect(await linesOf(metrics, 'e{')).toEqual(['e{of="a"} 2', 'e{of="b"} 9']);
  });

  it('registry - two services of one process share what they both have', async () => {
    const metrics = createMetrics();
    for (const service of ['api', 'worker'] as const) {
      createBusMetrics(metrics).invalid();
      registerBusState(metrics, service, () => service === 'api');
    }
    expect(await linesOf(metrics, 'dsock_invalid_envelopes_total')).toEqual(['dsock_invalid_envelopes_total 2']);
    expect(await linesOf(metrics, 'dsock_bus_connected')).toEqual([
      'dsock_bus_connected{service="api"} 1',
      'dsock_bus_connected{service="worker"} 0',
    ]);
  });

  it('runtime - an event loop that is held up shows in its lag', async () => {
    const metrics = createMetrics();
    const until = performance.now() + 300;
    while (performance.now() < until);
    await vi.waitFor(async () => {
      const [sum = ''] = await linesOf(metrics, 'dsock_eventloop_lag_seconds_sum');
      expect(Number(sum.split(' ')[1])).toBeGreaterThan(0.1);
    });
  });

  it('runtime - event loop and build are there, misnamed defaults are not', async () => {
    const metrics = createMetrics();
    const text = await metrics.text();
    expect(text).toMatch(/^nodejs_eventloop_utilization (0|1|0\.\d+|\d\.\d+e-\d+)$/m);
    expect(text).toMatch(/^dsock_eventloop_lag_seconds_count \d+$/m);
    expect(text).toMatch(/^nodejs_gc_duration_seconds_sum\{kind="major"\} /m);
    expect(text).toContain(`node="${process.version}"} 1`);
    expect(text).not.toMatch(/^nodejs_active_\w+_total|^nodejs_eventloop_lag_p99/m);
  });
});
