import type { Fault } from './fault.js';

const WORKER = 'base/worker/deployment.yaml';
const HPA = 'base/worker/hpa.yaml';
const BASE = 'base/kustomization.yaml';
const KEDA = 'components/keda/scaled-object.yaml';
const keda = { on: 'base', components: ['keda'] } as const;

/** Too many pods, too few, or nobody who decides. */
export const SCALING_FAULTS: readonly Fault[] = [
  {
    name: 'replicas beside an HPA',
    file: WORKER,
    find: '  minReadySeconds: 10',
    replace: '  replicas: 3\n  minReadySeconds: 10',
    expected: /replicas beside an autoscaler/,
  },
  {
    name: 'an HPA and KEDA on one target',
    file: 'components/keda/kustomization.yaml',
    find: 'patches:\n  - path: no-hpa.yaml\n',
    replace: '',
    ...keda,
    expected: /has another autoscaler already/,
  },
  {
    name: 'an HPA of a Deployment that is not there',
    file: HPA,
    find: 'kind: Deployment\n    name: dsock-worker',
    replace: 'kind: Deployment\n    name: dsock-workers',
    expected: /no Deployment\/dsock-workers to scale/,
  },
  {
    name: 'a window beyond what the API takes',
    file: HPA,
    find: 'stabilizationWindowSeconds: 1800',
    replace: 'stabilizationWindowSeconds: 7200',
    expected: /window over 3600/,
  },
  {
    name: 'a period beyond what the API takes',
    file: HPA,
    find: 'periodSeconds: 300',
    replace: 'periodSeconds: 3600',
    expected: /period over 1800/,
  },
  {
    name: 'workers removed at every dip',
    file: HPA,
    find: 'stabilizationWindowSeconds: 1800',
    replace: 'stabilizationWindowSeconds: 60',
    expected: /scales workers down after 60 s/,
  },
  {
    name: 'a minimum of one pod',
    file: HPA,
    find: 'minReplicas: 3',
    replace: 'minReplicas: 1',
    expected: /scales from 1/,
  },
  {
    name: 'a metric that the program does not have',
    file: HPA,
    find: 'name: dsock_connections',
    replace: 'name: dsock_node_num_clients',
    expected: /no metric dsock_node_num_clients/,
  },
  {
    name: 'more connections aimed at than a pod takes',
    file: BASE,
    find: 'MAX_CONNECTIONS=20000',
    replace: 'MAX_CONNECTIONS=10000',
    expected: /aims at 14000/,
  },
  {
    name: 'no data taken for no load',
    file: KEDA,
    find: "ignoreNullValues: 'false'",
    replace: "ignoreNullValues: 'true'",
    ...keda,
    expected: /no data counts/,
  },
  {
    name: 'a KEDA query of another namespace',
    file: KEDA,
    find: 'namespace="dsock"',
    replace: 'namespace="broker"',
    ...keda,
    expected: /not of namespace dsock/,
  },
  {
    name: 'a budget with both fields',
    file: 'base/worker/pdb.yaml',
    find: 'maxUnavailable: 1',
    replace: 'maxUnavailable: 1\n  minAvailable: 1',
    expected: /exactly one of minAvailable/,
  },
  {
    name: 'a budget that lets no pod go',
    file: 'base/worker/pdb.yaml',
    find: 'maxUnavailable: 1',
    replace: 'maxUnavailable: 0',
    expected: /no node is ever drained/,
  },
  {
    name: 'a service without a budget',
    file: BASE,
    find: '  - api/pdb.yaml\n',
    replace: '',
    expected: /Deployment\/dsock-api: not exactly one PodDisruptionBudget/,
  },
  {
    name: 'a metric without its target',
    file: HPA,
    find: 'type: AverageValue',
    replace: 'type: Utilization',
    expected: /type Pods has no target/,
  },
  {
    name: 'an HPA that forgets connections',
    file: HPA,
    find: "    - type: Pods\n      pods:\n        metric:\n          name: dsock_connections\n        target:\n          type: AverageValue\n          # 70 % of DSOCK_MAX_CONNECTIONS.\n          averageValue: '14000'\n",
    replace: '',
    expected: /does not look at connections/,
  },
  {
    name: 'neither replicas nor an autoscaler',
    file: BASE,
    find: '  - api/hpa.yaml\n',
    replace: '',
    expected: /Deployment\/dsock-api: neither replicas/,
  },
];
