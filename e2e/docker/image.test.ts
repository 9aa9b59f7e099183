import { readFileSync } from 'node:fs';
import { getContainerRuntimeClient, ImageName } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchUrl } from '../_http.js';
import { openRaw, type RawSocket } from '../_raw-socket.js';
import { connectUrl } from '../_socket.js';
import { unique, waitFor } from '../_wait.js';
import { inParallel, openWires } from '../_wire.js';
import { undoAll } from './_container.js';
import { type Containers, startContainers } from './_deployment.js';
import { BUILD_TIMEOUT_MS, buildImages, type Images } from './_images.js';

const MAX_OWN_BYTES = 25_000_000;
const UPGRADES = 2000;
const SERVICES = ['api', 'worker'] as const;

const dockerfile = readFileSync(new URL('../../deploy/docker/Dockerfile', import.meta.url), 'utf8');

let images: Images;
let containers: Containers;

beforeAll(async () => {
  images = await buildImages();
  containers = await startContainers({ images, apis: 1, workers: 1 });
}, BUILD_TIMEOUT_MS);
afterAll(() => undoAll([images?.remove, containers?.close]));

async function inspectImage(name: string) {
  return (await getContainerRuntimeClient()).image.inspect(ImageName.fromString(name));
}

function containerOf(service: 'api' | 'worker') {
  const [only] = service === 'api' ? containers.apis : containers.workers;
  if (only === undefined) throw new Error(`there is no ${service}`);
  return only;
}

async function run(service: 'api' | 'worker', ...command: string[]): Promise<{ exitCode: number; output: string }> {
  const { exitCode, output } = await containerOf(service).container.exec(command);
  return { exitCode, output: output.trim() };
}

describe.each(SERVICES)('image of the %s', (service) => {
  it('image - is at most 25 MB larger than its base', async () => {
    const base = /^ARG NODE_IMAGE=(\S+)$/m.exec(dockerfile)?.[1] ?? '';
    const [own, below] = [await inspectImage(images[service]), await inspectImage(base)];
    expect(own.Size - below.Size).toBeGreaterThan(1_000_000);
    expect(own.Size - below.Size).toBeLessThanOrEqual(MAX_OWN_BYTES);
  });

  it('image - says what it is, runs node as process 1, and is nobody in particular', async () => {
    const { Config } = await inspectImage(images[service]);
    expect(Config.User).toBe('1000:1000');
    expect(Config.Cmd).toEqual(['node', '--enable-source-maps', 'packages/cli/bin/dsock.mjs', service]);
    const labels = ['title', 'source', 'version', 'revision', 'created', 'licenses'];
    for (const label of labels) expect(Config.Labels[`org.opencontainers.image.${label}`], label).toMatch(/\S/);
    expect(Config.Labels['org.opencontainers.image.title']).toContain(service === 'api' ? 'API' : 'worker');
  });

  it('image - can write nowhere and owns nothing', async () => {
    expect((await run(service, 'id', '-u')).output).toBe('1000');
    for (const path of ['/x', '/app/x', '/tmp/x', '/home/node/x']) {
      const { exitCode, output } = await run(service, 'sh', '-c', `echo > ${path}`);
      expect({ path, exitCode, output }).toMatchObject({ exitCode: 2, output: /Read-only file system/ });
    }
    expect((await run(service, 'find', '/app', '!', '-user', 'root')).output).toBe('');
    expect((await run(service, 'grep', 'CapEff', '/proc/1/status')).output).toMatch(/\s0+$/);
  });

  it('image - holds one native binary, no sources, no tests, no tools to build with', async () => {
    const files = (await run(service, 'find', '/app', '-type', 'f')).output.split('\n');
    expect(files.filter((file) => file.endsWith('.node'))).toHaveLength(1);
    expect(files.filter((file) => /\.ts$|\.tsbuildinfo$|\.test\./.test(file))).toEqual([]);
    const packages = (await run(service, 'ls', '/app/node_modules/.pnpm')).output.split('\n');
    expect(packages.filter((name) => /^(typescript|vitest|@biomejs|testcontainers)/.test(name))).toEqual([]);
    expect(packages).not.toEqual([]);
  });

  it('image - is found healthy by the engine', async () => {
    const isHealthy = async () => (await containerOf(service).inspect()).health === 'healthy';
    // The first check comes 10 s after the start.
    await waitFor('the health check has passed', isHealthy, 40_000);
  });

  it.each([
    ['DSOCK_PORT', { DSOCK_PORT: '9' }],
    ['PORT', { PORT: '9' }],
    ['DSOCK_OPS_PORT first', { DSOCK_OPS_PORT: '9', DSOCK_PORT: '6241' }],
  ])('image - its health check takes the port from %s', async (_, env) => {
    const { exitCode } = await containerOf(service).container.exec(['node', 'healthcheck.mjs'], { env });
    expect(exitCode).toBe(1);
  });

  it('image - its health check passes over the DSOCK_PORT that Kubernetes makes of a Service', async () => {
    const env = { DSOCK_PORT: 'tcp://10.0.0.1:9' };
    expect((await containerOf(service).container.exec(['node', 'healthcheck.mjs'], { env })).exitCode).toBe(0);
  });
});

describe('worker in its container', () => {
  it('jemalloc - is what the worker runs on', async () => {
    const { output } = await run('worker', 'grep', '-c', 'jemalloc', '/proc/1/maps');
    expect(Number(output)).toBeGreaterThan(0);
  });

  it(`upgrades - of ${UPGRADES} sockets opened quickly none is lost, and all are reached`, async () => {
    const channel = unique('channel');
    const api = await openWires(containers, 8);
    const sockets: RawSocket[] = [];
    // Lengths around a size class of the allocator, where the addon's reading of freed memory would show.
    await inParallel(UPGRADES, 64, async (index) => {
      const { claim } = await api.succeed('POST', '/claim', {
        user: unique('u'.repeat(1 + (index % 80))),
        channels: `${channel},${'c'.repeat(50 + (index % 30))}`,
      });
      sockets.push(await openRaw({ url: connectUrl(containers, 0, { claim: claim?.id }) }));
    });
    const answer = await api.succeed('POST', '/send', { channel, type: 'text', ack: true }, 'all');
    expect(answer).toMatchObject({ delivered: UPGRADES, dropped: 0 });
    await waitFor('every socket has the message', () => sockets.every(({ frames }) => frames.length === 1), 10_000);
    expect(sockets.filter((socket) => socket.ended() !== undefined)).toEqual([]);
    expect(sockets.every(({ frames }) => frames[0]?.payload.toString() === 'all')).toBe(true);
    for (const socket of sockets) socket.destroy();
    api.close();
    // That nothing was written to standard error shows at the end, when the containers are closed.
    expect(await containerOf('worker').stderr()).toBe('');
  });

  it('log - of all that is no line of level warn or above, and each names its service', async () => {
    expect((await fetchUrl('GET', `${containerOf('worker').url}/healthz`)).status).toBe(200);
    for (const service of SERVICES) {
      const lines = await containerOf(service).logs();
      expect(lines.map(({ level }) => level)).toEqual(lines.map(() => 'info'));
      expect(lines.find(({ msg }) => msg === 'listening')).toMatchObject({ service, port: 6241 });
    }
  });
});
