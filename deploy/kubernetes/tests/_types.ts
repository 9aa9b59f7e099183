import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { idOf, type Manifest } from './_manifest.js';
import { isKnownKind, MODELS } from './_models.js';

const COMPILER_OPTIONS = {
  module: 'nodenext',
  target: 'ES2023',
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

/**
 * What the compiler says of the manifests as typed literals: it refuses the unknown fields that the schemas let pass.
 *
 * One run for all, as starting the compiler takes longer than checking; equal objects are checked once.
 * @param folder - empty, and where the packages of the models are found
 * @returns for each list of `lists`, its problems
 */
export function findTypeProblems(lists: readonly (readonly Manifest[])[], folder: string): string[][] {
  const files = new Map<string, string>();
  for (const manifest of lists.flat()) {
    const source = toSource(manifest);
    if (source !== undefined && !files.has(source)) files.set(source, `manifest-${files.size}.ts`);
  }
  const errors = compile(files, folder);
  return lists.map((manifests) =>
    manifests.flatMap((manifest) => {
      const file = files.get(toSource(manifest) ?? '');
      return (errors.get(file ?? '') ?? []).map((error) => `${idOf(manifest)}: ${error}`);
    }),
  );
}

function toSource(manifest: Manifest): undefined | string {
  const { kind } = manifest;
  if (!isKnownKind(kind)) return undefined;
  const type = `import('${MODELS[kind].module}').I${kind}`;
  return `export const manifest: ${type} = ${JSON.stringify(manifest, null, 1)};\n`;
}

/** The errors of each file. */
function compile(files: ReadonlyMap<string, string>, folder: string): Map<string, string[]> {
  mkdirSync(folder, { recursive: true });
  for (const [source, file] of files) writeFileSync(join(folder, file), source);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['*.ts'] }),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const errors = new Map<string, string[]>();
  for (const [, file = '', text = ''] of stdout.matchAll(/^(manifest-\d+\.ts)\(.*?\): error (.*)$/gm)) {
    errors.set(file, [...(errors.get(file) ?? []), text]);
  }
  // Anything else than errors of the manifests: the check itself is broken.
  if (status !== 0 && errors.size === 0) throw new Error(`tsc failed: ${stdout}${stderr}`);
  return errors;
}
