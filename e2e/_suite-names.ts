import { describe, expect, it } from 'vitest';
import type { Scenario } from './_scenario.js';
import { connectUrl, open } from './_socket.js';
import { unique, waitFor } from './_wait.js';

/** Names that a careless key, path, pattern or object would confuse. Each is used as user, session, channel and claim id. */
const NASTY: readonly string[] = [
  'a-b',
  'a',
  'b-c',
  'c',
  'b',
  'a-b-c',
  '-',
  ':',
  'a:b',
  'a:',
  ':a',
  '%',
  '%3A',
  'a%3Ab',
  '%25',
  '*',
  '?',
  '[a]',
  '{a}',
  '{a}b',
  '/',
  '..',
  '\\',
  '\n',
  'a\nb',
  '\r\n',
  '\t',
  '\u0000',
  ' ',
  ' a',
  'a ',
  '+',
  'a+b',
  '&',
  '=',
  '#',
  '"',
  "'",
  'A',
  'null',
  'undefined',
  'true',
  '0',
  '00',
  '1e3',
  '-1',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '\u{1F9E6}',
  '\u{1F468}\u200d\u{1F469}\u200d\u{1F467}',
  '\u00e9',
  'e\u0301',
  '\u202e',
  '\ufeff',
  '\uffff',
  'u:a',
  'c:a',
  'worker',
  'x'.repeat(256),
  'x'.repeat(255),
  '\u20ac'.repeat(85),
];

const CHANNEL_ONLY_EXCLUDED = ',';

function describeUsers(s: Scenario): void {
  it('names - every strange user and channel gets exactly its own messages', async () => {
    // The same text is a user and a channel of another connection: the two kinds must not meet either.
    const peers = await Promise.all(
      NASTY.map(async (name, index) => {
        const channels = NASTY[(index + 1) % NASTY.length] ?? '';
        return { name, channels, peer: await s.connect({ user: name, channels, worker: index }) };
      }),
    );
    for (const [index, { name, channels }] of peers.entries()) {
      const toUser = await s.sendText({ user: name, ack: true }, `user ${index}`);
      expect({ name, delivered: toUser.delivered }).toEqual({ name, delivered: 1 });
      const toChannel = await s.sendText({ channel: channels, ack: true }, `channel ${index}`);
      expect({ channels, delivered: toChannel.delivered }).toEqual({ channels, delivered: 1 });
    }
    for (const [index, { name, peer }] of peers.entries()) {
      await waitFor('both messages', () => peer.received.length >= 2);
      const texts = peer.received.map(({ text }) => text);
      expect({ name, texts }).toEqual({ name, texts: [`user ${index}`, `channel ${index}`] });
    }
    for (const { name, channels } of peers) {
      const { connections } = await s.info({ user: name });
      expect(connections.map(({ user }) => user)).toEqual([name]);
      expect((await s.info({ channel: channels })).connections.map(({ user }) => user)).toEqual([name]);
    }
  });

  it('names - every strange user has exactly its own claims, and is disconnected alone', async () => {
    // What other tests left under the plain ones among these names.
    for (const target of NASTY.flatMap((name) => [{ user: name }, { channel: name }])) {
      await s.succeed('POST', '/disconnect', { query: target });
    }
    const claims = await Promise.all(NASTY.map((name) => s.claim({ user: name, channels: name, duration: 300 })));
    for (const [index, name] of NASTY.entries()) {
      expect((await s.info({ user: name })).claims).toEqual([claims[index]]);
      expect((await s.info({ channel: name })).claims).toEqual([claims[index]]);
    }
    const gone = NASTY.filter((_, index) => index % 2 === 0);
    for (const name of gone) await s.succeed('POST', '/disconnect', { query: { user: name } });
    for (const [index, name] of NASTY.entries()) {
      const left = index % 2 === 0 ? [] : [claims[index]];
      expect((await s.info({ user: name })).claims, name).toEqual(left);
      expect((await s.info({ channel: name })).claims, name).toEqual(left);
    }
    for (const name of NASTY) await s.succeed('POST', '/disconnect', { query: { channel: name } });
  });
}

function describeSessions(s: Scenario): void {
  it('names - user and session cannot be shifted into one another', async () => {
    const pairs = [
      ['a-b', 'c'],
      ['a', 'b-c'],
      ['a:b', 'c'],
      ['a', 'b:c'],
      ['a%3Ab', 'c'],
      ['a/b', 'c'],
      ['a', 'b/c'],
      ['a\n', 'b'],
      ['a', '\nb'],
      ['a', 'b'],
      ['b', 'a'],
      ['a,b', 'c'],
      ['a', 'b,c'],
      ['__proto__', 'constructor'],
      ['constructor', '__proto__'],
      ['x'.repeat(256), 'x'],
      ['x', 'x'.repeat(256)],
    ] as const;
    const base = unique('');
    const peers = await Promise.all(
      pairs.map(async ([user, session], index) => {
        const own = user.length > 200 || user.startsWith('_') || user === 'constructor' ? user : `${base}${user}`;
        return { user: own, session, peer: await s.connect({ user: own, session, worker: index }) };
      }),
    );
    for (const [index, { user, session }] of peers.entries()) {
      const { delivered } = await s.sendText({ user, session, ack: true }, `pair ${index}`);
      expect({ user, session, delivered }).toEqual({ user, session, delivered: 1 });
    }
    for (const [index, { user, session, peer }] of peers.entries()) {
      expect((await peer.nextMessage()).text).toBe(`pair ${index}`);
      const { disconnected } = await s.succeed('POST', '/disconnect', { query: { user, session } });
      expect({ user, session, disconnected }).toEqual({ user, session, disconnected: 1 });
      expect(await peer.closed).toMatchObject({ code: 1000 });
      expect(peer.received).toHaveLength(1);
    }
  });
}

function describeOthers(s: Scenario): void {
  it('names - a strange channel is subscribed and left by path, alone', async () => {
    const peer = await s.connect();
    const reachable = NASTY.filter((name) => name !== '..' && !name.includes(CHANNEL_ONLY_EXCLUDED));
    for (const name of reachable) {
      const path = encodeURIComponent(name);
      const query = { user: peer.user };
      const changed = (await s.succeed('POST', `/channel/subscribe/${path}`, { query })).changed;
      expect({ name, changed }).toEqual({ name, changed: 1 });
    }
    for (const [index, name] of reachable.entries()) {
      await s.sendText({ channel: name }, `channel ${index}`);
      expect((await peer.nextMessage()).text).toBe(`channel ${index}`);
      await s.succeed('POST', `/channel/unsubscribe/${encodeURIComponent(name)}`, { query: { user: peer.user } });
      expect((await s.sendText({ channel: name, ack: true }, 'left')).delivered).toBe(0);
    }
    expect(peer.received).toHaveLength(reachable.length);
  });

  it('names - every strange claim id connects its own user', async () => {
    const ids = NASTY.filter((name) => Buffer.byteLength(name) <= 128);
    for (const [index, id] of ids.entries()) {
      const { user } = await s.claim({ id });
      const socket = await open(connectUrl(s.deployment(), index, { claim: id }));
      expect((await s.info({ user })).connections).toHaveLength(1);
      socket.terminate();
    }
  });

  it('names - a space may be written as a plus sign, as both published clients do', async () => {
    const peer = await s.connect({ user: `${unique('user')} with space` });
    const answer = await s.succeed('POST', '/send', {
      query: `user=${peer.user.replaceAll(' ', '+')}&type=text&ack=true`,
      body: 'plus',
    });
    expect(answer.delivered).toBe(1);
    expect((await peer.nextMessage()).text).toBe('plus');
  });
}

/** Names made to collide: nothing crosses, everything reaches its own target. */
export function describeNames(s: Scenario): void {
  describe('names', () => {
    describeUsers(s);
    describeSessions(s);
    describeOthers(s);
  });
}
