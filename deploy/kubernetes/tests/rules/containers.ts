import type { IContainer } from 'kubernetes-models/v1';
import type { Bundle, Workload } from '../_bundle.js';
import { idOf } from '../_manifest.js';
import type { Rule } from './rule.js';

/** Tags that mean something else tomorrow. */
const FLOATING_TAGS = ['latest', 'main', 'master', 'edge', 'stable', 'dev', 'nightly'];
const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Of the memory, what V8's heap may take: sockets, buffers and code live outside it. */
const HEAP_SHARE = { min: 0.4, max: 0.7 };
const BYTES: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

function podSecurityProblems({ id, pod }: Workload): string[] {
  const { runAsNonRoot, runAsUser, seccompProfile } = pod.securityContext ?? {};
  const uses = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field]);
  return [
    ...(runAsNonRoot === true && (runAsUser ?? 0) > 0 ? [] : ['may run as root']),
    ...(seccompProfile?.type === 'RuntimeDefault' ? [] : ['has no seccomp profile RuntimeDefault']),
    ...(pod.automountServiceAccountToken === false ? [] : ['has a token of the API server']),
    ...(pod.enableServiceLinks === false ? [] : ['gets variables of every Service']),
    ...(pod.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => `mounts the host as ${name}`),
    ...(pod.volumes ?? [])
      .filter(({ emptyDir }) => emptyDir && emptyDir.sizeLimit === undefined)
      .map(({ name }) => `has a volume ${name} without a limit`),
    ...uses.map((field) => `has ${field}`),
  ].map((text) => `${id}: ${text}`);
}

function containerSecurityProblems({ id, containers }: Workload): string[] {
  return containers.flatMap(({ name, securityContext = {}, ports = [] }) => {
    const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities, privileged } = securityContext;
    const isBare = capabilities?.drop?.includes('ALL') && (capabilities.add ?? []).length === 0;
    return [
      ...(allowPrivilegeEscalation === false && !privileged ? [] : ['may gain privileges']),
      ...(readOnlyRootFilesystem === true ? [] : ['writes to its root file system']),
      ...(isBare ? [] : ['keeps capabilities']),
      ...(ports.some(({ hostPort }) => hostPort !== undefined) ? ['takes a port of its node'] : []),
    ].map((text) => `${id}: container ${name} ${text}`);
  });
}

function imageProblems({ id, containers }: Workload): string[] {
  return containers.flatMap(({ image = '' }) => {
    const [, tag] = /:([^:/@]+)$/.exec(image) ?? [];
    const isPinned = DIGEST.test(image) || (tag !== undefined && !FLOATING_TAGS.includes(tag));
    return isPinned ? [] : [`${id}: image ${image} is not pinned`];
  });
}

function resourceProblems({ id, containers }: Workload): string[] {
  return containers.flatMap(({ name, resources: { requests = {}, limits = {} } = {} }) =>
    [
      ...(requests.cpu === undefined ? ['requests no CPU'] : []),
      ...(limits.cpu === undefined ? [] : ['has a limit of CPU, which stalls its event loop']),
      ...(limits.memory !== undefined && limits.memory === requests.memory
        ? []
        : ['has a request of memory that is not its limit']),
    ].map((text) => `${id}: container ${name} ${text}`),
  );
}

function bytesOf(quantity: undefined | string | number): number {
  const [, number, unit] = /^(\d+)(Ki|Mi|Gi)$/.exec(String(quantity)) ?? [];
  return Number(number) * (BYTES[unit ?? ''] ?? Number.NaN);
}

function heapProblems({ id, containers, service }: Workload): string[] {
  if (service === undefined) return [];
  return containers.flatMap(({ env = [], resources }: IContainer) => {
    const options = env.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? '';
    const heap = Number(/--max-old-space-size=(\d+)/.exec(options)?.[1]) * 2 ** 20;
    const share = heap / bytesOf(resources?.limits?.memory);
    const fits = share >= HEAP_SHARE.min && share <= HEAP_SHARE.max;
    return fits ? [] : [`${id}: NODE_OPTIONS gives the heap ${share.toFixed(2)} of the memory`];
  });
}

function namespaceProblems({ all, of }: Bundle): string[] {
  const inside = all.filter(({ kind }) => kind !== 'Namespace');
  const names = new Set(inside.map(({ metadata }) => metadata.namespace));
  return [
    ...(names.size > 1 ? [`${[...names].join(', ')}: objects are in several namespaces`] : []),
    ...of('Namespace').flatMap((namespace) => [
      ...(names.has(namespace.metadata?.name) ? [] : [`${idOf(namespace)}: nothing is in it`]),
      ...(namespace.metadata?.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted'
        ? []
        : [`${idOf(namespace)}: does not enforce the restricted security standard`]),
    ]),
  ];
}

const each =
  (find: (workload: Workload) => string[]): Rule['find'] =>
  ({ workloads }) =>
    workloads.flatMap(find);

/** What containers may do and take. */
export const CONTAINER_RULES: readonly Rule[] = [
  { name: 'pod security', find: each(podSecurityProblems) },
  { name: 'container security', find: each(containerSecurityProblems) },
  { name: 'images', find: each(imageProblems) },
  { name: 'resources', find: each(resourceProblems) },
  { name: 'heap', find: each(heapProblems) },
  { name: 'namespaces', find: namespaceProblems },
];
