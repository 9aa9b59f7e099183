/** Error codes that only a failing Redis, a silent worker or a corrupt claim provokes; each on a Redis of its own. */
import type { ErrorCode } from '@dsock/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from './_cluster.js';
import { type CallOptions, expectError, fetchUrl } from './_http.js';
import { hmacJwt, nowSeconds } from './_jwt.js';
import { keysWith, type RedisServer, redisClient, startRedis } from './_redis.js';
import { createScenario } from './_scenario.js';
import { connectUrl, open, refused } from './_socket.js';
import { SUITE_OPTIONS } from './_suite-options.js';
import { unique, waitFor, within } from './_wait.js';

/** "Within 2 s", and something for a busy machine to notice it. */
const DEADLINE_MS = 2200;

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const result = await work();
  expect(Date.now() - started, `ms for ${what}`).toBeLessThan(DEADLINE_MS);
  return result;
}

describe.each(['redis', 'direct'] as const)('failures with messaging %s', (messagingMethod) => {
  let redis: RedisServer;
  let cluster: Cluster;
  const s = createScenario(() => cluster);

  beforeAll(async () => {
    redis = await startRedis();
    cluster = await startCluster({
      redisUrl: redis.url,
      apis: 2,
      workers: 2,
      messagingMethod,
      options: { ...SUITE_OPTIONS, ttl_duration: '5s' },
    });
  });
  afterEach(() => s.closeSockets());
  afterAll(async () => {
    // What the services say about the Redis that was taken from them.
    await cluster.close({ allowErrors: [/redis|backplane/i] });
    await redis.close();
  });

  async function allReady(): Promise<boolean> {
    const services = [...cluster.apis, ...cluster.workers];
    const answers = await Promise.all(services.map(({ url }) => fetchUrl('GET', `${url}/readyz`)));
    return answers.every(({ status }) => status === 200);
  }

  /** All at once, each a documented 503 in time. */
  async function expectAll(
    cases: readonly (readonly [method: string, path: string, query: string, code: ErrorCode])[],
  ): Promise<void> {
    const checks = cases.map(async ([method, path, query, code]) => {
      const options: CallOptions = path === '/send' ? { query, body: 'x' } : { query };
      expectError(await timed(`${method} ${path}?${query}`, () => s.call(method, path, options)), code);
    });
    await Promise.all(checks);
  }

  async function expectConnectsFail(claim: string): Promise<void> {
    const jwt = hmacJwt({ sub: unique('user'), exp: nowSeconds() + 60 });
    const checks = [{ claim }, { jwt }].map(async (query) => {
      const answer = await timed('connect', () => refused(connectUrl(cluster, 0, query)));
      expectError(answer, 'ERROR_GETTING_CLAIM');
    });
    await Promise.all(checks);
  }

  it('redis failure - a Redis that is gone turns every call into its 503, and everything heals when it is back', async () => {
    const peer = await s.connect({ channels: 'own' });
    const id = await s.idOf(peer);
    const claim = await s.claim();
    await redis.kill();
    await waitFor('nobody is ready', async () => !(await allReady()), 10_000);
    await expectAll([
      ['POST', '/claim', 'user=a', 'ERROR_CHECKING_CLAIM'],
      ['POST', '/claim', 'user=a&id=b', 'ERROR_CHECKING_CLAIM'],
      ['POST', '/send', `user=${peer.user}&type=text`, 'ERROR_GETTING_USER'],
      ['POST', '/send', 'channel=own&type=text&ack=true', 'ERROR_GETTING_CHANNEL'],
      ['POST', '/send', `id=${id}&type=text`, 'ERROR_GETTING_CONNECTION'],
      ['POST', '/disconnect', `user=${peer.user}&keepClaims=true`, 'ERROR_GETTING_USER'],
      ['POST', '/disconnect', `id=${id}`, 'ERROR_GETTING_CONNECTION'],
      ['GET', '/info', `id=${id}`, 'ERROR_GETTING_CONNECTION'],
      ['POST', '/channel/subscribe/x', `user=${peer.user}&ignoreClaims=true`, 'ERROR_GETTING_USER'],
      ['POST', '/channel/unsubscribe/x', 'channel=own&ignoreClaims=true', 'ERROR_GETTING_CHANNEL'],
    ]);
    for (const [method, path] of [
      ['GET', '/info'],
      ['POST', '/disconnect'],
      ['POST', '/channel/subscribe/x'],
    ] as const) {
      const answer = await timed(path, () => s.call(method, path, { query: { user: peer.user } }));
      expect(answer.status).toBe(503);
      expect(['ERROR_GETTING_CLAIM', 'ERROR_GETTING_USER']).toContain(answer.body.errorCode);
    }
    await expectConnectsFail(claim.id);
    // Wrong input is wrong input, whatever Redis does.
    expectError(await s.call('POST', '/send', { query: 'user=a' }), 'INVALID_MESSAGE_TYPE');
    expectError(await s.call('POST', '/send', { query: 'type=text' }), 'MISSING_TARGET');
    expect((await s.call('GET', '/ping')).text).toBe('pong');
    for (const { url } of [...cluster.apis, ...cluster.workers]) {
      expect((await fetchUrl('GET', `${url}/healthz`)).status).toBe(200);
      expect((await fetchUrl('GET', `${url}/readyz`)).status).toBe(503);
    }
    expect(peer.isOpen()).toBe(true);

    await redis.restart();
    await waitFor('the open connection is reachable', async () => {
      const answer = await s.call('POST', '/send', {
        query: { user: peer.user, type: 'text', ack: true },
        body: 'back',
      });
      return answer.body.delivered === 1;
    });
    expect((await peer.nextMessage()).text).toBe('back');
    await waitFor('everybody is ready', allReady, 10_000);
    expect((await s.info({ channel: 'own' })).connections.map(({ user }) => user)).toEqual([peer.user]);
  });

  it('redis failure - a Redis that hangs turns calls into 503 in time and leaves the claim unused', async () => {
    const peer = await s.connect();
    const claim = await s.claim();
    redis.pause();
    try {
      const unknown = messagingMethod === 'redis' ? 'ERROR_DELIVERING_MESSAGING' : 'ERROR_GETTING_WORKER';
      await expectAll([
        ['POST', '/send', `user=${peer.user}&type=text`, unknown],
        ['POST', '/claim', 'user=a', 'ERROR_CHECKING_CLAIM'],
      ]);
      await expectConnectsFail(claim.id);
      expect(peer.isOpen()).toBe(true);
      await waitFor('nobody is ready', async () => !(await allReady()), 10_000);
    } finally {
      redis.resume();
    }
    await waitFor('everybody is ready', allReady, 10_000);
    const socket = await open(connectUrl(cluster, 1, { claim: claim.id }));
    await s.sendText({ user: claim.user }, 'unused until now');
    expect((await socket.nextMessage()).text).toBe('unused until now');
    socket.terminate();
  });

  it('silent worker - that alone holds a target is ERROR_REACHING_WORKER, in time for every caller', async () => {
    const peer = await s.connect({ worker: 0 });
    const id = await s.idOf(peer);
    cluster.workers[0]?.process.signal('SIGSTOP');
    try {
      await expectAll([
        ['GET', '/info', `user=${peer.user}`, 'ERROR_REACHING_WORKER'],
        ['GET', '/info', `id=${id}`, 'ERROR_REACHING_WORKER'],
        ['POST', '/send', `user=${peer.user}&type=text&ack=true`, 'ERROR_REACHING_WORKER'],
      ]);
    } finally {
      cluster.workers[0]?.process.signal('SIGCONT');
    }
    await waitFor('it is back', async () => (await s.info({ user: peer.user })).connections.length === 1, 10_000);
  });

  it('silent worker - calls that queue up behind one another each keep their own deadline', async () => {
    const peer = await s.connect({ worker: 0 });
    cluster.workers[0]?.process.signal('SIGSTOP');
    try {
      const calls: Promise<unknown>[] = [];
      for (let call = 0; call < 12; call++) {
        calls.push(
          timed(`call ${call}`, () => s.call('POST', '/send', { query: { user: peer.user, type: 'text' }, body: 'x' })),
        );
        const next = Date.now() + 100;
        await waitFor('the next tenth of a second', () => Date.now() >= next);
      }
      await Promise.all(calls);
    } finally {
      cluster.workers[0]?.process.signal('SIGCONT');
    }
  });

  it('silent worker - beside another is named as unreachable, and the other does its work', async () => {
    const user = unique('user');
    const silent = await s.connect({ user, session: 'silent', worker: 0 });
    await s.connect({ user, session: 'fine', worker: 1 });
    const [{ worker = '' } = {}] = (await s.info({ user, session: 'silent' })).connections;
    cluster.workers[0]?.process.signal('SIGSTOP');
    try {
      const [info, sent] = await Promise.all([
        timed('/info', () => s.info({ user })),
        timed('/send', () => s.sendText({ user, ack: true }, 'a')),
      ]);
      expect(info.connections.map(({ session }) => session)).toEqual(['fine']);
      expect(info.unreachable).toEqual([worker]);
      expect(sent).toMatchObject({ delivered: 1, unreachable: [worker] });
    } finally {
      cluster.workers[0]?.process.signal('SIGCONT');
    }
    expect(silent.isOpen()).toBe(true);
  });

  it('corrupt claim - is INVALID_EXPIRATION with 401 and is deleted', async () => {
    const claim = await s.claim({ id: unique('corrupt') });
    const client = redisClient(redis.url);
    try {
      const keys = (await keysWith(client, claim.id)).filter((key) => key.includes(cluster.prefix));
      let spoilt = 0;
      for (const key of keys) {
        if ((await client.type(key)) !== 'hash') continue;
        for (const [field, value] of Object.entries(await client.hgetall(key))) {
          if (value.startsWith(String(claim.expiration))) spoilt += 1 - (await client.hset(key, field, 'soon'));
        }
      }
      expect(spoilt).toBe(1);
      const url = connectUrl(cluster, 0, { claim: claim.id });
      expectError(await refused(url), 'INVALID_EXPIRATION', 401);
      expectError(await refused(url), 'MISSING_CLAIM');
    } finally {
      client.disconnect();
    }
  });

  it('drain - refuses connects with WORKER_DRAINING, closes with 1012, leaves claims unused, and exits with 0', async () => {
    const leaving = await cluster.startWorker({ drain_duration: '1500ms' });
    const sockets = [];
    const at = cluster.workers.indexOf(leaving);
    for (let made = 0; made < 20; made++) sockets.push(await s.connect({ worker: at }));
    const claim = await s.claim();
    leaving.process.signal('SIGTERM');
    await waitFor('it drains', async () => (await fetchUrl('GET', `${leaving.url}/readyz`)).status === 503);
    expectError(await refused(connectUrl(cluster, at, { claim: claim.id })), 'WORKER_DRAINING');
    (await open(connectUrl(cluster, 0, { claim: claim.id }))).terminate();
    for (const socket of sockets) expect((await socket.closed).code).toBe(1012);
    expect(await within('it ends', 10_000, leaving.process.exit)).toEqual({ code: 0, signal: null });
  });
});
