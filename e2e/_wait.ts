import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 15;

/**
 * Poll until `check` gives something other than undefined or false, and return that.
 *
 * The only way to wait here: a fixed pause is too short on one machine and too long on another.
 * @throws {Error} naming `what` after `timeoutMs` (default 5,000); a `check` that throws counts as "not yet"
 */
export async function waitFor<T>(
  what: string,
  check: () => T | Promise<T>,
  timeoutMs = 5000,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value !== undefined && value !== false) return value as Exclude<T, undefined | false>;
      last = undefined;
    } catch (thrown) {
      last = thrown;
    }
    if (Date.now() >= end) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`, { cause: last });
    await pause(POLL_MS);
  }
}

/** Reject with an error naming `what` when `promise` is still pending after `timeoutMs`. */
export async function within<T>(what: string, timeoutMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${timeoutMs} ms: ${what}`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

let drawn = 0;

/** A name that no other test uses, in this run or an earlier one. */
export function unique(prefix: string): string {
  drawn++;
  return `${prefix}.${Date.now().toString(36)}.${process.pid.toString(36)}.${drawn}`;
}
