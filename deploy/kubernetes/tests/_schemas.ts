import { idOf, type Manifest } from './_manifest.js';
import { isKnownKind, MODELS } from './_models.js';

/** What the schemas of the API say: required fields, types, enumerations, patterns, quantities. They let unknown fields pass. */
export function findSchemaProblems(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap((manifest) => {
    const { apiVersion, kind } = manifest;
    if (!isKnownKind(kind)) return [`${idOf(manifest)}: unknown kind`];
    const { model: Model } = MODELS[kind];
    if (apiVersion !== Model.apiVersion) return [`${idOf(manifest)}: ${apiVersion} is not ${Model.apiVersion}`];
    try {
      // The type is what is being found out.
      new Model(manifest as never).validate();
      return [];
    } catch (error) {
      return [`${idOf(manifest)}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}
