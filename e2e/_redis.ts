import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { waitFor, within } from './_wait.js';

/** A Redis server that tests may stop, freeze and start again. */
export interface RedisServer {
  /** `redis://host:port` */
  readonly url: string;
  readonly port: number;
  /** Freeze the process: connections stay, answers do not come. */
  pause(): void;
  resume(): void;
  /** Kill it at once. Everything stored is lost. */
  kill(): Promise<void>;
  /** Start it again, empty, on the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A port that nobody listens on at this moment, for options that cannot be 0. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function isUp(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 500 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } finally {
    client.disconnect();
  }
}

/**
 * Start a `redis-server` of the test's own, without persistence.
 *
 * Only for tests that break it; all others share `sharedRedis()`.
 */
export async function startRedis(args: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'dsock-redis-'));
  const launch = () => {
    const base = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    const child = spawn('redis-server', [...base, ...args], { stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    return { child, ended };
  };
  let process = launch();
  const endWithUs = () => process.child.kill('SIGKILL');
  globalThis.process.once('exit', endWithUs);
  await waitFor('redis-server answers (is it installed?)', () => isUp(url), 10_000);

  const kill = async () => {
    process.child.kill('SIGKILL');
    await within('redis-server ends', 5000, process.ended);
  };
  return {
    url,
    port,
    pause: () => process.child.kill('SIGSTOP'),
    resume: () => process.child.kill('SIGCONT'),
    kill,
    async restart() {
      await kill();
      process = launch();
      await waitFor('redis-server answers again', () => isUp(url), 10_000);
    },
    async close() {
      await kill();
      globalThis.process.off('exit', endWithUs);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The Redis of ordinary tests: `DSOCK_TEST_REDIS_URL` when set, else a server started for the calling test file.
 *
 * Clusters use a random prefix, so that files and runs can share one server.
 */
export async function sharedRedis(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const url = process.env.DSOCK_TEST_REDIS_URL;
  if (url !== undefined && url !== '') return { url, close: async () => undefined };
  return startRedis();
}

/** A client for looking into Redis from a test. Call `disconnect()` at the end. */
export function redisClient(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: 3 });
}

/** All keys whose name contains `part`, on one server. */
export async function keysWith(client: Redis, part: string): Promise<string[]> {
  const pattern = `*${part.replaceAll(/[\\*?[\]]/g, '\\$&')}*`;
  const keys = new Set<string>();
  let cursor = '0';
  do {
    const [next, page] = await client.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
    for (const key of page) keys.add(key);
    cursor = next;
  } while (cursor !== '0');
  return [...keys];
}
