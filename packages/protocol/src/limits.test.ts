import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutUtf8, isChannelName, isClaimId, isName, LIMITS, splitNames, utf8Length } from './limits.js';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const bytesOf = (text: string): number => Buffer.byteLength(text);

describe('limits', () => {
  test.each([
    ['nothing', '', false],
    ['1 byte', 'a', true],
    ['256 bytes', 'a'.repeat(256), true],
    ['257 bytes', 'a'.repeat(257), false],
    ['256 bytes in 128 characters', 'é'.repeat(128), true],
    ['257 bytes in 129 characters', `${'é'.repeat(128)}a`, false],
    ['255 bytes in 85 characters', '€'.repeat(85), true],
    ['258 bytes in 86 characters', '€'.repeat(86), false],
    ['256 bytes in 64 pairs', '😀'.repeat(64), true],
    ['260 bytes in 65 pairs', '😀'.repeat(65), false],
    ['a NUL', '\0', true],
    ['a blank', ' ', true],
  ])('limits - a name of %s', (_, text, expected) => {
    expect(isName(text)).toBe(expected);
    expect(isChannelName(text)).toBe(expected);
  });

  test.each([
    ['128 bytes', 'a'.repeat(128), true],
    ['129 bytes', 'a'.repeat(129), false],
    ['128 bytes in 32 pairs', '😀'.repeat(32), true],
    ['129 bytes in 43 characters', '€'.repeat(43), false],
    ['nothing', '', false],
  ])('limits - a claim id of %s', (_, text, expected) => {
    expect(isClaimId(text)).toBe(expected);
  });

  test('limits - a channel has no comma, users and sessions may', () => {
    expect(isChannelName('a,b')).toBe(false);
    expect(isName('a,b')).toBe(true);
  });

  test('limits - the length is that of UTF-8, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(utf8Length(text)).toBe(bytesOf(text));
        expect(isName(text)).toBe(text.length > 0 && bytesOf(text) <= LIMITS.nameBytes);
        expect(isClaimId(text)).toBe(text.length > 0 && bytesOf(text) <= LIMITS.claimIdBytes);
      }),
    );
  });

  test.each([
    ['', []],
    [',', []],
    ['a', ['a']],
    ['b,a', ['b', 'a']],
    [',a,,b,', ['a', 'b']],
    ['a,b,a', ['a', 'b']],
    [' a, b', [' a', ' b']],
  ])('limits - the list %j names %j', (list, names) => {
    expect(splitNames(list)).toEqual(names);
  });

  test('limits - names survive a list', () => {
    const names = fc.uniqueArray(anyText.filter((name) => name !== '' && !name.includes(',')));
    fc.assert(
      fc.property(names, (list) => {
        expect(splitNames(list.join(','))).toEqual(list);
      }),
    );
  });

  test.each([
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['aé', 2, 'a'],
    ['aé', 3, 'aé'],
    ['😀', 3, ''],
    ['a€€', 6, 'a€'],
    ['\uFEFFabc', 5, '\uFEFFab'],
    ['abc', 0, ''],
  ])('limits - %j cut to %d bytes is %j', (text, bytes, expected) => {
    expect(cutUtf8(text, bytes)).toBe(expected);
  });

  test('limits - a cut text fits, is a beginning, and is as long as whole characters allow', () => {
    const wellFormed = fc.string({ unit: 'grapheme', maxLength: 100 });
    fc.assert(
      fc.property(wellFormed, fc.nat({ max: 130 }), (text, maxBytes) => {
        const cut = cutUtf8(text, maxBytes);
        expect(bytesOf(cut)).toBeLessThanOrEqual(maxBytes);
        expect(text.startsWith(cut)).toBe(true);
        const [next = ''] = text.slice(cut.length);
        expect(cut === text || bytesOf(cut) + bytesOf(next) > maxBytes).toBe(true);
      }),
    );
  });
});
