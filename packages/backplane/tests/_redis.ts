import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, vi } from 'vitest';

/** The Redis of tests that only need one. Whoever uses it draws a prefix of their own. */
export interface SharedRedis {
  readonly host: string;
  readonly port: number;
  /** Looks into Redis beside the code under test. */
  readonly admin: Redis;
  close(): Promise<void>;
}

/** A `redis-server` of the test's own, to be broken. */
export interface OwnRedis extends SharedRedis {
  /** Connections stay, answers do not come. */
  freeze(): void;
  thaw(): void;
  /** Kill it at once. Everything that is not in the snapshot is lost. */
  kill(): Promise<void>;
  /** Start it again on the same port, empty or with the snapshot. */
  start(from: 'empty' | 'snapshot'): Promise<void>;
  /** Keep a snapshot of what is stored now. */
  takeSnapshot(): Promise<void>;
}

const BINARY = process.env.DSOCK_TEST_REDIS_SERVER ?? 'redis-server';
const START_TIMEOUT_MS = 8000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function adminOf(host: string, port: number): Redis {
  const admin = new Redis({ host, port, retryStrategy: () => 20, maxRetriesPerRequest: null, disconnectTimeout: 50 });
  // It comes back by itself; what a test does to Redis on purpose is no news.
  admin.on('error', () => undefined);
  return admin;
}

/** Start a `redis-server` without persistence. */
export async function startRedis(): Promise<OwnRedis> {
  const [host, port] = ['127.0.0.1', await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'dsock-redis-'));
  const [dump, kept] = [join(folder, 'dump.rdb'), join(folder, 'kept.rdb')];
  let child: ChildProcess;
  const launch = async (): Promise<void> => {
    const network = ['--bind', host, '--port', String(port), '--dir', folder];
    child = spawn(BINARY, [...network, '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
    child.once('error', (error) => expect.fail(`no ${BINARY}: ${error.message}`));
    await vi.waitFor(async () => expect(await admin.ping()).toBe('PONG'), START_TIMEOUT_MS);
  };
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended;
  };
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const admin = adminOf(host, port);
  await launch();
  return {
    host,
    port,
    admin,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    start: async (from) => {
      rmSync(dump, { force: true });
      if (from === 'snapshot') copyFileSync(kept, dump);
      await launch();
    },
    takeSnapshot: async () => {
      await admin.save();
      copyFileSync(dump, kept);
    },
    close: async () => {
      admin.disconnect();
      await kill();
      process.off('exit', killAtExit);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The Redis named by `DSOCK_TEST_REDIS_URL`, else one started for the calling file. */
export async function sharedRedis(): Promise<SharedRedis> {
  const named = process.env.DSOCK_TEST_REDIS_URL;
  if (named === undefined || named === '') return startRedis();
  const { hostname, port: portText } = new URL(named);
  const [host, port] = [hostname, Number(portText || 6379)];
  const admin = adminOf(host, port);
  return { host, port, admin, close: () => Promise.resolve(admin.disconnect()) };
}
