import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IHorizontalPodAutoscalerSpec } from 'kubernetes-models/autoscaling/v2';
import { type Bundle, selects } from '../_bundle.js';
import { idOf } from '../_manifest.js';
import { configOf, ours } from './configuration.js';
import type { Rule } from './rule.js';

/** Upper bounds of the API. */
const WINDOW_SECONDS_MAX = 3600;
const PERIOD_SECONDS_MAX = 1800;
/** A pod removed disconnects its clients: not for a dip of a few minutes. */
const WORKER_DOWN_SECONDS_MIN = 600;
/** Of the limit of connections; the rest is for the pod that is lost and the HPA's tolerance of 10 %. */
const FILL_MAX = 0.8;

type Behavior = IHorizontalPodAutoscalerSpec['behavior'];

/** An HPA, or the ScaledObject that makes one. */
interface Autoscaler {
  readonly id: string;
  readonly target: string;
  readonly min: number;
  readonly max: number;
  readonly behavior: Behavior;
  /** Metrics of ours, with the average per pod to aim at. */
  readonly metrics: readonly { readonly name: string; readonly average: number }[];
}

function autoscalersOf({ of }: Bundle): Autoscaler[] {
  const own = of('HorizontalPodAutoscaler').map((hpa): Autoscaler => {
    const { scaleTargetRef, minReplicas = 1, maxReplicas = 0, behavior, metrics = [] } = hpa.spec;
    const pods = metrics.flatMap((metric) => metric.pods ?? []);
    return {
      id: idOf(hpa),
      target: `${scaleTargetRef.kind}/${scaleTargetRef.name}`,
      min: minReplicas,
      max: maxReplicas,
      behavior,
      metrics: pods.map(({ metric, target }) => ({ name: metric.name, average: Number(target.averageValue) })),
    };
  });
  const keda = of('ScaledObject').map((object): Autoscaler => {
    const { scaleTargetRef, minReplicaCount = 0, maxReplicaCount = 100, advanced, triggers } = object.spec;
    const queries = triggers.flatMap(({ type, metadata }) => (type === 'prometheus' ? [metadata] : []));
    return {
      id: idOf(object),
      target: `${scaleTargetRef.kind ?? 'Deployment'}/${scaleTargetRef.name}`,
      min: minReplicaCount,
      max: maxReplicaCount,
      behavior: advanced?.horizontalPodAutoscalerConfig?.behavior as Behavior,
      metrics: queries.flatMap(({ query = '', threshold }) =>
        [...query.matchAll(/\bdsock_\w+/g)].map(([name]) => ({ name, average: Number(threshold) })),
      ),
    };
  });
  return [...own, ...keda];
}

function targetProblems(bundle: Bundle): string[] {
  const autoscalers = autoscalersOf(bundle);
  const targets = autoscalers.map(({ target }) => target);
  return [
    ...autoscalers
      .filter(({ target }) => !bundle.workloads.some(({ id }) => id === target))
      .map(({ id, target }) => `${id}: no ${target} to scale`),
    ...autoscalers
      .filter(({ target }, index) => targets.indexOf(target) < index)
      .map(({ id, target }) => `${id}: ${target} has another autoscaler already`),
    ...bundle.workloads.flatMap(({ id, deployment }) => {
      const hasReplicas = deployment.spec?.replicas !== undefined;
      if (targets.includes(id) && hasReplicas) return [`${id}: replicas beside an autoscaler`];
      return !targets.includes(id) && !hasReplicas ? [`${id}: neither replicas nor an autoscaler`] : [];
    }),
  ];
}

function boundProblems(bundle: Bundle): string[] {
  return autoscalersOf(bundle).flatMap(({ id, target, min, max, behavior }) => {
    const sides = [behavior?.scaleUp, behavior?.scaleDown];
    const windows = sides.map((side) => side?.stabilizationWindowSeconds ?? 0);
    const periods = sides.flatMap((side) => (side?.policies ?? []).map(({ periodSeconds }) => periodSeconds));
    const service = ours(bundle).find((workload) => workload.id === target)?.service;
    const down = behavior?.scaleDown?.stabilizationWindowSeconds ?? 0;
    return [
      ...(min >= 2 && min < max ? [] : [`scales from ${min} to ${max}`]),
      ...(windows.some((window) => window > WINDOW_SECONDS_MAX) ? [`a window over ${WINDOW_SECONDS_MAX} s`] : []),
      ...(periods.some((period) => period < 1 || period > PERIOD_SECONDS_MAX)
        ? [`a period over ${PERIOD_SECONDS_MAX} s`]
        : []),
      ...(service === 'worker' && down < WORKER_DOWN_SECONDS_MIN ? [`scales workers down after ${down} s`] : []),
    ].map((text) => `${id}: ${text}`);
  });
}

const packages = fileURLToPath(new URL('../../../../packages', import.meta.url));

/** The names of metrics in the source of the services. */
const METRICS = new Set(
  ['api', 'backplane', 'common', 'worker'].flatMap((name) =>
    readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(packages, name, 'src', file), 'utf8'))
      .flatMap((source) => [...source.matchAll(/'(dsock_\w+)'/g)].map(([, metric]) => metric)),
  ),
);

function metricProblems(bundle: Bundle): string[] {
  return autoscalersOf(bundle).flatMap(({ id, target, metrics }) => {
    const workload = ours(bundle).find((each) => each.id === target);
    const limit = workload && (configOf(bundle, workload)?.maxConnections ?? 0);
    const isWorker = workload?.service === 'worker';
    return [
      ...(isWorker && !metrics.some(({ name }) => name === 'dsock_connections')
        ? ['does not look at connections, which cost no CPU while idle']
        : []),
      ...metrics.filter(({ name }) => !METRICS.has(name)).map(({ name }) => `the program has no metric ${name}`),
      ...metrics
        .filter(({ name, average }) => name === 'dsock_connections' && !(limit && average <= limit * FILL_MAX))
        .map(({ average }) => `aims at ${average} connections, DSOCK_MAX_CONNECTIONS is ${limit}`),
    ].map((text) => `${id}: ${text}`);
  });
}

/** The field that each type of target goes by; the schema takes any with any. */
const TARGET_FIELDS = {
  AverageValue: 'averageValue',
  Utilization: 'averageUtilization',
  Value: 'value',
} as const;

function hpaMetricProblems({ of }: Bundle): string[] {
  return of('HorizontalPodAutoscaler').flatMap((hpa) =>
    (hpa.spec.metrics ?? []).flatMap(({ type, pods, resource }) => {
      const target = type === 'Pods' ? pods?.target : resource?.target;
      const field = TARGET_FIELDS[target?.type as keyof typeof TARGET_FIELDS];
      return target?.[field] === undefined ? [`${idOf(hpa)}: the metric of type ${type} has no target`] : [];
    }),
  );
}

function kedaProblems({ of }: Bundle): string[] {
  return of('ScaledObject').flatMap((object) => {
    const { triggers, fallback } = object.spec;
    const queries = triggers.flatMap(({ type, metadata }) => (type === 'prometheus' ? [metadata] : []));
    const namespace = object.metadata?.namespace;
    return [
      ...(fallback?.behavior === 'currentReplicasIfHigher' ? [] : ['without Prometheus it may scale down']),
      ...queries.flatMap(({ query = '', ignoreNullValues }) => [
        ...(ignoreNullValues === 'false' ? [] : ['no data counts as no connections']),
        ...(query.includes(`namespace="${namespace}"`) ? [] : [`its query is not of namespace ${namespace}`]),
      ]),
    ].map((text) => `${idOf(object)}: ${text}`);
  });
}

function budgetProblems(bundle: Bundle): string[] {
  const budgets = bundle.of('PodDisruptionBudget');
  return [
    ...ours(bundle)
      .filter(({ labels }) => budgets.filter(({ spec }) => selects(spec?.selector?.matchLabels, labels)).length !== 1)
      .map(({ id }) => `${id}: not exactly one PodDisruptionBudget`),
    ...budgets.flatMap((budget) => {
      const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy } = budget.spec ?? {};
      const isOne = (minAvailable === undefined) !== (maxUnavailable === undefined);
      const isStuck = [0, '0%'].includes(maxUnavailable ?? 1) || minAvailable === '100%';
      return [
        ...(isOne ? [] : ['has not exactly one of minAvailable and maxUnavailable']),
        ...(isStuck ? ['lets no pod go, so no node is ever drained'] : []),
        ...(unhealthyPodEvictionPolicy === 'AlwaysAllow' ? [] : ['a pod that is not ready blocks its node']),
      ].map((text) => `${idOf(budget)}: ${text}`);
    }),
  ];
}

/** How many pods there are, and who decides. */
export const SCALING_RULES: readonly Rule[] = [
  { name: 'autoscaler targets', find: targetProblems },
  { name: 'autoscaler bounds', find: boundProblems },
  { name: 'autoscaler metrics', find: metricProblems },
  { name: 'hpa metrics', find: hpaMetricProblems },
  { name: 'keda', find: kedaProblems },
  { name: 'budgets', find: budgetProblems },
];
