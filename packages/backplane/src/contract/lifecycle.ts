import { procOfWorker } from '@dsock/protocol';
import { describe, expect, test } from 'vitest';
import { userRoute } from '../target-routes.js';
import {
  type ContractNodes,
  envelopeTo,
  soon,
  startApi,
  startWorker,
  unique,
  useFixture,
  userTarget,
} from './fixture.js';

const READY = { ready: true, reason: undefined };

/** The contract of start, readiness and close, and of who a worker is. */
export function lifecycleContract(create: () => Promise<ContractNodes>): void {
  describe('lifecycle', () => {
    const fixture = useFixture(create);

    test('lifecycle - a worker has an id of its own, a decimal number that names its process', () => {
      const [one, two] = fixture().workers.map(({ backplane }) => backplane);
      expect(one?.workerId).toMatch(/^\d+$/);
      expect(procOfWorker(one?.workerId ?? '')).toBe(one?.proc);
      expect(one?.proc).not.toBe(two?.proc);
      expect(one?.workerId).not.toBe(two?.workerId);
    });

    test('lifecycle - a node is ready from its start to its close, and says why it is not', async () => {
      const { nodes } = fixture();
      const [worker, api] = [nodes.worker(), nodes.api()];
      const notReady = { ready: false, reason: expect.stringMatching(/./) };
      for (const node of [worker, api]) expect(node.readiness()).toEqual(notReady);
      await worker.start(() => undefined, 0);
      await api.start();
      for (const node of [worker, api]) expect(node.readiness()).toEqual(READY);
      for (const node of [worker, api]) await node.close();
      for (const node of [worker, api]) expect(node.readiness()).toEqual(notReady);
    });

    test('lifecycle - close may be called again, meanwhile and afterwards', async () => {
      const { nodes } = fixture();
      for (const node of [(await startWorker(nodes)).backplane, await startApi(nodes)]) {
        await Promise.all([node.close(), node.close()]);
        await node.close();
      }
    });

    test('lifecycle - a node that was never started can be closed', async () => {
      const { nodes } = fixture();
      await nodes.worker().close();
      await nodes.api().close();
    });

    test('lifecycle - a worker that leaves takes its routes and no others along', async () => {
      const { nodes, apis, workers } = fixture();
      const user = unique('user');
      const leaving = await startWorker(nodes);
      for (const { backplane } of [leaving, ...workers]) await backplane.routes.join([userRoute(user)], soon());
      await leaving.backplane.close();
      const { reached, unreachable } = await apis[0].bus.publish(envelopeTo(userTarget(user)), soon());
      expect([...reached].sort()).toEqual(workers.map(({ backplane }) => backplane.workerId).sort());
      expect(unreachable).toEqual([]);
      for (const { backplane } of workers) expect(backplane.readiness()).toEqual(READY);
    });

    test('lifecycle - what happens in the routes of a closed worker concerns nobody', async () => {
      const { nodes, apis } = fixture();
      const [held, late] = [unique('user'), unique('user')];
      const leaving = await startWorker(nodes);
      const { routes } = leaving.backplane;
      await routes.join([userRoute(held)], soon());
      await leaving.backplane.close();
      routes.leave([userRoute(held)]);
      routes.repair(userRoute(held));
      await routes.join([userRoute(late)], soon(50)).catch(() => undefined);
      for (const user of [held, late]) {
        const dispatch = await apis[0].bus.publish(envelopeTo(userTarget(user)), soon());
        expect(dispatch).toEqual({ reached: [], unreachable: [] });
      }
    });
  });
}
