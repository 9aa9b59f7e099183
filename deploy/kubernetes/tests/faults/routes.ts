import type { Fault } from './fault.js';

const HTTP_ROUTE = 'components/gateway/http-route.yaml';
const MONITOR = 'components/prometheus/service-monitor.yaml';
const INGRESS = 'components/ingress/ingress.yaml';
const ingress = { on: 'base', components: ['ingress'] } as const;

/** Ways in that lead nowhere, or too far. */
export const ROUTE_FAULTS: readonly Fault[] = [
  {
    name: 'a route to a port that the Service lacks',
    file: HTTP_ROUTE,
    find: 'port: 6242',
    replace: 'port: 6241',
    expected: /HTTPRoute\/dsock-worker: no port 6241/,
  },
  {
    name: 'a route that opens more than /connect',
    file: HTTP_ROUTE,
    find: 'type: Exact\n            value: /connect',
    replace: 'type: PathPrefix\n            value: /',
    expected: /more than \/connect/,
  },
  {
    name: 'a route without paths',
    file: HTTP_ROUTE,
    find: '    - matches:\n        - path:\n            type: Exact\n            value: /connect\n      # No',
    replace: '    -\n      # No',
    expected: /more than \/connect/,
  },
  {
    name: 'a route that ends connections',
    file: HTTP_ROUTE,
    find: 'request: 0s',
    replace: 'request: 15s',
    expected: /ends connections after/,
  },
  {
    name: 'a route without a Gateway',
    file: HTTP_ROUTE,
    find: '  parentRefs:\n    - name: public\n      namespace: gateway\n',
    replace: '',
    expected: /no Gateway or no host/,
  },
  {
    name: 'an Ingress to a Service that is not there',
    file: INGRESS,
    find: 'name: dsock-worker\n                port',
    replace: 'name: dsock\n                port',
    ...ingress,
    expected: /Ingress\/dsock-worker: no port ws of a Service dsock/,
  },
  {
    name: 'an Ingress of a host without TLS',
    file: INGRESS,
    find: 'hosts: [ws.example.com]',
    replace: 'hosts: [example.com]',
    ...ingress,
    expected: /ws\.example\.com has no TLS/,
  },
  {
    name: 'pings rarer than proxies wait',
    file: 'base/kustomization.yaml',
    find: '- DSOCK_PORT=6242',
    replace: '- DSOCK_PORT=6242\n      - DSOCK_PING_INTERVAL=2m',
    expected: /before the next ping/,
  },
  {
    name: 'a ServiceMonitor that finds no Service',
    file: MONITOR,
    find: 'key: dsock-job',
    replace: 'key: dsock-jobs',
    expected: /finds no Service of the worker/,
  },
  {
    name: 'a ServiceMonitor of a port that is not there',
    file: MONITOR,
    find: 'port: ops',
    replace: 'port: metrics',
    expected: /no Service has the port metrics/,
  },
  {
    name: 'a ServiceMonitor of a path that is not there',
    file: MONITOR,
    find: 'path: /metrics',
    replace: 'path: /prometheus',
    expected: /asks for \/prometheus/,
  },
  {
    name: 'metrics switched off and watched',
    file: 'base/kustomization.yaml',
    find: '- DSOCK_PORT=6241',
    replace: '- DSOCK_PORT=6241\n      - DSOCK_METRICS=false',
    expected: /the api serves no metrics/,
  },
];
