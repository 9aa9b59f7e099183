// npm start: everything between a fresh clone and a running broker. Arguments after `--` go to `dsock start`.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, ensureNode, orExplain, root } from './setup.mjs';

ensureNode();
await orExplain(async () => {
  await ensureInstalled();
  await ensureBuilt();
});

// In this very process: Ctrl-C then reaches the broker directly, and no child can be left behind.
const dsock = join(root, 'packages/cli/bin/dsock.mjs');
process.argv = [process.execPath, dsock, 'start', ...process.argv.slice(2)];
process.setSourceMapsEnabled(true);
await import(pathToFileURL(dsock).href);
