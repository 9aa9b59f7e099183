import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Endpoint, TOKEN } from '../_cluster.js';
import { expectError, fetchUrl } from '../_http.js';
import { createScenario, type Peer } from '../_scenario.js';
import { connectUrl, open, refused } from '../_socket.js';
import { unique, waitFor, within } from '../_wait.js';
import { undoAll } from './_container.js';
import { type Containers, startContainers } from './_deployment.js';
import { BUILD_TIMEOUT_MS, buildImages, type Images } from './_images.js';

const DRAIN_MS = 4000;
/** For the engine's signal to arrive and the last close to come back, on a busy machine. */
const MARGIN_MS = 2000;
const PEERS = 120;
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

let images: Images;
let containers: Containers;
const s = createScenario(() => containers);

beforeAll(async () => {
  images = await buildImages();
  containers = await startContainers({ images, apis: 2, workers: 2, options: { drain_duration: `${DRAIN_MS}ms` } });
}, BUILD_TIMEOUT_MS);
afterEach(() => s.closeSockets());
// Fails if a container ended otherwise than with 0, or left a key in Redis.
afterAll(() => undoAll([images?.remove, containers?.close]));

function serviceAt<T>(services: readonly T[], index: number): T {
  const service = services[index];
  if (service === undefined) throw new Error(`there is no service ${index}`);
  return service;
}

/** Begin a `/send` and wait until the API asks for the body. */
async function beginSend(api: Endpoint, length: number): Promise<{ socket: Socket; answer: Promise<string> }> {
  const { hostname, port, host } = new URL(api.url);
  const socket = connect({ host: hostname, port: Number(port) });
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString();
  });
  const ended = new Promise<void>((resolve, reject) => {
    socket.once('end', resolve);
    socket.once('error', reject);
  });
  const answer = ended.then(() => received.replace(CONTINUE, ''));
  socket.write(
    `POST /send?user=${unique('user')}&type=text HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${TOKEN}\r\n` +
      `Content-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  await waitFor('the API wants the body', () => received === CONTINUE);
  return { socket, answer };
}

/** Whether nobody takes calls any more; the engine's own proxy may still accept connections. */
async function isGone({ url }: Endpoint): Promise<boolean> {
  return fetchUrl('GET', `${url}/ping`).then(
    () => false,
    () => true,
  );
}

describe('docker stop', () => {
  it('drain - of a worker closes all with 1012 within the window, refuses new ones, and exits with 0', async () => {
    const [leaving, staying] = [serviceAt(containers.workers, 0), serviceAt(containers.workers, 1)];
    const channel = unique('channel');
    const peers: Peer[] = [];
    for (let index = 0; index < PEERS; index++) peers.push(await s.connect({ worker: 0, channels: channel }));
    const stays = await s.connect({ worker: 1, channels: channel });
    const claim = await s.claim();

    const started = performance.now();
    const closes = peers.map(async (peer) => ({ ...(await peer.closed), atMs: performance.now() - started }));
    const stopping = leaving.stop();
    const ready = await waitFor('it is not ready', async () => {
      const answer = await fetchUrl('GET', `${leaving.url}/readyz`);
      return answer.status === 503 && answer;
    });
    expect(ready.body).toMatchObject({ success: false, reason: 'draining' });
    expect((await fetchUrl('GET', `${leaving.url}/healthz`)).status).toBe(200);
    expectError(await refused(connectUrl(containers, 0, { claim: claim.id })), 'WORKER_DRAINING');
    expect((await fetchUrl('GET', `${staying.url}/readyz`)).status).toBe(200);

    const ended = await within('all closes', DRAIN_MS + MARGIN_MS, Promise.all(closes));
    expect(ended.filter(({ code }) => code !== 1012)).toEqual([]);
    const times = ended.map(({ atMs }) => atMs).sort((a, b) => a - b);
    // Spread over the window, not in one blow: 120 uniform moments leave the middle half empty once in 10^36.
    expect(times.filter((atMs) => atMs > DRAIN_MS / 4 && atMs < (3 * DRAIN_MS) / 4).length).toBeGreaterThan(0);
    expect(times.at(-1)).toBeLessThan(DRAIN_MS + MARGIN_MS);
    expect(await stopping).toEqual({ code: 0, killedForMemory: false });

    // The claim that was refused is unused, and whoever comes back finds the other worker.
    const again = await open(connectUrl(containers, 1, { claim: claim.id }));
    await s.sendText({ user: claim.user }, 'again');
    expect((await again.nextMessage()).text).toBe('again');
    again.terminate();
    await waitFor('only the other worker counts', async () => {
      const { connections, unreachable } = await s.info({ channel });
      return unreachable === undefined && connections.length === 1;
    });
    expect(await s.sendText({ channel, ack: true }, 'rest')).toMatchObject({ delivered: 1, workers: 1 });
    expect((await stays.nextMessage()).text).toBe('rest');
  });

  it('drain - ends early when the clients go by themselves', async () => {
    const leaving = serviceAt(containers.workers, 1);
    const peers: Peer[] = [];
    for (let index = 0; index < PEERS; index++) peers.push(await s.connect({ worker: 1 }));
    const started = performance.now();
    const stopping = leaving.stop();
    await waitFor('it drains', async () => (await fetchUrl('GET', `${leaving.url}/readyz`)).status === 503);
    for (const peer of peers) peer.terminate();
    expect(await stopping).toEqual({ code: 0, killedForMemory: false });
    // That the last of 120 uniform moments falls into the first half happens once in 10^36.
    expect(performance.now() - started).toBeLessThan(DRAIN_MS / 2);
  });

  it('drain - of an API takes no new call, answers the one under way, and exits with 0', async () => {
    const leaving = serviceAt(containers.apis, 0);
    const body = 'half and half';
    const call = await beginSend(leaving, body.length);
    call.socket.write(body.slice(0, 4));
    const stopping = leaving.stop();
    await waitFor('it takes no new call', () => isGone(leaving));
    call.socket.write(body.slice(4));
    expect(await within('the answer', MARGIN_MS, call.answer)).toMatch(/^HTTP\/1\.1 200 .*"success":true/s);
    expect(await stopping).toEqual({ code: 0, killedForMemory: false });
  });
});
