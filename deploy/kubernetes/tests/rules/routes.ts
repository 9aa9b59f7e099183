import { type Bundle, selects } from '../_bundle.js';
import { idOf } from '../_manifest.js';
import { configOf, ours } from './configuration.js';
import type { Rule } from './rule.js';

/** The only path of a worker that clients have a use for. */
const CLIENT_PATH = '/connect';
/** The least that load balancers and proxies wait for a byte, unless told otherwise. */
const EDGE_IDLE_MS = 60_000;

/** A path of a route, and where it leads. */
interface Way {
  readonly id: string;
  readonly service: undefined | string;
  /** Number or name. */
  readonly port: undefined | number | string;
  /** undefined: every path. */
  readonly path: undefined | string;
}

function waysOf({ of }: Bundle): Way[] {
  const routes = of('HTTPRoute').flatMap((route) =>
    (route.spec.rules ?? []).flatMap(({ backendRefs = [], matches = [{}] }) =>
      backendRefs.flatMap(({ name, port }) =>
        matches.map(({ path }): Way => ({ id: idOf(route), service: name, port, path: path?.value })),
      ),
    ),
  );
  const ingresses = of('Ingress').flatMap((ingress) =>
    (ingress.spec?.rules ?? []).flatMap(({ http }) =>
      (http?.paths ?? []).map(({ backend: { service }, path }): Way => {
        const { name, number } = service?.port ?? {};
        return { id: idOf(ingress), service: service?.name, port: name ?? number, path };
      }),
    ),
  );
  return [...routes, ...ingresses];
}

function wayProblems(bundle: Bundle): string[] {
  return waysOf(bundle).flatMap(({ id, service, port, path }) => {
    const target = bundle.of('Service').find(({ metadata }) => metadata?.name === service);
    const found = target?.spec?.ports?.find((each) => each.port === port || each.name === port);
    return [
      ...(found ? [] : [`no port ${port} of a Service ${service}`]),
      ...(found?.targetPort === 'ops' ? ['leads to the ops port'] : []),
      // A worker answers /metrics and /_/inbox, too.
      ...(path === CLIENT_PATH ? [] : [`leads clients to more than ${CLIENT_PATH}`]),
    ].map((text) => `${id}: ${text}`);
  });
}

function gatewayProblems({ of }: Bundle): string[] {
  return of('HTTPRoute').flatMap((route) => {
    const { parentRefs = [], hostnames = [], rules = [] } = route.spec;
    return [
      ...(parentRefs.length > 0 && hostnames.length > 0 ? [] : ['has no Gateway or no host']),
      ...rules
        .filter(({ timeouts }) => timeouts?.request !== '0s')
        .map(() => 'ends connections after the timeout of a request'),
    ].map((text) => `${idOf(route)}: ${text}`);
  });
}

function ingressProblems({ of }: Bundle): string[] {
  return of('Ingress').flatMap((ingress) => {
    const { rules = [], tls = [], defaultBackend } = ingress.spec ?? {};
    const secured = tls.flatMap(({ hosts = [] }) => hosts);
    return [
      ...(defaultBackend ? ['has a default backend, which leads clients to everything'] : []),
      ...rules.filter(({ host }) => !secured.some((each) => each === host)).map(({ host }) => `${host} has no TLS`),
    ].map((text) => `${idOf(ingress)}: ${text}`);
  });
}

function idleProblems(bundle: Bundle): string[] {
  return ours(bundle)
    .filter((workload) => (configOf(bundle, workload)?.pingIntervalMs ?? 0) >= EDGE_IDLE_MS)
    .map(({ id }) => `${id}: a proxy closes idle connections before the next ping`);
}

function monitorProblems(bundle: Bundle): string[] {
  return bundle.of('ServiceMonitor').flatMap((monitor) => {
    const { selector, endpoints } = monitor.spec;
    const exists = (selector.matchExpressions ?? []).filter(({ operator }) => operator === 'Exists');
    const services = bundle.of('Service').filter(({ metadata }) => {
      const labels = metadata?.labels ?? {};
      return selects(selector.matchLabels, labels) && exists.every(({ key }) => key in labels);
    });
    const ports = services.flatMap(({ spec }) => (spec?.ports ?? []).map(({ name }) => name));
    const missed = ours(bundle).filter(({ labels }) => !services.some(({ spec }) => selects(spec?.selector, labels)));
    const silent = ours(bundle).filter((workload) => configOf(bundle, workload)?.metrics === false);
    return [
      ...missed.map(({ service }) => `finds no Service of the ${service}`),
      ...silent.map(({ service }) => `the ${service} serves no metrics`),
      ...endpoints.flatMap(({ port, path, interval = '30s', scrapeTimeout = '10s' }) => [
        ...(ports.some((name) => name === port) ? [] : [`no Service has the port ${port}`]),
        ...(path === '/metrics' ? [] : [`asks for ${path}`]),
        ...(Number.parseInt(scrapeTimeout, 10) <= Number.parseInt(interval, 10)
          ? []
          : ['waits longer than its interval']),
      ]),
    ].map((text) => `${idOf(monitor)}: ${text}`);
  });
}

/** How clients and Prometheus get in. */
export const ROUTE_RULES: readonly Rule[] = [
  { name: 'routes', find: wayProblems },
  { name: 'gateway', find: gatewayProblems },
  { name: 'ingress', find: ingressProblems },
  { name: 'idle', find: idleProblems },
  { name: 'monitors', find: monitorProblems },
];
