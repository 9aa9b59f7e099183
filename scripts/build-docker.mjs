// npm run build:docker: the images dsock-api and dsock-worker, labelled with version, commit and date.
// What is given after -- goes to both builds, for example: npm run build:docker -- --network host
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { orExplain, root, SetupError } from './setup.mjs';

async function revision() {
  const { code, output } = await run('git', ['rev-parse', 'HEAD'], { cwd: root });
  return code === 0 ? output.trim() : 'unknown';
}

async function build(target, labels) {
  const buildArgs = Object.entries(labels).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const given = process.argv.slice(2);
  const args = ['build', '--target', target, '-t', `dsock-${target}`, '-f', 'deploy/docker/Dockerfile'];
  const onOutput = (chunk) => process.stdout.write(chunk);
  const { code } = await run('docker', [...args, ...buildArgs, ...given, '.'], { cwd: root, onOutput });
  if (code !== 0) throw new SetupError(`the image dsock-${target} was not built`);
}

await orExplain(async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const labels = { VERSION: version, REVISION: await revision(), CREATED: new Date().toISOString() };
  await build('api', labels);
  await build('worker', labels);
});
