import { networkInterfaces } from 'node:os';
import {
  type ApiBackplane,
  createRedisApiBackplane,
  createRedisWorkerBackplane,
  type RedisSettings,
  type WorkerBackplane,
} from '@dsock/backplane';
import { type Config, createBusMetrics, type Logger, type Metrics } from '@dsock/common';

/** A configuration that is right in itself and that this version cannot serve. */
export class UnsupportedError extends Error {}

/**
 * Refuse what this version does not do: silently ignoring an option would be worse.
 *
 * @throws {UnsupportedError} naming the option
 */
export function assertSupported(config: Config): void {
  const unsupported = [
    config.processes !== 1 && 'processes',
    config.maxConnectionsPerUser !== 0 && 'max_connections_per_user',
    config.redisMode === 'cluster' && 'redis_mode = cluster',
  ].filter((option) => option !== false);
  if (unsupported.length > 0) {
    throw new UnsupportedError(`Not available in this version: ${unsupported.join(', ')}.`);
  }
}

function toSettings(config: Config): RedisSettings {
  return {
    mode: config.redisMode === 'sentinel' ? 'sentinel' : 'standalone',
    hosts: config.redisHosts,
    sentinelMaster: config.redisSentinelMaster,
    username: config.redisUsername,
    password: config.redisPassword,
    db: config.redisDb,
    tls: config.redisTls,
    prefix: config.redisPrefix,
    connectAttempts: config.redisMaxRetries,
    leaseMs: config.ttlDurationMs,
  };
}

function ownAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { family, internal, address } of addresses ?? []) if (family === 'IPv4' && !internal) return address;
  }
  return '127.0.0.1';
}

/** The Redis backplane of an API. */
export function apiOverRedis(config: Config, log: Logger, metrics: undefined | Metrics): ApiBackplane {
  const directToken = config.messagingMethod === 'direct' ? config.tokens[0] : undefined;
  const observer = createBusMetrics(metrics);
  return createRedisApiBackplane({
    settings: toSettings(config),
    log,
    directToken,
    observer,
    onInvalid: observer.invalid,
  });
}

/** The Redis backplane of a worker. */
export function workerOverRedis(config: Config, log: Logger, metrics: undefined | Metrics): WorkerBackplane {
  const observer = createBusMetrics(metrics);
  const hostname = config.directMessageHostname ?? ownAddress();
  return createRedisWorkerBackplane({
    settings: toSettings(config),
    log,
    observer,
    onInvalid: observer.invalid,
    addressOf: (port) =>
      config.messagingMethod === 'direct' ? `${hostname}:${config.directMessagePort ?? port}` : undefined,
  });
}
