import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProc, toWorkerId } from '@dsock/protocol';
import { decodeEnvelope, encodeReply, joinFrames, splitFrames } from '@dsock/protocol/codec';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ApiBackplane, channelRoute, createRedisApiBackplane } from '../src/index.js';
import type { RedisSettings } from '../src/redis/settings.js';
import { startDirectInbox } from './_direct-inbox.js';
import { keysOf, log, settingsFor, soon, toChannel } from './_nodes.js';
import { type SharedRedis, sharedRedis } from './_redis.js';

let redis: SharedRedis;
beforeAll(async () => {
  redis = await sharedRedis();
});
afterAll(() => redis.close());

const TOKEN = 'token';
/** What a busy machine may add to a deadline. */
const LATENESS_MS = 150;

let settings: RedisSettings;
let api: ApiBackplane;
let workerId: string;
let proc: number;
const cleanUp: (() => Promise<unknown>)[] = [];

/** Register a worker that takes direct messages at `port`. */
async function register(port: undefined | number): Promise<void> {
  const keys = keysOf(settings);
  proc = createProc();
  workerId = toWorkerId(proc, 1);
  await redis.admin.set(keys.lease(workerId), 1, 'PX', 60_000);
  await redis.admin.sadd(keys.route(channelRoute('a')), workerId);
  if (port !== undefined) await redis.admin.set(keys.address(proc), `127.0.0.1:${port}`, 'PX', 60_000);
}

/** An HTTP server that treats direct messages in its own way. */
async function serve(handler: Parameters<typeof createServer>[1]): Promise<number> {
  const server: Server = createServer(handler as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

const publish = (ms = 1800) => api.bus.publish(toChannel('a'), soon(ms));
const request = (ms = 1800) => api.bus.request(toChannel('a'), soon(ms));

beforeEach(async () => {
  settings = settingsFor(redis);
  api = createRedisApiBackplane({ settings, log, directToken: TOKEN });
  await api.start();
});

afterEach(async () => {
  await api.close();
  for (const step of cleanUp.splice(0)) await step();
  const left = await redis.admin.keys(`${settings.prefix}*`);
  if (left.length > 0) await redis.admin.del(...left);
});

describe('direct', () => {
  test.each([
    ['has no address', undefined],
    ['does not listen', 1],
  ])('direct - a worker that %s is unreachable', async (_, port) => {
    await register(port);
    expect(await publish()).toEqual({ reached: [], unreachable: [workerId] });
    expect(await request()).toEqual({ replies: [], unreachable: [workerId] });
  });

  test('direct - a worker that refuses the token is unreachable', async () => {
    const inbox = await startDirectInbox('another token');
    cleanUp.push(() => inbox.close());
    await register(inbox.port);
    inbox.serve(
      () => undefined,
      () => workerId,
    );
    expect(await publish()).toEqual({ reached: [], unreachable: [workerId] });
    expect(inbox.posts()).toBe(0);
  });

  test('direct - a worker without a lease gets nothing and is not named', async () => {
    const inbox = await startDirectInbox(TOKEN);
    cleanUp.push(() => inbox.close());
    await register(inbox.port);
    inbox.serve(
      () => undefined,
      () => workerId,
    );
    await redis.admin.del(keysOf(settings).lease(workerId));
    expect(await publish()).toEqual({ reached: [], unreachable: [] });
    expect(inbox.posts()).toBe(0);
  });

  test('direct - each call to a worker that hangs ends at its own deadline, also in a queue behind others', async () => {
    await register(await serve(() => undefined));
    const startedAt = performance.now();
    const endOf = async (ms: number): Promise<number> => {
      expect(await publish(ms)).toEqual({ reached: [], unreachable: [workerId] });
      return performance.now() - startedAt;
    };
    const first = endOf(300);
    const second = endOf(350);
    const third = endOf(1500);
    expect(await first).toBeLessThan(300 + LATENESS_MS);
    expect(await second).toBeLessThan(350 + LATENESS_MS);
    expect(await third).toBeLessThan(1500 + LATENESS_MS);
  });

  test('direct - a call that was given up before its turn is not sent after all', async () => {
    const received: string[] = [];
    const held: (() => void)[] = [];
    const port = await serve((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        for (const frame of splitFrames(Buffer.concat(chunks)) ?? []) {
          received.push(decodeEnvelope(frame)?.envelope.requestId ?? '');
        }
        held.push(() => response.end());
      });
    });
    await register(port);
    const [first, second, third] = [toChannel('a'), toChannel('a'), toChannel('a')];
    const reached = { reached: [workerId], unreachable: [] };
    const one = api.bus.publish(first, soon());
    await vi.waitFor(() => expect(held).toHaveLength(1));
    const two = api.bus.publish(second, soon(50));
    const three = api.bus.publish(third, soon());
    expect(await two).toEqual({ reached: [], unreachable: [workerId] });
    held[0]?.();
    expect(await one).toEqual(reached);
    await vi.waitFor(() => expect(held).toHaveLength(2));
    held[1]?.();
    expect(await three).toEqual(reached);
    expect(received).toEqual([first.requestId, third.requestId]);
  });

  test('direct - many calls at once share POSTs, and each knows what became of it', async () => {
    const received: string[] = [];
    const inbox = await startDirectInbox(TOKEN);
    cleanUp.push(() => inbox.close());
    await register(inbox.port);
    inbox.serve(
      (envelope) => received.push(envelope.requestId),
      () => workerId,
    );
    const sent = Array.from({ length: 300 }, () => toChannel('a'));
    const dispatches = await Promise.all(sent.map((envelope) => api.bus.publish(envelope, soon())));
    for (const dispatch of dispatches) expect(dispatch).toEqual({ reached: [workerId], unreachable: [] });
    expect(received).toEqual(sent.map(({ requestId }) => requestId));
    expect(inbox.posts()).toBeLessThan(100);
  });

  const part = (last: boolean): Uint8Array => {
    return encodeReply({ correlation: 1, workerId, last, result: { kind: 'changed', count: 1 } });
  };
  test.each<[string, () => Uint8Array | string]>([
    ['is empty', () => ''],
    ['is garbage', () => 'garbage'],
    ['is cut', () => joinFrames([part(false), part(true)]).subarray(0, -1)],
    ['lacks its last part', () => joinFrames([part(false), part(false)])],
    ['has a part that is no reply', () => joinFrames([Buffer.from('x'), part(true)])],
  ])('direct - a worker whose answer %s is unreachable', async (_, body) => {
    await register(
      await serve((incoming, response) => {
        incoming.resume();
        response.end(body());
      }),
    );
    expect(await request()).toEqual({ replies: [], unreachable: [workerId] });
  });
});
