import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderKustomization } from './_kustomize.js';
import type { Manifest } from './_manifest.js';
import { createScratch, DEPLOY, folderOf } from './_targets.js';
import { validate } from './_validate.js';
import type { Fault } from './faults/fault.js';
import { FAULTS } from './faults/index.js';
import { RULES } from './rules/index.js';

const scratch = createScratch();
afterAll(scratch.remove);

/** What renderings are made of. */
const PARTS = ['grafana', 'kubernetes/base', 'kubernetes/components', 'kubernetes/overlays', 'prometheus'];

/** Make the mistake in a copy of the manifests; what the renderer makes of it, or says of it. */
function plant(
  { file, find, replace, on = 'overlays/prod', components = [] }: Fault,
  folder: string,
): Manifest[] | string {
  mkdirSync(folder);
  const copy = join(folder, 'deploy');
  for (const part of PARTS) cpSync(join(DEPLOY, part), join(copy, part), { recursive: true });
  const path = join(copy, 'kubernetes', file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(find)) throw new Error(`${file} has nothing like ${find}: the fault is none`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
  const target = folderOf({ name: `${on} planted`, on, components }, copy, folder);
  try {
    // manifests.test.ts holds it against kubectl, which takes a hundred times longer.
    return renderKustomization(target);
  } catch (error) {
    return String(error);
  }
}

describe('faults', () => {
  const found = new Map<string, string>();

  beforeAll(() => {
    const planted = FAULTS.map((fault, index) => plant(fault, join(scratch.path, `fault-${index}`)));
    const renderings = planted.map((result) => (typeof result === 'string' ? [] : result));
    const problems = validate(renderings, join(scratch.path, 'types'));
    for (const [index, { name }] of FAULTS.entries()) {
      const result = planted[index];
      found.set(name, typeof result === 'string' ? result : (problems[index] ?? []).join('\n'));
    }
  });

  test.each(FAULTS)('faults - $name is found', ({ name, expected }) => {
    expect(found.get(name)).toMatch(expected);
  });

  test.each(RULES)('faults - the rule "$name" has found one', ({ name }) => {
    expect([...found.values()].join('\n')).toContain(`[${name}]`);
  });
});
