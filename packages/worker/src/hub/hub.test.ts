import { setImmediate as nextTurn } from 'node:timers/promises';
import { channelRoute, userRoute } from '@dsock/backplane';
import { describe, expect, test } from 'vitest';
import { connectTo, FakeRoutes, FakeSocket, pendingConnection, soon } from '../../tests/_fakes.js';
import { Hub } from './hub.js';

function setup() {
  const routes = new FakeRoutes();
  return { routes, hub: new Hub(routes) };
}

const user = (name: string, session?: string) => ({ kind: 'user', user: name, session }) as const;
const channel = (name: string) => ({ kind: 'channel', channel: name }) as const;

describe('hub', () => {
  test('hub - selects by id, user, session and channel, and nobody else', async () => {
    const { hub } = setup();
    const { connection: phone } = await connectTo(hub, { user: 'a', session: 's', channels: ['x'] });
    const { connection: desk } = await connectTo(hub, { user: 'a', channels: ['x', 'y'] });
    const { connection: other } = await connectTo(hub, { user: 'b', session: 's' });
    expect(hub.select({ kind: 'connection', id: desk.id })).toEqual([desk]);
    expect(hub.select({ kind: 'connection', id: 'a' })).toEqual([]);
    expect(hub.select(user('a'))).toEqual([phone, desk]);
    expect(hub.select(user('a', 's'))).toEqual([phone]);
    expect(hub.select(user('b', 's'))).toEqual([other]);
    expect(hub.select(channel('x'))).toEqual([phone, desk]);
    expect(hub.select(channel('y'))).toEqual([desk]);
    expect(hub.select(channel('a'))).toEqual([]);
    expect([hub.holds(user('a')), hub.holds(channel('a'))]).toEqual([true, false]);
  });

  test('hub - a connection being admitted is found and counts as a holder, but is not open', async () => {
    const { hub, routes } = setup();
    const connection = pendingConnection({ user: 'a', channels: ['x'] });
    let isWritten = (): void => undefined;
    routes.written = new Promise((resolve) => {
      isWritten = resolve;
    });
    const attached = hub.attach(connection, soon());
    expect(hub.select(user('a'))).toEqual([connection]);
    expect({ size: hub.size, open: hub.openCount }).toEqual({ size: 1, open: 0 });
    isWritten();
    await attached;
    hub.open(connection, new FakeSocket());
    expect({ size: hub.size, open: hub.openCount }).toEqual({ size: 1, open: 1 });
  });

  test('hub - leaves nothing behind when a connection ends, however often that is told', async () => {
    const { hub, routes } = setup();
    const { connection } = await connectTo(hub, { user: 'a', channels: ['x'] });
    const { connection: stays } = await connectTo(hub, { user: 'a' });
    await hub.subscribe([connection], 'y', soon());
    expect(routes.counts).toEqual(
      new Map([
        [userRoute('a'), 2],
        [channelRoute('x'), 1],
        [channelRoute('y'), 1],
      ]),
    );
    hub.close(connection, { code: 1000, reason: '' });
    hub.closed(connection);
    hub.detach(connection);
    hub.close(connection, { code: 1000, reason: '' });
    expect(routes.counts).toEqual(new Map([[userRoute('a'), 1]]));
    expect([...hub.connections()]).toEqual([stays]);
    expect({ open: hub.openCount, channels: hub.channelCount }).toEqual({ open: 1, channels: 0 });
  });

  test('hub - closes an open connection at once and one being admitted when it opens', async () => {
    const { hub } = setup();
    const closing = { code: 4000, reason: 'why' };
    const { connection, socket } = await connectTo(hub);
    hub.close(connection, closing);
    expect(socket.ended).toEqual(closing);

    const pending = pendingConnection();
    await hub.attach(pending, soon());
    hub.close(pending, closing);
    expect(pending.admission?.closing).toEqual(closing);
    expect(hub.select(user('u'))).toEqual([]);
  });

  test('hub - tells only those whose subscription changed, in the order of joining, without duplicates', async () => {
    const { hub, routes } = setup();
    const { connection: first } = await connectTo(hub, { channels: ['x'] });
    const { connection: second } = await connectTo(hub);
    expect(await hub.subscribe([first, second], 'x', soon())).toEqual([second]);
    expect(await hub.subscribe([first, second], 'x', soon())).toEqual([]);
    expect(await hub.subscribe([first], 'y', soon())).toEqual([first]);
    expect(first.channels).toEqual(['x', 'y']);
    expect(routes.counts.get(channelRoute('x'))).toBe(2);
    expect(hub.unsubscribe([first, second], 'y')).toEqual([first]);
    expect(hub.unsubscribe([first, second], 'y')).toEqual([]);
    expect(hub.select(channel('y'))).toEqual([]);
    expect(routes.counts.has(channelRoute('y'))).toBe(false);
  });

  test('hub - a subscription is in force only when its route is written', async () => {
    const { hub, routes } = setup();
    const { connection } = await connectTo(hub);
    let isWritten = (): void => undefined;
    routes.written = new Promise((resolve) => {
      isWritten = resolve;
    });
    let isDone = false;
    const subscribed = hub.subscribe([connection], 'x', soon()).then(() => {
      isDone = true;
    });
    await nextTurn();
    expect(isDone).toBe(false);
    isWritten();
    await subscribed;
    expect(isDone).toBe(true);
  });

  test('hub - a subscription that changes nothing is in force only when the route is written, and counts nobody twice', async () => {
    const { hub, routes } = setup();
    const { connection } = await connectTo(hub);
    let isWritten = (): void => undefined;
    routes.written = new Promise((resolve) => {
      isWritten = resolve;
    });
    const first = hub.subscribe([connection], 'x', soon());
    let isDone = false;
    const second = hub.subscribe([connection], 'x', soon()).then((changed) => {
      isDone = true;
      return changed;
    });
    await nextTurn();
    expect(isDone).toBe(false);
    isWritten();
    expect([await first, await second]).toEqual([[connection], []]);
    expect(routes.counts.get(channelRoute('x'))).toBe(1);
    expect(await hub.subscribe([], 'y', soon())).toEqual([]);
    expect(routes.counts.has(channelRoute('y'))).toBe(false);
  });

  test('hub - a connection being admitted remembers every channel call, also one that changes nothing now', async () => {
    const { hub } = setup();
    const pending = pendingConnection({ channels: ['x'] });
    await hub.attach(pending, soon());
    await hub.subscribe([pending], 'x', soon());
    hub.unsubscribe([pending], 'y');
    expect(pending.admission?.operations).toEqual([
      { kind: 'subscribe', channel: 'x' },
      { kind: 'unsubscribe', channel: 'y' },
    ]);
    expect(pending.channels).toEqual(['x']);
  });
});
