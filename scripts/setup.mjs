// What every command needs first: a supported Node, the pinned dependencies, a build. Each part is skipped when a stamp
// shows that it was done for exactly these inputs. Nothing but Node and npm is expected of the machine.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const INSTALLED = join(root, 'node_modules/.dsock-installed');
const BUILT = join(root, 'node_modules/.dsock-built');

const packageFolders = () => readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
const readStamp = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** The lowest supported minor of each supported major; there are uWebSockets.js binaries for exactly these. */
const SUPPORTED_NODE = new Map([
  [20, 19],
  [22, 12],
]);

/** End the process with one sentence when this Node is not supported. */
export function ensureNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (minor >= SUPPORTED_NODE.get(major)) return;
  console.error(`dSock needs Node.js 20.19 or a later 20, or 22.12 or a later 22; this is ${process.version}.`);
  process.exit(1);
}

/** Thrown when a part of the set-up fails; the message says all there is to say, no stack needed. */
export class SetupError extends Error {}

/** Run `main`, ending the process with the message alone when the set-up fails. */
export async function orExplain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

function installInputs() {
  const manifests = ['.', 'e2e', ...packageFolders()].map((folder) => join(folder, 'package.json'));
  const hash = createHash('sha256').update(`node ${process.versions.node.split('.')[0]}`);
  for (const path of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    if (existsSync(join(root, path))) hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

/** Install the dependencies of pnpm-lock.yaml unless that was done already. */
export async function ensureInstalled() {
  const inputs = installInputs();
  if (readStamp(INSTALLED) === inputs) return;
  console.log('installing dependencies');
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // Without the last option pnpm asks before it replaces a node_modules folder that another version made.
  const pnpm = ['--yes', packageManager, 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false'];
  const { code, output } = await run('npx', pnpm, { cwd: root });
  if (code !== 0) throw new SetupError(`${output}\ninstalling dependencies failed: npx ${pnpm.join(' ')}`);
  writeFileSync(INSTALLED, inputs);
}

function buildInputs() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { mtimeMs, size } = statSync(join(root, path));
    hash.update(`${path}\0${mtimeMs}\0${size}\0`);
  };
  for (const file of readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name))) add(file);
  for (const folder of packageFolders()) {
    for (const file of ['package.json', 'tsconfig.json'])
      if (existsSync(join(root, folder, file))) add(join(folder, file));
    const src = join(folder, 'src');
    if (!existsSync(join(root, src))) continue;
    for (const file of readdirSync(join(root, src), { recursive: true }).sort()) add(join(src, file));
  }
  return `${hash.digest('hex')} ${readStamp(INSTALLED)}`;
}

const hasOutput = () =>
  packageFolders().every((folder) => {
    return !existsSync(join(root, folder, 'tsconfig.json')) || existsSync(join(root, folder, 'dist/.tsbuildinfo'));
  });

/**
 * Compile all packages unless that was done already.
 * @param force - ask the compiler even when nothing seems to have changed
 */
export async function ensureBuilt({ force = false } = {}) {
  const inputs = buildInputs();
  if (!force && readStamp(BUILT) === inputs && hasOutput()) return;
  rmSync(BUILT, { force: true });
  const { code, output } = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], {
    cwd: root,
  });
  if (code !== 0) throw new SetupError(`${output}\nthe build failed`);
  mkdirSync(dirname(BUILT), { recursive: true });
  writeFileSync(BUILT, inputs);
}
