import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isObject, type Json, type Manifest } from './_manifest.js';

/** An entry of `configMapGenerator` or `secretGenerator`. */
export interface Generator {
  readonly name: string;
  readonly behavior?: 'create' | 'merge';
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly options?: { readonly labels?: Readonly<Record<string, string>> };
}

/** Where a generator stands. */
export interface GeneratorPlace {
  readonly kind: Kind;
  /** Of its files. */
  readonly folder: string;
  readonly isHashed: boolean;
}

type Kind = 'ConfigMap' | 'Secret';

/** Marks what gets a hash, until it has it. */
const GENERATED = '$generated';

/** Add what the generator makes to `manifests`, or to the object of that name. */
export function generate(manifests: readonly Manifest[], generator: Generator, place: GeneratorPlace): Manifest[] {
  const { kind, folder, isHashed } = place;
  const { name, behavior = 'create', literals = [], files = [], options } = generator;
  const index = manifests.findIndex((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  const existing = manifests[index];
  if ((existing !== undefined) !== (behavior === 'merge')) throw new Error(`cannot ${behavior} ${kind} ${name}`);
  const entries = literals.map((literal) => {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(literal) ?? [];
    return [key, kind === 'Secret' ? Buffer.from(value).toString('base64') : value];
  });
  const contents = files.map((file) => [basename(file), readFileSync(join(folder, file), 'utf8')]);
  const before = isObject(existing?.data) ? existing.data : {};
  const made: Manifest = {
    ...(existing ?? {
      apiVersion: 'v1',
      kind,
      metadata: { name, ...options },
      ...(kind === 'Secret' && { type: 'Opaque' }),
    }),
    data: { ...before, ...Object.fromEntries([...entries, ...contents]) },
    ...(isHashed && { [GENERATED]: true }),
  };
  return existing ? manifests.with(index, made) : [...manifests, made];
}

/** Give what was generated its final name, and change the references to it. */
export function addHashes(manifests: readonly Manifest[]): Manifest[] {
  const renamed = new Map<string, string>();
  for (const manifest of manifests.filter((each) => GENERATED in each)) {
    const { name } = manifest.metadata;
    renamed.set(`${manifest.kind}/${name}`, `${name}-${hashOf(manifest)}`);
  }
  return manifests.map((manifest) => {
    const { [GENERATED]: _, ...rest } = manifest;
    const name = renamed.get(`${manifest.kind}/${manifest.metadata.name}`) ?? manifest.metadata.name;
    const named = { ...rest, metadata: { ...manifest.metadata, name } };
    return updateReferences(named, renamed) as Manifest;
  });
}

/** The fields that name a ConfigMap or a Secret by `name`. */
const REFERENCES: Readonly<Record<string, Kind>> = {
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  secretRef: 'Secret',
  secretKeyRef: 'Secret',
};

function updateReferences(value: Json, renamed: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((each) => updateReferences(each, renamed));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([field, inner]): [string, Json] => {
    const kind = REFERENCES[field];
    const name = kind && isObject(inner) ? renamed.get(`${kind}/${String(inner.name)}`) : undefined;
    if (name !== undefined && isObject(inner)) return [field, { ...inner, name }];
    return [field, updateReferences(inner, renamed)];
  });
  return Object.fromEntries(entries);
}

/** Go escapes these in JSON, and Kustomize hashes Go's JSON. */
const GO_ESCAPES: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };
/** No vowels and nothing that looks like one, so that no hash is a word. */
const SAFE_DIGITS: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };
const HASH_LENGTH = 10;

/** The hash of the content alone: Kustomize means to add the name and looks it up where there is none. @see its api/hasher */
function hashOf({ kind, data, type }: Manifest): string {
  const sorted = Object.fromEntries(Object.entries(isObject(data) ? data : {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  const encoded = JSON.stringify({ data: sorted, kind, name: '', ...(type !== undefined && { type }) });
  const escaped = encoded.replaceAll(/[<>&]/g, (character) => GO_ESCAPES[character] ?? character);
  const digits = createHash('sha256').update(escaped).digest('hex').slice(0, HASH_LENGTH);
  return digits.replaceAll(/[013ae]/g, (digit) => SAFE_DIGITS[digit] ?? digit);
}
