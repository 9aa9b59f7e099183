import { createHmac } from 'node:crypto';
import { BrokerError } from '@dsock/protocol';
import { describe, expect, test } from 'vitest';
import { createJwtVerifier } from './jwt.js';

const NOW_SECONDS = 1_800_000_000;
const SECRET = 'a secret of at least thirty-two bytes';
let nowMs = NOW_SECONDS * 1000;

const verify = createJwtVerifier({ secret: SECRET, publicKey: undefined, nowMs: () => nowMs });

/** The user of a token with this payload, at so many milliseconds past the full second; undefined when it is refused. */
function userOf(payload: object | string, atMs = 0): undefined | string {
  nowMs = NOW_SECONDS * 1000 + atMs;
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const encoded = [JSON.stringify({ alg: 'HS256', typ: 'JWT' }), text].map((part) =>
    Buffer.from(part).toString('base64url'),
  );
  const signed = encoded.join('.');
  const token = `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
  try {
    return verify?.(token).user;
  } catch (error) {
    expect(error).toBeInstanceOf(BrokerError);
    expect(error).toMatchObject({ code: 'INVALID_JWT' });
    return undefined;
  }
}

const user = { sub: 'user' };
const exp = NOW_SECONDS + 60;

describe('jwt time', () => {
  test.each<[string, object, undefined | string]>([
    ['neither exp nor iat', {}, undefined],
    ['exp in a second', { exp: NOW_SECONDS + 1 }, 'user'],
    ['exp now', { exp: NOW_SECONDS }, undefined],
    ['exp a second ago', { exp: NOW_SECONDS - 1 }, undefined],
    ['exp zero', { exp: 0 }, undefined],
    ['exp below zero', { exp: -1 }, undefined],
    ['exp within the second', { exp: NOW_SECONDS + 0.5 }, 'user'],
    ['iat now', { iat: NOW_SECONDS }, 'user'],
    ['iat 59 s ago', { iat: NOW_SECONDS - 59 }, 'user'],
    ['iat 60 s ago', { iat: NOW_SECONDS - 60 }, undefined],
    ['iat 5 s ahead', { iat: NOW_SECONDS + 5 }, 'user'],
    ['iat 6 s ahead', { iat: NOW_SECONDS + 6 }, undefined],
    ['iat 6 s ahead and exp', { iat: NOW_SECONDS + 6, exp }, undefined],
    ['iat a day ago and exp ahead: exp wins', { iat: NOW_SECONDS - 86_400, exp }, 'user'],
    ['iat now and exp past: exp wins', { iat: NOW_SECONDS, exp: NOW_SECONDS - 1 }, undefined],
    ['nbf 5 s ahead', { exp, nbf: NOW_SECONDS + 5 }, 'user'],
    ['nbf 6 s ahead', { exp, nbf: NOW_SECONDS + 6 }, undefined],
  ])('jwt time - %s', (_, times, expected) => {
    expect(userOf({ ...user, ...times })).toBe(expected);
  });

  test('jwt time - there is no tolerance, not of a millisecond', () => {
    expect(userOf({ ...user, exp: NOW_SECONDS + 1 }, 999)).toBe('user');
    expect(userOf({ ...user, exp: NOW_SECONDS + 1 }, 1000)).toBeUndefined();
    expect(userOf({ ...user, iat: NOW_SECONDS }, 59_999)).toBe('user');
    expect(userOf({ ...user, iat: NOW_SECONDS }, 60_000)).toBeUndefined();
  });

  test.each(['exp', 'iat', 'nbf'])('jwt time - %s must be a finite number', (claim) => {
    const rest = claim === 'exp' ? '"iat":1800000000' : '"exp":1800000060';
    for (const value of ['1e400', '-1e400', '"1800000060"', 'null', 'true', '{}', '[1800000060]', '""']) {
      expect(userOf(`{"sub":"user",${rest},"${claim}":${value}}`), value).toBeUndefined();
    }
  });

  test('jwt time - of a claim given twice the last counts, as JSON has it', () => {
    expect(userOf(`{"sub":"user","exp":${exp},"exp":1}`)).toBeUndefined();
  });
});

describe('jwt names', () => {
  const WRONG = [null, 1, true, {}, [], ['user'], '', 'x'.repeat(257), 'é'.repeat(129)];

  test.each(WRONG)('jwt names - sub %j is refused', (sub) => {
    expect(userOf({ sub, exp })).toBeUndefined();
  });

  test('jwt names - without sub a token is refused', () => {
    expect(userOf({ exp })).toBeUndefined();
    expect(userOf({ exp, __proto__: { sub: 'user' } })).toBeUndefined();
    expect(userOf(`{"exp":${exp},"__proto__":{"sub":"user"}}`)).toBeUndefined();
  });

  test.each(WRONG)('jwt names - sid %j is refused', (sid) => {
    expect(userOf({ ...user, exp, sid })).toBeUndefined();
  });

  test.each<unknown>([
    null,
    'a',
    'a,b',
    1,
    {},
    { length: 1, 0: 'a' },
    [1],
    [null],
    [['a']],
    ['a,b'],
    ['x'.repeat(257)],
  ])('jwt names - channels %j are refused', (channels) => {
    expect(userOf({ ...user, exp, channels })).toBeUndefined();
  });

  test('jwt names - names up to 256 bytes are taken', () => {
    const name = 'é'.repeat(128);
    expect(userOf({ sub: name, sid: name, channels: [name, ''], exp })).toBe(name);
  });

  test.each(['\\ud800', 'a\\udc00b', '\\udc00\\ud800'])(
    'jwt names - the unpaired surrogate in %j is refused',
    (name) => {
      expect(userOf(`{"sub":"${name}","exp":${exp}}`)).toBeUndefined();
      expect(userOf(`{"sub":"user","sid":"${name}","exp":${exp}}`)).toBeUndefined();
      expect(userOf(`{"sub":"user","channels":["${name}"],"exp":${exp}}`)).toBeUndefined();
    },
  );

  test('jwt names - a pair of surrogates is a character', () => {
    expect(userOf(`{"sub":"\\ud83d\\ude00","exp":${exp}}`)).toBe('😀');
  });
});
