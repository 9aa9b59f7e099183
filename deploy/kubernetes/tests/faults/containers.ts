import type { Fault } from './fault.js';

const API = 'base/api/deployment.yaml';
const WORKER = 'base/worker/deployment.yaml';

/** Containers that may or take too much. */
export const CONTAINER_FAULTS: readonly Fault[] = [
  {
    name: 'a pod that may run as root',
    file: WORKER,
    find: 'runAsNonRoot: true',
    replace: 'runAsNonRoot: false',
    expected: /may run as root/,
  },
  {
    name: 'no seccomp profile',
    file: API,
    find: 'type: RuntimeDefault',
    replace: 'type: Unconfined',
    expected: /seccomp/,
  },
  {
    name: 'a token of the API server',
    file: WORKER,
    find: 'automountServiceAccountToken: false',
    replace: 'automountServiceAccountToken: true',
    expected: /token of the API server/,
  },
  {
    name: 'variables of every Service',
    file: WORKER,
    find: 'enableServiceLinks: false',
    replace: 'enableServiceLinks: true',
    expected: /variables of every Service/,
  },
  {
    name: 'privilege escalation',
    file: WORKER,
    find: 'allowPrivilegeEscalation: false',
    replace: 'allowPrivilegeEscalation: true',
    expected: /may gain privileges/,
  },
  {
    name: 'a root file system to write to',
    file: WORKER,
    find: 'readOnlyRootFilesystem: true',
    replace: 'readOnlyRootFilesystem: false',
    expected: /root file system/,
  },
  {
    name: 'capabilities kept',
    file: API,
    find: 'drop: [ALL]',
    replace: 'drop: [NET_RAW]',
    expected: /keeps capabilities/,
  },
  {
    name: 'an image that is not pinned',
    file: 'overlays/prod/kustomization.yaml',
    find: 'newTag: 0.1.0',
    replace: 'newTag: latest',
    expected: /is not pinned/,
  },
  {
    name: 'an image without a tag',
    file: 'components/redis-dev/deployment.yaml',
    find: ':7.4.1-bookworm',
    replace: '',
    on: 'overlays/dev',
    expected: /image redis is not pinned/,
  },
  {
    name: 'no request of CPU',
    file: WORKER,
    find: "              cpu: '1'\n",
    replace: '',
    expected: /requests no CPU/,
  },
  {
    name: 'a limit of CPU',
    file: WORKER,
    find: 'limits:\n',
    replace: "limits:\n              cpu: '1'\n",
    expected: /has a limit of CPU/,
  },
  {
    name: 'a memory limit that the heap outgrows',
    file: WORKER,
    find: 'old-space-size=614',
    replace: 'old-space-size=1024',
    expected: /\[heap\]/,
  },
  {
    name: 'a memory limit that only an overlay changes',
    file: 'overlays/dev/small-worker.yaml',
    find: '256Mi',
    replace: '128Mi',
    on: 'overlays/dev',
    expected: /memory|heap/,
  },
  {
    name: 'a namespace without a security standard',
    file: 'overlays/prod/namespace.yaml',
    find: 'enforce: restricted',
    replace: 'enforce: baseline',
    expected: /restricted security standard/,
  },
  {
    name: 'a port of the node',
    file: WORKER,
    find: 'containerPort: 6242',
    replace: 'containerPort: 6242\n              hostPort: 6242',
    expected: /takes a port of its node/,
  },
  {
    name: 'a volume without a limit',
    file: WORKER,
    find: '            sizeLimit: 16Mi\n',
    replace: '',
    expected: /volume tmp without a limit/,
  },
];
