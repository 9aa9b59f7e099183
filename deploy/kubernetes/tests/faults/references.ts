import type { Fault } from './fault.js';

const WORKER = 'base/worker/deployment.yaml';

/** Names of what is not there. */
export const REFERENCE_FAULTS: readonly Fault[] = [
  {
    name: 'a selector that misses its pods',
    file: WORKER,
    find: 'matchLabels:\n      app.kubernetes.io/name: dsock\n      app.kubernetes.io/component: worker',
    replace: 'matchLabels:\n      app.kubernetes.io/name: dsock\n      app.kubernetes.io/component: workers',
    expected: /\[selectors\]/,
  },
  {
    name: 'a Service that selects nothing',
    file: 'base/worker/service.yaml',
    find: 'selector:\n    app.kubernetes.io/name: dsock',
    replace: 'selector:\n    app.kubernetes.io/name: dsok',
    expected: /Service\/dsock-worker: its selector/,
  },
  {
    name: 'a budget that selects nothing',
    file: 'base/worker/pdb.yaml',
    find: 'matchLabels:\n      app.kubernetes.io/name: dsock',
    replace: 'matchLabels:\n      app.kubernetes.io/name: dsok',
    expected: /PodDisruptionBudget\/dsock-worker: its selector/,
  },
  {
    name: 'a Service to a port that no container has',
    file: 'base/worker/service.yaml',
    find: 'targetPort: ws',
    replace: 'targetPort: http',
    expected: /\[service ports\]/,
  },
  {
    name: 'a ServiceAccount that is not there',
    file: WORKER,
    find: 'serviceAccountName: dsock-worker',
    replace: 'serviceAccountName: worker',
    expected: /no ServiceAccount worker/,
  },
  {
    name: 'a ConfigMap that is not there',
    file: WORKER,
    find: 'name: dsock-worker\n          env:',
    replace: 'name: dsock-wrker\n          env:',
    expected: /no ConfigMap dsock-wrker/,
  },
  {
    name: 'a volume that is not there',
    file: WORKER,
    find: 'volumeMounts:\n            - name: tmp',
    replace: 'volumeMounts:\n            - name: temp',
    expected: /volume temp/,
  },
  {
    name: 'a name that is none',
    file: 'base/worker/pdb.yaml',
    find: 'name: dsock-worker',
    replace: 'name: dsock_worker',
    expected: /PodDisruptionBudget\/dsock_worker: is no name/,
  },
  {
    name: 'an object that is there twice',
    file: 'base/worker/pdb.yaml',
    find: '  name: dsock-worker',
    replace: '  name: dsock-api',
    expected: /already registered|is there twice/,
  },
];
