import { describe, expect, it } from 'vitest';
import { expectError } from './_http.js';
import type { Peer, Scenario } from './_scenario.js';
import { connectUrl, open, refused } from './_socket.js';
import { DEFAULT_CHANNELS } from './_suite-options.js';
import { unique, waitFor } from './_wait.js';

async function onePerWorker(s: Scenario, user: string, channels = ''): Promise<Peer[]> {
  return Promise.all(
    s.deployment().workers.map((_, worker) => s.connect({ user, session: `${worker}`, channels, worker })),
  );
}

function describeDisconnect(s: Scenario): void {
  it('disconnect - closes every connection of the target on all workers with 1000, and nobody else', async () => {
    const [user, channel] = [unique('user'), unique('channel')];
    const other = await s.connect();
    for (const target of [{ user }, { channel }]) {
      const peers = await onePerWorker(s, user, channel);
      const answer = await s.succeed('POST', '/disconnect', { query: target });
      expect(answer).toEqual({ success: true, disconnected: peers.length });
      for (const peer of peers) expect(await peer.closed).toEqual({ code: 1000, reason: '' });
      expect((await s.info(target)).connections).toEqual([]);
    }
    expect(other.isOpen()).toBe(true);
  });

  it('disconnect - a session whose parameter name is percent-encoded still narrows the target', async () => {
    const user = unique('user');
    const [first, second] = [await s.connect({ user, session: 'a' }), await s.connect({ user, session: 'b' })];
    const answer = await s.succeed('POST', '/disconnect', { query: `user=${user}&%73ession=a` });
    expect(answer.disconnected).toBe(1);
    expect(await first.closed).toMatchObject({ code: 1000 });
    expect(second.isOpen()).toBe(true);
  });

  it('disconnect - of an id or a session closes only those', async () => {
    const user = unique('user');
    const [first, second, third] = [
      await s.connect({ user, session: 'a' }),
      await s.connect({ user, session: 'b' }),
      await s.connect({ user, session: 'c' }),
    ];
    const stranger = await s.connect({ user: unique('user'), session: 'a' });
    await s.succeed('POST', '/disconnect', { query: { id: await s.idOf(first) } });
    expect(await first.closed).toMatchObject({ code: 1000 });
    const answer = await s.succeed('POST', '/disconnect', { query: { user, session: 'b' } });
    expect(answer.disconnected).toBe(1);
    expect(await second.closed).toMatchObject({ code: 1000 });
    expect((await s.info({ user })).connections.map(({ session }) => session)).toEqual(['c']);
    expect([third.isOpen(), stranger.isOpen()]).toEqual([true, true]);
  });

  it.each([
    [
      { code: 4321, reason: 'signed out' },
      { code: 4321, reason: 'signed out' },
    ],
    [{ code: 3000 }, { code: 3000, reason: '' }],
    [{ reason: 'Grüße 🧦' }, { code: 1000, reason: 'Grüße 🧦' }],
    [
      { code: 4999, reason: '€'.repeat(41) },
      { code: 4999, reason: '€'.repeat(41) },
    ],
  ])('disconnect - with %j the client sees exactly that', async (query, expected) => {
    const peer = await s.connect();
    await s.succeed('POST', '/disconnect', { query: { user: peer.user, ...query } });
    expect(await peer.closed).toEqual(expected);
  });

  it('disconnect - deletes the claims of its target, and only those', async () => {
    const [user, channel] = [unique('user'), unique('channel')];
    const gone = await s.claim({ user, session: 'a' });
    const stays = await s.claim({ user, session: 'b', channels: channel });
    await s.succeed('POST', '/disconnect', { query: { user, session: 'a' } });
    expect((await s.info({ user })).claims).toEqual([stays]);
    expectError(await refused(connectUrl(s.deployment(), 0, { claim: gone.id })), 'MISSING_CLAIM');
    await s.succeed('POST', '/disconnect', { query: { channel } });
    expect(await s.info({ user })).toEqual({ connections: [], claims: [] });
    expectError(await refused(connectUrl(s.deployment(), 1, { claim: stays.id })), 'MISSING_CLAIM');
  });

  it('disconnect - with keepClaims leaves them usable', async () => {
    const peer = await s.connect();
    const claim = await s.claim({ user: peer.user });
    const query = { user: peer.user, keepClaims: true };
    expect((await s.succeed('POST', '/disconnect', { query })).disconnected).toBe(1);
    expect(await peer.closed).toMatchObject({ code: 1000 });
    const again = await open(connectUrl(s.deployment(), 0, { claim: claim.id }));
    await again.close();
  });

  it('disconnect - of an id leaves the claims of its user', async () => {
    const peer = await s.connect();
    const claim = await s.claim({ user: peer.user });
    await s.succeed('POST', '/disconnect', { query: { id: await s.idOf(peer) } });
    expect(await s.info({ user: peer.user })).toEqual({ connections: [], claims: [claim] });
  });

  it('disconnect - of nobody succeeds with 0', async () => {
    const answer = await s.succeed('POST', '/disconnect', { query: { user: unique('user') } });
    expect(answer).toEqual({ success: true, disconnected: 0 });
  });
}

function describeChannels(s: Scenario): void {
  const change = (verb: string, channel: string, query: Record<string, string | boolean>) =>
    s.succeed('POST', `/channel/${verb}/${encodeURIComponent(channel)}`, { query });

  it('channel - subscribe and unsubscribe a user on all workers, in force when answered', async () => {
    const [user, channel] = [unique('user'), unique('channel')];
    const peers = await onePerWorker(s, user);
    expect(await change('subscribe', channel, { user })).toEqual({ success: true, changed: peers.length });
    expect(await s.sendText({ channel, ack: true }, 'in')).toMatchObject({ delivered: peers.length });
    for (const peer of peers) expect((await peer.nextMessage()).text).toBe('in');
    expect((await change('subscribe', channel, { user })).changed).toBe(0);
    expect(await change('unsubscribe', channel, { user })).toEqual({ success: true, changed: peers.length });
    expect(await s.sendText({ channel, ack: true }, 'out')).toMatchObject({ delivered: 0 });
    expect((await change('unsubscribe', channel, { user })).changed).toBe(0);
    await s.sendText({ user }, 'mark');
    for (const peer of peers) expect((await peer.nextMessage()).text).toBe('mark');
  });

  it('channel - a subscribe followed by a send reaches without a pause, over and over', async () => {
    const peer = await s.connect();
    for (let round = 0; round < 20; round++) {
      const channel = unique('channel');
      await change('subscribe', channel, { user: peer.user });
      await s.sendText({ channel }, `round ${round}`);
      expect((await peer.nextMessage()).text).toBe(`round ${round}`);
      await change('unsubscribe', channel, { user: peer.user });
      await s.sendText({ channel }, 'too late');
    }
  });

  it('channel - an id, a session or a channel as target changes only those', async () => {
    const [user, base, channel] = [unique('user'), unique('base'), unique('channel')];
    const first = await s.connect({ user, session: 'a', channels: base, worker: 0 });
    await s.connect({ user, session: 'b', worker: 0 });
    await s.connect({ user: unique('user'), session: 'a', worker: 0 });
    const member = await s.connect({ session: 'member', channels: channel, worker: 0 });
    const members = async () => (await s.info({ channel })).connections.map(({ session }) => session).sort();
    const targets: Record<string, string>[] = [{ id: await s.idOf(first) }, { user, session: 'a' }, { channel: base }];
    for (const target of targets) {
      expect((await change('subscribe', channel, target)).changed).toBe(1);
      expect(await members()).toEqual(['a', 'member']);
      await s.sendText({ channel }, 'both');
      expect([(await first.nextMessage()).text, (await member.nextMessage()).text]).toEqual(['both', 'both']);
      expect((await change('unsubscribe', channel, target)).changed).toBe(1);
      expect(await members()).toEqual(['member']);
      for (const ack of [true, false]) await s.sendText({ channel, ack }, 'member only');
      expect((await member.nextMessage()).text + (await member.nextMessage()).text).toBe('member onlymember only');
    }
    await s.sendText({ user, session: 'a' }, 'mark');
    expect((await first.nextMessage()).text).toBe('mark');
  });

  it('channel - the claims of the target change too, and decide what the connection joins', async () => {
    const [user, channel] = [unique('user'), unique('channel')];
    const claim = await s.claim({ user, session: 'a', channels: 'own,lost' });
    const sibling = await s.claim({ user, session: 'b' });
    await change('subscribe', channel, { user, session: 'a' });
    await change('unsubscribe', 'lost', { user });
    const { claims } = await s.info({ user });
    const byId = new Map(claims.map((one) => [one.id, one.channels]));
    expect([...(byId.get(claim.id) ?? [])].sort()).toEqual([channel, 'own'].sort());
    expect(byId.get(sibling.id)).toEqual([]);
    expect((await s.info({ channel })).claims.map(({ id }) => id)).toEqual([claim.id]);
    const socket = await open(connectUrl(s.deployment(), 0, { claim: claim.id }));
    expect((await s.sendText({ channel, ack: true }, 'a')).delivered).toBe(1);
    expect((await socket.nextMessage()).text).toBe('a');
    expect((await s.info({ user })).connections[0]?.channels).not.toContain('lost');
    await socket.close();
  });

  it('channel - claims of a channel target are changed too', async () => {
    const [base, channel] = [unique('base'), unique('channel')];
    const claim = await s.claim({ channels: base });
    await change('subscribe', channel, { channel: base });
    expect((await s.info({ channel })).claims.map(({ id }) => id)).toEqual([claim.id]);
    await change('unsubscribe', channel, { channel: base });
    expect((await s.info({ channel })).claims).toEqual([]);
    expect((await s.info({ user: claim.user })).claims).toEqual([claim]);
  });

  it('channel - with ignoreClaims the claims stay as they are, and connections change', async () => {
    const channel = unique('channel');
    const peer = await s.connect({ channels: 'own' });
    const claim = await s.claim({ user: peer.user, channels: 'own' });
    const query = { user: peer.user, ignoreClaims: true };
    expect((await change('subscribe', channel, query)).changed).toBe(1);
    expect((await change('unsubscribe', 'own', query)).changed).toBe(1);
    expect((await s.info({ user: peer.user })).claims).toEqual([claim]);
    const { connections } = await s.info({ user: peer.user });
    expect([...(connections[0]?.channels ?? [])].sort()).toEqual([...DEFAULT_CHANNELS, channel].sort());
  });

  it('channel - a slash, a space, a percent sign and a question mark in its name travel encoded', async () => {
    const peer = await s.connect();
    for (const name of ['a/b', 'a b', 'a%2Fb', 'a?b', 'a#b', '..', '%']) {
      const channel = `${unique('c')}${name}`;
      expect((await change('subscribe', channel, { user: peer.user })).changed).toBe(1);
      await s.sendText({ channel }, channel);
      expect((await peer.nextMessage()).text).toBe(channel);
    }
  });
}

function describeInfo(s: Scenario): void {
  it('info - shows every connection of the target on all workers, exactly', async () => {
    const [user, channel] = [unique('user'), unique('channel')];
    const before = Math.floor(Date.now() / 1000);
    const peers = await onePerWorker(s, user, `z,${channel},a`);
    const { connections } = await s.info({ user });
    const after = Math.ceil(Date.now() / 1000);
    expect(new Set(connections.map(({ id }) => id)).size).toBe(peers.length);
    expect(new Set(connections.map(({ worker }) => worker)).size).toBe(s.deployment().workers.length);
    for (const [index, peer] of peers.entries()) {
      const shown = connections.find(({ session }) => session === peer.session);
      const { id, worker, lastPing } = shown ?? { id: '', worker: '', lastPing: 0 };
      const channels = ['z', channel, 'a', ...DEFAULT_CHANNELS];
      expect(shown).toEqual({ id, worker, lastPing, user, session: `${index}`, channels });
      expect([typeof id, typeof worker]).toEqual(['string', 'string']);
      expect(Number.isInteger(lastPing)).toBe(true);
      expect(lastPing).toBeGreaterThanOrEqual(before);
      expect(lastPing).toBeLessThanOrEqual(after);
      expect(await s.info({ id })).toEqual({ connections: [shown], claims: [] });
      expect((await s.info({ user, session: `${index}` })).connections).toEqual([shown]);
    }
    expect((await s.info({ channel })).connections.map(({ id }) => id).sort()).toEqual(
      connections.map(({ id }) => id).sort(),
    );
  });

  it('info - has no session where there is none', async () => {
    const peer = await s.connect();
    const { connections } = await s.info({ user: peer.user });
    expect(Object.keys(connections[0] ?? {}).sort()).toEqual(['channels', 'id', 'lastPing', 'user', 'worker']);
  });

  it('info - lastPing moves with a ping and with a pong of the client', async () => {
    const peers = [await s.connect(), await s.connect()];
    const lastPing = async (peer: Peer) => (await s.info({ user: peer.user })).connections[0]?.lastPing ?? 0;
    const first = await Promise.all(peers.map(lastPing));
    await waitFor('another second', () => Math.floor(Date.now() / 1000) > Math.max(...first));
    expect(await Promise.all(peers.map(lastPing))).toEqual(first);
    await peers[0]?.ping();
    peers[1]?.raw.pong();
    for (const [index, peer] of peers.entries()) {
      await waitFor('lastPing moves', async () => (await lastPing(peer)) > (first[index] ?? 0));
    }
  });

  it('info - 2,500 connections of one user come complete', async () => {
    const user = unique('user');
    const count = 2500;
    for (let made = 0; made < count; made += 100) {
      await Promise.all(Array.from({ length: 100 }, () => s.connect({ user })));
    }
    const { connections } = await s.info({ user });
    expect(new Set(connections.map(({ id }) => id)).size).toBe(count);
    expect((await s.sendText({ user, ack: true }, 'all')).delivered).toBe(count);
  });
}

/** `/disconnect`, channel calls and `/info`. */
export function describeControl(s: Scenario): void {
  describe('control', () => {
    describeDisconnect(s);
    describeChannels(s);
    describeInfo(s);
  });
}
