import type { HttpResponse } from 'uWebSockets.js';
import { createFailureLog, type Logger } from '@dsock/common';
import { BrokerError } from '@dsock/protocol';
import { type Asked, errorAnswer, write } from './answers.js';

/** Answer a request with the error that was thrown. */
export type Refuse = (
  response: HttpResponse,
  asked: Asked,
  thrown: unknown,
  headers?: Readonly<Record<string, string>>,
) => void;

/** Create the one place where a failed request becomes an answer and, if it is not the caller's doing, a log line. */
export function createRefusal(log: Logger): Refuse {
  const failures = createFailureLog(log);
  return (response, asked, thrown, headers = {}) => {
    const error = BrokerError.from(thrown);
    // A refusal for a limit or a drain has no cause, and is counted.
    if (error.definition.status >= 500 && error.cause !== undefined) failures.note(error, asked.requestId);
    response.cork(() => write(response, errorAnswer(error, asked.requestId, headers), asked));
  };
}
