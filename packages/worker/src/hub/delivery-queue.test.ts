import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type FakeSocket, openConnection } from '../../tests/_fakes.js';
import type { Connection } from './connection.js';
import { DeliveryQueue, type Frame } from './delivery-queue.js';

function setup() {
  const dropped: Connection[] = [];
  const written = { frames: 0, bytes: 0 };
  const queue = new DeliveryQueue({
    onDropped: (connection) => dropped.push(connection),
    onWritten: (frames, bytes) => {
      written.frames += frames;
      written.bytes += bytes;
    },
  });
  const idle = () => new Promise<void>((resolve) => queue.afterAll(resolve));
  return { queue, dropped, written, idle };
}

function frame(text: string, options: Partial<Frame> = {}): Frame {
  return { body: Buffer.from(text), binary: false, except: undefined, tally: undefined, ...options };
}

function crowd(size: number): { readonly members: Connection[]; readonly sockets: FakeSocket[] } {
  const all = Array.from({ length: size }, () => openConnection());
  return { members: all.map(({ connection }) => connection), sockets: all.map(({ socket }) => socket) };
}

const MANY = 1000;

describe('delivery queue', () => {
  test('delivery queue - keeps the order of a lane, whatever members its messages are for', async () => {
    const { queue, idle } = setup();
    const { members, sockets } = crowd(MANY);
    queue.push('a', members, frame('1'));
    queue.push('a', members.slice(0, 3), frame('2'));
    await nextTurn();
    queue.push('a', members, frame('3'));
    queue.push('a', members.slice(0, 1), frame('4'));
    await idle();
    expect(sockets[0]?.sent).toEqual(['1', '2', '3', '4']);
    expect(sockets[2]?.sent).toEqual(['1', '2', '3']);
    expect(sockets[MANY - 1]?.sent).toEqual(['1', '3']);
  });

  test('delivery queue - writes what came in one turn for the same members to each of them in one cork', async () => {
    const { queue, idle } = setup();
    const { members, sockets } = crowd(3);
    for (const text of ['1', '2', '3']) queue.push('a', members, frame(text));
    await idle();
    for (const { sent, corks } of sockets) expect({ sent, corks }).toEqual({ sent: ['1', '2', '3'], corks: [3] });
  });

  test('delivery queue - one member stands for itself, whichever array it came in', async () => {
    const { queue, idle } = setup();
    const { connection, socket } = openConnection();
    queue.push('a', [connection], frame('1'));
    queue.push('a', [connection], frame('2'));
    await idle();
    expect(socket.corks).toEqual([2]);
  });

  test('delivery queue - nothing joins a message that is on its way already', async () => {
    const { queue, idle } = setup();
    const { members, sockets } = crowd(MANY);
    const [first] = sockets as [FakeSocket];
    // The second message comes when the first member has the first one.
    first.send = (body) => {
      first.sent.push(Buffer.from(body).toString());
      if (first.sent.length === 1) queue.push('a', members, frame('2'));
      return 'delivered';
    };
    queue.push('a', members, frame('1'));
    await idle();
    await idle();
    for (const { sent } of sockets) expect(sent).toEqual(['1', '2']);
  });

  test('delivery queue - a large lane does not hold up a small one', async () => {
    const { queue, idle } = setup();
    const large = crowd(20_000);
    const { connection, socket } = openConnection();
    let served = 0;
    socket.send = () => {
      served = large.sockets.filter(({ sent }) => sent.length > 0).length;
      return 'delivered';
    };
    queue.push('large', large.members, frame('1'));
    queue.push('small', [connection], frame('2'));
    await idle();
    expect(served).toBeGreaterThan(0);
    expect(served).toBeLessThan(1000);
    expect(large.sockets.every(({ sent }) => sent.length === 1)).toBe(true);
  });

  test('delivery queue - lets the event loop turn while it works', async () => {
    const { queue } = setup();
    const { members, sockets } = crowd(400);
    // Slow sockets: the whole job takes far longer than a turn may.
    for (const socket of sockets) {
      socket.send = () => {
        const end = performance.now() + 0.2;
        while (performance.now() < end);
        return 'delivered';
      };
    }
    let turns = 0;
    let isDone = false;
    queue.push('a', members, frame('1', { tally: () => (isDone = true) }));
    while (!isDone) {
      await nextTurn();
      turns++;
    }
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  test('delivery queue - a barrier passes after all that came before it and does not wait for what comes later', async () => {
    const { queue } = setup();
    const { members, sockets } = crowd(MANY);
    const last = sockets[MANY - 1];
    const seen: (undefined | number)[] = [];
    queue.push('a', members, frame('1'));
    queue.push('b', members, frame('2'));
    queue.afterAll(() => seen.push(last?.sent.length));
    for (let later = 0; later < 5; later++) queue.push('a', members, frame('later'));
    while (seen.length === 0) await nextTurn();
    expect(seen[0]).toBeGreaterThanOrEqual(2);
    expect(seen[0]).toBeLessThan(7);
    while ((last?.sent.length ?? 0) < 7) await nextTurn();
    expect(last?.sent.filter((text) => text !== '2')).toEqual(['1', ...new Array(5).fill('later')]);
  });

  test('delivery queue - a barrier with nothing before it passes at once', () => {
    const { queue } = setup();
    let hasPassed = false;
    queue.afterAll(() => {
      hasPassed = true;
    });
    expect(hasPassed).toBe(true);
  });

  test('delivery queue - counts socket by socket what was taken and what was dropped, and tells of every drop', async () => {
    const { queue, dropped, written, idle } = setup();
    const { members, sockets } = crowd(5);
    const [, slow, gone] = sockets as [FakeSocket, FakeSocket, FakeSocket];
    slow.outcomes = ['dropped', 'delivered'];
    const absent = members[2] as Connection;
    absent.socket = undefined;
    const tallies: number[][] = [];
    const tally = (delivered: number, lost: number): void => void tallies.push([delivered, lost]);
    queue.push('a', members, frame('one', { tally }));
    queue.push('a', members, frame('three', { tally }));
    queue.push('a', [], frame('nobody', { tally }));
    await idle();
    expect(tallies).toEqual([
      [3, 1],
      [4, 0],
      [0, 0],
    ]);
    expect(dropped).toEqual([members[1]]);
    expect(gone.sent).toEqual([]);
    expect(written).toEqual({ frames: 7, bytes: 3 * 3 + 4 * 5 });
  });

  test('delivery queue - leaves out the connection that a message is not for', async () => {
    const { queue, idle } = setup();
    const { members, sockets } = crowd(3);
    let delivered = -1;
    const tally = (count: number): void => {
      delivered = count;
    };
    queue.push('a', members, frame('1', { except: members[1]?.id, tally }));
    queue.push('a', members, frame('2'));
    await idle();
    expect(sockets.map(({ sent }) => sent)).toEqual([['1', '2'], ['2'], ['1', '2']]);
    expect(delivered).toBe(2);
  });

  test('delivery queue - does not touch a socket that ends between two of its messages', async () => {
    const { queue, idle } = setup();
    const { connection, socket } = openConnection();
    socket.send = (body) => {
      if (connection.socket === undefined) throw new Error('used after its end');
      socket.sent.push(Buffer.from(body).toString());
      connection.socket = undefined;
      return 'delivered';
    };
    queue.push('a', [connection], frame('1'));
    queue.push('a', [connection], frame('2'));
    await idle();
    expect(socket.sent).toEqual(['1']);
  });
});
