import { BrokerError, createConnectionId } from '@dsock/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type ApiBackplane,
  type Claim,
  channelRoute,
  createRedisApiBackplane,
  createRedisWorkerBackplane,
} from '../src/index.js';
import type { RedisSettings } from '../src/redis/settings.js';
import { log, settingsFor, soon, startApi, startWorker, type TestWorker, toChannel, toConnection } from './_nodes.js';
import { type OwnRedis, startRedis } from './_redis.js';

const ANSWER_MS = 2000;
const READINESS_MS = 10_000;
const HEALED_MS = 5000;

let redis: OwnRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

let settings: RedisSettings;
let worker: TestWorker;
let api: ApiBackplane;
let direct: ApiBackplane;
let drawn = 0;

/** Every promise of every port. */
function calls(): Record<string, () => Promise<unknown>> {
  const user = { kind: 'user', user: 'user', session: undefined } as const;
  const expiresAtMs = Date.now() + 60_000;
  const claim: Claim = { id: `claim ${++drawn}`, user: 'user', session: undefined, channels: ['a'], expiresAtMs };
  const bulk = { ...toChannel('a'), action: { ...toChannel('a').action, body: new Uint8Array(50_000) } } as const;
  const connection = toConnection(createConnectionId(worker.backplane.proc));
  return {
    create: () => api.claims.create(claim, soon()),
    read: () => worker.backplane.claims.read('x', soon()),
    take: () => worker.backplane.claims.take(claim, 'r', soon()),
    discard: () => worker.backplane.claims.discard('x', soon()),
    find: () => api.claims.find(user, soon()),
    addChannel: () => api.claims.addChannel(user, 'b', soon()),
    removeChannel: () => api.claims.removeChannel(user, 'b', soon()),
    revoke: () => api.claims.revoke(user, soon()),
    join: () => worker.backplane.routes.join([channelRoute(`new ${drawn}`)], soon()),
    'publish to a channel': () => api.bus.publish(toChannel('a'), soon()),
    'publish to a user': () => api.bus.publish({ ...toChannel('a'), target: user }, soon()),
    'publish to a connection': () => api.bus.publish(connection, soon()),
    'publish of a large message': () => api.bus.publish(bulk as never, soon()),
    'request to a channel': () => api.bus.request(toChannel('a'), soon()),
    'request to a connection': () => api.bus.request(connection, soon()),
    'direct publish': () => direct.bus.publish(toChannel('a'), soon()),
    'direct request': () => direct.bus.request(toChannel('a'), soon()),
  };
}

/** Make every call at once; each must fail as the contract says, and in time. */
async function expectAllToFail(): Promise<void> {
  const startedAt = performance.now();
  const outcomes = Object.entries(calls()).map(async ([name, call]) => {
    const thrown = await call().then(
      () => 'it succeeded',
      (error: unknown) => error,
    );
    expect(thrown, name).toBeInstanceOf(BrokerError);
    expect((thrown as BrokerError).definition, name).toMatchObject({ status: 503, retry: true });
    expect(performance.now() - startedAt, name).toBeLessThan(ANSWER_MS);
  });
  await Promise.all(outcomes);
}

const readiness = (): boolean[] => [worker.backplane, api, direct].map((node) => node.readiness().ready);

async function expectReadiness(ready: boolean): Promise<void> {
  await vi.waitFor(() => expect(readiness()).toEqual([ready, ready, ready]), { timeout: READINESS_MS, interval: 20 });
}

/** Wait until the worker is reachable again; it may have another id. */
async function expectReachable(): Promise<void> {
  await vi.waitFor(
    async () => {
      const reached = [worker.backplane.workerId];
      expect(await api.bus.publish(toChannel('a'), soon())).toEqual({ reached, unreachable: [] });
      expect((await api.bus.request(toChannel('a'), soon(300))).replies).toHaveLength(1);
    },
    { timeout: HEALED_MS, interval: 20 },
  );
}

describe('outage', () => {
  beforeEach(async () => {
    settings = settingsFor(redis);
    worker = await startWorker(settings);
    api = await startApi(settings);
    direct = createRedisApiBackplane({ settings, log, directToken: 'token' });
    await direct.start();
    await worker.backplane.routes.join([channelRoute('a')], soon());
  });

  afterEach(async () => {
    await Promise.all([worker.backplane.close(), api.close(), direct.close()]);
  });

  test('outage - a frozen Redis: calls fail in time, readiness turns, and all is well after it goes on', {
    timeout: 40_000,
  }, async () => {
    await expectReadiness(true);
    redis.freeze();
    await expectAllToFail();
    // Again when the connections have given up on it.
    await expectReadiness(false);
    await expectAllToFail();
    redis.thaw();
    await expectReachable();
    await expectReadiness(true);
  });

  test('outage - a killed Redis: calls fail in time, readiness turns, and all is well when an empty one is there', {
    timeout: 40_000,
  }, async () => {
    await redis.kill();
    await expectAllToFail();
    await expectReadiness(false);
    await expectAllToFail();
    await redis.start('empty');
    await expectReachable();
    await expectReadiness(true);
  });

  test('outage - calls keep to a deadline shorter than the time-out of a command', async () => {
    redis.freeze();
    const startedAt = performance.now();
    const { bus, claims } = api;
    const hasty = [
      bus.publish(toChannel('a'), soon(100)),
      bus.request(toConnection(createConnectionId(worker.backplane.proc)), soon(100)),
      direct.bus.publish(toChannel('a'), soon(100)),
      claims.read('x', soon(100)),
      worker.backplane.routes.join([channelRoute('b')], soon(100)),
    ];
    for (const call of hasty) await expect(call).rejects.toBeInstanceOf(BrokerError);
    expect(performance.now() - startedAt).toBeLessThan(400);
    redis.thaw();
    await expectReachable();
  });

  test('outage - a node closes in bounded time while Redis is frozen', async () => {
    redis.freeze();
    const startedAt = performance.now();
    await Promise.all([worker.backplane.close(), api.close(), direct.close()]);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    redis.thaw();
  });
});

describe('start', () => {
  test('start - without a Redis it rejects after the configured attempts and names the server', async () => {
    const gone = await startRedis();
    await gone.close();
    const unreachable = settingsFor(gone, { connectAttempts: 2 });
    const deaf = createRedisWorkerBackplane({
      settings: unreachable,
      log,
      addressOf: () => undefined,
      onInvalid: () => undefined,
    });
    const mute = createRedisApiBackplane({ settings: unreachable, log, directToken: undefined });
    const message = `127.0.0.1:${gone.port} cannot be reached`;
    await expect(deaf.start(() => undefined, 0)).rejects.toThrow(message);
    await expect(mute.start()).rejects.toThrow(message);
    await Promise.all([deaf.close(), mute.close()]);
  });

  test('start - a Redis that does not answer counts as one that is not there', async () => {
    redis.freeze();
    const frozen = settingsFor(redis, { connectAttempts: 1 });
    const mute = createRedisApiBackplane({ settings: frozen, log, directToken: undefined });
    await expect(mute.start()).rejects.toThrow('cannot be reached');
    redis.thaw();
    await mute.close();
  });
});
