import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { expectError } from './_http.js';
import type { Peer, Scenario } from './_scenario.js';
import { unique } from './_wait.js';

const MIB = 1024 * 1024;

/** One peer on every worker, all of one user and in one channel. */
async function onePerWorker(s: Scenario, user: string, channels = ''): Promise<Peer[]> {
  return Promise.all(s.deployment().workers.map((_, worker) => s.connect({ user, channels, worker })));
}

async function expectTexts(peer: Peer, texts: readonly string[]): Promise<void> {
  for (const text of texts) expect((await peer.nextMessage()).text).toBe(text);
}

/** A message for this connection alone arrives next, so nothing else did before it. */
async function expectNothingElse(s: Scenario, peers: readonly Peer[]): Promise<void> {
  for (const peer of peers) {
    const mark = unique('mark');
    await s.sendText({ user: peer.user, session: peer.session }, mark);
    const before = peer.received.length;
    const { text } = await peer.nextMessage();
    expect(text, `message ${before}`).toBe(mark);
  }
}

function describeFrames(s: Scenario): void {
  it.each([
    ['text', 'text'],
    ['1', 'text'],
    ['binary', 'binary'],
    ['2', 'binary'],
  ])('send - type=%s arrives as a %s frame with the same bytes', async (type, frame) => {
    const peer = await s.connect();
    for (const body of ['hello', '', 'Grüße 🧦 \u0000 end', '{"json":true}']) {
      expect(await s.succeed('POST', '/send', { query: { user: peer.user, type }, body })).toEqual({ success: true });
      const message = await peer.nextMessage();
      expect(message).toMatchObject({ type: frame, text: body });
    }
  });

  it('send - binary bytes of every value arrive unchanged, whatever the content type says', async () => {
    const peer = await s.connect();
    const body = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));
    for (const contentType of [
      'application/octet-stream',
      'application/json',
      'application/x-www-form-urlencoded',
      'x',
    ]) {
      const headers = { 'content-type': contentType };
      await s.succeed('POST', '/send', { query: { user: peer.user, type: 'binary' }, body, headers });
      expect((await peer.nextMessage()).data.equals(body)).toBe(true);
    }
  });

  it('send - 1 MiB arrives whole, as text and binary, on every worker', async () => {
    const peers = await onePerWorker(s, unique('user'));
    const binary = randomBytes(MIB);
    const text = 'é'.repeat(MIB / 2);
    for (const [type, body] of [
      ['binary', binary],
      ['text', Buffer.from(text)],
    ] as const) {
      await s.succeed('POST', '/send', { query: { user: peers[0]?.user, type }, body });
      for (const peer of peers) {
        const message = await peer.nextMessage();
        expect({ type: message.type, same: message.data.equals(body) }).toEqual({ type, same: true });
      }
    }
  });

  it('send - messages of 0 bytes to 70,000 bytes around frame boundaries arrive unchanged', async () => {
    const peer = await s.connect();
    for (const size of [0, 1, 125, 126, 127, 16_383, 16_384, 16_385, 65_535, 65_536, 70_000]) {
      const body = randomBytes(size);
      await s.succeed('POST', '/send', { query: { user: peer.user, type: 'binary' }, body });
      expect((await peer.nextMessage()).data.equals(body), `${size} bytes`).toBe(true);
    }
  });

  it.each(['', 'type=', 'type=TEXT', 'type=0', 'type=3', 'type=json', 'type=text%20', 'type=__proto__'])(
    'send - "%s" is INVALID_MESSAGE_TYPE, before the body counts',
    async (type) => {
      for (const body of ['x', Buffer.from([0xff]), Buffer.alloc(MIB + 1, 0xff)]) {
        expectError(await s.call('POST', '/send', { query: `user=a&${type}`, body }), 'INVALID_MESSAGE_TYPE');
      }
    },
  );
}

function describeReach(s: Scenario): void {
  it('send - to a user reaches all connections of the user on all workers, and nobody else', async () => {
    const user = unique('user');
    const peers = await onePerWorker(s, user);
    const other = await s.connect();
    await s.sendText({ user }, 'all');
    for (const peer of peers) await expectTexts(peer, ['all']);
    await expectNothingElse(s, [other]);
  });

  it('send - to a session reaches that session of that user only', async () => {
    const [one, two] = [unique('user'), unique('user')];
    const target = await s.connect({ user: one, session: 'a', worker: 0 });
    const sibling = await s.connect({ user: one, session: 'b', worker: 0 });
    const stranger = await s.connect({ user: two, session: 'a', worker: 0 });
    const bare = await s.connect({ user: unique('user'), worker: 0 });
    const answer = await s.sendText({ user: one, session: 'a', ack: true }, 'session');
    expect(answer.delivered).toBe(1);
    await expectTexts(target, ['session']);
    await expectNothingElse(s, [target, sibling, stranger, bare]);
  });

  it('send - to a channel reaches its connections on all workers, and nobody else', async () => {
    const channel = unique('channel');
    const inside = await Promise.all(
      s.deployment().workers.map((_, worker) => s.connect({ channels: `x,${channel}`, worker })),
    );
    const outside = await s.connect({ channels: `${channel}x` });
    await s.sendText({ channel }, 'channel');
    for (const peer of inside) await expectTexts(peer, ['channel']);
    await expectNothingElse(s, [outside, ...inside]);
  });

  it('send - to an id reaches that connection only', async () => {
    const user = unique('user');
    const target = await s.connect({ user, session: 'a', worker: 0 });
    const twin = await s.connect({ user, session: 'b', worker: 0 });
    await s.sendText({ id: await s.idOf(target) }, 'id');
    await expectTexts(target, ['id']);
    await expectNothingElse(s, [target, twin]);
  });

  it('send - id goes before channel, channel before user', async () => {
    const channel = unique('channel');
    const byId = await s.connect({ session: 'i' });
    const byChannel = await s.connect({ session: 'c', channels: channel });
    const byUser = await s.connect({ session: 'u' });
    await s.sendText({ user: byUser.user, channel, id: await s.idOf(byId) }, 'one');
    await expectTexts(byId, ['one']);
    await s.sendText({ user: byUser.user, channel }, 'two');
    await expectTexts(byChannel, ['two']);
    await expectNothingElse(s, [byId, byChannel, byUser]);
  });

  it('send - a connection that closed is no longer reached, and the others are', async () => {
    const user = unique('user');
    const [gone, stays] = [await s.connect({ user, worker: 0 }), await s.connect({ user, worker: 1 })];
    await gone.close();
    await expect.poll(async () => (await s.info({ user })).connections).toHaveLength(1);
    expect(await s.sendText({ user, ack: true }, 'rest')).toMatchObject({ delivered: 1, dropped: 0 });
    await expectTexts(stays, ['rest']);
  });

  it('send - reaches a connection the moment it is open', async () => {
    for (let round = 0; round < 20; round++) {
      const peer = await s.connect();
      await s.sendText({ user: peer.user }, `round ${round}`);
      await expectTexts(peer, [`round ${round}`]);
      peer.terminate();
    }
  });

  it('send - 300 awaited sends to a user and to a channel arrive in order on all workers', async () => {
    const [user, channel] = [unique('user'), unique('channel')];
    const peers = await onePerWorker(s, user, channel);
    for (const target of [{ user }, { channel }]) {
      const texts = Array.from({ length: 300 }, (_, index) => `${Object.keys(target)} ${index}`);
      // Small and large ones take different ways to Redis; promise 3 knows no such difference.
      for (const [index, text] of texts.entries()) {
        await s.sendText(target, index % 50 === 25 ? text.padEnd(40_000, ' ') : text);
      }
      for (const peer of peers) {
        for (const text of texts) expect((await peer.nextMessage()).text.trimEnd()).toBe(text);
      }
    }
  });
}

function describeOptions(s: Scenario): void {
  it('ack - counts open sockets and workers that were asked', async () => {
    const [user, channel] = [unique('user'), unique('channel')];
    const workers = s.deployment().workers.length;
    const peers = [...(await onePerWorker(s, user, channel)), await s.connect({ user, channels: channel, worker: 0 })];
    const expected = { success: true, delivered: workers + 1, dropped: 0, workers };
    expect(await s.sendText({ user, ack: true }, 'a')).toEqual(expected);
    expect(await s.sendText({ channel, ack: true }, 'b')).toEqual(expected);
    for (const peer of peers) await expectTexts(peer, ['a', 'b']);
  });

  it('ack - of an id and a session count one, of a target without connections none', async () => {
    const peer = await s.connect({ session: 'a' });
    const one = { success: true, delivered: 1, dropped: 0, workers: 1 };
    expect(await s.sendText({ id: await s.idOf(peer), ack: true }, 'a')).toEqual(one);
    expect(await s.sendText({ user: peer.user, session: 'a', ack: true }, 'b')).toEqual(one);
    await expectTexts(peer, ['a', 'b']);
    for (const target of [{ user: unique('user') }, { channel: unique('channel') }]) {
      const none = { success: true, delivered: 0, dropped: 0, workers: 0 };
      expect(await s.sendText({ ...target, ack: true }, 'c')).toEqual(none);
    }
    expect(await s.sendText({ id: 'nobody', ack: true }, 'c')).toMatchObject({ delivered: 0, dropped: 0 });
    expect(await s.sendText({ user: peer.user, session: 'b', ack: true }, 'c')).toMatchObject({ delivered: 0 });
  });

  it('ack - a client that does not read counts as dropped and is closed, while others receive', async () => {
    const channel = unique('channel');
    const slow = await s.connect({ channels: channel, worker: 0 });
    const fine = await s.connect({ channels: channel, worker: 0 });
    slow.raw.pause();
    const body = randomBytes(MIB);
    // The kernels between us hold a few MiB before anything queues up in the worker, and up to 72 where an engine's port
    // proxy is in between and receive buffers may grow to 32.
    let dropped = 0;
    let sent = 0;
    for (; dropped === 0 && sent < 150; sent++) {
      const answer = await s.succeed('POST', '/send', { query: { channel, type: 'binary', ack: true }, body });
      expect((answer.delivered ?? 0) + (answer.dropped ?? 0)).toBe(2);
      dropped = answer.dropped ?? 0;
      expect((await fine.nextMessage()).data.equals(body)).toBe(true);
    }
    expect(dropped).toBe(1);
    await expect.poll(async () => (await s.info({ user: slow.user })).connections).toEqual([]);
    slow.raw.resume();
    expect([1006, 4008]).toContain((await slow.closed).code);
    expect(slow.received.length).toBeLessThan(sent);
    expect((await s.sendText({ channel, ack: true }, 'rest')).delivered).toBe(1);
  });

  it('ack - false answers with nothing more than success', async () => {
    const peer = await s.connect();
    expect(await s.sendText({ user: peer.user, ack: false }, 'a')).toEqual({ success: true });
  });

  it.each([false, true])('except - leaves out that connection, with ack=%s', async (ack) => {
    const [user, channel] = [unique('user'), unique('channel')];
    const sender = await s.connect({ user, session: 'sender', channels: channel, worker: 0 });
    const others = await Promise.all(
      s.deployment().workers.map((_, worker) => s.connect({ user, session: `${worker}`, channels: channel, worker })),
    );
    const except = await s.idOf(sender);
    for (const target of [{ channel }, { user }]) {
      const answer = await s.sendText({ ...target, except, ack }, 'others');
      if (ack) expect(answer.delivered).toBe(others.length);
      for (const peer of others) await expectTexts(peer, ['others']);
    }
    await s.sendText({ id: except, except, ack }, 'nobody');
    await expectNothingElse(s, [sender, ...others]);
  });

  it('except - of an unknown connection leaves out nobody', async () => {
    const peer = await s.connect();
    const answer = await s.sendText({ user: peer.user, except: 'nobody', ack: true }, 'a');
    expect(answer.delivered).toBe(1);
    await expectTexts(peer, ['a']);
  });
}

/** `POST /send`: what arrives, where, in which order, and what is counted. */
export function describeSend(s: Scenario): void {
  describe('send', () => {
    describeFrames(s);
    describeReach(s);
    describeOptions(s);
  });
}
