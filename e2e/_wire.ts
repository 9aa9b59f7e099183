import { connect, type Socket } from 'node:net';
import type { Endpoint } from './_cluster.js';
import { type AnswerBody, type Query, toQueryString } from './_http.js';

/** The status and JSON body of a call over a `Wire`. */
export interface WireAnswer {
  readonly status: number;
  readonly body: AnswerBody;
}

/**
 * One keep-alive connection to an API, one call at a time, at a tenth of what a call of `createHttp` costs.
 *
 * For tests that make tens of thousands of calls; everything that is not about their number is better told with
 * `createHttp`.
 */
export interface Wire {
  call(method: string, path: string, query?: Query, body?: string | Buffer): Promise<WireAnswer>;
  /** A call that must succeed. @throws {Error} with the answer when it does not */
  succeed(method: string, path: string, query?: Query, body?: string | Buffer): Promise<AnswerBody>;
  close(): void;
}

interface Waiter {
  resolve(answer: WireAnswer): void;
  reject(error: Error): void;
}

/** The first complete answer in `bytes`, and what follows it. */
function takeAnswer(bytes: Buffer): undefined | { readonly answer: WireAnswer; readonly rest: Buffer } {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const head = bytes.toString('latin1', 0, split);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
  if (Number.isNaN(length)) throw new Error(`an answer without a length: ${head}`);
  const end = split + 4 + length;
  if (bytes.length < end) return undefined;
  const body = JSON.parse(bytes.toString('utf8', split + 4, end)) as AnswerBody;
  return { answer: { status: Number(head.split(' ')[1]), body }, rest: bytes.subarray(end) };
}

function receive(socket: Socket, waiting: Waiter[]): void {
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const taken = takeAnswer(received);
    if (taken === undefined) return;
    received = taken.rest;
    waiting.shift()?.resolve(taken.answer);
  });
  socket.on('close', () => {
    for (const waiter of waiting.splice(0)) waiter.reject(new Error('the API closed the connection'));
  });
  // A "close" follows.
  socket.on('error', () => undefined);
}

/** Open a wire to an API. */
export async function openWire({ url }: Endpoint, token: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const waiting: Waiter[] = [];
  receive(socket, waiting);
  const common = `HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\n`;
  const call: Wire['call'] = (method, path, query, body = '') =>
    new Promise((resolve, reject) => {
      if (waiting.length > 0) return reject(new Error('a wire takes one call at a time'));
      waiting.push({ resolve, reject });
      const length = Buffer.byteLength(body);
      const head = `${method} ${path}${toQueryString(query)} ${common}Content-Length: ${length}\r\n\r\n`;
      if (typeof body === 'string') socket.write(head + body);
      else socket.write(Buffer.concat([Buffer.from(head), body]));
    });
  return {
    call,
    succeed: async (method, path, query, body) => {
      const { status, body: answer } = await call(method, path, query, body);
      if (status !== 200 || answer.success !== true) {
        throw new Error(`${method} ${path.slice(0, 100)} answered ${status} ${JSON.stringify(answer).slice(0, 500)}`);
      }
      return answer;
    },
    close: () => socket.destroy(),
  };
}

/** Wires to all APIs, and who may use one next. */
export interface WirePool {
  /** Call a random API, on a wire that is free; waits for one. */
  readonly succeed: Wire['succeed'];
  readonly call: Wire['call'];
  close(): void;
}

/** Open `size` wires, evenly to all APIs. */
export async function openWires(
  { apis, token }: { readonly apis: readonly Endpoint[]; readonly token: string },
  size: number,
): Promise<WirePool> {
  const wires = await Promise.all(
    Array.from({ length: size }, (_, index) => openWire(apis[index % apis.length] as Endpoint, token)),
  );
  const free = [...wires];
  const waiting: ((wire: Wire) => void)[] = [];
  const use = async <T>(work: (wire: Wire) => Promise<T>): Promise<T> => {
    const at = Math.floor(Math.random() * free.length);
    const [picked] = free.splice(at, 1);
    const wire = picked ?? (await new Promise<Wire>((resolve) => waiting.push(resolve)));
    try {
      return await work(wire);
    } finally {
      const next = waiting.shift();
      if (next) next(wire);
      else free.push(wire);
    }
  };
  return {
    call: (...args) => use((wire) => wire.call(...args)),
    succeed: (...args) => use((wire) => wire.succeed(...args)),
    close: () => {
      for (const wire of wires) wire.close();
    },
  };
}

/** Run `work` for 0 to `count` - 1, at most `width` at a time, each as soon as one before it is done. */
export async function inParallel(count: number, width: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, run));
}
