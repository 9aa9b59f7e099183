import { ConfigError } from '@dsock/common';
import { Command } from 'commander';
import { UsageError } from './commands/api-client.js';
import { addClientCommands } from './commands/client.js';
import { addConfigCommands, loadFor, normalizeFlags, withOptions } from './commands/config.js';
import { UnsupportedError } from './services/backplanes.js';

type Flags = Record<string, string | boolean>;

const program = new Command('dsock').description('dSock, the distributed WebSocket broker');

// The services are loaded when they are wanted: the client commands start without the native addon.
withOptions(program.command('start'))
  .description('run API and worker in one process, in memory unless Redis is configured')
  .action(async (flags: Flags) => {
    const { runStart } = await import('./services/start.js');
    await runStart(loadFor('start', flags));
  });
withOptions(program.command('api'))
  .description('run the API alone, over Redis')
  .action(async (flags: Flags) => {
    const { runApi } = await import('./services/run.js');
    await runApi(loadFor('api', flags));
  });
withOptions(program.command('worker'))
  .description('run a worker alone, over Redis')
  .action(async (flags: Flags) => {
    const { runWorker } = await import('./services/run.js');
    await runWorker(loadFor('worker', flags));
  });
addClientCommands(program);
addConfigCommands(program);

try {
  await program.parseAsync(normalizeFlags(process.argv));
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof UsageError || error instanceof UnsupportedError;
  // What a person can mend needs no stack; neither does a start that failed for a reason outside.
  const text = error instanceof Error ? (expected || !process.env.DSOCK_DEBUG ? error.message : error.stack) : error;
  process.stderr.write(`dsock: ${String(text)}\n`);
  process.exit(1);
}
