/** Every close code the broker uses; nothing else writes such a number. Source: contract "Clients connect". */
export const CLOSE_CODES = {
  /** After `/disconnect` without a code of its own. */
  normal: { code: 1000, reason: '', reconnect: false },
  /** The worker goes away at a hard stop. */
  goingAway: { code: 1001, reason: 'worker going away', reconnect: true },
  /** A client frame over `max_inbound_size`. */
  tooLarge: { code: 1009, reason: 'frame too large', reconnect: false },
  /** The worker drains; reconnect after a random delay. */
  restarting: { code: 1012, reason: 'worker restarting', reconnect: true },
  /** `max_backpressure` bytes wait for a client that does not read. */
  tooSlow: { code: 4008, reason: 'too slow to read its messages', reconnect: true },
  /** The client sends more than a worker accepts. */
  sentTooMuch: { code: 4009, reason: 'sent too much', reconnect: false },
} as const satisfies Record<string, { code: number; reason: string; reconnect: boolean }>;

/** The name of a close of ours. */
export type CloseName = keyof typeof CLOSE_CODES;

/** Whether `/disconnect` may use `code`: 1000, or the ranges RFC 6455 leaves to applications. */
export function isDisconnectCode(code: number): boolean {
  return code === 1000 || (Number.isInteger(code) && code >= 3000 && code <= 4999);
}
