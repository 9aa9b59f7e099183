import { createProc, toWorkerId } from '@dsock/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { channelRoute } from '../src/index.js';
import type { CommandClient } from '../src/redis/commands.js';
import { connect, createCommands } from '../src/redis/connection.js';
import type { Keys } from '../src/redis/keys.js';
import { Reaper } from '../src/redis/reaper.js';
import type { RedisSettings } from '../src/redis/settings.js';
import { keysOf, LEASE_MS, log, settingsFor, soon, startApi, startWorker, toChannel } from './_nodes.js';
import { startProxy } from './_proxy.js';
import { type SharedRedis, sharedRedis } from './_redis.js';

let redis: SharedRedis;
beforeAll(async () => {
  redis = await sharedRedis();
});
afterAll(() => redis.close());

/** A lease runs out, two rounds of the reaper, and some slack. */
const REAPED_MS = LEASE_MS + 2 * 5000 + 3000;

describe('reaper', () => {
  test('reaper - a worker that vanished leaves nothing, the living keep all', { timeout: 30_000 }, async () => {
    const settings = settingsFor(redis);
    const keys = keysOf(settings);
    const proxy = await startProxy(redis);
    const living = await startWorker(settings);
    const api = await startApi(settings);
    const vanishing = await startWorker({ ...settings, hosts: [{ host: proxy.host, port: proxy.port }] });
    const [shared, own] = [keys.route(channelRoute('shared')), keys.route(channelRoute('own'))];
    for (const { backplane } of [living, vanishing]) await backplane.routes.join([channelRoute('shared')], soon());
    await vanishing.backplane.routes.join([channelRoute('own')], soon());
    const { workerId } = vanishing.backplane;
    proxy.cut();
    await vi.waitFor(
      async () => {
        expect(await redis.admin.smembers(shared)).toEqual([living.backplane.workerId]);
        expect(await redis.admin.exists(own, keys.lease(workerId))).toBe(0);
        expect(await redis.admin.smembers(keys.workers)).toEqual([living.backplane.workerId]);
      },
      { timeout: REAPED_MS, interval: 100 },
    );
    await proxy.close();
    await Promise.all([living.backplane.close(), api.close(), vanishing.backplane.close()]);
  });

  test('reaper - calls do not wait for a worker that vanished, once its lease is over', async () => {
    const settings = settingsFor(redis);
    const proxy = await startProxy(redis);
    const api = await startApi(settings);
    const vanishing = await startWorker({ ...settings, hosts: [{ host: proxy.host, port: proxy.port }] });
    await vanishing.backplane.routes.join([channelRoute('a')], soon());
    proxy.cut();
    await redis.admin.del(keysOf(settings).lease(vanishing.backplane.workerId));
    const startedAt = performance.now();
    expect(await api.bus.request(toChannel('a'), soon())).toEqual({ replies: [], unreachable: [] });
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await proxy.close();
    await Promise.all([api.close(), vanishing.backplane.close()]);
  });
});

describe('reaper rounds', () => {
  let settings: RedisSettings;
  let keys: Keys;
  let client: CommandClient;
  const [alive, dead] = [toWorkerId(createProc(), 1), toWorkerId(createProc(), 1)];

  const reaper = (me: string): Reaper => new Reaper({ client, keys, log, me });

  async function populate(): Promise<void> {
    await redis.admin.set(keys.lease(alive), 1, 'PX', 60_000);
    await redis.admin.sadd(keys.workers, alive, dead);
    await redis.admin.sadd(keys.route(channelRoute('a')), alive, dead);
    await redis.admin.sadd(keys.route('u:only dead'), dead);
  }

  beforeEach(async () => {
    settings = settingsFor(redis);
    keys = keysOf(settings);
    client = createCommands(settings, log, true);
    await connect(client, settings);
    await populate();
  });

  afterEach(async () => {
    const left = await redis.admin.keys(`${settings.prefix.replace(/[*?[\]]/g, '\\$&')}*`);
    if (left.length > 0) await redis.admin.del(...left);
    client.disconnect();
  });

  test('reaper - a worker without a lease is forgiven for one round', async () => {
    const one = reaper('one');
    await one.round();
    expect((await redis.admin.smembers(keys.workers)).sort()).toEqual([alive, dead].sort());
    await redis.admin.set(keys.lease(dead), 1, 'PX', 60_000);
    await one.round();
    await redis.admin.del(keys.lease(dead));
    await one.round();
    expect((await redis.admin.smembers(keys.route(channelRoute('a')))).sort()).toEqual([alive, dead].sort());
    await one.round();
    expect(await redis.admin.smembers(keys.route(channelRoute('a')))).toEqual([alive]);
    expect(await redis.admin.smembers(keys.workers)).toEqual([alive]);
    expect(await redis.admin.exists(keys.route('u:only dead'))).toBe(0);
  });

  test('reaper - one process reaps at a time, and another at once when it closes', async () => {
    const [one, two, three] = [reaper('one'), reaper('two'), reaper('three')];
    await one.round();
    for (let round = 0; round < 3; round++) await two.round();
    expect((await redis.admin.smembers(keys.workers)).sort()).toEqual([alive, dead].sort());
    await three.close();
    expect(await redis.admin.get(keys.reaper)).toBe('one');
    await one.close();
    for (let round = 0; round < 2; round++) await two.round();
    expect(await redis.admin.smembers(keys.workers)).toEqual([alive]);
  });

  test('reaper - a sweep that is broken off leaves the worker to the next reaper', async () => {
    const names = Array.from({ length: 20_000 }, (_, index) => keys.route(`u:${index}`));
    const pipeline = redis.admin.pipeline();
    for (const name of names) pipeline.sadd(name, dead);
    await pipeline.exec();
    const [one, two] = [reaper('one'), reaper('two')];
    await one.round();
    const sweep = one.round();
    await vi.waitFor(async () => expect(await redis.admin.exists(...names)).toBeLessThan(names.length), {
      interval: 1,
    });
    await Promise.all([one.close(), sweep]);
    expect(await redis.admin.exists(...names)).toBeGreaterThan(0);
    expect(await redis.admin.sismember(keys.workers, dead)).toBe(1);
    for (let round = 0; round < 2; round++) await two.round();
    expect(await redis.admin.exists(...names)).toBe(0);
    expect(await redis.admin.smembers(keys.workers)).toEqual([alive]);
  });

  test('reaper - a prefix with wildcards sweeps its own deployment only', async () => {
    client.disconnect();
    const odd = { ...settings, prefix: `${settings.prefix}[a]*?:` };
    const neighbour = `${settings.prefix}axx:route:u:x`;
    await redis.admin.sadd(neighbour, dead);
    keys = keysOf(odd);
    client = createCommands(odd, log, true);
    await connect(client, odd);
    await populate();
    const one = reaper('one');
    await one.round();
    await one.round();
    expect(await redis.admin.smembers(keys.route(channelRoute('a')))).toEqual([alive]);
    expect(await redis.admin.smembers(neighbour)).toEqual([dead]);
  });

  test('reaper - a key that is no route does not keep the dead in the others', async () => {
    await redis.admin.set(keys.route('u:garbage'), 'no set');
    const one = reaper('one');
    await one.round();
    await one.round();
    expect(await redis.admin.smembers(keys.route(channelRoute('a')))).toEqual([alive]);
    expect(await redis.admin.smembers(keys.workers)).toEqual([alive]);
  });
});
