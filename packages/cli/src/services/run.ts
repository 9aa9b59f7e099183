import { startApi } from '@dsock/api';
import {
  type Config,
  createLogger,
  createMetrics,
  type LoadedConfig,
  type Logger,
  type Metrics,
  type Ops,
  type OpsServer,
  startOpsServer,
} from '@dsock/common';
import { startWorker } from '@dsock/worker';
import { apiOverRedis, assertSupported, workerOverRedis } from './backplanes.js';
import { logBoot } from './boot-line.js';
import { handleSignals } from './process.js';

interface Runtime {
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: undefined | Metrics;
}

function createRuntime(service: string, { config, warnings }: LoadedConfig): Runtime {
  const log = createLogger({ service, level: config.debug ? 'debug' : 'info' });
  for (const warning of warnings) log.warn({ warning }, 'configuration');
  assertSupported(config);
  logBoot(log, config, 'redis');
  return { config, log, metrics: config.metrics ? createMetrics() : undefined };
}

function serveOps({ config }: Runtime, ops: Ops): Promise<undefined | OpsServer> {
  return config.opsPort === undefined ? Promise.resolve(undefined) : startOpsServer(ops, config.host, config.opsPort);
}

/** `dsock api`: the API alone, over Redis. */
export async function runApi(loaded: LoadedConfig): Promise<void> {
  const runtime = createRuntime('api', loaded);
  const { config, log, metrics } = runtime;
  const signals = handleSignals(log);
  const api = await startApi({ config, backplane: apiOverRedis(config, log, metrics), log, metrics });
  const opsServer = await serveOps(runtime, api.ops);
  signals.use({
    drain: () => api.close(),
    close: async () => {
      await api.close();
      opsServer?.close();
    },
  });
  log.info({ port: api.port, opsPort: opsServer?.port }, 'listening');
}

/** `dsock worker`: a worker alone, over Redis. */
export async function runWorker(loaded: LoadedConfig): Promise<void> {
  const runtime = createRuntime('worker', loaded);
  const { config, log, metrics } = runtime;
  const signals = handleSignals(log);
  const backplane = workerOverRedis(config, log, metrics);
  const worker = await startWorker({ config, port: config.port, backplane, log, metrics });
  const opsServer = await serveOps(runtime, worker.ops);
  signals.use({
    drain: () => worker.drain(),
    close: async () => {
      await worker.close();
      opsServer?.close();
    },
  });
  log.info({ port: worker.port, opsPort: opsServer?.port, worker: backplane.workerId }, 'listening');
}
