import { createConnectionId } from '@dsock/protocol';
import type { ConnectionInfo, Result } from '@dsock/protocol/codec';
import { afterEach, describe, expect, test } from 'vitest';
import type { Gathered } from '../backplane.js';
import { channelRoute, userRoute } from '../target-routes.js';
import {
  type ContractNodes,
  channelTarget,
  envelopeTo,
  settled,
  soon,
  unique,
  useFixture,
  userTarget,
} from './fixture.js';

const DEADLINE_MS = 300;
/** What a busy machine may add to it. */
const LATENESS_MS = 700;

const sent = (delivered: number): Result => ({ kind: 'sent', delivered, dropped: 0 });

function info(id: string): Result {
  const connection: ConnectionInfo = {
    id,
    lastPingSeconds: 1_700_000_000,
    user: 'é',
    session: undefined,
    channels: ['a'],
  };
  return { kind: 'info', connections: [connection] };
}

/** The answers by worker, whatever their order. */
function byWorker({ replies }: Gathered): Record<string, readonly Result[]> {
  return Object.fromEntries(replies.map(({ workerId, results }) => [workerId, results]));
}

/** The contract of Bus.request. */
export function requestContract(create: () => Promise<ContractNodes>): void {
  describe('request', () => {
    const fixture = useFixture(create);
    const ids = (): [string, string] => {
      const [one, two] = fixture().workers;
      return [one.backplane.workerId, two.backplane.workerId];
    };
    /** A channel that both workers hold. */
    const sharedChannel = async (): Promise<string> => {
      const channel = unique('channel');
      for (const { backplane } of fixture().workers) await backplane.routes.join([channelRoute(channel)], soon());
      return channel;
    };
    const ask = (channel: string, deadlineMs?: number): Promise<Gathered> => {
      return fixture().apis[0].bus.request(envelopeTo(channelTarget(channel), { kind: 'info' }), soon(deadlineMs));
    };

    afterEach(() => {
      for (const worker of fixture().workers) worker.answer = (_, respond) => respond(sent(0), true);
    });

    test('request - gathers the answers of all workers of the target, each in its parts and their order', async () => {
      const channel = await sharedChannel();
      const [one, two] = fixture().workers;
      one.answer = (_, respond) => {
        respond(info('1'), false);
        setImmediate(() => respond(info('2'), false));
        setTimeout(() => respond(info('3'), true), 20);
      };
      two.answer = (_, respond) => respond(info('4'), true);
      const gathered = await ask(channel);
      expect(byWorker(gathered)).toEqual({ [ids()[0]]: [info('1'), info('2'), info('3')], [ids()[1]]: [info('4')] });
      expect(gathered.unreachable).toEqual([]);
    });

    test.each<Result>([
      { kind: 'sent', delivered: 3, dropped: 2 },
      { kind: 'disconnected', count: 4 },
      { kind: 'changed', count: 0 },
      { kind: 'info', connections: [] },
    ])('request - a result of kind $kind comes back as it was given', async (result) => {
      const user = unique('user');
      const [worker] = fixture().workers;
      worker.answer = (_, respond) => respond(result, true);
      await worker.backplane.routes.join([userRoute(user)], soon());
      const gathered = await fixture().apis[1].bus.request(envelopeTo(userTarget(user), { kind: 'info' }), soon());
      expect(gathered).toEqual({ replies: [{ workerId: ids()[0], results: [result] }], unreachable: [] });
    });

    test('request - a connection id asks its worker alone and names it', async () => {
      const [, two] = fixture().workers;
      const id = createConnectionId(two.backplane.proc);
      two.answer = (_, respond) => respond(sent(1), true);
      const envelope = envelopeTo({ kind: 'connection', id }, { kind: 'info' });
      const gathered = await fixture().apis[0].bus.request(envelope, soon());
      expect(gathered).toEqual({ replies: [{ workerId: ids()[1], results: [sent(1)] }], unreachable: [] });
    });

    test('request - a target that nobody holds is answered at once, by nobody', async () => {
      const startedAt = performance.now();
      expect(await ask(unique('channel'))).toEqual({ replies: [], unreachable: [] });
      const gone = envelopeTo({ kind: 'connection', id: 'no id of ours' }, { kind: 'info' });
      expect(await fixture().apis[0].bus.request(gone, soon())).toEqual({ replies: [], unreachable: [] });
      expect(performance.now() - startedAt).toBeLessThan(LATENESS_MS);
    });

    test('request - a silent worker is unreachable when the deadline passes, and the others are still heard', async () => {
      const channel = await sharedChannel();
      const [one, two] = fixture().workers;
      one.answer = () => undefined;
      two.answer = (_, respond) => respond(sent(2), true);
      const startedAt = performance.now();
      const gathered = await ask(channel, DEADLINE_MS);
      expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS + LATENESS_MS);
      expect(byWorker(gathered)).toEqual({ [ids()[1]]: [sent(2)] });
      expect(gathered.unreachable).toEqual([ids()[0]]);
    });

    test('request - a worker whose answer is not complete in time is unreachable, and named once', async () => {
      const channel = await sharedChannel();
      const [one, two] = fixture().workers;
      one.answer = (_, respond) => respond(info('1'), false);
      two.answer = (_, respond) => respond(info('2'), false);
      const gathered = await ask(channel, DEADLINE_MS);
      expect(gathered.replies).toEqual([]);
      expect([...gathered.unreachable].sort()).toEqual(ids().sort());
    });

    test('request - a worker that failed is unreachable, without waiting for the deadline', async () => {
      const channel = await sharedChannel();
      const [one, two] = fixture().workers;
      one.answer = (_, respond) => {
        respond(info('1'), false);
        respond({ kind: 'failed' }, true);
      };
      two.answer = (_, respond) => respond(sent(2), true);
      const startedAt = performance.now();
      const gathered = await ask(channel, 5 * LATENESS_MS);
      expect(performance.now() - startedAt).toBeLessThan(LATENESS_MS);
      expect(byWorker(gathered)).toEqual({ [ids()[1]]: [sent(2)] });
      expect(gathered.unreachable).toEqual([ids()[0]]);
    });

    test('request - parts after the last are ignored', async () => {
      const channel = await sharedChannel();
      const [one, two] = fixture().workers;
      one.answer = (_, respond) => {
        respond(sent(1), true);
        respond(sent(99), true);
        respond({ kind: 'failed' }, true);
      };
      two.answer = (_, respond) => setTimeout(() => respond(sent(2), true), 30);
      const gathered = await ask(channel);
      expect(byWorker(gathered)).toEqual({ [ids()[0]]: [sent(1)], [ids()[1]]: [sent(2)] });
      expect(gathered.unreachable).toEqual([]);
    });

    test('request - an answer that comes too late does not get into the next request', async () => {
      const user = unique('user');
      const [worker] = fixture().workers;
      await worker.backplane.routes.join([userRoute(user)], soon());
      const late: (() => void)[] = [];
      worker.answer = (_, respond) => void late.push(() => respond(sent(99), true));
      const { bus } = fixture().apis[0];
      const first = await bus.request(envelopeTo(userTarget(user), { kind: 'info' }), soon(50));
      expect(first).toEqual({ replies: [], unreachable: [ids()[0]] });
      worker.answer = (_, respond) => {
        for (const answer of late) answer();
        respond(sent(1), true);
      };
      const second = await bus.request(envelopeTo(userTarget(user), { kind: 'info' }), soon());
      expect(second.replies).toEqual([{ workerId: ids()[0], results: [sent(1)] }]);
    });

    test('request - of many at once each gets its own answer', async () => {
      const user = unique('user');
      const [worker] = fixture().workers;
      await worker.backplane.routes.join([userRoute(user)], soon());
      worker.answer = (envelope, respond) => setImmediate(() => respond(info(envelope.requestId), true));
      const envelopes = Array.from({ length: 100 }, () => envelopeTo(userTarget(user), { kind: 'info' }));
      const { apis } = fixture();
      const asked = envelopes.map((envelope, index) => apis[index % 2 ? 0 : 1].bus.request(envelope, soon()));
      for (const [index, { replies }] of (await Promise.all(asked)).entries()) {
        expect(replies[0]?.results).toEqual([info(envelopes[index]?.requestId ?? '')]);
      }
    });

    test('request - and publish keep their order among each other', async () => {
      const { apis, workers } = fixture();
      const channel = await sharedChannel();
      const order = Array.from({ length: 12 }, () => envelopeTo(channelTarget(channel), { kind: 'info' }));
      for (const [index, envelope] of order.entries()) {
        const { bus } = apis[index % 2 ? 0 : 1];
        if (index % 3 === 0) await bus.request(envelope, soon());
        else await bus.publish(envelope, soon());
      }
      await settled(fixture());
      const wanted = order.map(({ requestId }) => requestId);
      for (const { received } of workers) {
        const arrived = received.map(({ requestId }) => requestId).filter((id) => wanted.includes(id));
        expect(arrived).toEqual(wanted);
      }
    });
  });
}
