import { createConnectionId, procOfWorker } from '@dsock/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ApiBackplane, channelRoute } from '../src/index.js';
import type { RedisSettings } from '../src/redis/settings.js';
import {
  keysOf,
  settingsFor,
  soon,
  startApi,
  startWorker,
  type TestWorker,
  toChannel,
  toConnection,
} from './_nodes.js';
import { type OwnRedis, startRedis } from './_redis.js';

let redis: OwnRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

const CHANNELS = Array.from({ length: 600 }, (_, index) => `channel ${index}`);
const HEALED_MS = 5000;

let settings: RedisSettings;
let worker: TestWorker;
let api: ApiBackplane;

async function start(fields: Partial<RedisSettings> = {}): Promise<void> {
  settings = settingsFor(redis, fields);
  worker = await startWorker(settings);
  api = await startApi(settings);
  await worker.backplane.routes.join(CHANNELS.map(channelRoute), soon());
}

const holdersOf = (channel: string): Promise<string[]> => {
  return redis.admin.smembers(keysOf(settings).route(channelRoute(channel)));
};

/** Whether calls for every kind of target reach the worker, under an id that is not `former`. */
async function expectReachableAnew(former: string): Promise<void> {
  const { workerId, proc } = worker.backplane;
  expect(workerId).not.toBe(former);
  expect(procOfWorker(workerId)).toBe(proc);
  for (const channel of CHANNELS) expect(await holdersOf(channel), channel).toEqual([workerId]);
  for (const channel of [CHANNELS[0] ?? '', CHANNELS.at(-1) ?? '']) {
    const dispatch = await api.bus.publish(toChannel(channel), soon());
    expect(dispatch).toEqual({ reached: [workerId], unreachable: [] });
  }
  const gathered = await api.bus.request(toConnection(createConnectionId(proc)), soon());
  expect(gathered.replies.map((reply) => reply.workerId)).toEqual([workerId]);
}

describe('healing', () => {
  beforeEach(async () => {
    await redis.admin.flushall();
  });

  afterEach(async () => {
    await Promise.all([worker.backplane.close(), api.close()]);
  });

  test('healing - after FLUSHALL everything is registered anew within 5 s, under a new worker id', async () => {
    await start();
    const former = worker.backplane.workerId;
    await redis.admin.flushall();
    await vi.waitFor(() => expectReachableAnew(former), HEALED_MS);
  });

  test('healing - after a restart of an empty Redis everything is registered anew within 5 s', async () => {
    await start();
    const former = worker.backplane.workerId;
    await redis.kill();
    await redis.start('empty');
    await vi.waitFor(() => expectReachableAnew(former), HEALED_MS);
  });

  test('healing - a Redis that went back to a snapshot is noticed by the counter in the lease', async () => {
    // A lease that outlives the snapshot, so that its mere existence proves nothing.
    await start({ leaseMs: 60_000 });
    const former = worker.backplane.workerId;
    const lease = keysOf(settings).lease(former);
    const counter = async (): Promise<number> => Number(await redis.admin.get(lease));
    await redis.takeSnapshot();
    const kept = await counter();
    await vi.waitFor(async () => expect(await counter()).toBeGreaterThan(kept), 5000);
    await redis.kill();
    await redis.start('snapshot');
    await vi.waitFor(() => expectReachableAnew(former), HEALED_MS);
    expect(await redis.admin.exists(lease)).toBe(0);
  });

  test('healing - a lease that expired while nobody renewed it is replaced, without any reconnect', async () => {
    await start();
    const former = worker.backplane.workerId;
    await redis.admin.del(keysOf(settings).lease(former));
    await vi.waitFor(() => expectReachableAnew(former), HEALED_MS);
    expect(await redis.admin.exists(keysOf(settings).lease(former))).toBe(0);
  });

  test('healing - answers that were lost are no rollback: the worker keeps its id', async () => {
    await start();
    const { workerId } = worker.backplane;
    const lease = keysOf(settings).lease(workerId);
    // Renewals that Redis executed and whose answers never came raise the counter beyond the confirmed one.
    await redis.admin.incrby(lease, 1);
    const before = Number(await redis.admin.get(lease));
    await vi.waitFor(async () => expect(Number(await redis.admin.get(lease))).toBeGreaterThanOrEqual(before + 1), 5000);
    expect(worker.backplane.workerId).toBe(workerId);
  });

  test('healing - what still happens to the former id does not hurt the present one', async () => {
    await start();
    const former = worker.backplane.workerId;
    await redis.admin.del(keysOf(settings).lease(former));
    await vi.waitFor(() => expectReachableAnew(former), HEALED_MS);
    const { workerId } = worker.backplane;
    const channel = CHANNELS[0] ?? '';
    const route = keysOf(settings).route(channelRoute(channel));
    // A prune by an API, and writes that were stuck in a socket, all late.
    await redis.admin.srem(route, former);
    await redis.admin.sadd(route, former);
    await redis.admin.set(keysOf(settings).lease(former), 1, 'PX', 10_000);
    expect(await api.bus.publish(toChannel(channel), soon())).toEqual({ reached: [workerId], unreachable: [] });
    expect(await holdersOf(channel)).toEqual([workerId]);
    await redis.admin.sadd(route, former);
    worker.backplane.routes.leave(CHANNELS.map(channelRoute));
    await vi.waitFor(async () => expect(await holdersOf(channel)).toEqual([]));
  });
});
