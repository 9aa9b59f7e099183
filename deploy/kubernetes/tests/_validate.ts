import type { Manifest } from './_manifest.js';
import { findPolicyProblems } from './_policy.js';
import { findSchemaProblems } from './_schemas.js';
import { findTypeProblems } from './_types.js';

/**
 * Everything that can be said of renderings without a cluster.
 *
 * The rules are asked once schemas and types have nothing to say, as they rely on both.
 * @param folder - for the compiler's files
 * @returns for each rendering, its problems
 */
export function validate(renderings: readonly (readonly Manifest[])[], folder: string): string[][] {
  const types = findTypeProblems(renderings, folder);
  return renderings.map((manifests, index) => {
    const problems = [...findSchemaProblems(manifests), ...(types[index] ?? [])];
    return problems.length > 0 ? problems : findPolicyProblems(manifests);
  });
}
