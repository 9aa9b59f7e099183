import { describe, expect, test } from 'vitest';
import { CLOSE_CODES, isDisconnectCode } from './close-codes.js';

describe('close codes', () => {
  test('close codes - the table has the promised codes and no others', () => {
    const codes = Object.fromEntries(Object.entries(CLOSE_CODES).map(([name, { code }]) => [name, code]));
    expect(codes).toEqual({
      normal: 1000,
      goingAway: 1001,
      tooLarge: 1009,
      restarting: 1012,
      tooSlow: 4008,
      sentTooMuch: 4009,
    });
  });

  test('close codes - clients come back after what is no fault of theirs, and when they were only slow', () => {
    const reconnecting = Object.entries(CLOSE_CODES).flatMap(([name, { reconnect }]) => (reconnect ? [name] : []));
    expect(reconnecting).toEqual(['goingAway', 'restarting', 'tooSlow']);
  });

  test('close codes - every reason fits a close frame', () => {
    for (const { reason } of Object.values(CLOSE_CODES)) expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
  });

  test.each([1000, 3000, 3999, 4000, 4999])('close codes - /disconnect may use %d', (code) => {
    expect(isDisconnectCode(code)).toBe(true);
  });

  test.each([0, -1, 999, 1001, 1005, 1006, 1012, 1015, 2999, 5000, 3000.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'close codes - /disconnect may not use %d',
    (code) => {
      expect(isDisconnectCode(code)).toBe(false);
    },
  );
});
