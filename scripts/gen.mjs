// Generates packages/protocol/src/gen from protos/, or with --check fails when what is committed is stale.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '..');
const pbjs = createRequire(join(root, 'package.json')).resolve('protobufjs-cli/bin/pbjs');
const committed = join(root, 'packages/protocol/src/gen');

function generate(folder) {
  execFileSync(process.execPath, [
    pbjs,
    '-t',
    'static-module',
    '-w',
    'esm',
    '--dts',
    '-r',
    'dsock',
    '--alt-comment',
    '--no-verify',
    '--no-delimited',
    '--no-service',
    '--no-typeurl',
    '--no-convert',
    '-o',
    join(folder, 'dsock.js'),
    join(root, 'protos/dsock.proto'),
  ]);
}

if (process.argv.includes('--check')) {
  const scratch = mkdtempSync(join(tmpdir(), 'dsock-gen-'));
  generate(scratch);
  const stale = ['dsock.js', 'dsock.d.ts'].filter((file) => {
    return readFileSync(join(scratch, file), 'utf8') !== readFileSync(join(committed, file), 'utf8');
  });
  rmSync(scratch, { recursive: true });
  if (stale.length > 0) {
    console.error(`packages/protocol/src/gen is stale (${stale.join(', ')}): run "npm run gen"`);
    process.exit(1);
  }
} else {
  generate(committed);
}
