// Import walls and cycles, read from the import statements themselves, so that no slip in the linter's configuration can
// hide one. `--self-test` plants one violation of each kind in a temporary tree and fails unless each is reported.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Which packages of this repository each one may import. A package that is not here is refused: decide its place first. */
const MAY_IMPORT = {
  protocol: [],
  common: ['protocol'],
  backplane: ['protocol', 'common'],
  worker: ['protocol', 'common', 'backplane'],
  api: ['protocol', 'common', 'backplane'],
  cli: ['protocol', 'common', 'backplane', 'worker', 'api'],
  e2e: ['protocol'],
};

/** Libraries that exactly these packages may import. */
const OWNED_LIBRARIES = [
  { library: /^ioredis(\/|$)/, owners: ['backplane', 'e2e'] },
  { library: /^uWebSockets\.js(\/|$)/, owners: ['worker'] },
  { library: /^(hono|@hono\/[^/]+)(\/|$)/, owners: ['api'] },
];

const CODEC = 'packages/protocol/src/codec.ts';
const GENERATED = 'packages/protocol/src/gen/';

/**
 * The module names a source file imports, re-exports or loads, type-only ones included, each with its line.
 * Comments count as such only when they begin a line: a glob in a string may contain the same characters.
 */
function importsOf(source) {
  const blank = (comment) => comment.replaceAll(/[^\n]/g, ' ');
  const code = source.replaceAll(/^[ \t]*(?:\/\*[\s\S]*?\*\/|\/\/.*)/gm, blank);
  const patterns = [
    /\bfrom\s*(['"])([^'"\n]+)\1/g, // import ... from, export ... from
    /\bimport\s*(['"])([^'"\n]+)\1/g, // for its side effects
    /\b(?:import|require|import\.meta\.resolve)\s*\(\s*(['"`])([^'"`\n]+)\1/g, // dynamic, and import('x').Type
    /\bimport\s*\(\s*()((?=[^'"`\s]))/g, // dynamic, computed: the name is empty
  ];
  return patterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      name: match[2],
      line: code.slice(0, match.index).split('\n').length,
    })),
  );
}

function sourceFiles(root) {
  const folders = existsSync(join(root, 'packages'))
    ? readdirSync(join(root, 'packages')).flatMap((name) =>
        ['src', 'tests', 'bin'].map((part) => join('packages', name, part)),
      )
    : [];
  return [...folders, 'e2e'].flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    return readdirSync(join(root, folder), { recursive: true })
      .map((file) => join(folder, file).split(sep).join('/'))
      .filter((file) => /\.(ts|tsx|mts|js|mjs)$/.test(file))
      .filter((file) => !file.includes('/node_modules/') && !file.startsWith(GENERATED));
  });
}

function packageOf(file) {
  const [top, name] = file.split('/');
  return top === 'packages' ? name : top;
}

/** The file of this repository that `name` means when imported from `file`; undefined when it is none that we check. */
function resolveImport(root, file, name) {
  if (name === '#gen') return `${GENERATED}dsock.js`;
  const [, target, subpath = 'index'] = /^@dsock\/([^/]+)(?:\/(.+))?$/.exec(name) ?? [];
  const base = target === undefined ? join(dirname(file), name) : join('packages', target, 'src', subpath);
  if (target === undefined && !name.startsWith('.')) return undefined;
  const posix = base.split(sep).join('/');
  const candidates = [
    posix,
    posix.replace(/\.js$/, '.ts'),
    posix.replace(/\.js$/, '.tsx'),
    `${posix}.ts`,
    `${posix}/index.ts`,
  ];
  return candidates.find((candidate) => existsSync(join(root, candidate)) && /\.\w+$/.test(candidate)) ?? posix;
}

function wallProblem(file, name, target) {
  const from = packageOf(file);
  if (name === '') return 'imports a computed name, which no wall can check';
  if (target?.startsWith(GENERATED) && file !== CODEC) return `imports generated code; only ${CODEC} may`;
  const owned = OWNED_LIBRARIES.find(({ library }) => library.test(name));
  if (owned !== undefined && !owned.owners.includes(from))
    return `imports ${name}; only ${owned.owners.join(' and ')} may`;
  const scoped = /^@dsock\/([^/]+)/.exec(name)?.[1];
  if (scoped !== undefined && scoped !== from && !MAY_IMPORT[from].includes(scoped)) {
    return `imports ${name}; ${from} may import ${MAY_IMPORT[from].join(', ') || 'no other package'}`;
  }
  if (scoped === undefined && target !== undefined && packageOf(target) !== from) {
    return `reaches into another package by path (${name})`;
  }
  return undefined;
}

/** Strongly connected groups of files (Tarjan); each of more than one file, or one that imports itself, is a cycle. */
function cyclesOf(graph) {
  const state = new Map();
  const stack = [];
  const cycles = [];
  function visit(file) {
    const own = { index: state.size, low: state.size, open: true };
    state.set(file, own);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      const seen = state.get(next);
      if (seen === undefined) own.low = Math.min(own.low, visit(next).low);
      else if (seen.open) own.low = Math.min(own.low, seen.index);
    }
    if (own.low === own.index) {
      const group = stack.splice(stack.indexOf(file));
      for (const member of group) state.get(member).open = false;
      if (group.length > 1 || graph.get(file)?.has(file)) cycles.push(group.sort());
    }
    return own;
  }
  for (const file of graph.keys()) if (!state.has(file)) visit(file);
  return cycles;
}

function manifestProblems(root, packages) {
  return packages.flatMap((name) => {
    const path = name === 'e2e' ? 'e2e/package.json' : `packages/${name}/package.json`;
    if (!existsSync(join(root, path))) return [];
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'));
    const listed = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies };
    return Object.keys(listed)
      .filter((dependency) => dependency.startsWith('@dsock/'))
      .filter((dependency) => !MAY_IMPORT[name].includes(dependency.slice('@dsock/'.length)))
      .map((dependency) => `${path}: depends on ${dependency}, against the direction of imports`);
  });
}

/** Every violation under `root`, as `path:line: what`. */
function problemsIn(root) {
  const files = sourceFiles(root);
  const packages = [...new Set(files.map(packageOf))];
  const unknown = packages.filter((name) => MAY_IMPORT[name] === undefined);
  if (unknown.length > 0)
    return unknown.map((name) => `packages/${name}: not in the table of scripts/check-imports.mjs`);

  const graph = new Map();
  const problems = manifestProblems(root, packages);
  for (const file of files) {
    const targets = new Set();
    for (const { name, line } of importsOf(readFileSync(join(root, file), 'utf8'))) {
      const target = name === '' ? undefined : resolveImport(root, file, name);
      if (target !== undefined) targets.add(target);
      const problem = wallProblem(file, name, target);
      if (problem !== undefined) problems.push(`${file}:${line}: ${problem}`);
    }
    graph.set(file, targets);
  }
  for (const cycle of cyclesOf(graph)) problems.push(`${cycle[0]}: import cycle: ${cycle.join(' <-> ')}`);
  return problems;
}

/** Each case: the files planted beside a clean tree, and what must be reported about them. */
const PLANTED = [
  {
    name: 'protocol imports common',
    files: { 'packages/protocol/src/a.ts': "import { x } from '@dsock/common';" },
    expect: /a\.ts:1: imports @dsock\/common/,
  },
  {
    name: 'worker imports api, type only',
    files: { 'packages/worker/src/a.ts': "\nimport type { x } from '@dsock/api';" },
    expect: /a\.ts:2: imports @dsock\/api/,
  },
  {
    name: 'api re-exports worker',
    files: { 'packages/api/src/a.ts': "export { x } from '@dsock/worker';" },
    expect: /imports @dsock\/worker/,
  },
  {
    name: 'common imports a subpath of backplane',
    files: { 'packages/common/src/a.ts': "import { x } from '@dsock/backplane/memory';" },
    expect: /imports @dsock\/backplane\/memory/,
  },
  {
    name: 'by path',
    files: { 'packages/common/src/a.ts': "import { x } from '../../worker/src/index.js';" },
    expect: /reaches into another package/,
  },
  {
    name: 'ioredis outside backplane',
    files: { 'packages/worker/src/a.ts': "import { Redis } from 'ioredis';" },
    expect: /only backplane and e2e may/,
  },
  {
    name: 'ioredis, several lines',
    files: { 'packages/api/src/a.ts': "import {\n  Redis, // it's here\n} from 'ioredis';" },
    expect: /only backplane and e2e may/,
  },
  {
    name: 'uWebSockets.js outside worker',
    files: { 'packages/api/src/a.ts': "import 'uWebSockets.js';" },
    expect: /only worker may/,
  },
  {
    name: 'hono outside api, dynamic',
    files: { 'packages/cli/src/a.ts': "const { Hono } = await import('hono');" },
    expect: /only api may/,
  },
  {
    name: '@hono outside api, in a type',
    files: { 'packages/cli/src/a.ts': "type S = import('@hono/node-server').ServerType;" },
    expect: /only api may/,
  },
  { name: 'computed', files: { 'packages/cli/src/a.ts': 'await import(name);' }, expect: /computed name/ },
  {
    name: 'gen by alias',
    files: { 'packages/protocol/src/a.ts': "import { dsock } from '#gen';" },
    expect: /generated code/,
  },
  {
    name: 'gen by path',
    files: { 'packages/protocol/src/a.ts': "import { dsock } from './gen/dsock.js';" },
    expect: /generated code/,
  },
  {
    name: 'cycle of two',
    files: {
      'packages/api/src/a.ts': "import { b } from './b.js';",
      'packages/api/src/b.ts': "import { a } from './a.js';",
    },
    expect: /import cycle: packages\/api\/src\/a\.ts <-> packages\/api\/src\/b\.ts/,
  },
  {
    name: 'cycle of three through types and a folder index',
    files: {
      'packages/api/src/a.ts': "import type { b } from './b/index.js';",
      'packages/api/src/b/index.ts': "export type { c } from '../c.js';",
      'packages/api/src/c.ts': "import type { a } from './a.js';",
    },
    expect: /import cycle: .*a\.ts <-> .*b\/index\.ts <-> .*c\.ts/,
  },
  {
    name: 'cycle through the package name',
    files: {
      'packages/api/src/index.ts': "export { a } from './a.js';",
      'packages/api/src/a.ts': "import { z } from '@dsock/api';",
    },
    expect: /import cycle/,
  },
  {
    name: 'manifest',
    files: { 'packages/common/package.json': '{"dependencies":{"@dsock/worker":"workspace:*"}}' },
    expect: /depends on @dsock\/worker/,
  },
  { name: 'unknown package', files: { 'packages/extra/src/a.ts': '' }, expect: /packages\/extra: not in the table/ },
];

const CLEAN = {
  'packages/protocol/src/index.ts': '/**\n * import { x } from "@dsock/api";\n */\nexport const x = 1;',
  'packages/protocol/src/codec.ts': "import { dsock } from '#gen';",
  'packages/common/src/index.ts': "import { x } from '@dsock/protocol';\nimport { y } from '@dsock/protocol/codec';",
  'packages/backplane/src/index.ts': "import { Redis } from 'ioredis';",
  'packages/worker/src/index.ts': "import { App } from 'uWebSockets.js';\nimport type { B } from '@dsock/backplane';",
  'packages/api/src/index.ts': "import { Hono } from 'hono';",
  'packages/cli/src/index.ts': "import { w } from '@dsock/worker';\nimport { a } from '@dsock/api';",
  'e2e/a.test.ts': "import { Redis } from 'ioredis';",
};

function problemsOfTree(files) {
  const root = mkdtempSync(join(tmpdir(), 'dsock-imports-'));
  try {
    for (const [path, text] of Object.entries({ ...CLEAN, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return problemsIn(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function selfTest() {
  const failures = problemsOfTree({}).map((problem) => `clean tree reported: ${problem}`);
  for (const { name, files, expect } of PLANTED) {
    const problems = problemsOfTree(files);
    if (problems.length !== 1 || !expect.test(problems[0])) {
      failures.push(`${name}: expected one problem like ${expect}, got ${JSON.stringify(problems)}`);
    }
  }
  return failures;
}

const isSelfTest = process.argv.includes('--self-test');
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const problems = isSelfTest ? selfTest() : problemsIn(root);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(isSelfTest ? `${PLANTED.length} planted violations caught` : 'import walls hold, no cycles');
