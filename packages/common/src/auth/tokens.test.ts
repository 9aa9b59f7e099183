import { describe, expect, test } from 'vitest';
import { bearerOf, createTokenCheck } from './tokens.js';

describe('token check', () => {
  const check = createTokenCheck(['first', 'second é']);

  test.each(['first', 'second é'])('token check - %j is one of the tokens', (token) => {
    expect(check(token)).toBe(true);
  });

  test.each([
    undefined,
    '',
    'firs',
    'first ',
    ' first',
    'First',
    'fir\0t',
    'first,second é',
    'second e',
    'x'.repeat(100_000),
  ])('token check - %j is none', (token) => {
    expect(check(token)).toBe(false);
  });

  test('token check - without tokens every token is wrong', () => {
    const closed = createTokenCheck([]);
    expect(closed(undefined)).toBe(false);
    expect(closed('')).toBe(false);
    expect(closed('first')).toBe(false);
  });

  test('token check - an empty token that was configured opens nothing', () => {
    expect(createTokenCheck([''])('')).toBe(false);
    expect(createTokenCheck([''])(undefined)).toBe(false);
  });
});

describe('bearer', () => {
  test.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER  abc ', 'abc'],
    ['Bearer a b', 'a b'],
    ['Bearer ', ''],
  ])('bearer - %j carries %j', (header, credential) => {
    expect(bearerOf(header)).toBe(credential);
  });

  test.each([undefined, '', 'Bearer', 'Basic abc', 'Bearerabc', ' Bearer abc', 'Token Bearer abc'])(
    'bearer - %j carries none',
    (header) => {
      expect(bearerOf(header)).toBeUndefined();
    },
  );
});
