import { randomBytes } from 'node:crypto';
import { startApi } from '@dsock/api';
import { createMemoryBackplane } from '@dsock/backplane';
import {
  type Config,
  createBusMetrics,
  createLogger,
  createMetrics,
  createOps,
  isRedisConfigured,
  type LoadedConfig,
  startOpsServer,
} from '@dsock/common';
import { startWorker } from '@dsock/worker';
import { apiOverRedis, assertSupported, workerOverRedis } from './backplanes.js';
import { logBoot } from './boot-line.js';
import { handleSignals } from './process.js';

/** `dsock start`: API and worker in one process; without a configured Redis on the memory backplane. */
export async function runStart(loaded: LoadedConfig): Promise<void> {
  const generated = loaded.config.tokens.length === 0;
  const config: Config = generated
    ? { ...loaded.config, tokens: [randomBytes(18).toString('base64url')] }
    : loaded.config;
  // A person at a terminal reads the lines below; a machine reads the log.
  const quiet = process.stdout.isTTY === true && !config.debug;
  const level = config.debug ? 'debug' : quiet ? 'warn' : 'info';
  const log = createLogger({ service: 'start', level });
  for (const warning of loaded.warnings) log.warn({ warning }, 'configuration');
  assertSupported(config);
  const signals = handleSignals(log);

  const metrics = config.metrics ? createMetrics() : undefined;
  const overRedis = isRedisConfigured(loaded);
  logBoot(log, config, overRedis ? 'redis' : 'memory');
  const memory = createMemoryBackplane(metrics && createBusMetrics(metrics));
  const apiLog = createLogger({ service: 'api', level });
  const workerLog = createLogger({ service: 'worker', level });
  const workerPort = config.port === 0 ? 0 : config.port + 1;
  const worker = await startWorker({
    config,
    port: workerPort,
    backplane: overRedis ? workerOverRedis(config, workerLog, metrics) : memory.worker(),
    log: workerLog,
    metrics,
  });
  const backplane = overRedis ? apiOverRedis(config, apiLog, metrics) : memory.api();
  const api = await startApi({ config, backplane, log: apiLog, metrics });
  const ops = createOps({ metrics, notReady: () => api.notReady() ?? worker.notReady() });
  const opsServer = config.opsPort === undefined ? undefined : await startOpsServer(ops, config.host, config.opsPort);
  signals.use({
    drain: () => worker.drain(),
    close: async () => {
      await worker.close();
      await api.close();
      opsServer?.close();
    },
  });
  apiLog.info({ port: api.port, opsPort: opsServer?.port }, 'listening');
  workerLog.info({ port: worker.port }, 'listening');
  greet({ config, apiPort: api.port, workerPort: worker.port, overRedis, generated });
}

function greet(running: {
  config: Config;
  apiPort: number;
  workerPort: number;
  overRedis: boolean;
  generated: boolean;
}): void {
  const { config, apiPort, workerPort, overRedis, generated } = running;
  const where = overRedis ? 'Redis' : 'memory';
  const token = generated ? ` --token ${config.tokens[0]}` : ' --token "$DSOCK_TOKEN"';
  const api = ` --api http://localhost:${apiPort}`;
  const lines = [
    '',
    `dSock is ready on the ${where} backplane: API on port ${apiPort}, worker on port ${workerPort}.`,
    ...(generated ? ['The token is made up for this run; set DSOCK_TOKEN for one of your own.'] : []),
    'Paste the first two lines into one terminal and the third into another:',
    '',
    `npx dsock claim${api}${token} --user me --id my-first-claim`,
    `npx dsock connect "ws://localhost:${workerPort}/connect?claim=my-first-claim"`,
    `npx dsock send${api}${token} --user me "Hello from the back end"`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
