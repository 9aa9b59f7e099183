import { toBundle } from './_bundle.js';
import type { Manifest } from './_manifest.js';
import { RULES } from './rules/index.js';

/** What our own rules say of manifests that passed their schemas. */
export function findPolicyProblems(manifests: readonly Manifest[]): string[] {
  const bundle = toBundle(manifests);
  return RULES.flatMap(({ name, find }) => find(bundle).map((problem) => `${problem} [${name}]`));
}
