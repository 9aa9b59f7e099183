import type { Logger } from '@dsock/common';
import type { Redis, RedisOptions } from 'ioredis';
import type { BackplaneObserver } from '../observer.js';
import { type CommandClient, createCommandClient } from './commands.js';
import type { RedisSettings } from './settings.js';

/**
 * No command waits longer. With autopipelining the clock starts when the batch leaves, so up to twice this, which the
 * deadline of the call cuts off. Shorter, and a process that was held up for a moment gives up on answers that have
 * arrived: after a stall, timers run before sockets are read.
 */
const COMMAND_TIMEOUT_MS = 1000;
const CONNECT_TIMEOUT_MS = 1000;
const RECONNECT_MAX_MS = 500;

/** Milliseconds before attempt `attempt` (from 1) to reconnect: exponential, capped, spread at random. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** attempt, RECONNECT_MAX_MS) * (0.5 + Math.random());
}

/** What all our connections have in common: where Redis is and how long to wait for it. */
export function baseOptions(settings: RedisSettings): RedisOptions {
  const credentials = {
    ...(settings.username !== undefined && { username: settings.username }),
    ...(settings.password !== undefined && { password: settings.password }),
    db: settings.db,
  };
  const timeouts = {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // `disconnect` waits this long for a frozen peer.
    disconnectTimeout: 200,
    keepAlive: 10_000,
    // No resend of what was in flight: it would be delivered twice.
    maxRetriesPerRequest: 0,
    // Fail at once while there is no connection: what waits here would be delivered to nobody.
    enableOfflineQueue: false,
  };
  const tls = settings.tls ? { tls: {} } : {};
  if (settings.mode === 'sentinel') {
    return {
      ...credentials,
      ...timeouts,
      ...tls,
      sentinels: settings.hosts.map(({ host, port }) => ({ host, port })),
      name: settings.sentinelMaster ?? 'mymaster',
      enableTLSForSentinelMode: settings.tls,
      failoverDetector: true,
      sentinelRetryStrategy: reconnectDelayMs,
    };
  }
  const [first = { host: 'localhost', port: 6379 }] = settings.hosts;
  return { ...credentials, ...timeouts, ...tls, host: first.host, port: first.port };
}

/** Create a connection for commands. `batched` sends the commands of one tick together (not for large values). */
export function createCommands(
  settings: RedisSettings,
  log: Logger,
  batched: boolean,
  observer?: BackplaneObserver,
): CommandClient {
  const options: RedisOptions = {
    ...baseOptions(settings),
    enableAutoPipelining: batched,
    // Destroys a socket on which an answer is due and nothing came for so long: a frozen or vanished server.
    socketTimeout: 2 * COMMAND_TIMEOUT_MS,
    retryStrategy: reconnectDelayMs,
    // A demoted master answers READONLY for ever: look for the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
  const client = createCommandClient(options, observer);
  watchTransitions(client, log, () => observer?.failed('connection'));
  return client;
}

function watchTransitions(client: Redis, log: Logger, onLost: () => void): void {
  let connected = false;
  let lost = false;
  let cause: undefined | Error;
  client.on('error', (error: Error) => {
    cause = error;
  });
  client.on('close', () => {
    if (!connected || lost || client.status === 'end') return;
    lost = true;
    onLost();
    log.warn({ error: cause?.message }, 'redis connection lost');
  });
  client.on('ready', () => {
    if (lost) log.info('redis connection is back');
    connected = true;
    lost = false;
    cause = undefined;
  });
}

/**
 * Connect for the first time.
 *
 * @throws {Error} after `connectAttempts` attempts, with the reason of the last, or when there is no such database
 */
export async function connect(client: CommandClient, settings: RedisSettings): Promise<void> {
  let failures = 0;
  let cause: undefined | Error;
  const remember = (error: Error): void => {
    cause = error;
  };
  client.on('error', remember);
  const where = settings.hosts.map(({ host, port }) => `${host}:${port}`).join(', ');
  await new Promise<void>((resolve, reject) => {
    const failed = (): void => {
      if (++failures < settings.connectAttempts) return;
      client.disconnect();
      reject(new Error(`Redis at ${where} cannot be reached: ${cause?.message ?? 'connection closed'}`));
    };
    client.on('close', failed);
    client.once('ready', () => {
      client.off('close', failed);
      resolve();
    });
    // The events above tell what becomes of it, also of the attempts that follow.
    client.connect().catch(remember);
  });
  client.off('error', remember);
  if (settings.db === 0) return;
  // By hand: ioredis goes on in database 0 when the one it was told does not exist.
  await client.select(settings.db).catch((error: Error) => {
    client.disconnect();
    throw new Error(`Redis at ${where} has no database ${settings.db}: ${error.message}`);
  });
}
