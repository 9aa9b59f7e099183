import { describe, expect, it } from 'vitest';
import { expectError } from './_http.js';
import { nowSeconds } from './_jwt.js';
import type { Scenario } from './_scenario.js';
import { connectUrl, open, refused } from './_socket.js';
import { unique, waitFor } from './_wait.js';

const LAST_SECOND = 253_402_300_799;

function describeShape(s: Scenario): void {
  it('claim - without options holds an id, the user, no session, no channels, and lives 60 s', async () => {
    const user = unique('user');
    const before = Date.now();
    const body = await s.succeed('POST', '/claim', { query: { user } });
    const after = Date.now();
    const { id, expiration } = body.claim ?? { id: '', expiration: 0 };
    expect(body).toEqual({ success: true, claim: { id, expiration, user, channels: [] } });
    expect(id).toMatch(/\S/);
    expect(Number.isInteger(expiration)).toBe(true);
    expect(expiration).toBeGreaterThanOrEqual(Math.floor(before / 1000) + 60);
    expect(expiration).toBeLessThanOrEqual(Math.ceil(after / 1000) + 60);
  });

  it('claim - with all options answers with them, channels in order, once, without empty names and defaults', async () => {
    const id = unique('claim');
    const query = { user: 'Zoë 1', session: 'a:b', channels: 'b,a,,b,c,', id, duration: 120 };
    const before = nowSeconds();
    const { claim } = await s.succeed('POST', '/claim', { query });
    expect(claim).toMatchObject({ id, user: 'Zoë 1', session: 'a:b', channels: ['b', 'a', 'c'] });
    expect(claim?.expiration).toBeGreaterThanOrEqual(before + 120);
    expect(claim?.expiration).toBeLessThanOrEqual(nowSeconds() + 121);
  });

  it('claim - expiration wins over duration, and may be the last second of the year 9999', async () => {
    const expiration = nowSeconds() + 500;
    const both = await s.claim({ expiration, duration: 5 });
    expect(both.expiration).toBe(expiration);
    const last = await s.claim({ expiration: LAST_SECOND });
    expect(last.expiration).toBe(LAST_SECOND);
    const socket = await open(connectUrl(s.deployment(), 0, { claim: last.id }));
    await socket.close();
  });

  it('claim - an empty id means "generate one"', async () => {
    const first = await s.claim({ id: '' });
    const second = await s.claim({ id: '' });
    expect(first.id).toMatch(/\S/);
    expect(first.id).not.toBe(second.id);
  });

  it('claim - ids of 1 and of 128 bytes connect, in any characters', async () => {
    const name = unique('c');
    for (const id of [
      '€'.repeat(32) + name.padEnd(32, '-').slice(-32),
      `${name} :%/?&+*"'`,
      `${name}\n\t`,
      `__proto__${name}`,
    ]) {
      expect(Buffer.byteLength(id)).toBeLessThanOrEqual(128);
      expect((await s.claim({ id })).id).toBe(id);
      const socket = await open(connectUrl(s.deployment(), 0, { claim: id }));
      await socket.close();
    }
    const full = name.padEnd(128, 'x');
    expect((await s.claim({ id: full })).id).toBe(full);
  });

  it('claim - shows in /info of its user, session and channels, not of others', async () => {
    const [user, channel] = [unique('user'), unique('channel')];
    const claim = await s.claim({ user, session: 's', channels: channel });
    const expected = { connections: [], claims: [claim] };
    expect(await s.info({ user })).toEqual(expected);
    expect(await s.info({ user, session: 's' })).toEqual(expected);
    expect(await s.info({ channel })).toEqual(expected);
    expect(await s.info({ user, session: 'other' })).toEqual({ connections: [], claims: [] });
    expect(await s.info({ id: claim.id })).toEqual({ connections: [], claims: [] });
  });
}

function describeErrors(s: Scenario): void {
  it('claim - without or with an empty user is USER_ID_REQUIRED', async () => {
    for (const query of ['', 'user=', 'session=a&channels=b&duration=60']) {
      expectError(await s.call('POST', '/claim', { query }), 'USER_ID_REQUIRED');
    }
  });

  it.each([
    'abc',
    '1.5',
    '1e12',
    '0x7fffffff',
    String(LAST_SECOND + 1),
    '9'.repeat(30),
    '1',
    String(nowSeconds() - 10),
  ])('claim - expiration=%s is INVALID_EXPIRATION', async (expiration) => {
    expectError(await s.call('POST', '/claim', { query: { user: 'a', expiration } }), 'INVALID_EXPIRATION');
  });

  it.each(['0', '-1', '-1700000000'])('claim - expiration=%s is NEGATIVE_EXPIRATION', async (expiration) => {
    expectError(await s.call('POST', '/claim', { query: { user: 'a', expiration } }), 'NEGATIVE_EXPIRATION');
  });

  it.each(['abc', '1.5', '1e2', '0x10', '1m', String(LAST_SECOND), '9'.repeat(30)])(
    'claim - duration=%s is INVALID_DURATION',
    async (duration) => {
      expectError(await s.call('POST', '/claim', { query: { user: 'a', duration } }), 'INVALID_DURATION');
    },
  );

  it.each(['0', '-1', '-60'])('claim - duration=%s is NEGATIVE_DURATION', async (duration) => {
    expectError(await s.call('POST', '/claim', { query: { user: 'a', duration } }), 'NEGATIVE_DURATION');
  });

  it.each([
    ['user', 'of 257 bytes', 'x'.repeat(257)],
    ['user', 'of 86 characters and 258 bytes', '\u20ac'.repeat(86)],
    ['session', 'that is empty', ''],
    ['session', 'of 257 bytes', 'x'.repeat(257)],
    ['channels', 'with one name of 257 bytes', `a,${'x'.repeat(257)}`],
    ['id', 'of 129 bytes', 'x'.repeat(129)],
    ['id', 'of 43 characters and 129 bytes', '\u20ac'.repeat(43)],
  ])('claim - %s %s is INVALID_PARAMETER', async (name, _, value) => {
    const answer = await s.call('POST', '/claim', { query: { user: 'a', [name]: value } });
    expectError(answer, 'INVALID_PARAMETER');
    expect(answer.body.error).toContain(name === 'channels' ? 'channel' : name);
  });

  it('claim - names of 256 bytes and many channels are fine', async () => {
    const channels = Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(256, 'c'));
    const claim = await s.claim({ user: '\u20ac'.repeat(85), session: 'x'.repeat(256), channels: channels.join(',') });
    expect(claim.channels).toEqual(channels);
  });

  it('claim - an id that exists is CLAIM_ID_ALREADY_USED', async () => {
    const { id } = await s.claim({ id: unique('claim') });
    expectError(await s.call('POST', '/claim', { query: { user: 'other', id } }), 'CLAIM_ID_ALREADY_USED');
  });

  it('claim - of 40 calls with one id at once exactly one succeeds', async () => {
    const id = unique('claim');
    const users = Array.from({ length: 40 }, (_, index) => `${id}.${index}`);
    const answers = await Promise.all(users.map((user) => s.call('POST', '/claim', { query: { user, id } })));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    for (const answer of answers.filter((one) => one.status !== 200)) expectError(answer, 'CLAIM_ID_ALREADY_USED');
    const winner = answers.findIndex((answer) => answer.status === 200);
    expect((await s.info({ user: users[winner] ?? '' })).claims).toHaveLength(1);
  });
}

function describeUse(s: Scenario): void {
  it('claim - is used up by one connect; a second one is MISSING_CLAIM on every worker', async () => {
    const peer = await s.connect();
    for (const worker of s.deployment().workers.keys()) {
      expectError(await refused(connectUrl(s.deployment(), worker, { claim: peer.claim.id })), 'MISSING_CLAIM');
    }
    expect((await s.info({ user: peer.user })).claims).toEqual([]);
  });

  it('claim - of 60 connects at once, over all workers, exactly one opens', async () => {
    const claim = await s.claim();
    const tries = await Promise.allSettled(
      Array.from({ length: 60 }, (_, worker) => open(connectUrl(s.deployment(), worker, { claim: claim.id }))),
    );
    const opened = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(opened).toHaveLength(1);
    expect((await s.info({ user: claim.user })).connections).toHaveLength(1);
    for (const socket of opened) socket.terminate();
  });

  it('claim - past its expiration it neither connects nor shows in /info', async () => {
    const [user, channel] = [unique('user'), unique('channel')];
    const claim = await s.claim({ user, channels: channel, duration: 1 });
    // Shown in whole seconds, kept to the millisecond: the second that is shown may still belong to its life.
    await waitFor('the expiration', () => Date.now() > (claim.expiration + 1) * 1000);
    expectError(await refused(connectUrl(s.deployment(), 0, { claim: claim.id })), 'EXPIRED_CLAIM', 401);
    expect(await s.info({ user })).toEqual({ connections: [], claims: [] });
    expect(await s.info({ channel })).toEqual({ connections: [], claims: [] });
  });
}

/** `POST /claim` and what becomes of claims. */
export function describeClaims(s: Scenario): void {
  describe('claims', () => {
    describeShape(s);
    describeErrors(s);
    describeUse(s);
  });
}
