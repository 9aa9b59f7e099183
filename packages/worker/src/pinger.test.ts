import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectTo, FakeRoutes, type FakeSocket, pendingConnection, soon } from '../tests/_fakes.js';
import { Hub } from './hub/hub.js';
import { startPinger } from './pinger.js';

const INTERVAL_MS = 4000;

describe('pinger', () => {
  let hub: Hub;
  beforeEach(() => {
    vi.useFakeTimers();
    hub = new Hub(new FakeRoutes());
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function connectMany(count: number): Promise<FakeSocket[]> {
    const opened = await Promise.all(Array.from({ length: count }, () => connectTo(hub)));
    return opened.map(({ socket }) => socket);
  }

  test.each([1, 7, 50, 51, 333])('pinger - pings each of %i connections once per interval', async (count) => {
    const sockets = await connectMany(count);
    const stop = startPinger(hub, INTERVAL_MS);
    for (let round = 1; round <= 3; round++) {
      vi.advanceTimersByTime(INTERVAL_MS);
      expect(new Set(sockets.map(({ pings }) => pings))).toEqual(new Set([round]));
    }
    stop();
  });

  test('pinger - spreads its pings over the interval', async () => {
    const sockets = await connectMany(500);
    const stop = startPinger(hub, INTERVAL_MS);
    const pinged = (): number => sockets.reduce((sum, { pings }) => sum + pings, 0);
    vi.advanceTimersByTime(INTERVAL_MS / 2);
    expect(pinged()).toBeGreaterThan(200);
    expect(pinged()).toBeLessThan(300);
    stop();
  });

  test('pinger - leaves out who is gone or not open yet, and stops when told', async () => {
    const [gone, there] = await Promise.all([connectTo(hub), connectTo(hub)]);
    await hub.attach(pendingConnection(), soon());
    const stop = startPinger(hub, INTERVAL_MS);
    // The round has begun, so that the one who leaves is in it.
    vi.advanceTimersByTime(INTERVAL_MS / 50);
    const before = gone.socket.pings;
    hub.closed(gone.connection);
    vi.advanceTimersByTime(INTERVAL_MS);
    expect(gone.socket.pings).toBe(before);
    expect(there.socket.pings).toBeGreaterThan(0);
    stop();
    const last = there.socket.pings;
    vi.advanceTimersByTime(3 * INTERVAL_MS);
    expect(there.socket.pings).toBe(last);
  });
});
