import { createConnectionId, createProc } from '@dsock/protocol';
import type { Envelope } from '@dsock/protocol/codec';
import { describe, expect, test } from 'vitest';
import { channelRoute, userRoute } from '../target-routes.js';
import {
  type ContractNodes,
  type ContractWorker,
  channelTarget,
  envelopeTo,
  hostileNames,
  message,
  settled,
  soon,
  startWorker,
  unique,
  useFixture,
  userTarget,
} from './fixture.js';

const requestsOf = ({ received }: ContractWorker, sent: readonly Envelope[]): string[] => {
  const wanted = new Set(sent.map(({ requestId }) => requestId));
  return received.map(({ requestId }) => requestId).filter((id) => wanted.has(id));
};

/** The contract of Bus.publish. */
export function publishContract(create: () => Promise<ContractNodes>): void {
  describe('publish', () => {
    const fixture = useFixture(create);

    test('publish - reaches the workers that hold the target, names them, and no other', async () => {
      const { apis, workers } = fixture();
      const [one, both] = [unique('channel'), unique('channel')];
      await workers[0].backplane.routes.join([channelRoute(one), channelRoute(both)], soon());
      await workers[1].backplane.routes.join([channelRoute(both)], soon());
      const [toOne, toBoth] = [envelopeTo(channelTarget(one)), envelopeTo(channelTarget(both))];
      const ids = workers.map(({ backplane }) => backplane.workerId);
      expect(await apis[0].bus.publish(toOne, soon())).toEqual({ reached: [ids[0]], unreachable: [] });
      const dispatch = await apis[1].bus.publish(toBoth, soon());
      expect([...dispatch.reached].sort()).toEqual([...ids].sort());
      expect(dispatch.unreachable).toEqual([]);
      await settled(fixture());
      expect(requestsOf(workers[0], [toOne, toBoth])).toEqual([toOne.requestId, toBoth.requestId]);
      expect(requestsOf(workers[1], [toOne, toBoth])).toEqual([toBoth.requestId]);
    });

    test('publish - an envelope arrives as it was sent, of every kind of action and target', async () => {
      const { apis, workers } = fixture();
      const [user, channel] = [unique('user'), unique('channel')];
      await workers[0].backplane.routes.join([userRoute(user), channelRoute(channel)], soon());
      const id = createConnectionId(workers[0].backplane.proc);
      const body = new Uint8Array([0, 1, 255, 128, 0]);
      const sent: Envelope[] = [
        envelopeTo(userTarget(user), { kind: 'send', type: 'text', body, except: id }),
        envelopeTo(userTarget(user, 'a session'), { kind: 'send', type: 'binary', body, except: undefined }),
        envelopeTo(channelTarget(channel), { kind: 'disconnect', code: 4000, reason: 'é' }),
        envelopeTo({ kind: 'connection', id }, { kind: 'subscribe', channel: 'a' }),
        envelopeTo(channelTarget(channel), { kind: 'unsubscribe', channel: 'a' }),
        { ...envelopeTo(userTarget(user), { kind: 'info' }), traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7-01' },
      ];
      for (const envelope of sent) await apis[0].bus.publish(envelope, soon());
      await settled(fixture());
      const ids = new Set(sent.map(({ requestId }) => requestId));
      const arrived = workers[0].received.filter(({ requestId }) => ids.has(requestId));
      for (const [index, { action, ...rest }] of arrived.entries()) {
        const { action: wanted, ...common } = sent[index] as Envelope;
        expect(rest).toEqual(common);
        const plain = action.kind === 'send' ? { ...action, body: new Uint8Array(action.body) } : action;
        expect(plain).toEqual(wanted);
      }
      expect(arrived).toHaveLength(sent.length);
    });

    test('publish - a session goes to the workers of its user, which tell it apart', async () => {
      const { apis, workers } = fixture();
      const user = unique('user');
      await workers[1].backplane.routes.join([userRoute(user)], soon());
      const { reached } = await apis[0].bus.publish(envelopeTo(userTarget(user, 'any')), soon());
      expect(reached).toEqual([workers[1].backplane.workerId]);
    });

    test('publish - a connection id leads to its process without a route', async () => {
      const { apis, workers } = fixture();
      const envelope = envelopeTo({ kind: 'connection', id: createConnectionId(workers[1].backplane.proc) });
      const { reached, unreachable } = await apis[0].bus.publish(envelope, soon());
      expect(reached).toHaveLength(1);
      expect(unreachable).toEqual([]);
      await settled(fixture());
      expect(requestsOf(workers[0], [envelope])).toEqual([]);
      expect(requestsOf(workers[1], [envelope])).toEqual([envelope.requestId]);
    });

    test('publish - a target that nobody holds reaches nobody and is no error', async () => {
      const { apis, workers } = fixture();
      const targets = [
        userTarget(unique('user')),
        userTarget(unique('user'), 's'),
        channelTarget(unique('channel')),
        { kind: 'connection', id: createConnectionId(createProc()) },
        { kind: 'connection', id: 'no id of ours' },
        { kind: 'connection', id: '00000000-0000-4000-8000-000000000000' },
        { kind: 'connection', id: '' },
      ] as const;
      for (const target of targets) {
        expect(await apis[0].bus.publish(envelopeTo(target), soon())).toEqual({ reached: [], unreachable: [] });
      }
      const user = unique('user');
      await workers[0].backplane.routes.join([userRoute(user)], soon());
      expect(await apis[0].bus.publish(envelopeTo(channelTarget(user)), soon())).toEqual({
        reached: [],
        unreachable: [],
      });
    });

    test('publish - no choice of names makes one target reach another', async () => {
      const { apis, workers } = fixture();
      const names = hostileNames();
      const [one, two] = workers;
      // Every second name as a user on one worker, as a channel on the other; the rest the other way round.
      for (const [index, name] of names.entries()) {
        const [users, channels] = index % 2 ? [one, two] : [two, one];
        await users.backplane.routes.join([userRoute(name)], soon());
        await channels.backplane.routes.join([channelRoute(name)], soon());
      }
      for (const [index, name] of names.entries()) {
        const [users, channels] = index % 2 ? [one, two] : [two, one];
        const toUser = await apis[0].bus.publish(envelopeTo(userTarget(name)), soon());
        const toChannel = await apis[0].bus.publish(envelopeTo(channelTarget(name)), soon());
        expect(toUser.reached, name).toEqual([users.backplane.workerId]);
        expect(toChannel.reached, name).toEqual([channels.backplane.workerId]);
        users.backplane.routes.leave([userRoute(name)]);
        channels.backplane.routes.leave([channelRoute(name)]);
      }
    });

    test('publish - awaited calls arrive in order, small and large, whichever API makes them', async () => {
      const { apis, workers } = fixture();
      const channel = unique('channel');
      for (const { backplane } of workers) await backplane.routes.join([channelRoute(channel)], soon());
      const sizes = [3, 20_000, 100, 300_000, 16_384, 16_300, 0, 70_000];
      const sent = Array.from({ length: 80 }, (_, index) => {
        return envelopeTo(
          channelTarget(channel),
          message(new Uint8Array(sizes[index % sizes.length] ?? 0).fill(index)),
        );
      });
      for (const [index, envelope] of sent.entries()) {
        const { reached } = await apis[index % 3 === 0 ? 0 : 1].bus.publish(envelope, soon());
        expect(reached).toHaveLength(2);
      }
      await settled(fixture());
      for (const worker of workers) {
        expect(requestsOf(worker, sent)).toEqual(sent.map(({ requestId }) => requestId));
      }
    });

    test('publish - 500 calls at once arrive once each', async () => {
      const { apis, workers } = fixture();
      const user = unique('user');
      await workers[0].backplane.routes.join([userRoute(user)], soon());
      const sent = Array.from({ length: 500 }, () => envelopeTo(userTarget(user)));
      await Promise.all(sent.map((envelope, index) => apis[index % 2 ? 0 : 1].bus.publish(envelope, soon())));
      await settled(fixture());
      expect(requestsOf(workers[0], sent).sort()).toEqual(sent.map(({ requestId }) => requestId).sort());
    });

    test('publish - a worker that has closed is neither reached nor unreachable', async () => {
      const { apis, nodes } = fixture();
      const user = unique('user');
      const leaving = await startWorker(nodes);
      await leaving.backplane.routes.join([userRoute(user)], soon());
      const id = createConnectionId(leaving.backplane.proc);
      await leaving.backplane.close();
      for (const target of [userTarget(user), { kind: 'connection', id } as const]) {
        expect(await apis[0].bus.publish(envelopeTo(target), soon())).toEqual({ reached: [], unreachable: [] });
      }
      expect(leaving.received).toEqual([]);
    });
  });
}
