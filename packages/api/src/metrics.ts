import type { ApiBackplane } from '@dsock/backplane';
import { type Histogram, type Metrics, registerBusState } from '@dsock/common';
import type { ApiContext, RouteName } from './context.js';

const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Stands for every path and method that is none of ours: callers may make up as many as they like. */
export const OTHER_ROUTE: RouteName = { method: 'other', path: 'other' };

/** Register the API's metrics; without a registry everything counts into nothing. */
export function createApiObserver(metrics: undefined | Metrics, backplane: ApiBackplane): ApiContext['observe'] {
  if (!metrics) return () => undefined;
  registerBusState(metrics, 'api', () => backplane.readiness().ready);
  const durations = metrics.histograms(
    {
      name: 'dsock_http_request_duration_seconds',
      help: 'Time from a call to its answer',
      labels: ['route', 'method', 'status'],
    },
    LATENCY_BUCKETS,
  );
  // Putting the labels together costs more than the observation itself.
  const known = new Map<RouteName, Map<number, Histogram>>();
  return (route, status, seconds) => {
    let byStatus = known.get(route);
    if (!byStatus) {
      byStatus = new Map();
      known.set(route, byStatus);
    }
    let duration = byStatus.get(status);
    if (!duration) {
      duration = durations.with(route.path, route.method, String(status));
      byStatus.set(status, duration);
    }
    duration.observe(seconds);
  };
}
