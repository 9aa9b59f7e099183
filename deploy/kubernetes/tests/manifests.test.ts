import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderKustomization } from './_kustomize.js';
import { idOf, type Manifest } from './_manifest.js';
import { findKubectl, renderWithKubectl } from './_render.js';
import { createScratch, DEPLOY, folderOf, TARGETS } from './_targets.js';
import { validate } from './_validate.js';

const kubectl = findKubectl();
// The runner shows it beside the result.
const renderer = kubectl ?? 'our own renderer alone, for want of a kubectl with Kustomize 5';
process.stdout.write(`\nNOTE: rendered by ${renderer}\n`);

interface Result {
  readonly rendered: readonly Manifest[];
  readonly rerendered: readonly Manifest[];
  readonly problems: readonly string[];
}

function byId(manifests: readonly Manifest[] = []): Record<string, Manifest> {
  return Object.fromEntries(manifests.map((manifest) => [idOf(manifest), manifest]));
}

describe('manifests', () => {
  const scratch = createScratch();
  const results = new Map<string, Result>();

  beforeAll(() => {
    const folders = TARGETS.map((target) => folderOf(target, DEPLOY, scratch.path));
    const own = folders.map(renderKustomization);
    const renderings = kubectl === undefined ? own : folders.map(renderWithKubectl);
    const problems = validate(renderings, join(scratch.path, 'types'));
    for (const [index, { name }] of TARGETS.entries()) {
      results.set(name, {
        rendered: renderings[index] ?? [],
        rerendered: own[index] ?? [],
        problems: problems[index] ?? [],
      });
    }
  });
  afterAll(scratch.remove);

  test.each(TARGETS)('manifests - $name renders and is valid', ({ name }) => {
    expect(Object.keys(byId(results.get(name)?.rendered))).toContain('Deployment/dsock-worker');
    expect(results.get(name)?.problems).toEqual([]);
  });

  if (kubectl !== undefined) {
    test.each(TARGETS)('manifests - our own renderer makes of $name what kubectl makes of it', ({ name }) => {
      expect(byId(results.get(name)?.rerendered)).toEqual(byId(results.get(name)?.rendered));
    });
  }
});
