import { expect, test } from 'vitest';
import { createHttp, expectError, fetchUrl } from './_http.js';
import { describeClusters } from './_methods.js';
import { openRaw, type RawSocket } from './_raw-socket.js';
import { connectUrl } from './_socket.js';
import { unique, waitFor } from './_wait.js';
import { openWires, type WirePool } from './_wire.js';

/** Every call has a deadline of 1.8 s; the answer is here within two. */
const ANSWER_MS = 2000;
const MAX_BACKPRESSURE = 65_536;
/** What fills the buffers of the kernel within some tens of messages. */
const LARGE = Buffer.alloc(256 * 1024, 'x');

interface Member {
  readonly socket: RawSocket;
  readonly user: string;
  /** Which way it goes, if it goes. */
  readonly isStable: boolean;
  /** Nothing sent after this number reaches it. */
  goneBefore: number;
}

describeClusters({ options: { max_backpressure: String(MAX_BACKPRESSURE) } }, (cluster) => {
  async function join(api: WirePool, channel: string, worker: number, isStable: boolean): Promise<Member> {
    const user = unique('user');
    const { claim } = await api.succeed('POST', '/claim', { user, channels: channel });
    const socket = await openRaw({ url: connectUrl(cluster(), worker, { claim: claim?.id }) });
    return { socket, user, isStable, goneBefore: Number.POSITIVE_INFINITY };
  }

  /** The numbers that a member received, each once, in order. */
  function numbersOf({ socket }: Member): number[] {
    return socket.frames.map(({ payload }) => Number(payload.toString()));
  }

  test('promise 7, honest sends - what is reported delivered arrives, message by message, while sockets open and close at random', async () => {
    const api = await openWires(cluster(), 12);
    const channel = unique('channel');
    const sends = 400;
    const join24 = Array.from({ length: 24 }, (_, index) => join(api, channel, index, index % 4 === 0));
    const members = await Promise.all(join24);
    let number = 0;
    let isOver = false;

    // Closes by either side are answered before the member counts as gone; until then it may or may not be reached.
    const leave = async (member: Member, how: number): Promise<void> => {
      if (how < 0.5) member.socket.close();
      else await api.succeed('POST', '/disconnect', { user: member.user });
      await waitFor('the member is gone', () => member.socket.ended() !== undefined);
      member.goneBefore = number;
    };
    const churn = async (): Promise<void> => {
      while (!isOver) {
        const going = members.filter(({ isStable, socket }) => !isStable && socket.ended() === undefined);
        const member = going[Math.floor(Math.random() * going.length)];
        if (member) await leave(member, Math.random());
        members.push(await join(api, channel, Math.floor(Math.random() * 3), false));
      }
    };
    const churning = [churn(), churn(), churn()];

    const reports: { delivered: number; dropped: number; mostPossible: number }[] = [];
    for (; number < sends; number++) {
      const before = members.filter(({ goneBefore }) => goneBefore > number);
      const known = members.length;
      const query = { channel, type: 'text', ack: true };
      const { delivered = -1, dropped = -1 } = await api.succeed('POST', '/send', query, String(number));
      // Three connects may have been under way at the beginning, and more may have come since.
      reports.push({ delivered, dropped, mostPossible: before.length + members.length - known + 3 });
    }
    isOver = true;
    await Promise.all(churning);
    const last = await api.succeed('POST', '/send', { channel, type: 'text', ack: true }, String(sends));
    const stillThere = members.filter(({ socket }) => socket.ended() === undefined);
    expect(last.delivered).toBe(stillThere.length);
    await waitFor('the last message has arrived everywhere', () =>
      stillThere.every((member) => numbersOf(member).at(-1) === sends),
    );

    const received = new Array<number>(sends).fill(0);
    for (const member of members) {
      const numbers = numbersOf(member);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      if (member.isStable) expect(numbers).toEqual(Array.from({ length: sends + 1 }, (_, index) => index));
      for (const one of numbers) if (one < sends) received[one] = (received[one] ?? 0) + 1;
      member.socket.destroy();
    }
    for (const [index, { delivered, dropped, mostPossible }] of reports.entries()) {
      expect({ index, delivered, dropped }).toEqual({ index, delivered: received[index], dropped: 0 });
      expect(delivered).toBeLessThanOrEqual(mostPossible);
    }
    api.close();
  });

  test('promise 7, honest sends - clients cut off in the middle are reported delivered at most as often as they were open', async () => {
    const api = await openWires(cluster(), 12);
    const channel = unique('channel');
    const members = await Promise.all(Array.from({ length: 60 }, (_, index) => join(api, channel, index, index < 6)));
    const going = members.filter(({ isStable }) => !isStable);
    for (let number = 0; number < 200; number++) {
      if (number % 4 === 0) going.pop()?.socket.destroy();
      const query = { channel, type: 'text', ack: true };
      const { delivered = -1, dropped } = await api.succeed('POST', '/send', query, String(number));
      expect(dropped).toBe(0);
      expect(delivered).toBeLessThanOrEqual(members.length);
      // The kernel tells of a cut in its own time, but nobody who is there is missed.
      expect(delivered).toBeGreaterThanOrEqual(going.length + 6);
    }
    await waitFor('only those that were not cut are counted', async () => {
      const query = { channel, type: 'text', ack: true };
      return (await api.succeed('POST', '/send', query, '200')).delivered === going.length + 6;
    });
    for (const member of members.slice(0, 6)) {
      await waitFor('the last message has arrived', () => numbersOf(member).includes(200));
      expect(numbersOf(member).slice(0, 200)).toEqual(Array.from({ length: 200 }, (_, index) => index));
    }
    for (const { socket } of members) socket.destroy();
    api.close();
  });

  async function closesWith(code: number, worker: number): Promise<number> {
    const headers = { authorization: `Bearer ${cluster().token}` };
    const { text } = await fetchUrl('GET', `${cluster().workers[worker]?.url}/metrics`, { headers });
    const line = new RegExp(`^dsock_connections_closed_total{code="${code}",initiator="server"} (\\d+)$`, 'm');
    return Number(line.exec(text)?.[1] ?? 0);
  }

  test('promise 7, honest sends - a stalled client is reported dropped and closed with 4008, the others get everything', async () => {
    const api = await openWires(cluster(), 2);
    const channel = unique('channel');
    const [stalled, ...others] = await Promise.all([0, 0, 1].map((worker) => join(api, channel, worker, true)));
    stalled?.socket.socket.pause();
    const before = await closesWith(4008, 0);
    let sends = 0;
    let dropped = 0;
    while (dropped === 0) {
      const query = { channel, type: 'binary', ack: true };
      const answer = await api.succeed('POST', '/send', query, LARGE);
      sends++;
      dropped = answer.dropped ?? 0;
      expect(answer).toMatchObject({ delivered: 3 - dropped, workers: 2 });
      // The kernel takes some megabytes, whatever the worker is told to keep.
      expect(sends * LARGE.length).toBeLessThan(16 * 2 ** 20);
    }
    expect(dropped).toBe(1);
    expect(await api.succeed('POST', '/send', { channel, type: 'text', ack: true }, 'end')).toMatchObject({
      delivered: 2,
      dropped: 0,
    });
    expect(await closesWith(4008, 0)).toBe(before + 1);
    expect((await api.succeed('GET', '/info', { channel })).connections).toHaveLength(2);
    for (const { socket } of others) {
      await waitFor('every message has arrived', () => socket.frames.length === sends + 1, 10_000);
      expect(socket.frames.every(({ payload }, index) => payload.length === (index < sends ? LARGE.length : 3))).toBe(
        true,
      );
      expect(socket.ended()).toBeUndefined();
      socket.destroy();
    }
    stalled?.socket.socket.resume();
    await waitFor('the stalled client sees its end', () => stalled?.socket.ended() !== undefined);
    api.close();
  });

  test('promise 7, honest sends - a frozen worker is named as unreachable within 2 s, or 503 when it is the only one', async () => {
    const { call, succeed } = createHttp(cluster());
    const api = await openWires(cluster(), 4);
    const channel = unique('channel');
    const members = await Promise.all([0, 1, 2].map((worker) => join(api, channel, worker, true)));
    const frozenUser = members[2]?.user ?? '';
    const { connections } = await succeed('GET', '/info', { query: { user: frozenUser } });
    const unreachable = [connections?.[0]?.worker];
    const frozen = cluster().workers[2]?.process;

    const timed = async <T>(work: Promise<T>): Promise<T> => {
      const started = performance.now();
      const result = await work;
      expect(performance.now() - started).toBeLessThan(ANSWER_MS);
      return result;
    };
    frozen?.signal('SIGSTOP');
    try {
      const query = { channel, type: 'text', ack: true };
      const toChannel = [
        timed(succeed('POST', '/send', { query, body: 'now' })),
        timed(succeed('GET', '/info', { query: { channel } })),
        timed(succeed('POST', `/channel/subscribe/${unique('added')}`, { query: { channel } })),
      ] as const;
      const toUser = [
        timed(call('POST', '/send', { query: { user: frozenUser, type: 'text', ack: true }, body: 'now' })),
        timed(call('GET', '/info', { query: { user: frozenUser } })),
        timed(call('POST', '/disconnect', { query: { user: frozenUser } })),
        timed(call('POST', '/send', { query: { id: connections?.[0]?.id, type: 'text', ack: true }, body: 'now' })),
      ];
      const [sent, info, subscribed] = await Promise.all(toChannel);
      expect(sent).toMatchObject({ delivered: 2, dropped: 0, workers: 3, unreachable });
      expect(info.connections).toHaveLength(2);
      expect(info.unreachable).toEqual(unreachable);
      expect(subscribed).toMatchObject({ changed: 2, unreachable });
      for (const answer of await Promise.all(toUser)) expectError(answer, 'ERROR_REACHING_WORKER');
      // Nobody else waits for it.
      const other = members[0]?.user;
      const started = performance.now();
      await succeed('POST', '/send', { query: { user: other, type: 'text', ack: true }, body: 'now' });
      expect(performance.now() - started).toBeLessThan(ANSWER_MS / 4);
    } finally {
      frozen?.signal('SIGCONT');
    }
    for (const { socket } of members) socket.destroy();
    await waitFor('the worker is back', async () => {
      const member = await join(api, channel, 2, true);
      const query = { user: member.user, type: 'text', ack: true };
      const { delivered } = await succeed('POST', '/send', { query, body: 'back' });
      member.socket.destroy();
      return delivered === 1;
    });
    api.close();
  });
});
