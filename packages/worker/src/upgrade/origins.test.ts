import { describe, expect, test } from 'vitest';
import { createOriginCheck } from './origins.js';

describe('origins', () => {
  test('origins - an empty list, or a star, allows every origin', () => {
    expect(createOriginCheck([])('https://anything.example')).toBe(true);
    expect(createOriginCheck(['*', 'https://a.example'])('null')).toBe(true);
  });

  test('origins - an entry allows exactly its scheme, host and port, in any case', () => {
    const check = createOriginCheck(['https://app.example.com', 'http://localhost:8080']);
    for (const origin of ['https://app.example.com', 'HTTPS://App.Example.com', 'http://localhost:8080']) {
      expect({ origin, allowed: check(origin) }).toEqual({ origin, allowed: true });
    }
    const others = [
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://app.example.com.evil.com',
      'https://evil.com/https://app.example.com',
      'https://xapp.example.com',
      'https://appxexample.com',
      'http://localhost',
      'null',
      'https://app.example.com\nhttps://evil.com',
    ];
    for (const origin of others) expect({ origin, allowed: check(origin) }).toEqual({ origin, allowed: false });
  });

  test('origins - a wildcard stays within one label of the host', () => {
    const check = createOriginCheck(['https://*.example.com']);
    expect(check('https://a.example.com')).toBe(true);
    for (const origin of [
      'https://a.b.example.com',
      'https://example.com',
      'https://evil.com/.example.com',
      'https://evil.com:1.example.com',
    ]) {
      expect({ origin, allowed: check(origin) }).toEqual({ origin, allowed: false });
    }
  });

  test('origins - an entry without a scheme allows any', () => {
    const check = createOriginCheck(['app.example.com']);
    expect([check('https://app.example.com'), check('app+scheme://app.example.com')]).toEqual([true, true]);
    expect(check('https://evil.com')).toBe(false);
  });

  test('origins - a client without an origin is no browser and passes', () => {
    expect(createOriginCheck(['https://a.example'])('')).toBe(true);
  });
});
