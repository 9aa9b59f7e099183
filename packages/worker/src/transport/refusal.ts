import type { HttpResponse } from 'uWebSockets.js';
import type { Logger } from '@dsock/common';
import { BrokerError } from '@dsock/protocol';
import { errorAnswer, write } from './answers.js';

/** Answer a request with the error that was thrown. */
export type Refuse = (
  response: HttpResponse,
  requestId: string,
  thrown: unknown,
  headers?: Readonly<Record<string, string>>,
) => void;

/** Create the one place where a failed request becomes an answer and, if it is not the caller's doing, a log line. */
export function createRefusal(log: Logger): Refuse {
  return (response, requestId, thrown, headers = {}) => {
    const error = BrokerError.from(thrown);
    const { status, retry } = error.definition;
    const fields = { requestId, code: error.code, error: error.cause };
    if (status >= 500 && !retry) log.error(fields, 'defect: request failed unexpectedly');
    else if (error.cause !== undefined && retry) log.warn(fields, 'request failed');
    response.cork(() => write(response, errorAnswer(error, requestId, headers), requestId));
  };
}
