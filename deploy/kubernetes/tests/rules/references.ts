import { type Bundle, type Labels, portNumber, selects, type Workload } from '../_bundle.js';
import { idOf, isObject } from '../_manifest.js';
import type { Rule } from './rule.js';

const HASHED = /-[a-z0-9]{10}$/;
/** RFC 1123 label, as the strictest kinds want it. */
const OBJECT_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

type Selector = undefined | { readonly matchLabels?: Labels | undefined };

function selectorProblems({ workloads, of }: Bundle): string[] {
  const meets = (id: string, selector: undefined | Labels): string[] => {
    const isEmpty = Object.keys(selector ?? {}).length === 0;
    const found = !isEmpty && workloads.some(({ labels }) => selects(selector, labels));
    return found ? [] : [`${id}: its selector matches no pods`];
  };
  const named = [...of('PodDisruptionBudget'), ...of('NetworkPolicy')].flatMap((object) => {
    const spec: undefined | { selector?: Selector; podSelector?: Selector } = object.spec;
    return meets(idOf(object), (spec?.selector ?? spec?.podSelector)?.matchLabels);
  });
  const services = of('Service').flatMap((service) => meets(idOf(service), service.spec?.selector));
  const own = workloads.flatMap(({ deployment, id, labels }) => {
    const selector = deployment.spec?.selector.matchLabels;
    const others = workloads.filter((other) => other.id !== id && selects(selector, other.labels));
    return [
      ...(selector && selects(selector, labels) ? [] : [`${id}: its selector does not match its own pods`]),
      ...others.map((other) => `${id}: its selector also matches the pods of ${other.id}`),
    ];
  });
  return [...named, ...services, ...own];
}

/** What the pods refer to by name. */
function podProblems({ of }: Bundle, { id, pod, containers }: Workload): string[] {
  const has = (kind: 'ConfigMap' | 'ServiceAccount', name: undefined | string) =>
    of(kind).some(({ metadata }) => metadata?.name === name);
  const maps = containers.flatMap(({ env = [], envFrom = [] }) => [
    ...envFrom.map(({ configMapRef }) => configMapRef?.name),
    ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
  ]);
  const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
  const volumes = (pod.volumes ?? []).map(({ name }) => name);
  return [
    ...maps.filter((name) => name !== undefined && !has('ConfigMap', name)).map((name) => `no ConfigMap ${name}`),
    ...mounts.filter((name) => !volumes.includes(name)).map((name) => `mounts the volume ${name}, which is not there`),
    // Without it, a change of configuration reaches only pods that happen to start.
    ...maps.filter((name) => name && !HASHED.test(name)).map((name) => `the ConfigMap ${name} has no hash in its name`),
    ...(has('ServiceAccount', pod.serviceAccountName) ? [] : [`no ServiceAccount ${pod.serviceAccountName}`]),
  ].map((text) => `${id}: ${text}`);
}

function servicePortProblems({ of, workloads }: Bundle): string[] {
  return of('Service').flatMap((service) => {
    const pods = workloads.filter(({ labels }) => selects(service.spec?.selector, labels));
    return (service.spec?.ports ?? []).flatMap(({ targetPort, port }) =>
      pods
        .filter(({ containers }) => portNumber(containers, targetPort ?? port) === undefined)
        .map(({ id }) => `${idOf(service)}: ${id} has no port ${targetPort ?? port}`),
    );
  });
}

/** What the API server would refuse as a name. */
function namingProblems({ all }: Bundle): string[] {
  return all.flatMap((manifest) => {
    const { name, labels } = manifest.metadata;
    const values = Object.values(isObject(labels) ? labels : {});
    return [
      ...(OBJECT_NAME.test(name) ? [] : ['is no name']),
      ...values.filter((value) => !LABEL_VALUE.test(String(value))).map((value) => `${String(value)} is no label`),
    ].map((text) => `${idOf(manifest)}: ${text}`);
  });
}

function duplicateProblems({ all }: Bundle): string[] {
  const ids = all.map(idOf);
  return ids.filter((id, index) => ids.indexOf(id) < index).map((id) => `${id}: is there twice`);
}

/** What names something else names something that is there. */
export const REFERENCE_RULES: readonly Rule[] = [
  { name: 'selectors', find: selectorProblems },
  { name: 'names', find: (bundle) => bundle.workloads.flatMap((workload) => podProblems(bundle, workload)) },
  { name: 'service ports', find: servicePortProblems },
  { name: 'naming', find: namingProblems },
  { name: 'unique', find: duplicateProblems },
];
