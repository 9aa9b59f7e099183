import { createMemoryBackplane } from '@dsock/backplane';
import { createMetrics } from '@dsock/common';
import { CLOSE_CODES } from '@dsock/protocol';
import { describe, expect, it, vi } from 'vitest';
import { Hub } from './hub/hub.js';
import { closeCodeLabel, createWorkerMetrics } from './metrics.js';

describe('close code label', () => {
  it('close code label - our codes and those of the standard stand for themselves', () => {
    const codes = [1000, 1005, 1006, 1013, ...Object.values(CLOSE_CODES).map(({ code }) => code)];
    expect(codes.map(closeCodeLabel)).toEqual(codes.map(String));
  });

  it('close code label - whatever clients and callers make up, there are few', () => {
    const labels = new Set(Array.from({ length: 65_536 }, (_, code) => closeCodeLabel(code)));
    expect(labels.size).toBeLessThan(25);
    expect([3000, 3999, 4000, 4999, 1015, 0, 65_535].map(closeCodeLabel)).toEqual([
      '3xxx',
      '3xxx',
      '4xxx',
      '4xxx',
      '1xxx',
      'other',
      'other',
    ]);
  });
});

describe('worker metrics', () => {
  function create(isDraining = false) {
    const metrics = createMetrics();
    const backplane = createMemoryBackplane().worker();
    const hub = new Hub(backplane.routes);
    const state = { hub, backplane, maxConnections: 10, isDraining: () => isDraining };
    return { metrics, counters: createWorkerMetrics(metrics, state) };
  }

  it('worker metrics - a message from the future came at once, one without a time is left out', async () => {
    const { metrics, counters } = create();
    vi.useFakeTimers({ toFake: ['Date'] });
    counters.delivered(undefined);
    counters.delivered(Date.now() + 60_000);
    counters.delivered(Date.now() - 2000);
    vi.useRealTimers();
    const text = await metrics.text();
    expect(text).toContain('dsock_bus_lag_seconds_bucket{le="0.001"} 1\n');
    expect(text).toContain('dsock_bus_lag_seconds_bucket{le="1"} 1\n');
    expect(text).toContain('dsock_bus_lag_seconds_bucket{le="2.5"} 2\n');
    expect(text).toContain('dsock_bus_lag_seconds_count 2\n');
  });

  it('worker metrics - upgrades in flight rise and fall, refused credentials count as such', async () => {
    const { metrics, counters } = create();
    counters.upgrading();
    counters.upgrading()();
    counters.rejected('INVALID_JWT');
    counters.rejected('WORKER_DRAINING');
    const text = await metrics.text();
    expect(text).toContain('dsock_upgrades_inflight 1\n');
    expect(text).toContain('dsock_upgrades_rejected_total{reason="WORKER_DRAINING"} 1\n');
    expect(text).toContain('dsock_auth_failures_total{reason="INVALID_JWT"} 1\n');
    expect(text).not.toContain('dsock_auth_failures_total{reason="WORKER_DRAINING"}');
  });

  it('worker metrics - without a registry everything counts into nothing', () => {
    const backplane = createMemoryBackplane().worker();
    const state = { hub: new Hub(backplane.routes), backplane, maxConnections: 0, isDraining: () => false };
    const counters = createWorkerMetrics(undefined, state);
    counters.upgrading()();
    counters.closed(1000, 'client', 1);
    counters.written(1, 1, 1);
  });
});
