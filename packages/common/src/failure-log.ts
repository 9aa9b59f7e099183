import type { BrokerError, ErrorCode } from '@dsock/protocol';
import type { Logger } from './logger.js';

/** Failures of one code that come within this time share a line. */
const WINDOW_MS = 1000;

/** Logs requests that failed for a reason of ours. */
export interface FailureLog {
  note(error: BrokerError, requestId: string): void;
}

/**
 * Create the log of failed requests.
 *
 * A failing backplane fails every call: one line a second and code says as much as thousands. Defects are all logged.
 */
export function createFailureLog(log: Logger, now: () => number = performance.now.bind(performance)): FailureLog {
  const windows = new Map<ErrorCode, { untilMs: number; suppressed: number }>();
  return {
    note: (error, requestId) => {
      const fields = { requestId, code: error.code, error: error.cause };
      if (!error.definition.retry) return log.error(fields, 'defect: request failed unexpectedly');
      const window = windows.get(error.code);
      if (window && now() < window.untilMs) {
        window.suppressed++;
        return;
      }
      windows.set(error.code, { untilMs: now() + WINDOW_MS, suppressed: 0 });
      log.warn({ ...fields, similar: window?.suppressed ?? 0 }, 'request failed');
    },
  };
}
