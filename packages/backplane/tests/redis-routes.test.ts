import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { channelRoute } from '../src/index.js';
import type { CommandClient } from '../src/redis/commands.js';
import { connect, createCommands } from '../src/redis/connection.js';
import { RedisRoutes } from '../src/redis/routes.js';
import { keysOf, log, settingsFor, soon } from './_nodes.js';
import { type SharedRedis, sharedRedis } from './_redis.js';

let redis: SharedRedis;
beforeAll(async () => {
  redis = await sharedRedis();
});
afterAll(() => redis.close());

const LATE_MS = 30_000;

describe('route writes', () => {
  let client: CommandClient;
  let routes: RedisRoutes;
  let route: (channel: string) => string;
  const registration = { workerIds: ['100', '101'], registered: true };
  const holdersOf = (channel: string): Promise<string[]> => redis.admin.smembers(route(channel));

  beforeEach(async () => {
    const settings = settingsFor(redis);
    const keys = keysOf(settings);
    client = createCommands(settings, log, true);
    await connect(client, settings);
    registration.registered = true;
    routes = new RedisRoutes({ client, keys, registration, log });
    route = (channel) => keys.route(channelRoute(channel));
    await routes.join([channelRoute('a')], soon());
  });

  afterEach(async () => {
    vi.useRealTimers();
    await routes.close();
    expect(await redis.admin.exists(route('a'))).toBe(0);
    client.disconnect();
  });

  test('route writes - after a reconnect they are made again when late effects of the old connection are over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    routes.rewriteAfterReconnect();
    await routes.join([channelRoute('b')], soon());
    // Stuck in the old connection until now.
    await redis.admin.srem(route('a'), '101');
    vi.advanceTimersByTime(LATE_MS);
    vi.useRealTimers();
    await vi.waitFor(async () => expect(await holdersOf('a')).toEqual(['101']));
  });

  test('route writes - a repair removes every id of this process from a route that nobody here holds', async () => {
    await redis.admin.sadd(route('stale'), '100', '101', '999');
    routes.repair(channelRoute('stale'));
    await vi.waitFor(async () => expect(await holdersOf('stale')).toEqual(['999']));
    await redis.admin.del(route('stale'));
  });

  test('route writes - a write takes earlier ids of this process out of the route', async () => {
    await redis.admin.sadd(route('b'), '100', '999');
    await routes.join([channelRoute('b')], soon());
    expect((await holdersOf('b')).sort()).toEqual(['101', '999']);
    await redis.admin.del(route('b'));
  });

  test('route writes - none is made while no id stands', async () => {
    registration.registered = false;
    await expect(routes.join([channelRoute('b')], soon(100))).rejects.toMatchObject({ code: 'ERROR_GETTING_WORKER' });
    expect(await redis.admin.exists(route('b'))).toBe(0);
    registration.registered = true;
    routes.rewriteAll();
    await vi.waitFor(async () => expect(await holdersOf('b')).toEqual(['101']));
  });

  test('route writes - one that fails is tried again, and does not hold up the others for good', async () => {
    await redis.admin.set(route('b'), 'no set');
    const failing = routes.join([channelRoute('b')], soon(1000));
    await routes.join([channelRoute('c')], soon());
    expect(await holdersOf('c')).toEqual(['101']);
    await redis.admin.del(route('b'));
    await failing;
    expect(await holdersOf('b')).toEqual(['101']);
  });
});
