import type { HttpRequest, HttpResponse } from 'uWebSockets.js';
import { randomUUID } from 'node:crypto';
import { type BrokerError, LIMITS, RETRY_AFTER_SECONDS } from '@dsock/protocol';

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Payload Too Large',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const REQUEST_ID = new RegExp(`^[\\w.-]{1,${LIMITS.requestIdCharacters}}$`);

/** The id of a request: the caller's if it is a sane one. */
function requestIdOf(request: HttpRequest): string {
  const given = request.getHeader('x-request-id');
  return REQUEST_ID.test(given) ? given : randomUUID();
}

/** One HTTP answer of the worker. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer for a failed request; `status` of a refused connect may differ from the API's. */
export function errorAnswer(error: BrokerError, requestId: string, headers: Record<string, string> = {}): Answer {
  const { status, connectStatus, retry } = error.definition;
  return {
    status: connectStatus ?? status,
    contentType: 'application/json',
    body: JSON.stringify(error.toBody(requestId)),
    headers: retry ? { 'Retry-After': String(RETRY_AFTER_SECONDS), ...headers } : headers,
  };
}

/** Whose answer it is: its id, and whether it asked for the headers only. */
export interface Asked {
  readonly requestId: string;
  readonly headersOnly: boolean;
}

/** Read what an answer needs to know of its request, which is gone later on. */
export function askedBy(request: HttpRequest): Asked {
  return { requestId: requestIdOf(request), headersOnly: request.getMethod() === 'head' };
}

/** Write an answer; the caller has seen to the cork. */
export function write(response: HttpResponse, answer: Answer, { requestId, headersOnly }: Asked): void {
  response.writeStatus(`${answer.status} ${REASONS[answer.status] ?? ''}`);
  response.writeHeader('Content-Type', answer.contentType);
  response.writeHeader('X-Request-ID', requestId);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.writeHeader(name, value);
  // Without a length: having announced one, this version waits for the body and closes the connection.
  if (headersOnly) response.endWithoutBody();
  else response.end(answer.body as string);
}
