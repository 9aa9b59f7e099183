import { startApi } from '@dsock/api';
import {
  type Config,
  createLogger,
  createMetrics,
  type LoadedConfig,
  type Logger,
  type Metrics,
  type Ops,
  startOpsServer,
} from '@dsock/common';
import { startWorker } from '@dsock/worker';
import { apiOverRedis, assertSupported, workerOverRedis } from './backplanes.js';
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
  return { config, log, metrics: config.metrics ? createMetrics() : undefined };
}

async function serveOps({ config }: Runtime, ops: Ops): Promise<() => void> {
  if (config.opsPort === undefined) return () => undefined;
  const server = await startOpsServer(ops, config.host, config.opsPort);
  return server.close;
}

/** `dsock api`: the API alone, over Redis. */
export async function runApi(loaded: LoadedConfig): Promise<void> {
  const runtime = createRuntime('api', loaded);
  const { config, log, metrics } = runtime;
  const signals = handleSignals(log);
  const api = await startApi({ config, backplane: apiOverRedis(config, log), log, metrics });
  const stopOps = await serveOps(runtime, api.ops);
  signals.use({
    drain: () => api.close(),
    close: async () => {
      await api.close();
      stopOps();
    },
  });
  log.info({ port: api.port, node: process.version }, 'listening');
}

/** `dsock worker`: a worker alone, over Redis. */
export async function runWorker(loaded: LoadedConfig): Promise<void> {
  const runtime = createRuntime('worker', loaded);
  const { config, log, metrics } = runtime;
  const signals = handleSignals(log);
  const backplane = workerOverRedis(config, log, metrics);
  const worker = await startWorker({ config, port: config.port, backplane, log, metrics });
  const stopOps = await serveOps(runtime, worker.ops);
  signals.use({
    drain: () => worker.drain(),
    close: async () => {
      await worker.close();
      stopOps();
    },
  });
  log.info({ port: worker.port, worker: backplane.workerId, node: process.version }, 'listening');
}
