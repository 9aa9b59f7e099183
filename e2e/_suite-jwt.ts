import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { expectError } from './_http.js';
import { hmacJwt, keyJwt, nowSeconds, unsignedJwt } from './_jwt.js';
import type { Scenario } from './_scenario.js';
import { connectUrl, open, refused } from './_socket.js';
import { unique, waitFor } from './_wait.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A payload that is good until a test changes something; a value of undefined leaves the field out. */
function good(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { sub: 'jwt', exp: nowSeconds() + 60, ...change };
}

const valid = (): string => hmacJwt(good());
const swapped = (part: number, text: string): string =>
  valid()
    .split('.')
    .map((old, index) => (index === part ? text : old))
    .join('.');

/** What the JWT is, how to make it at the moment of the test. */
const WRONG: readonly (readonly [string, () => string])[] = [
  ['no JWT', () => 'nonsense'],
  ['of two parts', () => valid().split('.').slice(0, 2).join('.')],
  ['of four parts', () => `${valid()}.x`],
  ['with a header that is no JSON', () => swapped(0, Buffer.from('{').toString('base64url'))],
  ['with a payload that is no JSON', () => hmacJwt('{"sub":')],
  ['with a payload that is null', () => hmacJwt('null')],
  ['with a payload that is a list', () => hmacJwt('[]')],
  ['with a payload that is a text', () => hmacJwt('"jwt"')],
  [
    'with another payload than was signed',
    () => swapped(1, Buffer.from('{"sub":"root","exp":9999999999}').toString('base64url')),
  ],
  ['with a cut signature', () => valid().slice(0, -4)],
  ['with an empty signature', () => swapped(2, '')],
  ['of another secret', () => hmacJwt(good(), { secret: 'another-secret-that-is-long-enough-for-hs256' })],
  ['of an empty secret', () => hmacJwt(good(), { secret: '' })],
  ['of alg none', () => unsignedJwt(good())],
  ['of alg None', () => unsignedJwt(good(), 'None')],
  ['of alg NONE', () => unsignedJwt(good(), 'NONE')],
  ['of alg none with a signature', () => hmacJwt(good(), { alg: 'none' })],
  ['without alg', () => hmacJwt(good(), { header: { alg: undefined } })],
  ['of an unknown alg', () => hmacJwt(good(), { alg: 'HS1' })],
  ['of RS256', () => keyJwt(good(), 'RS256', rsa.privateKey)],
  ['of ES256', () => keyJwt(good(), 'ES256', ec.privateKey)],
  ['that says RS256 and is signed with the secret', () => hmacJwt(good(), { alg: 'RS256' })],
  ['with a critical extension', () => hmacJwt(good(), { header: { crit: ['b64'], b64: true } })],
  ['with exp in the past', () => hmacJwt(good({ exp: nowSeconds() - 1 }))],
  ['with exp this second', () => hmacJwt(good({ exp: nowSeconds() }))],
  ['with exp 0', () => hmacJwt(good({ exp: 0 }))],
  ['with exp as a text', () => hmacJwt(good({ exp: String(nowSeconds() + 60) }))],
  ['with exp in the past and a fresh iat', () => hmacJwt(good({ exp: nowSeconds() - 5, iat: nowSeconds() }))],
  ['with neither exp nor iat', () => hmacJwt({ sub: 'jwt' })],
  ['with an iat of 60 s ago and no exp', () => hmacJwt({ sub: 'jwt', iat: nowSeconds() - 60 })],
  ['with an iat of an hour ago and no exp', () => hmacJwt({ sub: 'jwt', iat: nowSeconds() - 3600 })],
  ['with an iat 8 s ahead and no exp', () => hmacJwt({ sub: 'jwt', iat: nowSeconds() + 8 })],
  ['with an iat 8 s ahead and an exp', () => hmacJwt(good({ iat: nowSeconds() + 8 }))],
  ['with an iat that is a text', () => hmacJwt({ sub: 'jwt', iat: String(nowSeconds()) })],
  ['without sub', () => hmacJwt({ exp: nowSeconds() + 60 })],
  ['with an empty sub', () => hmacJwt(good({ sub: '' }))],
  ['with sub as a number', () => hmacJwt(good({ sub: 7 }))],
  ['with sub null', () => hmacJwt(good({ sub: null }))],
  ['with sub as a list', () => hmacJwt(good({ sub: ['jwt'] }))],
  ['with a sub of 257 bytes', () => hmacJwt(good({ sub: 'x'.repeat(257) }))],
  ['with sid as a number', () => hmacJwt(good({ sid: 7 }))],
  ['with sid as an object', () => hmacJwt(good({ sid: {} }))],
  ['with a sid of 257 bytes', () => hmacJwt(good({ sid: 'x'.repeat(257) }))],
  ['with channels as a text', () => hmacJwt(good({ channels: 'a,b' }))],
  ['with channels as an object', () => hmacJwt(good({ channels: { a: true } }))],
  ['with a channel that is a number', () => hmacJwt(good({ channels: ['a', 1] }))],
  ['with a channel of 257 bytes', () => hmacJwt(good({ channels: ['x'.repeat(257)] }))],
  ['with a wrong signature and 10,000 bytes', () => `${hmacJwt(good({ pad: 'x'.repeat(7000) }))}x`],
];

const RIGHT: readonly (readonly [string, () => Record<string, unknown>])[] = [
  ['exp alone', () => ({ exp: nowSeconds() + 30 })],
  ['exp in 2 s', () => ({ exp: nowSeconds() + 2 })],
  ['iat alone, now', () => ({ iat: nowSeconds() })],
  ['iat alone, 55 s old', () => ({ iat: nowSeconds() - 55 })],
  ['iat 3 s ahead', () => ({ iat: nowSeconds() + 3 })],
  ['exp ahead and iat a day old, since exp wins', () => ({ iat: nowSeconds() - 86_400, exp: nowSeconds() + 30 })],
  ['no sid and no channels', () => ({ exp: nowSeconds() + 30 })],
  ['an empty list of channels', () => ({ exp: nowSeconds() + 30, channels: [] })],
  ['fields that nobody knows', () => ({ exp: nowSeconds() + 30, aud: 'x', iss: 7, extra: { deep: [1] } })],
];

/** JWTs that must open and JWTs that must not. */
export function describeJwt(s: Scenario): void {
  describe('jwt', () => {
    it.each(WRONG)('jwt - one %s is INVALID_JWT', async (_, make) => {
      expectError(await refused(connectUrl(s.deployment(), 0, { jwt: make() })), 'INVALID_JWT');
    });

    it('jwt - a wrong one is INVALID_JWT by subprotocol and Authorization too', async () => {
      const jwt = hmacJwt(good({ exp: nowSeconds() - 1 }));
      const url = connectUrl(s.deployment(), 0);
      expectError(await refused(url, { protocols: ['dsock', `jwt.${jwt}`] }), 'INVALID_JWT');
      expectError(await refused(url, { headers: { authorization: `Bearer ${jwt}` } }), 'INVALID_JWT');
    });

    it.each(RIGHT)('jwt - one with %s opens', async (_, make) => {
      const user = unique('user');
      const socket = await open(connectUrl(s.deployment(), 0, { jwt: hmacJwt({ sub: user, ...make() }) }));
      expect((await s.info({ user })).connections).toHaveLength(1);
      await socket.close();
    });

    it.each(['HS256', 'HS384', 'HS512'])('jwt - %s opens', async (alg) => {
      const user = unique('user');
      const socket = await open(connectUrl(s.deployment(), 0, { jwt: hmacJwt(good({ sub: user }), { alg }) }));
      expect((await s.info({ user })).connections).toHaveLength(1);
      await socket.close();
    });

    it('jwt - one that expires does not end the connection it opened', async () => {
      const user = unique('user');
      const exp = nowSeconds() + 2;
      const jwt = hmacJwt({ sub: user, exp });
      const socket = await open(connectUrl(s.deployment(), 0, { jwt }));
      await waitFor('its expiration', () => Date.now() > exp * 1000);
      expectError(await refused(connectUrl(s.deployment(), 0, { jwt })), 'INVALID_JWT');
      await s.sendText({ user }, 'still');
      expect((await socket.nextMessage()).text).toBe('still');
      await socket.close();
    });

    it('jwt - one of 100 KB is refused with a 4xx, and the worker lives on', async () => {
      const jwt = hmacJwt(good({ pad: 'x'.repeat(100_000) }));
      const answer = await refused(connectUrl(s.deployment(), 0, { jwt })).catch((error: Error) => error);
      if (!(answer instanceof Error)) {
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
      }
      await s.connect({ worker: 0 });
    });
  });
}
