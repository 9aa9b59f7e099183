import { ERRORS } from '@dsock/protocol';
import { type Action, type Envelope, encodeEnvelope, encodeReply, joinFrames } from '@dsock/protocol/codec';
import { expect } from 'vitest';
import type { Cluster, Endpoint } from './_cluster.js';
import { type Answer, type AnswerBody, createHttp, exchange, fetchUrl } from './_http.js';
import type { Random } from './_random.js';
import { openRaw, type RawSocket } from './_raw-socket.js';
import { keysWith, redisClient } from './_redis.js';
import { connectUrl } from './_socket.js';
import { unique, waitFor, within } from './_wait.js';
import { inParallel } from './_wire.js';

const WIDTH = 8;
const DIRECT_INBOX = '/_/inbox';

const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'get', 'PROPFIND', 'X'];
const CALLS = [
  'POST /claim?user=nobody',
  'POST /send?type=text&user=nobody',
  'POST /send?type=binary&channel=nobody',
  'POST /disconnect?user=nobody',
  'GET /info?id=nobody',
  'POST /channel/subscribe/c?user=nobody',
  'POST /channel/unsubscribe/?user=nobody',
  'GET /connect?claim=nothing',
  'GET /connect?jwt=a.b.c',
  'GET /metrics?',
];
const API_PATHS = ['/ping', '/claim', '/send', '/disconnect', '/info', '/channel/subscribe/c', '/channel/unsubscribe/'];
const COMMON_PATHS = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/connect',
  DIRECT_INBOX,
  '/',
  '//',
  '/..',
  '*',
];
const PARAMETERS = ['id', 'channel', 'user', 'session', 'type', 'ack', 'except', 'channels', 'expiration', 'duration'];
const MORE_PARAMETERS = [
  'keepClaims',
  'ignoreClaims',
  'code',
  'reason',
  'revoke',
  'claim',
  'jwt',
  'token',
  '__proto__',
  '',
];
const VALUES = [
  '',
  'a',
  'text',
  '1',
  'true',
  'TRUE',
  '-1',
  '0',
  '1e999',
  'NaN',
  '99999999999999999999',
  '__proto__',
  ',',
];
const WIRE_VALUES = [
  '%',
  '%zz',
  '%ff',
  '%ed%a0%80',
  '%00',
  '%0d%0aX: y',
  '%2e%2e',
  '+',
  '%F0%9F%98%80',
  'x'.repeat(300),
];
const HEADERS = [
  'X-Request-ID',
  'Authorization',
  'Content-Type',
  'Origin',
  'Cookie',
  'Expect',
  'Traceparent',
  'Upgrade',
];
const MORE_HEADERS = [
  'Sec-WebSocket-Key',
  'Sec-WebSocket-Protocol',
  'Sec-WebSocket-Version',
  'X-Forwarded-For',
  'Host',
];

function queryOf(random: Random): string {
  const pairs = Array.from({ length: random.below(6) }, () => {
    const name = random.pick([...PARAMETERS, ...MORE_PARAMETERS]);
    return `${name}=${random.pick([...VALUES, ...WIRE_VALUES])}`;
  });
  return pairs.join('&');
}

/** Method, path and query: of a call that exists, with more parameters than it likes, or of none. */
function targetOf(random: Random): string {
  if (!random.oneIn(4)) return `${random.pick(CALLS)}&${queryOf(random)}`;
  return `${random.pick(METHODS)} ${pathOf(random)}?${queryOf(random)}`;
}

function pathOf(random: Random): string {
  const path = random.pick([...API_PATHS, ...COMMON_PATHS]);
  if (!random.oneIn(3)) return path;
  return path + random.pick([...WIRE_VALUES, '/', '/a/b', ';', '#x', '\\', ':']);
}

function headersOf(random: Random): string {
  return Array.from({ length: random.below(4) }, () => {
    const junk = random.oneIn(2) ? random.bytes(random.below(40)).toString('latin1') : random.pick(VALUES);
    return `${random.pick([...HEADERS, ...MORE_HEADERS])}: ${junk.replaceAll(/[\r\n\0]/g, '')}\r\n`;
  }).join('');
}

function bodyOf(random: Random): Buffer {
  return random.bytes(random.pick([0, 0, 1, 50, 3000]));
}

/** A request that looks like one: known paths, parameters and headers with nonsense in them. */
function requestOf(random: Random, token: string): Buffer {
  const body = bodyOf(random);
  const authorization = random.oneIn(5) ? '' : `Authorization: Bearer ${token}\r\n`;
  const length = random.oneIn(8) ? random.pick(['-1', 'abc', '99', '1e3', '']) : String(body.length);
  const head =
    `${targetOf(random)} HTTP/1.1\r\nHost: broker\r\n${authorization}` +
    `${headersOf(random)}Content-Length: ${length}\r\nConnection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/** A good request with some bytes changed, left out or added, or no request at all. */
function garbageOf(random: Random, token: string): Buffer {
  if (random.oneIn(3)) return random.bytes(1 + random.below(400));
  const bytes = [...requestOf(random, token)];
  for (let change = 0; change <= random.below(8); change++) {
    const at = random.below(bytes.length);
    if (random.oneIn(3)) bytes.splice(at, 1 + random.below(5));
    else if (random.oneIn(2)) bytes.splice(at, 0, ...random.bytes(1 + random.below(5)));
    else bytes[at] = random.below(256);
  }
  return Buffer.from(bytes);
}

const isDocumented = (code: string, status: number): boolean => {
  const known: undefined | { status: number; connectStatus?: number } = Object.hasOwn(ERRORS, code)
    ? ERRORS[code as keyof typeof ERRORS]
    : undefined;
  return known !== undefined && (known.status === status || known.connectStatus === status);
};

/** What uWebSockets.js answers itself, before any of our code runs, to bytes that are no HTTP request. */
const REFUSED_BY_PARSER: ReadonlySet<number> = new Set([400, 431, 505]);

/** Assert that an answer is one that the contract knows. A connection closed without an answer (status 0) is fine. */
function expectDocumented(answer: Answer, request: Buffer, service: 'api' | 'worker'): void {
  const { status, text, body } = answer;
  const what = { request: request.toString('latin1').slice(0, 300), status, text: text.slice(0, 300) };
  expect(text, JSON.stringify(what)).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.[jt]s:\d/);
  if (status === 0 || status === 101 || status === 100) return;
  if (status === 200) return;
  if (service === 'worker' && REFUSED_BY_PARSER.has(status) && !text.startsWith('{')) return;
  // The answer to HEAD has no body to say more.
  if (request.toString('latin1', 0, 5) === 'HEAD ' && status < 500) return;
  expect({ ...what, documented: isDocumented(String(body.errorCode), status) }).toEqual({ ...what, documented: true });
  expect({ ...what, defect: body.errorCode === 'ERROR_MARSHALLING_MESSAGE' }).toEqual({ ...what, defect: false });
}

/** What follows the first answer is for what the server took for a second request. */
function firstOf(answer: Answer): Answer {
  const length = Number(answer.headers['content-length'] ?? Number.NaN);
  const bytes = Buffer.from(answer.text);
  if (!(bytes.length > length)) return answer;
  const text = bytes.toString('utf8', 0, length);
  return { ...answer, text, body: text.startsWith('{') ? (JSON.parse(text) as AnswerBody) : {} };
}

/** Requests to a service, each on a connection of its own. */
export async function sendBadRequests(
  { endpoint, service, token }: { endpoint: Endpoint; service: 'api' | 'worker'; token: string },
  random: Random,
  count: number,
): Promise<void> {
  await inParallel(count, WIDTH, async (index) => {
    const request = index % 2 === 0 ? requestOf(random, token) : garbageOf(random, token);
    // With our side ended, a server that waits for more of a body is told that there is none.
    expectDocumented(firstOf(await exchange(endpoint, request, { halfClose: true })), request, service);
  });
}

/** A frame with a random header, or a right header and the wrong content. */
function frameOf(random: Random): Buffer {
  if (random.oneIn(4)) return random.bytes(1 + random.below(60));
  const payload = random.bytes(random.pick([0, 1, 5, 125, 126, 400]));
  const mask = random.bytes(4);
  const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  const first = random.pick([0x80, 0x00, 0xf0, 0x90]) | random.below(16);
  const claimed = random.oneIn(6) ? random.below(65_536) : payload.length;
  const length = claimed < 126 ? Buffer.from([0x80 | claimed]) : Buffer.from([0x80 | 126, claimed >> 8, claimed & 255]);
  return Buffer.concat([Buffer.from([first]), length, mask, masked]);
}

/** Clients that send frames, half frames and nonsense; each is ignored, or closed, and hurts nobody else. */
export async function sendBadFrames(cluster: Cluster, random: Random, clients: number): Promise<void> {
  const { succeed } = createHttp(cluster);
  await inParallel(clients, WIDTH, async (index) => {
    const { claim } = await succeed('POST', '/claim', { query: { user: unique('sender') } });
    const client = await openRaw({ url: connectUrl(cluster, index, { claim: claim?.id }) });
    for (let frame = 0; frame < 20 && client.ended() === undefined; frame++) {
      const bytes = frameOf(random);
      const cut = random.oneIn(4) ? random.below(bytes.length) : bytes.length;
      await new Promise<void>((resolve) => client.socket.write(bytes.subarray(0, cut), () => resolve()));
    }
    client.destroy();
  });
}

/** A message that a worker would take, for targets that nobody has. */
function envelopeOf(random: Random): Uint8Array {
  const name = random.pick(['nobody', '', '__proto__', 'x'.repeat(300), '\n', '\ud800']);
  const target = random.pick([
    { kind: 'user', user: name, session: random.oneIn(2) ? name : undefined },
    { kind: 'channel', channel: name },
    { kind: 'connection', id: name },
  ] as const);
  const action: Action = random.pick<Action>([
    { kind: 'send', type: random.pick(['text', 'binary']), body: random.bytes(random.below(80)), except: undefined },
    {
      kind: 'disconnect',
      code: random.pick([0, 999, 1000, 1006, 5000, 2 ** 31]),
      reason: 'x'.repeat(random.below(200)),
    },
    { kind: 'subscribe', channel: random.pick(['', 'a,b', name, 'x'.repeat(257)]) },
    { kind: 'unsubscribe', channel: name },
    { kind: 'info' },
    { kind: 'probe' },
  ]);
  const envelope: Envelope = { requestId: name, traceparent: name, target, action };
  return encodeEnvelope(envelope, random.oneIn(2) ? { replyTo: 'nowhere', correlation: random.below(9) } : undefined);
}

function replyOf(random: Random): Uint8Array {
  const result = random.pick([
    { kind: 'sent', delivered: random.below(9), dropped: 0 },
    { kind: 'failed' },
    { kind: 'info', connections: [] },
  ] as const);
  return encodeReply({
    correlation: random.below(2 ** 20),
    workerId: random.pick(['', 'x', '1', '-1']),
    last: true,
    result,
  });
}

function mutated(random: Random, bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length === 0 || random.oneIn(4)) return random.bytes(random.below(100));
  for (let change = 0; change < random.below(4); change++) copy[random.below(copy.length)] = random.below(256);
  return random.oneIn(4) ? copy.subarray(0, random.below(copy.length)) : copy;
}

/** A client that does nothing wrong, and that everything is aimed past. */
export interface Watcher {
  readonly user: string;
  readonly socket: RawSocket;
}

/** Nonsense on every Redis channel of the cluster, and text for `watcher` that is not UTF-8. */
export async function publishBadPayloads(
  cluster: Cluster,
  { redisUrl, watcher }: { redisUrl: string; watcher: Watcher },
  random: Random,
  count: number,
): Promise<void> {
  const client = redisClient(redisUrl);
  const channels = (await client.pubsub('CHANNELS', `${cluster.prefix}*`)) as string[];
  expect(channels.length).toBe(cluster.apis.length + cluster.workers.length);
  for (let index = 0; index < count; index++) {
    const payload = mutated(random, random.oneIn(2) ? envelopeOf(random) : replyOf(random));
    await client.publish(random.pick(channels), payload);
  }
  const target = { kind: 'user', user: watcher.user, session: undefined } as const;
  const action = { kind: 'send', type: 'text', body: Buffer.from([0x61, 0xff]), except: undefined } as const;
  const broken = encodeEnvelope({ requestId: '', traceparent: undefined, target, action });
  const before = watcher.socket.frames.length;
  for (const channel of channels) await client.publish(channel, Buffer.from(broken));
  client.disconnect();
  await expectUnharmed(cluster, watcher);
  expect(watcher.socket.frames).toHaveLength(before + 1);
}

/** Claims in Redis that nobody wrote like that; their connects are refused with a code of the connect table. */
export async function connectWithBadClaims(
  cluster: Cluster,
  redisUrl: string,
  random: Random,
  count: number,
): Promise<void> {
  const client = redisClient(redisUrl);
  const { succeed } = createHttp(cluster);
  for (let index = 0; index < count; index++) {
    const { claim } = await succeed('POST', '/claim', { query: { user: unique('user'), channels: 'a' } });
    const id = claim?.id ?? '';
    const [key] = (await keysWith(client, `${cluster.prefix}claim:${id}`)) as [string];
    const field = random.pick(['u', 'exp', 'rev']);
    if (random.oneIn(2)) await client.hdel(key, field);
    else await client.hset(key, field === 'u' ? 'exp' : field, field === 'rev' ? '' : random.bytes(8));
    const url = connectUrl(cluster, index, { claim: id }).replace('ws', 'http');
    const headers = { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
    const answer = await fetchUrl('GET', url, { headers: { ...headers, 'sec-websocket-version': '13' } });
    expect({ status: answer.status, code: answer.body.errorCode }).toEqual({ status: 401, code: 'INVALID_EXPIRATION' });
    expect(await client.exists(key)).toBe(0);
  }
  client.disconnect();
}

/** Bodies for the direct inbox: without the token 401, with it 400 or ignored; `watcher` receives none of them. */
export async function postBadMessages(
  cluster: Cluster,
  watcher: Watcher,
  random: Random,
  count: number,
): Promise<void> {
  const worker = cluster.workers[0]?.url ?? '';
  const target = { kind: 'user', user: watcher.user, session: undefined } as const;
  const action = { kind: 'send', type: 'text', body: Buffer.from('forged'), except: undefined } as const;
  const forged = joinFrames([encodeEnvelope({ requestId: '', traceparent: undefined, target, action })]);
  const before = watcher.socket.frames.length;
  const post = (body: Uint8Array, token: undefined | string): Promise<Answer> => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return fetchUrl('POST', worker + DIRECT_INBOX, { headers, body });
  };
  const wrong = [undefined, '', 'x', cluster.token.slice(0, -1), `${cluster.token}x`, cluster.token.toUpperCase()];
  for (const token of wrong) {
    const { status, body } = await post(forged, token);
    expect({ token, status, code: body.errorCode }).toEqual({ token, status: 401, code: 'INVALID_AUTHORIZATION' });
  }
  await inParallel(count, WIDTH, async () => {
    const body = random.oneIn(2) ? random.bytes(random.below(200)) : mutated(random, joinFrames([envelopeOf(random)]));
    const { status, body: error } = await post(body, cluster.token);
    if (status !== 200) expect({ status, code: error.errorCode }).toEqual({ status: 400, code: 'INVALID_PARAMETER' });
  });
  for (const malformed of [
    Buffer.alloc(0),
    Buffer.from('x'),
    Buffer.from([0, 0, 0, 9, 1]),
    joinFrames([Buffer.from('junk')]),
  ]) {
    const { status, body } = await post(malformed, cluster.token);
    expect({ malformed, status, code: body.errorCode }).toEqual({ malformed, status: 400, code: 'INVALID_PARAMETER' });
  }
  expect(watcher.socket.frames).toHaveLength(before);
  // With the right token the same bytes do arrive, so that the refusals above prove something.
  expect((await post(forged, cluster.token)).status).toBe(200);
  await waitFor('the message has arrived', () => watcher.socket.frames.length === before + 1);
}

/** Assert that a client that was there all the time is still reached, and that every process still runs. */
export async function expectUnharmed(cluster: Cluster, watcher: Watcher): Promise<void> {
  const { succeed } = createHttp(cluster);
  const next = watcher.socket.nextFrame();
  const query = { user: watcher.user, type: 'text', ack: true };
  expect(await succeed('POST', '/send', { query, body: 'still there?' })).toMatchObject({ delivered: 1 });
  expect((await within('the message arrives', 2000, next)).payload.toString()).toBe('still there?');
  expect(cluster.processes.filter((running) => running.ended() !== undefined)).toEqual([]);
}

/** A client that does nothing wrong. */
export async function openWatcher(cluster: Cluster, worker = 0): Promise<Watcher> {
  const { succeed } = createHttp(cluster);
  const user = unique('watcher');
  const { claim } = await succeed('POST', '/claim', { query: { user } });
  return { user, socket: await openRaw({ url: connectUrl(cluster, worker, { claim: claim?.id }) }) };
}
