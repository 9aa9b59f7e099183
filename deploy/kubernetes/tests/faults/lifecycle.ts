import type { Fault } from './fault.js';

const API = 'base/api/deployment.yaml';
const WORKER = 'base/worker/deployment.yaml';
const BASE = 'base/kustomization.yaml';

/** Pods that start, are watched or end badly. */
export const LIFECYCLE_FAULTS: readonly Fault[] = [
  {
    name: 'a probe of a path that is not served',
    file: WORKER,
    find: 'path: /readyz',
    replace: 'path: /ready',
    expected: /asks \/ready, which/,
  },
  {
    name: 'a liveness that asks Redis',
    file: WORKER,
    find: 'livenessProbe:\n            httpGet:\n              path: /healthz',
    replace: 'livenessProbe:\n            httpGet:\n              path: /readyz',
    expected: /livenessProbe asks \/readyz instead/,
  },
  {
    name: 'a probe of the port of clients',
    file: WORKER,
    find: 'path: /readyz\n              port: ops',
    replace: 'path: /readyz\n              port: ws',
    expected: /readinessProbe asks port ws/,
  },
  {
    name: 'a probe that is missing',
    file: API,
    find: 'startupProbe:\n            httpGet:\n              path: /healthz\n',
    replace: 'startupProbe:\n            tcpSocket:\n',
    expected: /no HTTP startupProbe/,
  },
  {
    name: 'a liveness without patience',
    file: WORKER,
    find: 'failureThreshold: 6',
    replace: 'failureThreshold: 1',
    expected: /\[liveness\]/,
  },
  {
    name: 'a grace period shorter than the drain',
    file: WORKER,
    find: 'GracePeriodSeconds: 90',
    replace: 'GracePeriodSeconds: 60',
    expected: /terminationGracePeriodSeconds 60 is less than 85/,
  },
  {
    name: 'a drain longer than the grace period',
    file: BASE,
    find: 'DRAIN_DURATION=60s',
    replace: 'DRAIN_DURATION=2m',
    expected: /is less than 145/,
  },
  {
    name: 'no preStop',
    file: WORKER,
    find: 'lifecycle:\n            preStop:\n',
    replace: 'lifecycle:\n            postStart:\n',
    expected: /no preStop sleep/,
  },
  {
    name: 'a rollout that takes pods away first',
    file: WORKER,
    find: 'maxUnavailable: 0',
    replace: 'maxUnavailable: 1',
    expected: /\[rollout\]/,
  },
  {
    name: 'pods that are not spread over zones',
    file: WORKER,
    find: 'topologyKey: topology.kubernetes.io/zone',
    replace: 'topologyKey: topology.kubernetes.io/region',
    expected: /not spread by topology\.kubernetes\.io\/zone/,
  },
  {
    name: 'minDomains where it is refused',
    file: WORKER,
    find: 'maxSkew: 1',
    replace: 'maxSkew: 1\n          minDomains: 3',
    expected: /minDomains needs/,
  },
  {
    name: 'a probe that outlasts its period',
    file: WORKER,
    find: 'timeoutSeconds: 2',
    replace: 'timeoutSeconds: 20',
    expected: /readinessProbe outlasts/,
  },
];
