import { describe, expect, test } from 'vitest';
import { pendingConnection } from '../../tests/_fakes.js';
import { isFlooding } from './inbound-guard.js';

const MAX_FRAME = 16_384;
const NOW = 1000;

/** How many frames of a size pass within one second. */
function framesUntilFlood(bytes: number, most = 5000): number {
  const connection = pendingConnection();
  for (let frame = 1; frame <= most; frame++) if (isFlooding(connection, bytes, MAX_FRAME, NOW)) return frame - 1;
  return most;
}

describe('inbound guard', () => {
  test('inbound guard - a thousand small frames a second pass, the next one floods', () => {
    expect(framesUntilFlood(0)).toBe(1000);
    expect(framesUntilFlood(100)).toBe(1000);
  });

  test('inbound guard - 64 frames of the largest size a second pass, the next one floods', () => {
    expect(framesUntilFlood(MAX_FRAME)).toBe(64);
  });

  test('inbound guard - every second counts anew, also when the clock goes back', () => {
    const connection = pendingConnection();
    for (const second of [NOW, NOW + 1, NOW - 5]) {
      for (let frame = 0; frame < 1000; frame++) expect(isFlooding(connection, 0, MAX_FRAME, second)).toBe(false);
      expect(isFlooding(connection, 0, MAX_FRAME, second)).toBe(true);
    }
  });

  test('inbound guard - connections are counted apart', () => {
    const [loud, quiet] = [pendingConnection(), pendingConnection()];
    for (let frame = 0; frame < 2000; frame++) isFlooding(loud, 0, MAX_FRAME, NOW);
    expect(isFlooding(quiet, 0, MAX_FRAME, NOW)).toBe(false);
  });
});
