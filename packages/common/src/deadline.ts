import { BrokerError, type ErrorCode } from '@dsock/protocol';

/** The moment by which a call must be answered, on the monotonic clock. */
export interface Deadline {
  /** Milliseconds left, never negative. */
  remainingMs(): number;
}

/** A deadline `ms` from now. */
export function createDeadline(ms: number): Deadline {
  const end = performance.now() + ms;
  return { remainingMs: () => Math.max(0, end - performance.now()) };
}

/**
 * Wait for `work`, but not past `deadline`.
 *
 * @throws {BrokerError} `code` when the deadline passes first; the work goes on unobserved
 */
export async function withinDeadline<T>(work: Promise<T>, deadline: Deadline, code: ErrorCode): Promise<T> {
  let timer: undefined | NodeJS.Timeout;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new BrokerError(code, { cause: new Error('deadline exceeded') })),
      deadline.remainingMs(),
    );
  });
  try {
    return await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
