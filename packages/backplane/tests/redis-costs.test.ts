import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ApiBackplane, type Claim, channelRoute, userRoute } from '../src/index.js';
import { settingsFor, soon, startApi, startWorker, type TestWorker, toChannel } from './_nodes.js';
import { type OwnRedis, startRedis } from './_redis.js';

// Its own: the statistics are those of the whole server.
let redis: OwnRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

/** So many that what the nodes do besides (renewals, probes, the reaper) rounds to nothing. */
const OPERATIONS = 200;

type Counts = Record<string, number>;

/** How often each command ran since the last reset, those of scripts included. */
async function commandCounts(): Promise<Counts> {
  const stats = await redis.admin.info('commandstats');
  const counts: Counts = {};
  for (const [, name = '', calls = ''] of stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm))
    counts[name] = Number(calls);
  return counts;
}

/** Commands per operation. */
async function costOf(operation: (index: number) => Promise<unknown>, operations = OPERATIONS): Promise<Counts> {
  // Once before, so that Redis knows the scripts.
  await operation(operations);
  await redis.admin.config('RESETSTAT');
  for (let index = 0; index < operations; index++) await operation(index);
  const perOperation = Object.entries(await commandCounts()).map(([name, calls]) => {
    return [name, Math.round(calls / operations)] as const;
  });
  return Object.fromEntries(perOperation.filter(([, calls]) => calls > 0));
}

describe('costs', () => {
  let worker: TestWorker;
  let api: ApiBackplane;
  const expiresAtMs = Date.now() + 600_000;
  const claimOf = (index: number, channels: readonly string[]): Claim => {
    return { id: `claim ${index}`, user: `user ${index}`, session: undefined, channels, expiresAtMs };
  };

  beforeEach(async () => {
    await redis.admin.flushall();
    const settings = settingsFor(redis, { leaseMs: 60_000 });
    worker = await startWorker(settings);
    api = await startApi(settings);
  });

  afterEach(async () => {
    await Promise.all([worker.backplane.close(), api.close()]);
  });

  test('costs - a claim is one script, and one for its user and for each of its channels', async () => {
    const index = { evalsha: 1, time: 1, zremrangebyscore: 1, zadd: 1, zrange: 1, pexpireat: 1 };
    const hash = { evalsha: 1, exists: 1, hset: 1, pexpireat: 1 };
    expect(await costOf((at) => api.claims.create(claimOf(at, []), soon()))).toEqual({
      ...index,
      ...hash,
      evalsha: 2,
      pexpireat: 2,
    });
    const other = (at: number): Claim => ({ ...claimOf(at, ['a', 'b']), id: `other ${at}` });
    const { evalsha } = await costOf((at) => api.claims.create(other(at), soon()));
    expect(evalsha).toBe(4);
  });

  test('costs - a connect reads the claim, joins its user when new here, and takes the claim', async () => {
    const { claims, routes } = worker.backplane;
    for (let at = 0; at <= OPERATIONS; at++) await api.claims.create(claimOf(at, []), soon());
    const connect = async (at: number): Promise<void> => {
      const reading = await claims.read(`claim ${at}`, soon());
      if (reading.kind !== 'found') throw new Error(reading.kind);
      await routes.join([userRoute(reading.claim.user)], soon());
      expect(await claims.take(reading.claim, reading.revision, soon())).toBe('taken');
    };
    // The second script forgets the claim under its user.
    const scripts = { evalsha: 2, hget: 1, del: 1, zscore: 1, zrem: 1 };
    expect(await costOf(connect)).toEqual({ hmget: 1, sadd: 1, ...scripts });
  });

  test('costs - a further connection of the same user to the same channels costs no route', async () => {
    const { routes } = worker.backplane;
    const keys = [userRoute('user'), channelRoute('a'), channelRoute('b')];
    expect(await costOf(() => routes.join(keys, soon()))).toEqual({});
    expect(await costOf(async () => routes.leave(keys), OPERATIONS - 1)).toEqual({});
  });

  test('costs - a publish is one script, whatever the number of connections behind the channel', async () => {
    const { routes } = worker.backplane;
    const { bus } = api;
    const publish = { evalsha: 1, smembers: 1, exists: 1, publish: 1 };
    await routes.join([channelRoute('few')], soon());
    expect(await costOf(() => bus.publish(toChannel('few'), soon()))).toEqual(publish);
    await routes.join(new Array(100_000).fill(channelRoute('many')), soon());
    expect(await costOf(() => bus.publish(toChannel('many'), soon()))).toEqual(publish);
  });

  test('costs - a request adds one publish for the answer', async () => {
    await worker.backplane.routes.join([channelRoute('a')], soon());
    const request = { evalsha: 1, smembers: 1, exists: 1, publish: 2 };
    expect(await costOf(() => api.bus.request(toChannel('a'), soon()))).toEqual(request);
  });

  test('costs - an idle worker sends one command per renewal, however much it holds', async () => {
    await api.close();
    await redis.admin.config('RESETSTAT');
    await worker.backplane.routes.join(
      Array.from({ length: 5000 }, (_, at) => channelRoute(`channel ${at}`)),
      soon(),
    );
    // Redis knows the scripts after the first renewal.
    await vi.waitFor(async () => expect((await commandCounts()).publish).toBeGreaterThan(0), 5000);
    await redis.admin.config('RESETSTAT');
    // Time is the subject: renewals come every 2 s, a round of the reaper every 5 s.
    await new Promise((resolve) => setTimeout(resolve, 4500));
    const { info: _info, 'config|resetstat': _reset, ...counts } = await commandCounts();
    const renewals = counts.publish ?? 0;
    expect(renewals).toBeGreaterThanOrEqual(1);
    expect(renewals).toBeLessThanOrEqual(3);
    const reaper = { eval: 1, evalsha: 1, get: 1, set: 1, smembers: 1, exists: 1 };
    for (const [name, calls] of Object.entries(counts)) {
      const ofRenewals = ['evalsha', 'set', 'publish'].includes(name) ? renewals : 0;
      expect(calls, name).toBeLessThanOrEqual(ofRenewals + (reaper[name as keyof typeof reaper] ?? 0));
    }
  });
});
