import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** A JSON value, as YAML documents hold them. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

/** A Kubernetes object as it is written, before anything but its identity was checked. */
export interface Manifest extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: JsonObject & { name: string };
}

export function isObject(value: undefined | Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isManifest(value: Json): value is Manifest {
  return (
    isObject(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isObject(value.metadata) &&
    typeof value.metadata.name === 'string'
  );
}

/**
 * Read the YAML documents of a text.
 *
 * @throws {Error} on YAML that is no YAML, a repeated key included, and on a document that is no Kubernetes object
 */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    const value = document.toJS() as Json;
    if (!isManifest(value)) throw new Error(`no Kubernetes object: ${JSON.stringify(value).slice(0, 200)}`);
    return value;
  });
}

export function readManifests(path: string): Manifest[] {
  return parseManifests(readFileSync(path, 'utf8'));
}

/** Names an object in messages: `Deployment/dsock-api`. */
export function idOf({ kind, metadata }: { kind: string; metadata?: { name?: string | undefined } }): string {
  return `${kind}/${metadata?.name ?? '?'}`;
}
