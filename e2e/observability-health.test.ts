/** Health on the main port and on a port of its own, while the backplane comes and goes and while a worker drains. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, type Service, startCluster, TOKEN } from './_cluster.js';
import { fetchUrl } from './_http.js';
import { type RedisServer, startRedis } from './_redis.js';
import { createScenario } from './_scenario.js';
import { waitFor } from './_wait.js';

/** "Within 10 s", both ways. */
const TURN_MS = 10_000;

function opsUrl({ process }: Service): string {
  const { opsPort } = process.logs.find(({ opsPort }) => opsPort !== undefined) ?? {};
  return `http://127.0.0.1:${opsPort}`;
}

describe.each(['api and worker', 'all in one'] as const)('health of %s', (kind) => {
  let redis: RedisServer;
  let cluster: Cluster;

  beforeAll(async () => {
    redis = await startRedis();
    const options = { ops_port: '0' };
    cluster = await startCluster({
      redisUrl: redis.url,
      apis: 1,
      workers: 1,
      allInOne: kind === 'all in one',
      options,
    });
  });
  afterAll(async () => {
    await cluster.close({ allowErrors: [/redis|backplane/i], ignoreKeys: true });
    await redis.close();
  });

  const bases = (): string[] => {
    const services = [...cluster.apis, ...cluster.workers];
    return [...new Set(services.flatMap((service) => [service.url, opsUrl(service)]))];
  };
  const answersOf = (path: string) => Promise.all(bases().map((base) => fetchUrl('GET', base + path)));

  it('health - is the same on the main port and on the one of its own', async () => {
    for (const path of ['/readyz', '/healthz']) {
      for (const { status, body, headers } of await answersOf(path)) {
        expect({ status, body }).toEqual({ status: 200, body: { success: true } });
        expect(headers['content-type']).toBe('application/json');
      }
    }
  });

  it('metrics - want the token on the main port and none on their own', async () => {
    for (const service of [...cluster.apis, ...cluster.workers]) {
      expect((await fetchUrl('GET', `${service.url}/metrics`)).status).toBe(401);
      expect((await fetchUrl('GET', `${service.url}/metrics?token=${TOKEN}`)).status).toBe(200);
      expect((await fetchUrl('GET', `${opsUrl(service)}/metrics`)).status).toBe(200);
    }
  });

  it.each(['gone', 'hanging'] as const)(
    'readyz - turns within 10 s when Redis is %s and within 10 s when it is back; healthz never does',
    async (trouble) => {
      if (trouble === 'gone') await redis.kill();
      else redis.pause();
      try {
        await waitFor(
          'nobody is ready',
          async () => (await answersOf('/readyz')).every(({ status }) => status === 503),
          TURN_MS,
        );
        for (const { body } of await answersOf('/readyz')) {
          expect(body).toEqual({ success: false, reason: expect.stringMatching(/redis/i) });
        }
        for (const { status } of await answersOf('/healthz')) expect(status).toBe(200);
        const { text } = await fetchUrl('GET', `${opsUrl(cluster.workers[0] as Service)}/metrics`);
        expect(text).toMatch(/^dsock_bus_connected\{service="worker"\} 0$/m);
        expect(text).toMatch(/^dsock_bus_errors_total\{op="subscription"\} [1-9]/m);
      } finally {
        if (trouble === 'gone') await redis.restart();
        else redis.resume();
      }
      await waitFor(
        'everybody is ready',
        async () => (await answersOf('/readyz')).every(({ status }) => status === 200),
        TURN_MS,
      );
    },
  );
});

describe('health in a drain', () => {
  let cluster: Cluster;
  const s = createScenario(() => cluster);
  afterEach(() => cluster.close());

  it('drain - readyz of the all-in-one service says so on both ports; healthz stays; metrics say how far it is', async () => {
    cluster = await startCluster({ redisUrl: 'memory', options: { ops_port: '0', drain_duration: '3s' } });
    const [worker] = cluster.workers;
    if (worker === undefined) throw new Error('there is no worker');
    const ops = opsUrl(worker);
    for (let made = 0; made < 12; made++) await s.connect();
    const read = async (name: string): Promise<number> => {
      const { text } = await fetchUrl('GET', `${ops}/metrics`);
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    };
    expect([await read('dsock_draining'), await read('dsock_drain_remaining_connections')]).toEqual([0, 0]);

    worker.process.signal('SIGTERM');
    await waitFor('it drains', async () => (await read('dsock_draining')) === 1);
    for (const base of [ops, worker.url]) {
      const { status, body } = await fetchUrl('GET', `${base}/readyz`);
      expect({ status, body }).toEqual({ status: 503, body: { success: false, reason: 'draining' } });
      expect((await fetchUrl('GET', `${base}/healthz`)).status).toBe(200);
    }
    await waitFor('some are closed and some are not', async () => {
      const left = await read('dsock_drain_remaining_connections');
      return left > 0 && left < 12;
    });
    await worker.process.exit;
    expect(worker.process.ended()?.code).toBe(0);
    const lines = worker.process.logs.map(({ msg }) => msg);
    expect(lines.filter((msg) => msg === 'draining' || msg === 'drained')).toEqual(['draining', 'drained']);
  });
});
