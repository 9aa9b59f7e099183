import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectTo, FakeRoutes, FakeSocket, pendingConnection, soon } from '../tests/_fakes.js';
import { drain } from './drain.js';
import { Hub } from './hub/hub.js';

const DURATION_MS = 10_000;
const RESTARTING = { code: 1012, reason: 'worker restarting' };

describe('drain', () => {
  let hub: Hub;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    hub = new Hub(new FakeRoutes());
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function connectMany(count: number): Promise<FakeSocket[]> {
    const opened = await Promise.all(Array.from({ length: count }, () => connectTo(hub)));
    return opened.map(({ socket }) => socket);
  }

  test('drain - closes everybody with 1012, spread over its duration', async () => {
    const sockets = await connectMany(1000);
    const drained = drain(hub, DURATION_MS);
    const closedBy: number[] = [];
    for (let tenth = 0; tenth < 10; tenth++) {
      await vi.advanceTimersByTimeAsync(DURATION_MS / 10);
      closedBy.push(sockets.filter(({ ended }) => ended !== undefined).length);
    }
    await vi.advanceTimersByTimeAsync(100);
    await drained;
    expect(sockets.every(({ ended }) => ended?.code === RESTARTING.code && ended.reason === RESTARTING.reason)).toBe(
      true,
    );
    for (const [tenth, closed] of closedBy.entries()) {
      expect(closed).toBeGreaterThan((tenth + 1) * 100 - 60);
      expect(closed).toBeLessThan((tenth + 1) * 100 + 60);
    }
    expect(hub.size).toBe(0);
  });

  test('drain - is over at once when nobody is there, and as soon as the last has gone by itself', async () => {
    await drain(hub, DURATION_MS);
    const sockets = await connectMany(3);
    const drained = drain(hub, DURATION_MS);
    for (const connection of [...hub.connections()]) hub.closed(connection);
    await vi.advanceTimersByTimeAsync(100);
    await drained;
    expect(sockets.every(({ ended }) => ended === undefined)).toBe(true);
  });

  test('drain - without a duration closes everybody at once', async () => {
    const sockets = await connectMany(5);
    await drain(hub, 0);
    expect(sockets.map(({ ended }) => ended)).toEqual(sockets.map(() => RESTARTING));
  });

  test('drain - who is being admitted when it begins is closed when it opens', async () => {
    const pending = pendingConnection();
    await hub.attach(pending, soon());
    const drained = drain(hub, 0);
    await drained;
    expect(pending.admission?.closing).toEqual(RESTARTING);
  });

  test('drain - who opens while it lasts is closed at its end', async () => {
    await connectMany(1);
    const pending = pendingConnection();
    await hub.attach(pending, soon());
    const drained = drain(hub, DURATION_MS);
    const socket = new FakeSocket();
    if (pending.admission?.closing === undefined) hub.open(pending, socket);
    await vi.advanceTimersByTimeAsync(DURATION_MS + 100);
    await drained;
    expect(socket.ended ?? pending.admission?.closing).toEqual(RESTARTING);
  });
});
