import { isObject, type Json, type JsonObject, type Manifest } from './_manifest.js';

/** Lists that merge element by element, by kind and field, with the key that tells elements apart; others are replaced. */
const MERGE_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Deployment: {
    containers: 'name',
    initContainers: 'name',
    env: 'name',
    volumes: 'name',
    volumeMounts: 'mountPath',
    ports: 'containerPort',
    topologySpreadConstraints: 'topologyKey',
  },
  Service: { ports: 'port' },
};

/** What the patch asks for `target`; undefined: that it be deleted. Neither is changed. */
export function strategicMerge(target: Manifest, patch: Manifest): undefined | Manifest {
  if (patch.$patch === 'delete') return undefined;
  return mergeObjects(target, patch, MERGE_KEYS[target.kind] ?? {}) as Manifest;
}

type Keys = Readonly<Record<string, string>>;

function mergeObjects(target: JsonObject, patch: JsonObject, keys: Keys): JsonObject {
  if ('$patch' in patch) throw new Error(`$patch: ${String(patch.$patch)} is not supported here`);
  const merged: JsonObject = { ...target };
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field];
    else merged[field] = mergeField(merged[field], value, keys[field], keys);
  }
  return merged;
}

function mergeField(before: undefined | Json, patch: Json, key: undefined | string, keys: Keys): Json {
  if (isObject(before) && isObject(patch)) return mergeObjects(before, patch, keys);
  if (!Array.isArray(before) || !Array.isArray(patch) || key === undefined) return patch;
  const left = patch.map(asObject);
  const merged = before.map(asObject).flatMap((element) => {
    const index = left.findIndex((other) => other[key] === element[key]);
    const [change] = index < 0 ? [] : left.splice(index, 1);
    if (change?.$patch === 'delete') return [];
    return [change ? mergeObjects(element, change, keys) : element];
  });
  // What is new comes first, as with Kustomize.
  return [...left, ...merged];
}

function asObject(value: Json): JsonObject {
  if (!isObject(value)) throw new Error(`a list of objects has ${JSON.stringify(value)}`);
  return value;
}
