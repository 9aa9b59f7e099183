// npm test: everything a change has to pass; --full adds what takes longer. Does its own set-up and finds its own Redis.
//   --only <step>[,<step>]   run these steps (and the build) only
//   --verbose                show what every step prints, not only the failing ones
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { run, undoOnSignal } from './processes.mjs';
import { findRedis } from './redis.mjs';
import { ensureInstalled, ensureNode, orExplain, root, SetupError } from './setup.mjs';

const MINUTE_MS = 60_000;

const usage = { full: { type: 'boolean' }, verbose: { type: 'boolean' }, only: { type: 'string', multiple: true } };
const { values: options } = parseArgs({ options: usage });

const otherMajor = process.versions.node.startsWith('20.') ? '22' : '20';

/** The projects of vitest.config.ts and where their test files are, to tell "none yet" from "none found". */
const SUITES = {
  unit: { folder: 'packages/*/src', recursive: true },
  integration: { folder: 'packages/*/tests', recursive: true, needsRedis: true },
  e2e: { folder: 'e2e', recursive: false, needsRedis: true },
  manifests: { folder: 'deploy/kubernetes/tests', recursive: true },
  full: { folder: 'e2e/full', recursive: true, needsRedis: true, timeoutMs: 25 * MINUTE_MS },
  docker: { folder: 'e2e/docker', recursive: true, timeoutMs: 25 * MINUTE_MS },
};

/** Commands that must all succeed, as `[file, ...arguments]` for this Node; together they count as one test. */
const check = (name, ...commands) => ({ name, run: () => runCheck(commands) });

/** A vitest project, under this Node or the newest of another major. */
const suite = (project, nodeMajor) => ({
  name: nodeMajor === undefined ? project : `${project}@${nodeMajor}`,
  run: () => runSuite(project, nodeMajor),
});

/** Always first. A build that fails does not stop the rest; an installation that fails does. */
const BUILD = check('build', ['node_modules/typescript/bin/tsc', '-b']);

/** What `npm test` runs, in this order. */
const STEPS = [
  check('lint', [
    'node_modules/@biomejs/biome/bin/biome',
    'check',
    '--error-on-warnings',
    '--diagnostic-level=warn',
    '.',
  ]),
  check('imports', ['scripts/check-imports.mjs', '--self-test'], ['scripts/check-imports.mjs']),
  check('types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json']),
  check('deadcode', ['node_modules/knip/bin/knip.js']),
  check('gen', ['scripts/gen.mjs', '--check']),
  check('readme', ['scripts/readme.mjs', '--check']),
  suite('unit'),
  suite('integration'),
  suite('e2e'),
];

/** What `npm run test:full` adds. */
const FULL_STEPS = [
  suite('unit', otherMajor),
  suite('integration', otherMajor),
  suite('e2e', otherMajor),
  suite('manifests'),
  suite('full'),
];

/** What only `--only` runs: it needs a Docker engine. */
const EXTRA_STEPS = [suite('docker')];

/** For reports; made by `main`. */
let scratch;
const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { FORCE_COLOR: undefined, NO_COLOR: '1' };

async function runCommand(command, args, { env, timeoutMs = 20 * MINUTE_MS } = {}) {
  const onOutput = options.verbose ? (chunk) => process.stdout.write(chunk) : undefined;
  return run(command, args, { cwd: root, env: { ...color, ...env }, timeoutMs, onOutput });
}

async function runCheck(commands) {
  const outputs = [];
  let failed = 0;
  for (const command of commands) {
    const { code, output } = await runCommand(process.execPath, command);
    outputs.push(output);
    if (code !== 0) failed = 1;
  }
  return { passed: 1 - failed, failed, output: outputs.join('') };
}

let redisFound;

/** The Redis of this run, found when the first suite asks for it. */
function redis() {
  redisFound ??= findRedis().then((found) => {
    console.log(`redis: ${found.source}`);
    return found;
  });
  return redisFound;
}

let otherNodeFound;

/** The path of the newest Node of the other supported major, which npm has a package of. */
function otherNode(major) {
  otherNodeFound ??= run('npx', ['--yes', '-p', `node@${major}`, 'node', '-p', 'process.execPath'], {
    cwd: scratch,
  }).then(({ code, output }) => {
    // npm may say something of its own before or after.
    const path = output.split('\n').find((line) => existsSync(line.trim()));
    if (code !== 0 || path === undefined) throw new SetupError(`${output}\nno Node ${major} to be had from npm`);
    return path.trim();
  });
  return otherNodeFound;
}

async function suiteEnvironment(node, needsRedis) {
  // Tests and what they start find the Node under test first on the PATH.
  const env = { PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  if (!needsRedis) return env;
  const { url, binary } = await redis();
  return { ...env, DSOCK_TEST_REDIS_URL: url, ...(binary === undefined ? {} : { DSOCK_TEST_REDIS_SERVER: binary }) };
}

function hasTestFiles({ folder, recursive }) {
  const [before, after] = folder.split('/*/');
  const folders =
    after === undefined ? [folder] : readdirSync(join(root, before)).map((name) => `${before}/${name}/${after}`);
  return folders
    .filter((path) => existsSync(join(root, path)))
    .flatMap((path) => readdirSync(join(root, path), { recursive }))
    .some((file) => file.endsWith('.test.ts'));
}

/** Sum up vitest's JSON report; a file that could not even be loaded counts as one failure. */
function readReport(path, code) {
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const brokenFiles = report.testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((result) => result.status === 'failed');
  });
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    // An unhandled rejection, say: no test failed, yet the run did.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Lines of a suite that begin with NOTE: are shown beside its result. */
async function runSuite(project, nodeMajor) {
  const { needsRedis, timeoutMs } = SUITES[project];
  if (!hasTestFiles(SUITES[project])) return { passed: 0, failed: 0, output: '', note: 'no test files yet' };
  const node = nodeMajor === undefined ? process.execPath : await otherNode(nodeMajor);
  const env = await suiteEnvironment(node, needsRedis);
  const report = join(mkdtempSync(join(scratch, `${project}-`)), 'report.json');
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', project];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code, output } = await runCommand(node, [...vitest, ...reporters], { env, timeoutMs });
  const { passed, failed, skipped } = readReport(report, code);
  if (passed + failed === 0)
    return { passed, failed: 1, output: `${output}\nthere are test files, but not one test ran` };
  const notes = [...output.matchAll(/^NOTE: (.*)$/gm)].map(([, note]) => note.trim());
  if (skipped > 0) notes.unshift(`${skipped} skipped`);
  return { passed, failed, output, note: notes.join(', ') };
}

async function runStep({ name, run: start }) {
  const startedAt = Date.now();
  const verdict = await start().catch((error) => {
    return { passed: 0, failed: 1, output: error instanceof SetupError ? error.message : error.stack };
  });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const counts = [`${verdict.passed} passed`, `${verdict.failed} failed`, ...(verdict.note ? [verdict.note] : [])];
  if (verdict.failed > 0) console.log(`\n--- ${name} ---\n${verdict.output.trim()}\n---`);
  console.log(
    `${verdict.failed > 0 ? 'FAIL' : 'ok  '} ${name.padEnd(14)} ${seconds.padStart(6)} s  ${counts.join(', ')}`,
  );
  return verdict;
}

function chooseSteps() {
  if (options.only === undefined) return [BUILD, ...STEPS, ...(options.full ? FULL_STEPS : [])];
  const all = [...STEPS, ...FULL_STEPS, ...EXTRA_STEPS];
  const names = options.only.flatMap((value) => value.split(','));
  const unknown = names.filter((name) => !all.some((step) => step.name === name));
  if (unknown.length > 0) throw new SetupError(`no step "${unknown[0]}": ${all.map((step) => step.name).join(', ')}`);
  return [BUILD, ...all.filter((step) => names.includes(step.name))];
}

async function main() {
  const steps = chooseSteps();
  const total = { passed: 0, failed: 0 };
  scratch = mkdtempSync(join(tmpdir(), 'dsock-test-'));
  const removeScratch = () => rmSync(scratch, { recursive: true, force: true });
  undoOnSignal(removeScratch);
  try {
    await ensureInstalled();
    for (const step of steps) {
      const { passed, failed } = await runStep(step);
      total.passed += passed;
      total.failed += failed;
    }
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    total.failed += 1;
  } finally {
    const found = await redisFound?.catch(() => undefined);
    await found?.stop();
    removeScratch();
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed > 0 ? 1 : 0);
}

ensureNode();
await orExplain(main);
