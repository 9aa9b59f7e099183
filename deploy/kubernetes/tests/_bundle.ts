import type { IContainer, IPodSpec } from 'kubernetes-models/v1';
import type { Manifest } from './_manifest.js';
import type { Kinds } from './_models.js';

/** Labels, or a selector's `matchLabels`. */
export type Labels = Readonly<Record<string, string>>;

/** A Deployment as the rules see it. */
export interface Workload {
  readonly deployment: Kinds['Deployment'];
  readonly id: string;
  readonly name: string;
  /** Of the pods. */
  readonly labels: Labels;
  readonly pod: IPodSpec;
  readonly containers: readonly IContainer[];
  /** Which service of ours it runs; undefined: somebody else's program. */
  readonly service: undefined | 'api' | 'worker';
}

/** Everything that one rendering would put on a cluster. */
export interface Bundle {
  readonly all: readonly Manifest[];
  readonly workloads: readonly Workload[];
  of<K extends keyof Kinds>(kind: K): readonly Kinds[K][];
}

/** Make manifests that passed their schemas ready for the rules. */
export function toBundle(all: readonly Manifest[]): Bundle {
  const of = <K extends keyof Kinds>(kind: K) =>
    // What the schemas have checked.
    all.filter((manifest) => manifest.kind === kind) as unknown as readonly Kinds[K][];
  return { all, of, workloads: of('Deployment').map(toWorkload) };
}

function toWorkload(deployment: Kinds['Deployment']): Workload {
  const name = deployment.metadata?.name ?? '';
  const { metadata, spec } = deployment.spec?.template ?? {};
  const labels = metadata?.labels ?? {};
  const component = labels['app.kubernetes.io/component'];
  const isOurs = labels['app.kubernetes.io/name'] === 'dsock' && (component === 'api' || component === 'worker');
  return {
    deployment,
    id: `Deployment/${name}`,
    name,
    labels,
    pod: spec ?? { containers: [] },
    containers: spec?.containers ?? [],
    service: isOurs ? component : undefined,
  };
}

/** Whether a selector of labels takes in `labels`; an empty one takes in everything. */
export function selects(selector: undefined | Labels, labels: Labels): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}

/** The number of a container port that is given by number or name; undefined: no container has it. */
export function portNumber(containers: readonly IContainer[], port: undefined | string | number): undefined | number {
  const ports = containers.flatMap((container) => container.ports ?? []);
  return ports.find(({ name, containerPort }) => (typeof port === 'number' ? containerPort === port : name === port))
    ?.containerPort;
}
