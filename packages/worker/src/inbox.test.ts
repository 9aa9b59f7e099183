import { createLogger } from '@dsock/common';
import type { Target } from '@dsock/protocol';
import type { Action, Result } from '@dsock/protocol/codec';
import { describe, expect, test } from 'vitest';
import { connectTo, FakeRoutes, pendingConnection, soon } from '../tests/_fakes.js';
import { DeliveryQueue } from './hub/delivery-queue.js';
import { Hub } from './hub/hub.js';
import { createInbox } from './inbox.js';

const USER = { kind: 'user', user: 'u', session: undefined } as const;

function setup() {
  const routes = new FakeRoutes();
  const hub = new Hub(routes);
  const queue = new DeliveryQueue({ onDropped: () => undefined, onWritten: () => undefined });
  let invalid = 0;
  const log = createLogger({ service: 'test', level: 'silent' });
  const inbox = createInbox({ hub, queue, routes, log, onInvalid: () => invalid++ });
  /** Every part of the answer to one request. */
  const ask = (action: Action, target: Target = USER): Promise<Result[]> =>
    new Promise((resolve) => {
      const parts: Result[] = [];
      inbox({ requestId: 'r', traceparent: undefined, target, action }, (result, last) => {
        parts.push(result);
        if (last) resolve(parts);
      });
    });
  return { hub, routes, ask, invalid: () => invalid };
}

const send = (text: string): Action => ({ kind: 'send', type: 'text', body: Buffer.from(text), except: undefined });

describe('inbox', () => {
  test('inbox - a disconnect is in force at once, and lets what was sent before it arrive first', async () => {
    const { hub, ask } = setup();
    const { socket } = await connectTo(hub);
    let sentAtEnd: readonly string[] = [];
    const end = socket.onEnd;
    socket.onEnd = () => {
      sentAtEnd = [...socket.sent];
      end();
    };
    const sent = ask(send('last words'));
    const disconnected = ask({ kind: 'disconnect', code: 1000, reason: 'x'.repeat(200) });
    const late = ask(send('too late'));
    expect(hub.select(USER)).toEqual([]);
    expect(await Promise.all([sent, disconnected, late])).toEqual([
      [{ kind: 'sent', delivered: 1, dropped: 0 }],
      [{ kind: 'disconnected', count: 1 }],
      [{ kind: 'sent', delivered: 0, dropped: 0 }],
    ]);
    expect(sentAtEnd).toEqual(['last words']);
    expect(socket.ended).toEqual({ code: 1000, reason: 'x'.repeat(123) });
  });

  test('inbox - who is being admitted is told of everything, and counted and listed only when open', async () => {
    const { hub, ask } = setup();
    const pending = pendingConnection();
    await hub.attach(pending, soon());
    expect(await ask({ kind: 'info' })).toEqual([{ kind: 'info', connections: [] }]);
    expect(await ask({ kind: 'subscribe', channel: 'x' })).toEqual([{ kind: 'changed', count: 0 }]);
    expect(await ask(send('hello'))).toEqual([{ kind: 'sent', delivered: 0, dropped: 0 }]);
    expect(await ask({ kind: 'disconnect', code: 4000, reason: '' })).toEqual([{ kind: 'disconnected', count: 0 }]);
    expect(pending.channels).toEqual(['x']);
    expect(pending.admission?.closing).toEqual({ code: 4000, reason: '' });
  });

  test('inbox - an answer to /info comes in parts, each connection once', async () => {
    const { hub, ask } = setup();
    await Promise.all(Array.from({ length: 2500 }, () => connectTo(hub)));
    const parts = await ask({ kind: 'info' });
    const ids = parts.flatMap((part) => (part.kind === 'info' ? part.connections.map(({ id }) => id) : []));
    expect(parts).toHaveLength(3);
    expect(new Set(ids).size).toBe(2500);
  });

  test('inbox - what no API would send is refused and counted, and nobody waits for ever', async () => {
    const { hub, ask, invalid } = setup();
    const { socket } = await connectTo(hub);
    const bad: Action[] = [
      { kind: 'disconnect', code: 1006, reason: '' },
      { kind: 'subscribe', channel: '' },
      { kind: 'subscribe', channel: 'a,b' },
      { kind: 'send', type: 'text', body: Buffer.from([0xff]), except: undefined },
    ];
    for (const action of bad) expect(await ask(action)).toEqual([{ kind: 'failed' }]);
    expect(invalid()).toBe(bad.length);
    expect(await ask({ kind: 'probe' })).toEqual([{ kind: 'failed' }]);
    expect({ sent: socket.sent, ended: socket.ended }).toEqual({ sent: [], ended: undefined });
  });

  test('inbox - an envelope for whom nobody here holds has the route looked after', async () => {
    const { routes, ask } = setup();
    await ask({ kind: 'info' }, { kind: 'channel', channel: 'x' });
    await ask({ kind: 'info' }, { kind: 'connection', id: 'x' });
    expect(routes.repaired).toEqual(['c:x']);
  });
});
