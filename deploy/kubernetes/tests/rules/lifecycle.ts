import { createOps } from '@dsock/common';
import type { IProbe } from 'kubernetes-models/v1';
import type { Bundle, Workload } from '../_bundle.js';
import { configOf, ours } from './configuration.js';
import type { Rule } from './rule.js';

/** After the drain: goodbyes on their way, the backplane left (3 s at most), logs written. */
const FLUSH_SECONDS = 15;
/** What Kubernetes takes when nothing is said. */
const GRACE_SECONDS_DEFAULT = 30;

/** The operations endpoints of the program itself. */
const ops = createOps({ notReady: () => undefined, metrics: undefined });
const ENDPOINTS = ['/healthz', '/readyz'] as const;

const answers = await Promise.all(ENDPOINTS.map((path) => ops.answer(path)));
/** Those that exist, in case one is renamed. */
const SERVED: readonly string[] = ENDPOINTS.filter((_, index) => answers[index] !== undefined);

/** Readiness may depend on Redis; a probe that gets pods killed must not, or a failing Redis restarts everything. */
const WANTED = { startupProbe: '/healthz', readinessProbe: '/readyz', livenessProbe: '/healthz' } as const;

function probeProblems({ id, containers }: Workload): string[] {
  const [container] = containers;
  return Object.entries(WANTED).flatMap(([name, wanted]) => {
    const probe: undefined | IProbe = container?.[name as keyof typeof WANTED];
    const { path, port } = probe?.httpGet ?? {};
    if (path === undefined) return [`${id}: no HTTP ${name}`];
    return [
      ...(SERVED.includes(path) ? [] : [`${id}: ${name} asks ${path}, which the program does not serve`]),
      ...(path === wanted ? [] : [`${id}: ${name} asks ${path} instead of ${wanted}`]),
      ...((probe?.timeoutSeconds ?? 1) <= (probe?.periodSeconds ?? 10) ? [] : [`${id}: ${name} outlasts its period`]),
      ...(port === 'ops' ? [] : [`${id}: ${name} asks port ${port} instead of ops`]),
    ];
  });
}

function livenessProblems({ id, containers }: Workload): string[] {
  return containers.flatMap(({ livenessProbe, readinessProbe }) => {
    const patience = (livenessProbe?.periodSeconds ?? 10) * (livenessProbe?.failureThreshold ?? 3);
    const isSame = JSON.stringify(livenessProbe?.httpGet) === JSON.stringify(readinessProbe?.httpGet);
    return [
      ...(isSame && livenessProbe?.httpGet ? [`${id}: liveness and readiness are the same question`] : []),
      ...(patience < 30
        ? [`${id}: livenessProbe kills after ${patience} s; give a stalled event loop 30 s or more`]
        : []),
    ];
  });
}

function graceProblems(bundle: Bundle): string[] {
  return ours(bundle).flatMap((workload) => {
    const { id, pod, service, containers } = workload;
    const sleep = containers[0]?.lifecycle?.preStop?.sleep?.seconds;
    const drain = service === 'worker' ? (configOf(bundle, workload)?.drainDurationMs ?? 0) / 1000 : 0;
    const needed = (sleep ?? 0) + drain + FLUSH_SECONDS;
    const grace = pod.terminationGracePeriodSeconds ?? GRACE_SECONDS_DEFAULT;
    return [
      ...(sleep === undefined || sleep < 1 ? [`${id}: no preStop sleep, so clients still come while it ends`] : []),
      ...(grace >= needed ? [] : [`${id}: terminationGracePeriodSeconds ${grace} is less than ${needed}`]),
    ];
  });
}

function rolloutProblems({ id, deployment }: Workload): string[] {
  const { rollingUpdate, type } = deployment.spec?.strategy ?? {};
  const isSafe = type === 'RollingUpdate' && [0, '0%'].includes(rollingUpdate?.maxUnavailable ?? '25%');
  return isSafe ? [] : [`${id}: a rollout takes pods away before new ones are ready`];
}

function spreadProblems({ id, pod, deployment }: Workload): string[] {
  const constraints = pod.topologySpreadConstraints ?? [];
  const own = JSON.stringify(deployment.spec?.selector.matchLabels);
  const keys = constraints
    .filter(({ labelSelector }) => JSON.stringify(labelSelector?.matchLabels) === own)
    .map(({ topologyKey }) => topologyKey);
  return [
    ...['topology.kubernetes.io/zone', 'kubernetes.io/hostname']
      .filter((key) => !keys.includes(key))
      .map((key) => `${id}: its pods are not spread by ${key}`),
    ...constraints
      .filter(({ minDomains, whenUnsatisfiable }) => minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule')
      .map(() => `${id}: minDomains needs whenUnsatisfiable DoNotSchedule`),
  ];
}

/** How pods start, are watched, and end. */
export const LIFECYCLE_RULES: readonly Rule[] = [
  { name: 'probes', find: (bundle) => ours(bundle).flatMap(probeProblems) },
  { name: 'liveness', find: ({ workloads }) => workloads.flatMap(livenessProblems) },
  { name: 'grace', find: graceProblems },
  { name: 'rollout', find: (bundle) => ours(bundle).flatMap(rolloutProblems) },
  { name: 'spread', find: (bundle) => ours(bundle).flatMap(spreadProblems) },
];
