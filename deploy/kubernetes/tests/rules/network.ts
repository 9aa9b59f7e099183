import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1';
import { type Bundle, type Labels, portNumber, selects, type Workload } from '../_bundle.js';
import { idOf } from '../_manifest.js';
import type { Kinds } from '../_models.js';
import { configOf, ours } from './configuration.js';
import type { Rule } from './rule.js';

const DNS_PORT = 53;
const PORT_MAX = 65_535;

type Policy = Kinds['NetworkPolicy'];
type Ports = undefined | readonly INetworkPolicyPort[];

function policiesOf({ of }: Bundle, { labels }: Workload): readonly Policy[] {
  return of('NetworkPolicy').filter(({ spec }) => selects(spec?.podSelector?.matchLabels, labels));
}

/** Whether a rule lets `port` pass; no ports means all of them. Names are those of the receiving containers. */
function passes(ports: Ports, port: number, protocol: string, to: undefined | Workload): boolean {
  if (ports === undefined || ports.length === 0) return true;
  return ports.some(({ port: given, endPort, protocol: over = 'TCP' }) => {
    if (over !== protocol) return false;
    if (given === undefined) return true;
    if (typeof given === 'string') return to !== undefined && portNumber(to.containers, given) === port;
    return port >= given && port <= (endPort ?? given);
  });
}

function coverageProblems(bundle: Bundle): string[] {
  return bundle.workloads.flatMap((workload) => {
    const types = policiesOf(bundle, workload).flatMap(({ spec }) => spec?.policyTypes ?? []);
    return ['Ingress', 'Egress']
      .filter((type) => !types.some((each) => each === type))
      .map((type) => `${workload.id}: no NetworkPolicy for ${type}, so everything may pass`);
  });
}

function ingressProblems(bundle: Bundle): string[] {
  return bundle.workloads.flatMap((workload) => {
    const rules = policiesOf(bundle, workload).flatMap(({ spec }) => spec?.ingress ?? []);
    // Our services are there for others than each other.
    const others = rules.filter(
      ({ from = [] }) =>
        workload.service === undefined || from.some(({ namespaceSelector, ipBlock }) => namespaceSelector ?? ipBlock),
    );
    const services = bundle.of('Service').filter(({ spec }) => selects(spec?.selector, workload.labels));
    const targets = services.flatMap(({ spec }) => spec?.ports ?? []).map(({ targetPort, port }) => targetPort ?? port);
    const missing = targets.filter((target) => {
      const port = portNumber(workload.containers, target);
      return port !== undefined && !others.some(({ ports }) => passes(ports, port, 'TCP', workload));
    });
    return [
      ...missing.map((target) => `${workload.id}: a Service leads to port ${target}, a NetworkPolicy lets nobody in`),
      ...rules
        .filter(({ from = [], ports = [] }) => from.length === 0 || ports.length === 0)
        .map(() => `${workload.id}: a NetworkPolicy lets anybody in, or to every port`),
    ];
  });
}

function egressProblems(bundle: Bundle): string[] {
  return ours(bundle).flatMap((workload) => {
    const rules = policiesOf(bundle, workload).flatMap(({ spec }) => spec?.egress ?? []);
    const config = configOf(bundle, workload);
    const mayReach = (port: number, protocol: string) =>
      rules.some(({ ports }) => passes(ports, port, protocol, undefined));
    const redis = config?.redisHosts.map(({ port }) => port) ?? [];
    if (rules.some(({ ports = [] }) => ports.length === 0)) {
      return [`${workload.id}: a NetworkPolicy lets it out to every port`];
    }
    return [
      ...redis.filter((port) => !mayReach(port, 'TCP')).map((port) => `Redis at port ${port}`),
      ...['UDP', 'TCP'].filter((protocol) => !mayReach(DNS_PORT, protocol)).map((protocol) => `DNS over ${protocol}`),
    ].map((text) => `${workload.id}: NetworkPolicy lets it not reach ${text}`);
  });
}

type Peer = { readonly podSelector?: undefined | { readonly matchLabels?: undefined | Labels } };

/** Whether `peers` name pods with `labels`, in the same namespace. */
function names(peers: readonly (Peer & { readonly namespaceSelector?: unknown })[], labels: Labels): boolean {
  return peers.some(({ podSelector, namespaceSelector }) => {
    return podSelector !== undefined && !namespaceSelector && selects(podSelector.matchLabels, labels);
  });
}

/** With `messaging_method` "direct", the API posts to the workers; the policies are ready for it, as it is one setting. */
function directProblems(bundle: Bundle): string[] {
  const api = ours(bundle).find(({ service }) => service === 'api');
  const worker = ours(bundle).find(({ service }) => service === 'worker');
  if (!api || !worker) return ['Deployment/?: there are not both services'];
  const port = portNumber(worker.containers, 'ws') ?? 0;
  const leaves = policiesOf(bundle, api)
    .flatMap(({ spec }) => spec?.egress ?? [])
    .some(({ to = [], ports }) => names(to, worker.labels) && passes(ports, port, 'TCP', worker));
  const enters = policiesOf(bundle, worker)
    .flatMap(({ spec }) => spec?.ingress ?? [])
    .some(({ from = [], ports }) => names(from, api.labels) && passes(ports, port, 'TCP', worker));
  return leaves && enters ? [] : [`${api.id}: a NetworkPolicy is in the way of direct messages to ${worker.id}`];
}

function serviceProblems({ of }: Bundle): string[] {
  return of('Service').flatMap((service) => {
    const { type = 'ClusterIP', sessionAffinity = 'None', clusterIP, ports = [] } = service.spec ?? {};
    const isHeadless = clusterIP === 'None';
    const portNames = ports.map(({ name }) => name);
    return [
      ...(type === 'ClusterIP' ? [] : [`is a ${type}; clients come through a Gateway or an Ingress`]),
      ...(sessionAffinity === 'None' ? [] : ['has session affinity, which only unbalances']),
      ...(new Set(portNames).size < portNames.length ? ['has a port name twice'] : []),
      ...ports.flatMap(({ name, port, targetPort, appProtocol }) => [
        ...(port >= 1 && port <= PORT_MAX ? [] : [`${port} is no port`]),
        ...(name === undefined ? ['has a port without a name'] : []),
        ...(targetPort === 'ops' && !isHeadless ? ['has the ops port beside what may be exposed'] : []),
        ...(appProtocol === undefined && !isHeadless ? [`does not say what port ${name} speaks`] : []),
      ]),
    ].map((text) => `${idOf(service)}: ${text}`);
  });
}

/** Who may talk to whom. */
export const NETWORK_RULES: readonly Rule[] = [
  { name: 'network coverage', find: coverageProblems },
  { name: 'network ingress', find: ingressProblems },
  { name: 'network egress', find: egressProblems },
  { name: 'direct messages', find: directProblems },
  { name: 'services', find: serviceProblems },
];
