import type { Fault } from './fault.js';

const WORKER = 'base/worker/deployment.yaml';
const HPA = 'base/worker/hpa.yaml';
const KEDA = 'components/keda/scaled-object.yaml';
const keda = { on: 'base', components: ['keda'] } as const;

/** What schemas and types refuse. */
export const API_FAULTS: readonly Fault[] = [
  {
    name: 'a misspelt field',
    file: WORKER,
    find: 'minReadySeconds',
    replace: 'minReadySecs',
    expected: /minReadySecs/,
  },
  {
    name: 'a misspelt field deep inside',
    file: WORKER,
    find: 'periodSeconds',
    replace: 'periodSecs',
    expected: /periodSecs/,
  },
  { name: 'a misspelt field of the HPA', file: HPA, find: 'averageValue:', replace: 'avgValue:', expected: /avgValue/ },
  {
    name: 'a misspelt field of KEDA',
    file: KEDA,
    find: 'pollingInterval',
    replace: 'pollInterval',
    ...keda,
    expected: /pollInterval/,
  },
  {
    name: 'a misspelt field of the ServiceMonitor',
    file: 'components/prometheus/service-monitor.yaml',
    find: 'scrapeTimeout',
    replace: 'scrapeTimeOut',
    expected: /scrapeTimeOut/,
  },
  {
    name: 'a number for a text',
    file: WORKER,
    find: 'serviceAccountName: dsock-worker',
    replace: 'serviceAccountName: 7',
    expected: /serviceAccountName.*string/,
  },
  {
    name: 'a text for a number',
    file: WORKER,
    find: 'GracePeriodSeconds: 90',
    replace: 'GracePeriodSeconds: 90s',
    expected: /GracePeriodSeconds.*(integer|number)/,
  },
  {
    name: 'a value that is none of the allowed',
    file: WORKER,
    find: 'ScheduleAnyway',
    replace: 'Sometimes',
    expected: /whenUnsatisfiable|Sometimes/,
  },
  {
    name: 'a quantity that is none',
    file: WORKER,
    find: 'memory: 1Gi',
    replace: 'memory: 1 gigabyte',
    expected: /quantity/,
  },
  {
    name: 'a number in a ConfigMap',
    file: 'components/redis-dev/service.yaml',
    find: 'port: 6379',
    replace: "port: '6379'",
    on: 'overlays/dev',
    expected: /port must be (integer|number)/,
  },
  {
    name: 'a required field that is missing',
    file: HPA,
    find: '  maxReplicas: 30\n',
    replace: '',
    expected: /maxReplicas/,
  },
  {
    name: 'an API version that is gone',
    file: HPA,
    find: 'autoscaling/v2',
    replace: 'autoscaling/v2beta2',
    expected: /v2beta2/,
  },
  {
    name: 'a duration that is none',
    file: 'components/gateway/http-route.yaml',
    find: 'request: 0s',
    replace: 'request: never',
    expected: /request/,
  },
  {
    name: 'a kind that no rule knows',
    file: 'overlays/dev/namespace.yaml',
    find: 'kind: Namespace',
    replace: 'kind: LimitRange',
    on: 'overlays/dev',
    expected: /LimitRange/,
  },
];
