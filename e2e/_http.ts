import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import type { ErrorCode } from '@dsock/protocol';
import { ERRORS } from '@dsock/protocol';
import { expect } from 'vitest';
import type { Deployment, Endpoint } from './_cluster.js';
import { within } from './_wait.js';

/** A claim as `/claim` and `/info` show it. */
export interface ClaimJson {
  readonly id: string;
  readonly expiration: number;
  readonly user: string;
  readonly session?: string;
  readonly channels: readonly string[];
}

/** A connection as `/info` shows it. */
export interface ConnectionJson {
  readonly id: string;
  readonly worker: string;
  readonly lastPing: number;
  readonly user: string;
  readonly session?: string;
  readonly channels: readonly string[];
}

/** Every field that an answer may have. */
export interface AnswerBody {
  readonly success?: boolean;
  readonly error?: string;
  readonly errorCode?: string;
  readonly requestId?: string;
  readonly claim?: ClaimJson;
  readonly connections?: readonly ConnectionJson[];
  readonly claims?: readonly ClaimJson[];
  readonly delivered?: number;
  readonly dropped?: number;
  readonly workers?: number;
  readonly disconnected?: number;
  readonly changed?: number;
  readonly unreachable?: readonly string[];
  readonly [field: string]: unknown;
}

/** An answer; `body` is `{}` when the text is no JSON object. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: AnswerBody;
}

/** A query as names and values (undefined: left out), as pairs to repeat a name, or ready-made (`a=%FF`). */
export type Query =
  | string
  | readonly (readonly [string, string])[]
  | Readonly<Record<string, undefined | string | number | boolean>>;

/** What a call carries. */
export interface CallOptions {
  readonly query?: Query;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `Authorization: Bearer`; null sends none. Default: the token of the deployment. */
  readonly token?: null | string;
  /** Which API, by number; default: one after the other. */
  readonly api?: number;
}

/** Make one HTTP call. The path goes out as it is. */
export type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

const CALL_TIMEOUT_MS = 10_000;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** The query string of `query`, with `?` unless it is empty. */
export function toQueryString(query: Query = {}): string {
  if (typeof query === 'string') return query === '' ? '' : `?${query}`;
  const entries = Array.isArray(query) ? query : Object.entries(query);
  const pairs = entries
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function toAnswer(status: number, headers: IncomingHttpHeaders, text: string): Answer {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null;
    return { status, headers, text, body: isObject ? (parsed as AnswerBody) : {} };
  } catch {
    return { status, headers, text, body: {} };
  }
}

/** Call any URL, without a token unless `headers` brings one. */
export function fetchUrl(method: string, url: string, options: CallOptions = {}): Promise<Answer> {
  const { origin } = new URL(url);
  const path = url.slice(origin.length) || '/';
  const answer = new Promise<Answer>((resolve, reject) => {
    const headers: Record<string, string> = { ...options.headers };
    if (options.body !== undefined) headers['content-length'] = String(Buffer.byteLength(options.body));
    const sent = request(origin, { method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve(toAnswer(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString()));
      });
    });
    sent.on('error', reject);
    sent.end(options.body);
  });
  return within(`${method} ${url.slice(0, 200)}`, CALL_TIMEOUT_MS, answer);
}

/** A client of the API. */
export interface HttpClient {
  readonly call: Call;
  /** Make a call that must succeed. @throws {Error} with the answer when it does not */
  readonly succeed: (method: string, path: string, options?: CallOptions) => Promise<AnswerBody>;
}

/** Create a client of a deployment's APIs. */
export function createHttp(deployment: Pick<Deployment, 'apis' | 'token'>): HttpClient {
  let turn = 0;
  const call: Call = (method, path, options = {}) => {
    const at = options.api ?? turn++ % deployment.apis.length;
    const base = deployment.apis[at];
    if (base === undefined) throw new Error(`there is no API ${at}`);
    const token = options.token === undefined ? deployment.token : options.token;
    const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const headers = { ...authorization, ...options.headers };
    return fetchUrl(method, `${base.url}${path}${toQueryString(options.query)}`, { ...options, headers });
  };
  const succeed = async (method: string, path: string, options?: CallOptions) => {
    const answer = await call(method, path, options);
    if (answer.status !== 200 || answer.body.success !== true) {
      throw new Error(`${method} ${path.slice(0, 100)} answered ${answer.status} ${answer.text.slice(0, 500)}`);
    }
    return answer.body;
  };
  return { call, succeed };
}

/**
 * Assert that an answer is the documented error `code`: status, shape, request id, `Retry-After`, nothing internal.
 *
 * @param status - where it differs from the API's, as on `/connect`
 */
export function expectError(answer: Answer, code: ErrorCode, status: number = ERRORS[code].status): void {
  expect({ status: answer.status, errorCode: answer.body.errorCode, text: answer.text }).toMatchObject({
    status,
    errorCode: code,
  });
  expect(answer.headers['content-type']).toContain('application/json');
  expect(Object.keys(answer.body).sort()).toEqual(['error', 'errorCode', 'requestId', 'success']);
  expect(answer.body.success).toBe(false);
  expect(answer.body.error).toMatch(/\S/);
  expect(answer.body.requestId).toMatch(/\S/);
  if (answer.headers['x-request-id'] !== undefined) {
    expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
  }
  if (status === 503 || status === 429) expect(answer.headers['retry-after']).toMatch(/^\d+$/);
  expect(answer.text).not.toMatch(/\bat .+:\d+:\d+|node_modules/);
}

/** What came back over a bare TCP connection. */
export interface RawAnswer extends Answer {
  /** Whether the server ended the connection within the wait. */
  readonly ended: boolean;
}

function fromWire(bytes: Buffer): Answer {
  const text = bytes.toString('latin1');
  const split = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...fields] = text.slice(0, Math.max(split, 0)).split('\r\n');
  const headers: IncomingHttpHeaders = {};
  for (const field of fields) {
    const colon = field.indexOf(':');
    headers[field.slice(0, colon).toLowerCase()] = field.slice(colon + 1).trim();
  }
  const content = bytes.subarray(split + 4).toString();
  const body =
    headers['transfer-encoding'] === 'chunked' ? content.replaceAll(/^[0-9a-f]+\r\n|\r\n[0-9a-f]+\r\n/g, '') : content;
  return toAnswer(Number(statusLine.split(' ')[1] ?? 0), headers, body);
}

function isComplete(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  const split = text.indexOf('\r\n\r\n');
  if (split < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, split))?.[1];
  if (length !== undefined) return bytes.length - split - 4 >= Number(length);
  return text.endsWith('0\r\n\r\n');
}

/**
 * Write `bytes` to an endpoint as they are, and read one answer.
 *
 * @param options.halfClose - end our side after writing, as a client whose body breaks off
 * @returns status 0 when the server closed without an answer
 */
export function exchange(
  endpoint: Endpoint,
  bytes: string | Buffer,
  options: { readonly halfClose?: boolean } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(endpoint.url);
  const answer = new Promise<RawAnswer>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    let received: Buffer = Buffer.alloc(0);
    const finish = (ended: boolean) => {
      resolve({ ...fromWire(received), ended });
      socket.destroy();
    };
    socket.on('connect', () => {
      socket.write(bytes);
      if (options.halfClose) socket.end();
    });
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (isComplete(received)) finish(false);
    });
    socket.on('end', () => finish(true));
    // A reset after the connection stood is a server that closed without reading the rest.
    socket.on('error', (error) => (socket.bytesWritten > 0 ? finish(true) : reject(error)));
  });
  return within('a raw exchange', CALL_TIMEOUT_MS, answer);
}
