import { describe, expect, test, vi } from 'vitest';
import { channelRoute, userRoute } from '../target-routes.js';
import { type ContractNodes, channelTarget, envelopeTo, soon, unique, useFixture, userTarget } from './fixture.js';

/** The contract of RouteRegistrar. */
export function routesContract(create: () => Promise<ContractNodes>): void {
  describe('routes', () => {
    const fixture = useFixture(create);
    const reachedBy = async (api: 0 | 1, user: string): Promise<readonly string[]> => {
      const dispatch = await fixture().apis[api].bus.publish(envelopeTo(userTarget(user)), soon());
      expect(dispatch.unreachable).toEqual([]);
      return [...dispatch.reached].sort();
    };

    test('routes - when a join resolves, every API sees all its keys', async () => {
      const { apis, workers } = fixture();
      const { routes, workerId } = workers[0].backplane;
      for (let round = 0; round < 20; round++) {
        const [user, channel] = [unique('user'), unique('channel')];
        await routes.join([userRoute(user), channelRoute(channel)], soon());
        const published = [apis[0], apis[1]].flatMap(({ bus }) => [
          bus.publish(envelopeTo(userTarget(user)), soon()),
          bus.publish(envelopeTo(channelTarget(channel)), soon()),
        ]);
        for (const { reached } of await Promise.all(published)) expect(reached).toEqual([workerId]);
      }
    });

    test('routes - holders are counted, and senders are told when the last has left', async () => {
      const user = unique('user');
      const { routes, workerId } = fixture().workers[0].backplane;
      await routes.join([userRoute(user)], soon());
      await routes.join([userRoute(user)], soon());
      routes.leave([userRoute(user)]);
      expect(await reachedBy(0, user)).toEqual([workerId]);
      routes.leave([userRoute(user)]);
      await vi.waitFor(async () => expect(await reachedBy(1, user)).toEqual([]));
    });

    test('routes - a key that one list names twice counts twice', async () => {
      const user = unique('user');
      const { routes, workerId } = fixture().workers[0].backplane;
      await routes.join([userRoute(user), userRoute(user)], soon());
      routes.leave([userRoute(user)]);
      await routes.join([userRoute(unique('user'))], soon());
      expect(await reachedBy(0, user)).toEqual([workerId]);
      routes.leave([userRoute(user)]);
      await vi.waitFor(async () => expect(await reachedBy(1, user)).toEqual([]));
    });

    test('routes - the last to leave and the next to join may overlap in any way', async () => {
      const user = unique('user');
      const { routes, workerId } = fixture().workers[0].backplane;
      for (let round = 0; round < 30; round++) {
        const joined = routes.join([userRoute(user)], soon());
        if (round % 3 === 0) await joined;
        routes.leave([userRoute(user)]);
        const again = routes.join([userRoute(user)], soon());
        await Promise.all([joined, again]);
        expect(await reachedBy(0, user)).toEqual([workerId]);
        routes.leave([userRoute(user)]);
      }
      await vi.waitFor(async () => expect(await reachedBy(1, user)).toEqual([]));
    });

    test('routes - many joins of one new key at once all wait until it is seen', async () => {
      const user = unique('user');
      const { routes, workerId } = fixture().workers[0].backplane;
      const joins = Array.from({ length: 50 }, async () => {
        await routes.join([userRoute(user)], soon());
        expect(await reachedBy(0, user)).toEqual([workerId]);
      });
      await Promise.all(joins);
    });

    test('routes - each worker counts for itself', async () => {
      const user = unique('user');
      const key = [userRoute(user)];
      const { workers } = fixture();
      for (const { backplane } of workers) await backplane.routes.join(key, soon());
      const both = workers.map(({ backplane }) => backplane.workerId).sort();
      expect(await reachedBy(0, user)).toEqual(both);
      workers[0].backplane.routes.leave(key);
      await vi.waitFor(async () => expect(await reachedBy(1, user)).toEqual([workers[1].backplane.workerId]));
    });

    test('routes - a repair keeps what is held and adds nothing that is not', async () => {
      const [held, unheld] = [unique('user'), unique('user')];
      const { routes, workerId } = fixture().workers[0].backplane;
      await routes.join([userRoute(held)], soon());
      routes.repair(userRoute(held));
      routes.repair(userRoute(unheld));
      await routes.join([userRoute(unique('user'))], soon());
      expect(await reachedBy(0, held)).toEqual([workerId]);
      expect(await reachedBy(0, unheld)).toEqual([]);
    });

    test('routes - a list of 3,000 keys is joined as a whole', async () => {
      const names = Array.from({ length: 3000 }, (_, index) => unique(`channel ${index}`));
      const { routes, workerId } = fixture().workers[0].backplane;
      await routes.join(names.map(channelRoute), soon());
      for (const name of [names[0], names[499], names[500], names[2999]]) {
        const target = channelTarget(name ?? '');
        const { reached } = await fixture().apis[0].bus.publish(envelopeTo(target), soon());
        expect(reached).toEqual([workerId]);
      }
      routes.leave(names.map(channelRoute));
    });
  });
}
