import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** The folder of everything that is rendered. */
export const DEPLOY = join(repository, 'deploy');

const COMPONENTS = ['gateway', 'grafana', 'ingress', 'keda', 'prometheus', 'redis-dev'] as const;

/** What README promises to work: a folder as it is, or one with components on top. */
export interface Target {
  readonly name: string;
  readonly on: string;
  readonly components: readonly (typeof COMPONENTS)[number][];
}

function target(on: string, ...components: Target['components']): Target {
  return { name: [on, ...components].join(' + '), on, components };
}

/** Each component alone, every two, and all. */
const CHOICES = [
  [],
  ...COMPONENTS.map((component) => [component]),
  ...COMPONENTS.flatMap((first, index) => COMPONENTS.slice(index + 1).map((second) => [first, second])),
  COMPONENTS,
];

/** Base with choices of components, and the overlays with those that they do not have yet. */
export const TARGETS: readonly Target[] = [
  ...CHOICES.map((components) => target('base', ...components)),
  target('overlays/dev'),
  target('overlays/dev', 'gateway'),
  target('overlays/dev', 'ingress'),
  target('overlays/dev', 'prometheus'),
  target('overlays/prod'),
  target('overlays/prod', 'keda'),
  target('overlays/prod', 'ingress'),
  target('overlays/prod', 'grafana', 'keda'),
];

/** A folder for what the tests make, inside the repository so that it finds the installed packages. */
export function createScratch(): { readonly path: string; remove(): void } {
  const cache = join(repository, '.cache');
  mkdirSync(cache, { recursive: true });
  const path = mkdtempSync(join(cache, 'manifests-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The folder to render for a target; `deploy` may be a copy. Components need a kustomization of their own. */
export function folderOf({ name, on, components }: Target, deploy: string, scratch: string): string {
  const kubernetes = join(deploy, 'kubernetes');
  if (components.length === 0) return join(kubernetes, on);
  const folder = join(scratch, name.replaceAll(/[^a-z]+/g, '-'));
  mkdirSync(folder);
  const paths = (names: readonly string[]) => names.map((each) => relative(folder, join(kubernetes, each)));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    // What a component brings to an overlay is in no namespace yet.
    namespace: on === 'overlays/dev' ? 'dsock-dev' : 'dsock',
    resources: paths([on]),
    components: paths(components.map((component) => `components/${component}`)),
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
  return folder;
}
