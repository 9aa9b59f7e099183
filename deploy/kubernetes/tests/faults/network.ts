import type { Fault } from './fault.js';

const BASE = 'base/kustomization.yaml';

/** Too much let through, or too little. */
export const NETWORK_FAULTS: readonly Fault[] = [
  {
    name: 'no NetworkPolicy',
    file: BASE,
    find: '  - worker/network-policy.yaml\n',
    replace: '',
    expected: /no NetworkPolicy for Ingress/,
  },
  {
    name: 'a NetworkPolicy that forgets the clients',
    file: 'base/worker/network-policy.yaml',
    find: '- port: ws',
    replace: '- port: 6241',
    on: 'base',
    components: ['keda'],
    expected: /lets nobody in/,
  },
  {
    name: 'a NetworkPolicy that keeps Prometheus out',
    file: 'base/api/network-policy.yaml',
    find: '- port: ops',
    replace: '- port: 9091',
    expected: /Service leads to port ops/,
  },
  {
    name: 'a NetworkPolicy that lets everybody in',
    file: 'base/api/network-policy.yaml',
    find: "    - from:\n        - namespaceSelector: {}\n          podSelector:\n            matchLabels:\n              dsock-api-client: 'true'\n      ports",
    replace: '    - ports',
    expected: /lets anybody in/,
  },
  {
    name: 'a NetworkPolicy in the way of Redis',
    file: 'overlays/prod/kustomization.yaml',
    find: 'redis.example.com:6379',
    replace: 'redis.example.com:6380',
    expected: /not reach Redis at port 6380/,
  },
  {
    name: 'a NetworkPolicy in the way of DNS',
    file: 'base/worker/network-policy.yaml',
    find: 'protocol: UDP',
    replace: 'protocol: TCP',
    expected: /not reach DNS over UDP/,
  },
  {
    name: 'a NetworkPolicy in the way of direct messages',
    file: 'base/api/network-policy.yaml',
    find: '- port: 6242',
    replace: '- port: 6241',
    expected: /direct messages/,
  },
  {
    name: 'the ops port on the Service of clients',
    file: 'base/worker/service.yaml',
    find: 'targetPort: ws',
    replace: 'targetPort: ops',
    expected: /ops port beside/,
  },
  {
    name: 'session affinity',
    file: 'base/worker/service.yaml',
    find: 'spec:\n',
    replace: 'spec:\n  sessionAffinity: ClientIP\n',
    expected: /session affinity/,
  },
  {
    name: 'a Service that does not say what it speaks',
    file: 'base/worker/service.yaml',
    find: '      appProtocol: kubernetes.io/ws\n',
    replace: '',
    expected: /does not say what/,
  },
  {
    name: 'a NetworkPolicy that keeps direct messages out',
    file: 'base/worker/network-policy.yaml',
    find: '    - from:\n        - podSelector:\n            matchLabels:\n              app.kubernetes.io/name: dsock\n',
    replace:
      '    - from:\n        - podSelector:\n            matchLabels:\n              app.kubernetes.io/name: dsok\n',
    expected: /direct messages/,
  },
  {
    name: 'a NetworkPolicy that lets everything out',
    file: 'base/worker/network-policy.yaml',
    find: '    - ports:\n        - port: 6379\n',
    replace: '    - {}\n',
    expected: /lets it out to every port/,
  },
  {
    name: 'a port that is none',
    file: 'base/api/service.yaml',
    find: 'port: 6241',
    replace: 'port: 70000',
    expected: /70000 is no port/,
  },
  {
    name: 'a Service open to the world',
    file: 'base/worker/service.yaml',
    find: 'spec:\n',
    replace: 'spec:\n  type: LoadBalancer\n',
    expected: /is a LoadBalancer/,
  },
];
