import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../cli/bin/dsock.mjs', import.meta.url));

/** A worker as it is deployed. */
export interface WorkerProcess {
  readonly port: number;
  /** Everything it wrote to standard error, by line. */
  readonly errors: readonly string[];
  /** End it and wait until it has. */
  stop(): Promise<void>;
}

async function listeningPort(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('output is not piped');
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, port } = JSON.parse(line) as { msg?: string; port?: number };
    if (msg !== 'listening' || port === undefined) continue;
    child.stdout.resume();
    return port;
  }
  throw new Error('the worker ended before it listened');
}

/** Start a worker process with options and environment variables, and wait until it listens. */
export async function startWorkerProcess(
  options: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<WorkerProcess> {
  const given = Object.entries(options).map(([name, value]) => [`DSOCK_${name.toUpperCase()}`, value] as const);
  const child = spawn(process.execPath, [COMMAND, 'worker'], {
    env: { PATH: process.env.PATH, ...Object.fromEntries(given), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const closed = once(child, 'close');
  try {
    const port = await listeningPort(child);
    const stop = async () => {
      child.kill('SIGINT');
      await closed;
    };
    return { port, errors, stop };
  } catch (cause) {
    throw new Error(`${(cause as Error).message}: ${errors.join('\n')}`, { cause });
  }
}

/** The Redis of this run: `DSOCK_TEST_REDIS_URL`, else a `redis-server` of our own. */
export async function testRedis(): Promise<{ readonly host: string; readonly port: number; close(): void }> {
  const given = process.env.DSOCK_TEST_REDIS_URL;
  if (given) {
    const { hostname, port } = new URL(given);
    return { host: hostname, port: Number(port || 6379), close: () => undefined };
  }
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('Ready to accept connections')) continue;
    child.stdout.resume();
    return { host: '127.0.0.1', port, close: () => child.kill('SIGKILL') };
  }
  throw new Error('redis-server does not start');
}

/** Where distributions put jemalloc; undefined when it is not on this machine. */
export const JEMALLOC: undefined | string = [
  '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2',
  '/usr/lib/aarch64-linux-gnu/libjemalloc.so.2',
  '/usr/lib64/libjemalloc.so.2',
  '/usr/lib/libjemalloc.so.2',
].find((path) => existsSync(path));
