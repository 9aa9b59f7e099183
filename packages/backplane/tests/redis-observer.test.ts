import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type ApiBackplane,
  type BackplaneObserver,
  channelRoute,
  createRedisApiBackplane,
  createRedisWorkerBackplane,
  type WorkerBackplane,
} from '../src/index.js';
import type { RedisSettings } from '../src/redis/settings.js';
import { keysOf, log, settingsFor, soon, toChannel } from './_nodes.js';
import { startProxy } from './_proxy.js';
import { sharedRedis } from './_redis.js';

const redis = await sharedRedis();
const proxy = await startProxy(redis);
afterAll(async () => {
  await proxy.close();
  await redis.close();
});

function createObserver() {
  const claims: string[] = [];
  const answered = new Map<string, number>();
  const failed: string[] = [];
  const observer: BackplaneObserver = {
    claim: (result) => void claims.push(result),
    answered: (command, seconds) => void answered.set(command, seconds),
    failed: (operation) => void failed.push(operation),
  };
  return { observer, claims, answered, failed };
}

describe('observer of the Redis backplane', () => {
  let settings: RedisSettings;
  let worker: WorkerBackplane;
  let api: ApiBackplane;
  let seenByWorker: ReturnType<typeof createObserver>;
  let seenByApi: ReturnType<typeof createObserver>;

  beforeEach(async () => {
    settings = settingsFor(proxy);
    seenByWorker = createObserver();
    seenByApi = createObserver();
    const common = { settings, log, onInvalid: () => undefined };
    const { observer } = seenByWorker;
    worker = createRedisWorkerBackplane({ ...common, observer, addressOf: () => undefined });
    api = createRedisApiBackplane({ ...common, observer: seenByApi.observer, directToken: undefined });
    await worker.start(() => undefined, 0);
    await api.start();
  });

  afterEach(async () => {
    proxy.restore();
    await Promise.all([worker.close(), api.close()]);
  });

  const claimOf = (id: string) => ({
    id,
    user: 'u',
    session: undefined,
    channels: [],
    expiresAtMs: Date.now() + 60_000,
  });

  test('observer - every command is named, scripts by their own name, and timed', async () => {
    await worker.routes.join([channelRoute('a')], soon());
    await api.bus.publish(toChannel('a'), soon());
    expect([...seenByWorker.answered.keys()]).toEqual(expect.arrayContaining(['sadd', 'set']));
    expect([...seenByApi.answered.keys()]).toContain('dsockBusPublish');
    expect([...seenByApi.answered.keys(), ...seenByWorker.answered.keys()]).not.toContain('evalsha');
    for (const seconds of seenByApi.answered.values()) {
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(2);
    }
    expect(seenByApi.failed).toEqual([]);
    worker.routes.leave([channelRoute('a')]);
  });

  test('observer - a command that Redis refuses is a failure of that command', async () => {
    await redis.admin.set(keysOf(settings).route(channelRoute('a')), 'no set');
    await expect(api.bus.publish(toChannel('a'), soon())).rejects.toThrow();
    expect(seenByApi.failed).toEqual(['dsockBusPublish']);
    await redis.admin.del(keysOf(settings).route(channelRoute('a')));
  });

  test('observer - hears what becomes of claims on either side', async () => {
    const claim = claimOf('c');
    expect(await api.claims.create(claim, soon())).toBe(true);
    expect(await api.claims.create(claim, soon())).toBe(false);
    expect(seenByApi.claims).toEqual(['created', 'conflict']);
    const reading = await worker.claims.read('c', soon());
    const revision = reading.kind === 'found' ? reading.revision : '';
    await worker.claims.take(claim, revision, soon());
    await worker.claims.take(claim, revision, soon());
    await worker.claims.read('none', soon());
    expect(seenByWorker.claims).toEqual(['taken', 'missing', 'missing']);
  });

  test('observer - a lost connection and a lost subscription are noted, once each', async () => {
    proxy.cut();
    await vi.waitFor(() => {
      expect(seenByWorker.failed).toEqual(expect.arrayContaining(['connection', 'subscription']));
    }, 8000);
    proxy.restore();
    await vi.waitFor(() => expect(worker.readiness().ready).toBe(true), 8000);
    const losses = seenByWorker.failed.filter((operation) => operation === 'connection');
    expect(losses).toHaveLength(1);
  });

  test('observer - a lost lease is noted', async () => {
    await redis.admin.del(keysOf(settings).lease(worker.workerId));
    await vi.waitFor(() => expect(seenByWorker.failed).toContain('lease'), 8000);
  });
});
