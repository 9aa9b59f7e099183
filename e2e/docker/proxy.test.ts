/** deploy/haproxy.cfg in front of two workers, as deploy/compose.yaml sets it up. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type StartedNetwork, Wait } from 'testcontainers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../_cluster.js';
import { fetchUrl } from '../_http.js';
import { createScenario, type Peer } from '../_scenario.js';
import { unique, waitFor } from '../_wait.js';
import { LockedContainer, type ServiceContainer, toService, undoAll } from './_container.js';
import { type Containers, startContainers } from './_deployment.js';
import { BUILD_TIMEOUT_MS, buildImage, buildImages, type Images, removeImage } from './_images.js';

const CLIENT_PORT = 6242;
const DRAIN_MS = 4000;
const PEERS = 60;
const CONFIG = fileURLToPath(new URL('../../deploy/haproxy.cfg', import.meta.url));
const IMAGE = `dsock-proxy:e2e-${randomBytes(4).toString('hex')}`;

let images: Images;
let containers: Containers;
let proxy: ServiceContainer;
let deployment: Deployment;
const s = createScenario(() => deployment);

async function startProxy(network: StartedNetwork): Promise<ServiceContainer> {
  const container = await new LockedContainer(IMAGE)
    .withNetwork(network)
    .withBindMounts([{ source: CONFIG, target: '/usr/local/etc/haproxy/haproxy.cfg', mode: 'ro' }])
    .withExposedPorts(CLIENT_PORT)
    // The answer of a worker to what is no WebSocket.
    .withWaitStrategy(Wait.forHttp('/connect', CLIENT_PORT).forStatusCode(426))
    .withStartupTimeout(60_000)
    .start();
  return toService('proxy', container, CLIENT_PORT);
}

beforeAll(async () => {
  images = await buildImages();
  const context = fileURLToPath(new URL('.', import.meta.url));
  await buildImage({ name: IMAGE, dockerfile: 'haproxy.Dockerfile', context });
  containers = await startContainers({ images, apis: 1, workers: 2, options: { drain_duration: `${DRAIN_MS}ms` } });
  proxy = await startProxy(containers.network);
  deployment = { ...containers, workers: [proxy] };
}, BUILD_TIMEOUT_MS);
afterEach(() => s.closeSockets());
afterAll(() => undoAll([images?.remove, () => removeImage(IMAGE), containers?.close, proxy?.remove]));

async function byWorker(channel: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { worker } of (await s.info({ channel })).connections) counts.set(worker, (counts.get(worker) ?? 0) + 1);
  return counts;
}

async function connectMany(count: number, channel: string): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (let index = 0; index < count; index++) peers.push(await s.connect({ channels: channel }));
  return peers;
}

describe('the proxy of compose.yaml', () => {
  it('proxy - lets clients reach /connect of a worker and nothing else', async () => {
    expect((await fetchUrl('GET', `${proxy.url}/connect`)).body.errorCode).toBe('UPGRADE_REQUIRED');
    for (const path of [
      '/',
      '/metrics',
      '/readyz',
      '/healthz',
      '/_/inbox',
      '/connect/',
      '/connect/../metrics',
      '//connect',
    ]) {
      const { status, body } = await fetchUrl('GET', proxy.url + path);
      expect({ path, status, body }).toEqual({ path, status: 404, body: {} });
    }
  });

  it('proxy - gives both workers the same number of connections', async () => {
    const channel = unique('channel');
    // Both must be in, and sockets of the test before gone.
    await waitFor(
      'connections are even',
      async () => {
        const one = unique('channel');
        await connectMany(6, one);
        const counts = [...(await byWorker(one)).values()];
        s.closeSockets();
        return counts.length === 2;
      },
      15_000,
    );
    await connectMany(PEERS, channel);
    const counts = [...(await byWorker(channel)).values()];
    expect(counts).toHaveLength(2);
    for (const count of counts) expect(Math.abs(count - PEERS / 2)).toBeLessThan(PEERS / 6);
  });

  it('proxy - passes messages and close codes', async () => {
    const peer = await s.connect();
    await s.sendText({ user: peer.user }, 'through');
    expect((await peer.nextMessage()).text).toBe('through');
    await s.succeed('POST', '/disconnect', { query: { user: peer.user, code: 4321, reason: 'why' } });
    expect(await peer.closed).toEqual({ code: 4321, reason: 'why' });
  });

  it('proxy - loses no connect while a worker drains, and its clients see 1012', async () => {
    const [leaving] = containers.workers;
    if (leaving === undefined) throw new Error('there is no worker');
    const channel = unique('channel');
    const peers = await connectMany(PEERS, channel);
    const codes: number[] = [];
    for (const peer of peers) void peer.closed.then(({ code }) => codes.push(code));
    let isStopped = false;
    const stopping = leaving.stop().finally(() => {
      isStopped = true;
    });
    // From before the signal on, when the proxy still takes the worker for a good one, to its end.
    let connects = 0;
    while (!isStopped) {
      await Promise.all([s.connect(), s.connect(), s.connect(), s.connect()]);
      connects += 4;
    }
    expect(await stopping).toEqual({ code: 0, killedForMemory: false });
    expect(connects).toBeGreaterThan(PEERS);
    await waitFor('the clients of the other worker are left', async () => {
      const { connections } = await s.info({ channel });
      return connections.length === PEERS - codes.length && (await byWorker(channel)).size === 1;
    });
    expect(codes.length).toBeGreaterThan(PEERS / 4);
    expect(codes.filter((code) => code !== 1012)).toEqual([]);
  });
});
