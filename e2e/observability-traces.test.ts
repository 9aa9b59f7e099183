/** One trace from the caller of the API, through the envelope, to what the worker did. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEnvelope, type Envelope } from '@dsock/protocol/codec';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from './_cluster.js';
import { redisClient, sharedRedis } from './_redis.js';
import { createScenario } from './_scenario.js';
import { unique, waitFor } from './_wait.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const HEADERS = { traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: 'vendor=7' };

/** A line of `_tracing-preload.mjs`. */
interface SpanLine {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: { readonly code: SpanStatusCode };
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly state?: string;
  readonly pid: number;
}

describe.each(['redis', 'direct'] as const)('traces with messaging %s', (messagingMethod) => {
  let redis: Awaited<ReturnType<typeof sharedRedis>>;
  let cluster: Cluster;
  let folder: string;
  let file: string;
  const s = createScenario(() => cluster);

  beforeAll(async () => {
    redis = await sharedRedis();
    folder = mkdtempSync(join(tmpdir(), 'dsock-spans-'));
    file = join(folder, 'spans');
    const preload = new URL('_tracing-preload.mjs', import.meta.url).href;
    const env = { NODE_OPTIONS: `--import ${preload}`, E2E_SPANS_FILE: file };
    cluster = await startCluster({ redisUrl: redis.url, apis: 1, workers: 2, messagingMethod, env });
  });
  afterEach(() => s.closeSockets());
  afterAll(async () => {
    await cluster.close();
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The spans that carry a request id, when there are so many; in the order of their ends. */
  async function spansOf(requestId: string, count: number): Promise<SpanLine[]> {
    return waitFor(`${count} spans of ${requestId}`, () => {
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      const spans = lines.map((line) => JSON.parse(line) as SpanLine);
      const found = spans.filter(({ attributes }) => attributes['dsock.request_id'] === requestId);
      return found.length >= count ? found : undefined;
    });
  }

  it('trace - the call is under its caller and each worker under the call, one span for all its sockets', async () => {
    const [channel, requestId] = [unique('channel'), unique('call')];
    for (const worker of [0, 0, 0, 1]) await s.connect({ channels: channel, worker });
    await s.sendText({ channel }, 'traced', { headers: { ...HEADERS, 'x-request-id': requestId } });

    const spans = await spansOf(requestId, 3);
    const [call] = spans.filter(({ kind }) => kind === SpanKind.SERVER);
    expect(call).toMatchObject({
      name: 'POST /send',
      traceId: TRACE,
      parentId: PARENT,
      state: 'vendor=7',
      attributes: { 'http.route': '/send', 'http.request.method': 'POST', 'http.response.status_code': 200 },
    });
    const deliveries = spans.filter(({ kind }) => kind === SpanKind.CONSUMER);
    expect(deliveries).toHaveLength(2);
    for (const delivery of deliveries) {
      expect(delivery).toMatchObject({
        name: 'deliver send',
        traceId: TRACE,
        parentId: call?.spanId,
        state: 'vendor=7',
      });
    }
    expect(deliveries.map(({ attributes }) => attributes['dsock.delivered']).sort()).toEqual([1, 3]);
    expect(new Set(spans.map(({ pid }) => pid)).size).toBe(3);
  });

  it('trace - without a caller the call begins one', async () => {
    const requestId = unique('call');
    const peer = await s.connect();
    const headers = { 'x-request-id': requestId };
    await s.succeed('POST', '/disconnect', { query: { user: peer.user }, headers });
    const spans = await spansOf(requestId, 2);
    const [call, delivery] = [SpanKind.SERVER, SpanKind.CONSUMER].map((kind) => spans.find((one) => one.kind === kind));
    expect(call?.parentId).toBeUndefined();
    expect(delivery).toMatchObject({
      name: 'deliver disconnect',
      traceId: call?.traceId,
      parentId: call?.spanId,
      attributes: { 'dsock.connections': 1, 'dsock.target.kind': 'user' },
    });
  });

  it('trace - a call that fails for a reason of ours says so, one that is wrong does not', async () => {
    const [ours, theirs] = [unique('call'), unique('call')];
    const peer = await s.connect({ worker: 1 });
    cluster.workers[1]?.process.signal('SIGSTOP');
    try {
      await s.call('GET', '/info', { query: { user: peer.user }, headers: { 'x-request-id': ours } });
    } finally {
      cluster.workers[1]?.process.signal('SIGCONT');
    }
    await s.call('GET', '/info', { headers: { 'x-request-id': theirs } });
    const [failed] = (await spansOf(ours, 1)).filter(({ kind }) => kind === SpanKind.SERVER);
    expect(failed).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'ERROR_REACHING_WORKER', 'http.response.status_code': 503 },
    });
    const [wrong] = await spansOf(theirs, 1);
    expect(wrong).toMatchObject({
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'http.response.status_code': 400 },
    });
  });

  it('trace - spans name no user, session, channel, claim or token', async () => {
    const [user, session, channel] = [unique('user'), unique('session'), unique('channel')];
    const last = unique('call');
    const peer = await s.connect({ user, session, channels: channel });
    const id = await s.idOf(peer);
    await s.sendText({ user, session }, 'secret text');
    await s.sendText({ id }, 'secret text');
    const headers = { 'x-request-id': last };
    await s.succeed('POST', `/channel/unsubscribe/${channel}`, { query: { channel }, headers });
    await spansOf(last, 2);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('POST /channel/unsubscribe/:channel');
    for (const name of [user, session, channel, id, peer.claim.id, cluster.token, 'secret text']) {
      expect(text).not.toContain(name);
    }
  });
});

describe('without a tracer', () => {
  it('envelope - carries the trace of the caller as it came, and when it was sent', async () => {
    const redis = await sharedRedis();
    const cluster = await startCluster({ redisUrl: redis.url, apis: 1, workers: 1 });
    const s = createScenario(() => cluster);
    const tap = redisClient(redis.url);
    const sent: Envelope[] = [];
    tap.on('pmessageBuffer', (_pattern, _channel, bytes: Buffer) => {
      const envelope = decodeEnvelope(bytes)?.envelope;
      if (envelope?.action.kind === 'send') sent.push(envelope);
    });
    await tap.psubscribe(`*${cluster.prefix}*`);
    const peer = await s.connect();
    await s.sendText({ user: peer.user }, 'a', { headers: HEADERS });
    await s.sendText({ user: peer.user }, 'b', { headers: { traceparent: 'nonsense', tracestate: 'vendor=7' } });
    await waitFor('both came by', () => sent.length === 2);
    expect(sent[0]).toMatchObject(HEADERS);
    expect([sent[1]?.traceparent, sent[1]?.tracestate]).toEqual([undefined, undefined]);
    expect(Math.abs((sent[0]?.sentAtMs ?? 0) - Date.now())).toBeLessThan(5000);
    tap.disconnect();
    s.closeSockets();
    await cluster.close();
    await redis.close();
  });
});
