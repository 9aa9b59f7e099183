import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, SECOND_TOKEN, startCluster, TOKEN } from './_cluster.js';
import { exchange, expectError, fetchUrl } from './_http.js';
import { sharedRedis } from './_redis.js';
import { createScenario } from './_scenario.js';

const INBOX = '/_/inbox';

describe('inbox of direct messages', () => {
  let redis: Awaited<ReturnType<typeof sharedRedis>>;
  let cluster: Cluster;
  const s = createScenario(() => cluster);
  const url = () => `${cluster.workers[0]?.url}${INBOX}`;

  beforeAll(async () => {
    redis = await sharedRedis();
    cluster = await startCluster({
      redisUrl: redis.url,
      apis: 1,
      workers: 1,
      messagingMethod: 'direct',
      options: { max_message_size: '5MiB', max_backpressure: '20MiB' },
    });
  });
  afterAll(async () => {
    s.closeSockets();
    await cluster.close();
    await redis.close();
  });

  it('inbox - without the token takes nothing', async () => {
    const peer = await s.connect();
    for (const authorization of [
      undefined,
      'Bearer wrong',
      `Bearer ${TOKEN},${SECOND_TOKEN}`,
      'Bearer ',
      `Basic ${TOKEN}`,
    ]) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      expectError(await fetchUrl('POST', url(), { headers, body: randomBytes(100) }), 'INVALID_AUTHORIZATION');
    }
    await s.sendText({ user: peer.user }, 'mark');
    expect((await peer.nextMessage()).text).toBe('mark');
  });

  it('inbox - with the token answers nonsense with a 4xx and lives on', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    for (const body of ['', 'x', randomBytes(10), randomBytes(100_000), Buffer.alloc(64, 0xff), Buffer.alloc(64)]) {
      const answer = await fetchUrl('POST', url(), { headers, body });
      expect(answer.status, `${body.length} bytes`).toBeLessThan(500);
    }
    for (let round = 0; round < 300; round++) {
      const { status } = await fetchUrl('POST', url(), { headers, body: randomBytes(1 + (round % 60)) });
      expect(status).toBeLessThan(500);
    }
    const peer = await s.connect();
    await s.sendText({ user: peer.user }, 'alive');
    expect((await peer.nextMessage()).text).toBe('alive');
  });

  it('inbox - does not wait for a body beyond any message', async () => {
    const [worker] = cluster.workers;
    if (!worker) throw new Error('there is no worker');
    const head = `POST ${INBOX} HTTP/1.1\r\nHost: e2e\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 999999999999\r\n\r\n`;
    const { status } = await exchange(worker, head + 'x'.repeat(1000), { halfClose: true });
    expect(status).toBeLessThan(500);
  });

  it('inbox - a message of a max_message_size of several MiB passes, beside small ones', async () => {
    const peer = await s.connect();
    const body = randomBytes(5 * 1024 * 1024);
    await s.succeed('POST', '/send', { query: { user: peer.user, type: 'binary' }, body });
    expect((await peer.nextMessage()).data.equals(body)).toBe(true);
    const texts = Array.from({ length: 200 }, (_, index) => `${index} `.repeat(200));
    await Promise.all(texts.map((text) => s.sendText({ user: peer.user }, text)));
    const got: string[] = [];
    for (const _ of texts) got.push((await peer.nextMessage()).text);
    expect(got.sort()).toEqual([...texts].sort());
  });
});
