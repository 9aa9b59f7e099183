// The features of Kustomize that the manifests here use, for machines without kubectl. Where there is kubectl, the tests
// hold this against it. Anything else in a kustomization is an error.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { addHashes, type Generator, generate } from './_generators.js';
import { isObject, type Json, type JsonObject, type Manifest, readManifests } from './_manifest.js';
import { strategicMerge } from './_strategic-merge.js';

interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly configMapGenerator?: readonly Generator[];
  readonly secretGenerator?: readonly Generator[];
  readonly generatorOptions?: { readonly disableNameSuffixHash?: boolean };
  readonly patches?: readonly { readonly path: string }[];
  readonly namespace?: string;
  readonly labels?: readonly {
    readonly pairs: Readonly<Record<string, string>>;
    readonly includeTemplates?: boolean;
  }[];
  readonly images?: readonly { readonly name: string; readonly newName?: string; readonly newTag?: string }[];
}

const FIELDS: readonly (keyof Kustomization | 'apiVersion' | 'kind')[] = [
  'apiVersion',
  'kind',
  'resources',
  'components',
  'configMapGenerator',
  'secretGenerator',
  'generatorOptions',
  'patches',
  'namespace',
  'labels',
  'images',
];

/** The fields of the entries of each list. A patch has no `target`: one that matches nothing goes unnoticed. */
const ENTRY_FIELDS: Readonly<Record<string, readonly string[]>> = {
  configMapGenerator: ['name', 'behavior', 'literals', 'files', 'options'],
  secretGenerator: ['name', 'behavior', 'literals'],
  patches: ['path'],
  labels: ['pairs', 'includeTemplates'],
  images: ['name', 'newName', 'newTag'],
};

/**
 * Render a folder with a kustomization.
 *
 * @throws {Error} on an unknown field, a missing file, a patch whose object does not exist
 */
export function renderKustomization(folder: string): Manifest[] {
  return addHashes(apply(folder, []));
}

/** `before` with the resources and changes of the kustomization in `folder`. */
function apply(folder: string, before: readonly Manifest[]): Manifest[] {
  const kustomization = readKustomization(folder);
  let manifests = [...before];
  for (const path of kustomization.resources ?? []) {
    const full = join(folder, path);
    manifests.push(...(statSync(full).isDirectory() ? apply(full, []) : readManifests(full)));
  }
  for (const path of kustomization.components ?? []) manifests = apply(join(folder, path), manifests);
  const { configMapGenerator = [], secretGenerator = [], generatorOptions } = kustomization;
  const place = { folder, isHashed: generatorOptions?.disableNameSuffixHash !== true };
  for (const each of configMapGenerator) manifests = generate(manifests, each, { ...place, kind: 'ConfigMap' });
  for (const each of secretGenerator) manifests = generate(manifests, each, { ...place, kind: 'Secret' });
  for (const { path } of kustomization.patches ?? []) manifests = patch(manifests, join(folder, path));
  return manifests.map((manifest) => transform(manifest, kustomization));
}

function readKustomization(folder: string): Kustomization {
  const value = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as JsonObject;
  const unknown = Object.entries(value).flatMap(([field, entries]) => {
    if (!FIELDS.some((known) => known === field)) return [field];
    const allowed = ENTRY_FIELDS[field];
    const inner = allowed ? listOf(entries).flatMap((entry) => Object.keys(entry)) : [];
    return inner.filter((each) => !allowed?.includes(each)).map((each) => `${field}.${each}`);
  });
  if (unknown.length > 0) throw new Error(`${folder}: ${unknown.join(', ')} is no field that is used here`);
  return value as unknown as Kustomization;
}

function patch(manifests: readonly Manifest[], path: string): Manifest[] {
  return readManifests(path).reduce<Manifest[]>(
    (current, change) => {
      const index = current.findIndex(
        ({ apiVersion, kind, metadata: { name } }) =>
          apiVersion === change.apiVersion && kind === change.kind && name === change.metadata.name,
      );
      const target = current[index];
      if (!target) throw new Error(`${path}: no ${change.kind} ${change.metadata.name} to patch`);
      const merged = strategicMerge(target, change);
      return current.toSpliced(index, 1, ...(merged ? [merged] : []));
    },
    [...manifests],
  );
}

function transform(manifest: Manifest, { namespace, labels = [], images = [] }: Kustomization): Manifest {
  const changed = structuredClone(manifest);
  const { metadata, spec } = changed;
  if (namespace !== undefined && changed.kind === 'Namespace') metadata.name = namespace;
  if (namespace !== undefined && changed.kind !== 'Namespace') metadata.namespace = namespace;
  const template = isObject(spec) && isObject(spec.template) ? spec.template : undefined;
  for (const { pairs, includeTemplates } of labels) {
    label(metadata, pairs);
    if (includeTemplates && template && isObject(template.metadata)) label(template.metadata, pairs);
  }
  const pod = isObject(template?.spec) ? template.spec : {};
  for (const container of listOf(pod.containers)) {
    for (const { name, newName = name, newTag } of images) {
      const [image, tag] = String(container.image).split(':');
      if (image === name) container.image = `${newName}:${newTag ?? tag}`;
    }
  }
  return changed;
}

function label(metadata: JsonObject, pairs: Readonly<Record<string, string>>): void {
  metadata.labels = { ...(isObject(metadata.labels) ? metadata.labels : {}), ...pairs };
}

function listOf(value: undefined | Json): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
