import type { Fault } from './fault.js';

const API = 'base/api/deployment.yaml';
const WORKER = 'base/worker/deployment.yaml';
const BASE = 'base/kustomization.yaml';

/** What the program would refuse, warn of, or never see. */
export const CONFIGURATION_FAULTS: readonly Fault[] = [
  {
    name: 'an option that does not exist',
    file: BASE,
    find: 'DSOCK_DRAIN_DURATION=',
    replace: 'DSOCK_DRAIN_SECONDS=',
    expected: /DSOCK_DRAIN_SECONDS is no option/,
  },
  {
    name: 'a value that the program refuses',
    file: BASE,
    find: 'DSOCK_DRAIN_DURATION=60s',
    replace: 'DSOCK_DRAIN_DURATION=60',
    expected: /drain_duration: "60"/,
  },
  {
    name: 'a port that is not the configured one',
    file: BASE,
    find: 'DSOCK_PORT=6242',
    replace: 'DSOCK_PORT=6243',
    expected: /port ws is not DSOCK_PORT 6243/,
  },
  {
    name: 'an ops port that is not the configured one',
    file: BASE,
    find: 'DSOCK_OPS_PORT=9090',
    replace: 'DSOCK_OPS_PORT=9091',
    expected: /port ops is not DSOCK_OPS_PORT 9091/,
  },
  {
    name: 'two ports of one name',
    file: WORKER,
    find: 'name: ws\n',
    replace: 'name: ops\n',
    expected: /port name is there twice/,
  },
  {
    name: 'a token in a ConfigMap',
    file: BASE,
    find: '- DSOCK_PORT=6241',
    replace: '- DSOCK_PORT=6241\n      - DSOCK_JWT_SECRET=hush-hush-hush-hush-hush-hush-hush',
    expected: /DSOCK_JWT_SECRET belongs into a Secret/,
  },
  {
    name: 'a misspelt key of the Secret',
    file: API,
    find: 'key: token',
    replace: 'key: tokens',
    expected: /no key tokens/,
  },
  {
    name: 'a Service whose variables are options',
    file: 'base/api/service.yaml',
    find: 'metadata:\n  name: dsock-api',
    replace: 'metadata:\n  name: dsock',
    expected: /DSOCK_PORT is an option/,
  },
  {
    name: 'a variable set twice',
    file: WORKER,
    find: '- name: DSOCK_JWT_PUBLIC_KEY',
    replace: '- name: DSOCK_JWT_SECRET',
    expected: /DSOCK_JWT_SECRET is set twice/,
  },
  {
    name: 'a Redis that nobody named',
    file: BASE,
    find: '      - DSOCK_REDIS_HOST=redis:6379\n',
    replace: '',
    on: 'base',
    components: ['keda'],
    expected: /Redis is not in its pod/,
  },
  {
    name: 'a required token that may be missing',
    file: API,
    find: 'key: token',
    replace: 'key: token\n                  optional: true',
    expected: /the API needs one/,
  },
];
