// Finds a Redis for the tests: the one named, else Docker, else a local binary, else (as root on Debian) the
// distribution's package. Whatever is started here is stopped here.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { run, undoOnSignal } from './processes.mjs';
import { SetupError } from './setup.mjs';

const IMAGE = 'redis:7';
const CONTAINER_DEADLINE_MS = 120_000;
const START_DEADLINE_MS = 10_000;
/** Tests want an empty Redis that leaves nothing on the disk. */
const NO_PERSISTENCE = ['--save', '', '--appendonly', 'no'];

const TYPE_THIS = `No Redis found for the tests. Do one of these:
  start Docker
  put redis-server on the PATH        (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis)
  name a Redis that may be written to: DSOCK_TEST_REDIS_URL=redis://127.0.0.1:6379 npm test`;

const encode = (words) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** Resolve when the Redis at `url` answers PING, else reject saying why. */
function ping(url, timeoutMs = 2000) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  const words = [...(username ? [decodeURIComponent(username)] : []), decodeURIComponent(password)];
  return new Promise((resolve, reject) => {
    const socket = protocol === 'rediss:' ? connectTls(address) : connect(address);
    let answer = '';
    const fail = (reason) => {
      socket.destroy();
      reject(new Error(reason));
    };
    socket.setTimeout(timeoutMs, () => fail(`no answer within ${timeoutMs} ms`));
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('connection closed'));
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.includes('+PONG')) {
        socket.destroy();
        resolve();
      } else if (/^-/m.test(answer)) fail(answer.trim());
    });
    socket.write((password ? encode(['AUTH', ...words]) : '') + encode(['PING']));
  });
}

function findBinary() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const name = process.platform === 'win32' ? 'redis-server.exe' : 'redis-server';
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

async function fromUrl(url) {
  try {
    await ping(url);
  } catch (error) {
    throw new SetupError(`the Redis of DSOCK_TEST_REDIS_URL does not answer: ${error.message}`);
  }
  return { url, source: 'DSOCK_TEST_REDIS_URL', stop: () => Promise.resolve() };
}

/** A container, or undefined where no Docker engine answers or the image cannot be had. */
async function fromDocker() {
  const { GenericContainer, getContainerRuntimeClient } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
  } catch {
    // No engine: the next way is as good.
    return undefined;
  }
  const starting = new GenericContainer(IMAGE)
    .withCommand(['redis-server', ...NO_PERSISTENCE])
    .withExposedPorts(6379)
    .withStartupTimeout(START_DEADLINE_MS)
    .start();
  const stopLate = () => starting.then((container) => container.stop()).catch(() => undefined);
  const done = undoOnSignal(stopLate);
  try {
    const late = sleep(CONTAINER_DEADLINE_MS, undefined, { ref: false }).then(() => {
      throw new Error(`not started within ${CONTAINER_DEADLINE_MS / 1000} s`);
    });
    const container = await Promise.race([starting, late]);
    const url = `redis://${container.getHost()}:${container.getMappedPort(6379)}`;
    await ping(url);
    const stop = async () => {
      await container.stop();
      done();
    };
    return { url, source: `Docker (${IMAGE})`, stop };
  } catch (error) {
    void stopLate().then(done);
    console.log(`redis: Docker answers but gives no ${IMAGE}: ${error.message.split('\n')[0]}`);
    return undefined;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function fromBinary(binary, source = binary) {
  const folder = mkdtempSync(join(tmpdir(), 'dsock-redis-'));
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...NO_PERSISTENCE];
  const server = spawn(binary, options, { stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' });
  let log = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (log = (log + chunk).slice(-4000)));
  const ended = new Promise((resolve) => server.on('close', resolve).on('error', resolve));
  const stop = async () => {
    server.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
    done();
  };
  const done = undoOnSignal(stop);
  const url = `redis://127.0.0.1:${port}`;
  for (const giveUpAt = Date.now() + START_DEADLINE_MS; ; await sleep(20)) {
    try {
      await ping(url);
      return { url, source, binary, stop };
    } catch (error) {
      if (server.exitCode === null && server.pid !== undefined && Date.now() < giveUpAt) continue;
      await stop();
      throw new SetupError(`${binary} did not start: ${error.message}\n${log}`);
    }
  }
}

const POLICY = '/usr/sbin/policy-rc.d';

/** Install the distribution's package without its system service; the path of the binary, undefined when that fails. */
async function installPackage() {
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!isDebianRoot) return undefined;
  console.log('redis: none found; installing the package redis-server with apt-get');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // Debian starts a service on installation unless this file says no.
  const ownPolicy = !existsSync(POLICY);
  if (ownPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const removePolicy = () => ownPolicy && rmSync(POLICY, { force: true });
  const done = undoOnSignal(removePolicy);
  try {
    await run('apt-get', ['update'], { env });
    const { code, output } = await run('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], {
      env,
    });
    if (code !== 0) console.error(output);
    if (existsSync('/usr/bin/systemctl')) await run('systemctl', ['disable', '--now', 'redis-server']);
  } finally {
    removePolicy();
    done();
  }
  return findBinary();
}

/**
 * A Redis that tests may write to and that starts empty, unless DSOCK_TEST_REDIS_URL names another.
 * @returns `{ url, source, binary, stop }`: `binary` is the path of a redis-server where one is known
 * @throws {SetupError} when there is none, saying what to type
 */
export async function findRedis() {
  const named = process.env.DSOCK_TEST_REDIS_URL;
  const binary = findBinary();
  if (named) return { binary, ...(await fromUrl(named)) };
  const container = await fromDocker();
  if (container !== undefined) return { binary, ...container };
  if (binary !== undefined) return fromBinary(binary);
  const installed = await installPackage();
  if (installed !== undefined) return fromBinary(installed, `${installed}, just installed`);
  throw new SetupError(TYPE_THIS);
}
