import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ApiBackplane, channelRoute, createRedisApiBackplane, type RedisSettings } from '../src/index.js';
import { log, settingsFor, soon, startApi, startWorker, toChannel } from './_nodes.js';
import { type OwnRedis, startRedis } from './_redis.js';

// Its own: a password is asked of everybody.
let redis: OwnRedis;
beforeAll(async () => {
  redis = await startRedis();
  await redis.admin.config('SET', 'requirepass', 'right');
});
afterAll(() => redis.close());

const apiWith = (fields: Partial<RedisSettings>): ApiBackplane => {
  const settings = settingsFor(redis, { connectAttempts: 2, ...fields });
  return createRedisApiBackplane({ settings, log, directToken: undefined });
};

describe('login', () => {
  test.each<[string, Partial<RedisSettings>, string]>([
    ['no password', {}, 'NOAUTH'],
    ['a wrong password', { password: 'wrong' }, 'WRONGPASS'],
    ['an unknown user', { username: 'nobody', password: 'right' }, 'WRONGPASS'],
    ['a database that does not exist', { password: 'right', db: 4711 }, 'DB index is out of range'],
  ])('login - with %s the start fails and says why, but not the password', async (_, fields, reason) => {
    const api = apiWith(fields);
    const start = api.start();
    await expect(start).rejects.toThrow(reason);
    await expect(start).rejects.not.toThrow(/right|wrong/);
    await api.close();
  });

  test('login - with the password, in any database, all works, and databases are apart', async () => {
    const settings = settingsFor(redis, { password: 'right', db: 3 });
    const neighbour = { ...settings, db: 4 };
    const worker = await startWorker(settings);
    const [api, stranger] = [await startApi(settings), await startApi(neighbour)];
    await worker.backplane.routes.join([channelRoute('a')], soon());
    expect((await stranger.bus.publish(toChannel('a'), soon())).reached).toEqual([]);
    expect((await api.bus.request(toChannel('a'), soon())).replies).toHaveLength(1);
    await vi.waitFor(() => expect(worker.received).toHaveLength(1));
    expect(worker.backplane.readiness().ready).toBe(true);
    await Promise.all([worker.backplane.close(), api.close(), stranger.close()]);
  });
});
