import { BrokerError, createConnectionId } from '@dsock/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ApiBackplane, channelRoute } from '../src/index.js';
import type { RedisSettings } from '../src/redis/settings.js';
import {
  clientIds,
  keysOf,
  settingsFor,
  soon,
  startApi,
  startWorker,
  type TestWorker,
  toChannel,
  toConnection,
} from './_nodes.js';
import { startProxy, type TcpProxy } from './_proxy.js';
import { type OwnRedis, startRedis } from './_redis.js';

let redis: OwnRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

let settings: RedisSettings;
let proxy: TcpProxy;
let worker: TestWorker;
let api: ApiBackplane;

const routeOf = (channel: string): string => keysOf(settings).route(channelRoute(channel));
const holdersOf = (channel: string): Promise<string[]> => redis.admin.smembers(routeOf(channel));
const publish = (channel: string) => api.bus.publish(toChannel(channel), soon());

async function kill(kind: 'normal' | 'pubsub'): Promise<void> {
  const ids = await clientIds(redis.admin, kind);
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids) await redis.admin.client('KILL', 'ID', id);
}

/** Cut the worker's subscription alone; its lease goes on. */
async function loseSubscription(): Promise<void> {
  proxy.refuseNew();
  const inbox = keysOf(settings).inbox(worker.backplane.proc);
  await kill('pubsub');
  await vi.waitFor(async () => expect(await redis.admin.pubsub('NUMSUB', inbox)).toEqual([inbox, 0]));
  await vi.waitFor(() => expect(api.readiness().ready).toBe(true));
}

beforeEach(async () => {
  settings = settingsFor(redis);
  proxy = await startProxy(redis);
  worker = await startWorker({ ...settings, hosts: [{ host: proxy.host, port: proxy.port }] });
  api = await startApi(settings);
  await worker.backplane.routes.join([channelRoute('a')], soon());
});

afterEach(async () => {
  await Promise.all([worker.backplane.close(), api.close()]);
  await proxy.close();
});

describe('subscription', () => {
  test('subscription - while it is down a living worker is unreachable, keeps its route and is reachable again', async () => {
    const { workerId, proc } = worker.backplane;
    await loseSubscription();
    const unreachable = { reached: [], unreachable: [workerId] };
    expect(await publish('a')).toEqual(unreachable);
    expect(await api.bus.publish(toConnection(createConnectionId(proc)), soon())).toEqual(unreachable);
    const gathered = { replies: [], unreachable: [workerId] };
    expect(await api.bus.request(toChannel('a'), soon())).toEqual(gathered);
    expect(await api.bus.request(toConnection(createConnectionId(proc)), soon())).toEqual(gathered);
    expect(await holdersOf('a')).toEqual([workerId]);
    proxy.restore();
    await vi.waitFor(async () => expect(await publish('a')).toEqual({ reached: [workerId], unreachable: [] }), 5000);
    expect(worker.backplane.workerId).toBe(workerId);
  });

  test('subscription - one on which nobody calls is kept, and its node stays ready', async () => {
    const before = await clientIds(redis.admin, 'pubsub');
    // Time is the subject: after 5 s without a message a subscription counts as dead.
    await new Promise((resolve) => setTimeout(resolve, 5600));
    expect(await clientIds(redis.admin, 'pubsub')).toEqual(before);
    for (const node of [worker.backplane, api]) expect(node.readiness().ready).toBe(true);
  });

  test('subscription - the worker says that it is not ready while it is down', async () => {
    await loseSubscription();
    expect(worker.backplane.readiness()).toEqual({ ready: false, reason: 'no message comes back through Redis' });
    proxy.restore();
    await vi.waitFor(() => expect(worker.backplane.readiness().ready).toBe(true), 5000);
  });

  test('subscription - one that stands and is silent is replaced by a new one', { timeout: 30_000 }, async () => {
    proxy.stall();
    await vi.waitFor(() => expect(worker.backplane.readiness().ready).toBe(false), 10_000);
    const envelope = toChannel('a');
    await vi.waitFor(
      async () => {
        await api.bus.publish(envelope, soon());
        expect(worker.received).toContainEqual(expect.objectContaining({ requestId: envelope.requestId }));
        expect(worker.backplane.readiness().ready).toBe(true);
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  test('subscription - a worker without a lease is pruned from the route', async () => {
    const { workerId } = worker.backplane;
    proxy.cut();
    await vi.waitFor(() => expect(worker.backplane.readiness().ready).toBe(false));
    expect(await publish('a')).toEqual({ reached: [], unreachable: [workerId] });
    await redis.admin.del(keysOf(settings).lease(workerId));
    expect(await publish('a')).toEqual({ reached: [], unreachable: [] });
    expect(await redis.admin.exists(routeOf('a'))).toBe(0);
    proxy.restore();
    await vi.waitFor(async () => expect((await publish('a')).reached).toEqual([worker.backplane.workerId]), 5000);
    expect(worker.backplane.workerId).not.toBe(workerId);
  });

  test('subscription - an answer is heard also between the loss of a lease and the next one', async () => {
    const { proc, workerId } = worker.backplane;
    await redis.admin.del(keysOf(settings).lease(workerId));
    const { replies, unreachable } = await api.bus.request(toConnection(createConnectionId(proc)), soon());
    expect(replies.map(({ results }) => results)).toEqual([[{ kind: 'changed', count: 1 }]]);
    expect(unreachable).toEqual([]);
  });
});

describe('reconnect', () => {
  test('reconnect - CLIENT KILL of every connection heals, and nothing arrives twice', async () => {
    for (let round = 0; round < 3; round++) {
      await kill('normal');
      await kill('pubsub');
      await vi.waitFor(async () => {
        expect((await api.bus.request(toChannel('a'), soon(500))).replies).toHaveLength(1);
        for (const node of [worker.backplane, api]) expect(node.readiness().ready).toBe(true);
      }, 5000);
    }
    const sent: string[] = [];
    for (let index = 0; index < 20; index++) {
      const envelope = toChannel('a');
      sent.push(envelope.requestId);
      await api.bus.publish(envelope, soon());
    }
    await vi.waitFor(() => {
      const arrived = worker.received.map(({ requestId }) => requestId).filter((id) => sent.includes(id));
      expect(arrived).toEqual(sent);
    });
  });

  test('reconnect - a node that cannot send commands is not ready, though its subscription stands', async () => {
    proxy.refuseNew();
    await kill('normal');
    await vi.waitFor(() => expect(worker.backplane.readiness().reason).toBe('Redis is not connected'), 1000);
    proxy.restore();
    await vi.waitFor(() => expect(worker.backplane.readiness().ready).toBe(true), 5000);
  });

  test('reconnect - routes are written again: Redis may have lost what it acknowledged', async () => {
    const { workerId } = worker.backplane;
    await redis.admin.del(routeOf('a'));
    await kill('normal');
    await vi.waitFor(async () => expect(await holdersOf('a')).toEqual([workerId]), 5000);
    expect(worker.backplane.workerId).toBe(workerId);
  });

  test('reconnect - a join that could not be written in time rejects, and is written later', async () => {
    proxy.cut();
    const joined = worker.backplane.routes.join([channelRoute('b')], soon(200));
    await expect(joined).rejects.toMatchObject({ code: 'ERROR_GETTING_WORKER' });
    await expect(joined).rejects.toBeInstanceOf(BrokerError);
    proxy.restore();
    await vi.waitFor(async () => expect((await publish('b')).reached).toEqual([worker.backplane.workerId]), 5000);
  });

  test('reconnect - what left during the outage is gone afterwards, and what came and left never appears', async () => {
    proxy.cut();
    const { routes } = worker.backplane;
    await routes.join([channelRoute('b')], soon(50)).catch(() => undefined);
    routes.leave([channelRoute('a'), channelRoute('b')]);
    proxy.restore();
    await routes.join([channelRoute('c')], soon(5000));
    await vi.waitFor(async () => expect(await redis.admin.exists(routeOf('a'), routeOf('b'))).toBe(0));
    expect(await holdersOf('c')).toEqual([worker.backplane.workerId]);
  });
});
