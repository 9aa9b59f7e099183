import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, formatSize, parseDuration, parseSize } from './units.js';

describe('durations', () => {
  test.each([
    ['10s', 10_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1h', 3_600_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['1.s', 1000],
    ['1.1s', 1100],
    ['+5s', 5000],
    ['1s1s', 2000],
    ['2000us', 2],
    ['2000µs', 2],
    ['2000μs', 2],
    ['3000000ns', 3],
    ['0', 0],
    ['-0', 0],
    ['0s', 0],
  ])('durations - %s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', '10', '10 s', '10S', 's', '1d', '1m30', '-5s', '1e3s', '0x1s', '1,5s', '.s', '1..s', '∞', '١s'])(
    'durations - %j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  test('durations - what is written is read back', () => {
    fc.assert(fc.property(fc.nat({ max: 2 ** 40 }), (ms) => parseDuration(formatDuration(ms)) === ms));
  });

  test('durations - parts add up', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), fc.nat(9999), (hours, minutes, ms) => {
        expect(parseDuration(`${hours}h${minutes}m${ms}ms`)).toBe(hours * 3_600_000 + minutes * 60_000 + ms);
      }),
    );
  });

  test('durations - are written with the largest units', () => {
    expect([0, 10_000, 90_000, 360_000, 86_400_000, 1500].map(formatDuration)).toEqual([
      '0s',
      '10s',
      '1m30s',
      '6m',
      '24h',
      '1s500ms',
    ]);
  });
});

describe('sizes', () => {
  test.each([
    ['65536', 65_536],
    ['1B', 1],
    ['1MiB', 1_048_576],
    ['16KiB', 16_384],
    ['1GiB', 1_073_741_824],
    ['1MB', 1_000_000],
    ['1kB', 1000],
    ['1.5KiB', 1536],
    ['1 mib', 1_048_576],
  ])('sizes - %s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each([
    '',
    '-1',
    '1.5',
    '0.1KiB',
    '1M',
    '1K',
    'MiB',
    '1TiB',
    '1e6',
    '0x10',
    '1  MiB',
    '9007199254740993',
    '1_000',
  ])('sizes - %j is none', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  test('sizes - what is written is read back', () => {
    fc.assert(fc.property(fc.nat({ max: 2 ** 50 }), (bytes) => parseSize(formatSize(bytes)) === bytes));
    fc.assert(fc.property(fc.nat({ max: 2 ** 20 }), (kib) => parseSize(formatSize(kib * 1024)) === kib * 1024));
  });
});
