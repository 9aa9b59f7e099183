import { describe, expect, test } from 'vitest';
import { type ClaimTarget, matchesTarget } from './target.js';

const holder = { user: 'u', session: 's', channels: ['a', 'b'] };
const channel = (name: string): ClaimTarget => ({ kind: 'channel', channel: name });
const user = (name: string, session?: string): ClaimTarget => ({ kind: 'user', user: name, session });

describe('target', () => {
  test.each<[string, ClaimTarget, boolean]>([
    ['its user', user('u'), true],
    ['its user and session', user('u', 's'), true],
    ['another session of its user', user('u', 't'), false],
    ['its session of another user', user('v', 's'), false],
    ['one of its channels', channel('b'), true],
    ['another channel', channel('c'), false],
    ['a channel named like its user', channel('u'), false],
    ['a user named like its channel', user('a'), false],
  ])('target - a holder and %s', (_, target, expected) => {
    expect(matchesTarget(target, holder)).toBe(expected);
  });

  test('target - a holder without a session matches no session', () => {
    const bare = { ...holder, session: undefined };
    expect(matchesTarget(user('u'), bare)).toBe(true);
    expect(matchesTarget(user('u', 's'), bare)).toBe(false);
  });
});
