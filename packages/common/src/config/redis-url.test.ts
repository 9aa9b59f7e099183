import { describe, expect, test } from 'vitest';
import { BadValue } from './raw-value.js';
import { maskRedisUrl, parseRedisUrl } from './redis-url.js';

const NOTHING_ELSE = { username: undefined, password: undefined, db: undefined, tls: false };

describe('Redis URL', () => {
  test.each([
    ['redis://cache', { ...NOTHING_ELSE, hostPort: { host: 'cache', port: undefined } }],
    ['redis://cache:1234/', { ...NOTHING_ELSE, hostPort: { host: 'cache', port: 1234 } }],
    ['redis://[::1]:6380/3', { ...NOTHING_ELSE, hostPort: { host: '::1', port: 6380 }, db: 3 }],
    [
      'rediss://me:p%40ss%2F%25@cache:6380/0',
      { username: 'me', password: 'p@ss/%', db: 0, tls: true, hostPort: { host: 'cache', port: 6380 } },
    ],
    [
      'REDISS://:pw@cache',
      { ...NOTHING_ELSE, password: 'pw', tls: true, hostPort: { host: 'cache', port: undefined } },
    ],
  ])('Redis URL - %s', (text, expected) => {
    expect(parseRedisUrl(text)).toEqual({ text, ...expected });
  });

  test.each([
    'cache:6379',
    'http://:hush@cache',
    'redis:///0',
    'redis://:hush@',
    'redis://:hush@cache:99999',
    'redis://:hush@cache/x',
    'redis://:hush@cache/0/1',
    'redis://:hush@cache?db=1',
    'redis://:hu#sh@cache',
    'redis://:hush%@cache',
    'redis://:hu\nsh@cache',
    'redis://:hush@a:1,b:2',
  ])('Redis URL - %j is refused without showing the password', (text) => {
    const refusal = captureBadValue(() => parseRedisUrl(text));
    expect(refusal.hint).toBeTruthy();
    expect(refusal.hint).not.toMatch(/hu.?sh/);
  });

  test('Redis URL - the mask takes the place of the password alone', () => {
    expect(maskRedisUrl(parseRedisUrl('rediss://me:hush@cache:6380/2'), '****')).toBe('rediss://me:****@cache:6380/2');
    expect(maskRedisUrl(parseRedisUrl('redis://cache'), '****')).toBe('redis://cache');
  });
});

function captureBadValue(action: () => unknown): BadValue {
  try {
    action();
  } catch (error) {
    if (error instanceof BadValue) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
