import { createProc, toWorkerId } from '@dsock/protocol';
import { encodeReply } from '@dsock/protocol/codec';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ApiBackplane, channelRoute, createRedisApiBackplane } from '../src/index.js';
import type { RedisSettings } from '../src/redis/settings.js';
import { startDirectInbox } from './_direct-inbox.js';
import { keysOf, log, settingsFor, soon, startApi, startWorker, type TestWorker, toChannel } from './_nodes.js';
import { type SharedRedis, sharedRedis } from './_redis.js';

let redis: SharedRedis;
beforeAll(async () => {
  redis = await sharedRedis();
});
afterAll(() => redis.close());

const GARBAGE = [
  Buffer.alloc(0),
  Buffer.from('hello'),
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]),
  Buffer.alloc(100_000, 0x0b),
  Buffer.from([0x0a, 0x7f, 0x41]),
  Buffer.from('{"requestId":"x"}'),
];

const CORRUPT_MEMBERS = [
  '',
  'x',
  'nan',
  'NaN',
  'inf',
  '-inf',
  '-5',
  '1e5',
  '0x10',
  ' 12 ',
  '1.5',
  '9'.repeat(400),
  '\0',
  '18446744073709551616',
];

let settings: RedisSettings;
let worker: TestWorker;
let api: ApiBackplane;
let invalidReplies = 0;

beforeEach(async () => {
  settings = settingsFor(redis);
  worker = await startWorker(settings);
  invalidReplies = 0;
  api = await startApi(settings, () => invalidReplies++);
  await worker.backplane.routes.join([channelRoute('a')], soon());
});

afterEach(async () => {
  await Promise.all([worker.backplane.close(), api.close()]);
});

const replyChannel = async (): Promise<string> => {
  const channels = (await redis.admin.pubsub('CHANNELS', `${settings.prefix}*:reply:*`)) as string[];
  expect(channels).toHaveLength(1);
  return channels[0] ?? '';
};

describe('garbage', () => {
  test("garbage - on a worker's channel is counted and nothing else", async () => {
    const inbox = keysOf(settings).inbox(worker.backplane.proc);
    for (const bytes of GARBAGE) await redis.admin.publish(inbox, bytes);
    const envelope = toChannel('a');
    await api.bus.publish(envelope, soon());
    await vi.waitFor(() =>
      expect(worker.received).toEqual([expect.objectContaining({ requestId: envelope.requestId })]),
    );
    expect(worker.invalid).toBe(GARBAGE.length);
    expect(worker.backplane.readiness().ready).toBe(true);
  });

  test('garbage - on the reply channel is counted, but no probe and no late answer', async () => {
    const channel = await replyChannel();
    const late = encodeReply({ correlation: 12345, workerId: 'x', last: true, result: { kind: 'failed' } });
    const filled = GARBAGE.filter((bytes) => bytes.length > 0);
    for (const bytes of [...filled, Buffer.alloc(0), Buffer.from(late)]) await redis.admin.publish(channel, bytes);
    expect((await api.bus.request(toChannel('a'), soon())).replies).toHaveLength(1);
    expect(invalidReplies).toBe(filled.length);
  });

  test('garbage - an answer in the name of a worker that was not asked is not passed on', async () => {
    const channel = await replyChannel();
    const forged = toWorkerId(createProc(), 1);
    const asked = api.bus.request(toChannel('a'), soon());
    for (let correlation = 0; correlation < 5; correlation++) {
      const bytes = encodeReply({ correlation, workerId: forged, last: true, result: { kind: 'changed', count: 99 } });
      await redis.admin.publish(channel, Buffer.from(bytes));
    }
    expect((await asked).replies).toEqual([
      { workerId: worker.backplane.workerId, results: [{ kind: 'changed', count: 1 }] },
    ]);
  });

  test('garbage - members of a route that are no worker ids do not break sends, over either messaging', async () => {
    const route = keysOf(settings).route(channelRoute('a'));
    const inbox = await startDirectInbox('token');
    inbox.serve(
      () => undefined,
      () => worker.backplane.workerId,
    );
    const direct = createRedisApiBackplane({ settings, log, directToken: 'token' });
    await direct.start();
    const { workerId, proc } = worker.backplane;
    await redis.admin.set(keysOf(settings).address(proc), `127.0.0.1:${inbox.port}`);
    for (const member of CORRUPT_MEMBERS) {
      await redis.admin.sadd(route, member, workerId);
      await redis.admin.sadd(keysOf(settings).workers, member);
      for (const { bus } of [api, direct]) {
        const dispatch = await bus.publish(toChannel('a'), soon());
        expect(dispatch, JSON.stringify(member)).toEqual({ reached: [workerId], unreachable: [] });
      }
    }
    // The number of a living worker, but not as a worker writes it.
    for (const member of [` ${workerId}`, `${workerId}.0`, `0x${Number(workerId).toString(16)}`]) {
      await redis.admin.sadd(keysOf(settings).route(channelRoute('b')), member);
    }
    for (const { bus } of [api, direct]) expect((await bus.publish(toChannel('b'), soon())).reached).toEqual([]);
    await direct.close();
    await inbox.close();
    await redis.admin.del(keysOf(settings).address(proc));
  });
});

describe('corrupt claims', () => {
  test.each(['', 'x', 'nan', '1e400', '-1', '1.5', ' 99999999999999', '0x7fffffffffff', '9'.repeat(30)])(
    'corrupt claims - an expiry of %j reads as corrupt and can be discarded',
    async (expiry) => {
      const key = keysOf(settings).claim('c');
      await redis.admin.hset(key, { u: 'user', s: '', ch: '', rev: 'r', exp: expiry });
      expect(await worker.backplane.claims.read('c', soon())).toEqual({ kind: 'corrupt' });
      await worker.backplane.claims.discard('c', soon());
      expect(await worker.backplane.claims.read('c', soon())).toEqual({ kind: 'missing' });
    },
  );

  test.each(['u', 'exp', 'rev'])('corrupt claims - a claim without its field %s reads as corrupt', async (field) => {
    const key = keysOf(settings).claim('c');
    await redis.admin.hset(key, { u: 'user', s: '', ch: '', rev: 'r', exp: Date.now() + 60_000 });
    await redis.admin.hdel(key, field);
    expect(await api.claims.read('c', soon())).toEqual({ kind: 'corrupt' });
    await redis.admin.del(key);
  });

  test('corrupt claims - one in an index does not hide the others', async () => {
    const expiresAtMs = Date.now() + 60_000;
    const claim = { id: 'good', user: 'user', session: undefined, channels: [], expiresAtMs };
    await api.claims.create(claim, soon());
    await api.claims.create({ ...claim, id: 'bad' }, soon());
    await redis.admin.hset(keysOf(settings).claim('bad'), 'exp', 'x');
    const target = { kind: 'user', user: 'user', session: undefined } as const;
    expect(await api.claims.find(target, soon())).toEqual([claim]);
    await api.claims.revoke(target, soon());
    await api.claims.discard('bad', soon());
    expect(await api.claims.read('good', soon())).toEqual({ kind: 'missing' });
  });
});
