/** Metrics of running services: what they say is what happened, in the words that Prometheus asks for. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from './_cluster.js';
import { fetchUrl } from './_http.js';
import { hasPrometheus, promtool } from './_prometheus.js';
import { redisClient, sharedRedis } from './_redis.js';
import { createScenario, type Peer } from './_scenario.js';
import { type Scrape, scrape } from './_scrape.js';
import { connectUrl, refused } from './_socket.js';
import { SUITE_OPTIONS } from './_suite-options.js';
import { unique, waitFor } from './_wait.js';

const BODY = 'twelve bytes';

describe.each(['redis', 'memory'] as const)('metrics over %s', (kind) => {
  let redis: Awaited<ReturnType<typeof sharedRedis>>;
  let cluster: Cluster;
  const s = createScenario(() => cluster);

  beforeAll(async () => {
    redis = await sharedRedis();
    const redisUrl = kind === 'memory' ? kind : redis.url;
    const options = { ...SUITE_OPTIONS, max_connections: '50', ping_interval: '4s' };
    cluster = await startCluster({ redisUrl, apis: 1, workers: 1, options });
  });
  afterEach(async () => {
    s.closeSockets();
    // What closes late would be counted in the next test.
    await waitFor('nobody is left', async () => (await ofWorker()).sum('dsock_connections') === 0);
  });
  afterAll(async () => {
    await cluster.close();
    await redis.close();
  });

  const ofApi = (): Promise<Scrape> => scrape(cluster.apis[0] ?? { url: '' });
  const ofWorker = (): Promise<Scrape> => scrape(cluster.workers[0] ?? { url: '' });

  /** Wait until the worker's counter has risen by `by` since `before`. */
  async function risen(before: Scrape, by: number, name: string, labels: Record<string, string> = {}): Promise<void> {
    await waitFor(`${name} rises by ${by}`, async () => {
      return (await ofWorker()).sum(name, labels) - before.sum(name, labels) === by;
    });
  }

  it('metrics - connections, subscriptions and channels are those that there are', async () => {
    const before = await ofWorker();
    const [mine, other] = [unique('channel'), unique('channel')];
    const peers = [await s.connect({ channels: `${mine},${other}` }), await s.connect({ channels: mine })];
    const during = await ofWorker();
    expect(during.sum('dsock_connections') - before.sum('dsock_connections')).toBe(2);
    expect(during.sum('dsock_connections_opened_total') - before.sum('dsock_connections_opened_total')).toBe(2);
    // Two channels by default for each of the two.
    expect(during.sum('dsock_subscriptions') - before.sum('dsock_subscriptions')).toBe(7);
    expect(during.sum('dsock_connections_limit')).toBe(50);
    expect(during.sum('dsock_upgrades_inflight')).toBe(0);
    expect(during.sum('dsock_bus_connected', { service: 'worker' })).toBe(1);
    await s.succeed('POST', '/channel/unsubscribe/lobby', { query: { channel: mine } });
    await s.succeed('POST', `/channel/subscribe/${unique('new')}`, { query: { user: peers[0]?.user } });
    expect((await ofWorker()).sum('dsock_subscriptions') - before.sum('dsock_subscriptions')).toBe(6);
    s.closeSockets();
    await waitFor('nobody is left', async () => (await ofWorker()).sum('dsock_connections') === 0);
    const after = await ofWorker();
    expect(after.sum('dsock_subscriptions')).toBe(0);
    expect(after.sum('dsock_channels')).toBe(0);
  });

  it('metrics - messages, bytes and their times count sockets, not calls', async () => {
    const channel = unique('channel');
    for (let made = 0; made < 3; made++) await s.connect({ channels: channel });
    const before = await ofWorker();
    await s.sendText({ channel, ack: true }, BODY);
    await s.sendText({ user: 'nobody', ack: true }, BODY);
    const after = await ofWorker();
    const rise = (name: string) => after.sum(name) - before.sum(name);
    expect(rise('dsock_messages_sent_total')).toBe(3);
    expect(rise('dsock_sent_bytes_total')).toBe(3 * BODY.length);
    expect(rise('dsock_messages_dropped_total')).toBe(0);
    expect(rise('dsock_fanout_duration_seconds_count')).toBe(1);
    expect(rise('dsock_fanout_duration_seconds_sum')).toBeGreaterThan(0);
    expect(rise('dsock_bus_lag_seconds_count')).toBe(1);
    expect(rise('dsock_bus_lag_seconds_sum')).toBeGreaterThanOrEqual(0);
    expect(rise('dsock_bus_lag_seconds_sum')).toBeLessThan(1);
  });

  it('metrics - closes have their code and who began them', async () => {
    const before = await ofWorker();
    const closed = 'dsock_connections_closed_total';
    const [asked, left, cut, odd] = await Promise.all([s.connect(), s.connect(), s.connect(), s.connect()]);
    await s.succeed('POST', '/disconnect', { query: { user: (asked as Peer).user, code: 4321 } });
    await risen(before, 1, closed, { code: '4xxx', initiator: 'server' });
    await left?.close(1000);
    await risen(before, 1, closed, { code: '1000', initiator: 'client' });
    cut?.terminate();
    await risen(before, 1, closed, { code: '1006', initiator: 'client' });
    await odd?.close(4567);
    await risen(before, 1, closed, { code: '4xxx', initiator: 'client' });
    const after = await ofWorker();
    const durations = 'dsock_connection_duration_seconds_count';
    expect(after.sum(durations) - before.sum(durations)).toBe(4);
  });

  it('metrics - claims, refused connects and refused credentials are counted by what became of them', async () => {
    const [apiBefore, before] = [await ofApi(), await ofWorker()];
    const { id } = await s.claim({ id: unique('claim') });
    await s.call('POST', '/claim', { query: { user: 'a', id } });
    const taken = await s.connect();
    await refused(connectUrl(cluster, 0, { claim: taken.claim.id }));
    await refused(connectUrl(cluster, 0, { jwt: 'no.jwt.atall' }));
    const [apiAfter, after] = [await ofApi(), await ofWorker()];
    const made = (result: string) =>
      apiAfter.sum('dsock_claims_total', { result }) - apiBefore.sum('dsock_claims_total', { result });
    expect([made('created'), made('conflict')]).toEqual([2, 1]);
    const rise = (name: string, labels: Record<string, string>) => after.sum(name, labels) - before.sum(name, labels);
    expect(rise('dsock_claims_total', { result: 'taken' })).toBe(1);
    expect(rise('dsock_claims_total', { result: 'missing' })).toBe(1);
    for (const reason of ['MISSING_CLAIM', 'INVALID_JWT']) {
      expect(rise('dsock_upgrades_rejected_total', { reason }), reason).toBe(1);
      expect(rise('dsock_auth_failures_total', { reason }), reason).toBe(1);
    }
  });

  it('metrics - calls have route template, method and status; what is none of ours is "other"', async () => {
    const before = await ofApi();
    const name = 'dsock_http_request_duration_seconds_count';
    await s.succeed('POST', `/channel/subscribe/${unique('c')}`, { query: { user: 'nobody' } });
    await s.call('POST', '/send', { token: 'wrong' });
    await s.call('GET', `/${unique('nowhere')}`);
    await s.call('DELETE', '/send');
    const after = await ofApi();
    const rise = (labels: Record<string, string>) => after.sum(name, labels) - before.sum(name, labels);
    expect(rise({ route: '/channel/subscribe/:channel', method: 'POST', status: '200' })).toBe(1);
    expect(rise({ route: '/send', method: 'POST', status: '401' })).toBe(1);
    expect(rise({ route: 'other', method: 'other', status: '404' })).toBe(1);
    expect(rise({ route: 'other', method: 'other', status: '405' })).toBe(1);
  });

  it('metrics - pings of the server are answered and timed', async () => {
    const before = await ofWorker();
    const peer = await s.connect();
    await waitFor(
      'a pong',
      async () => (await ofWorker()).sum('dsock_ping_rtt_seconds_count') > before.sum('dsock_ping_rtt_seconds_count'),
      10_000,
    );
    // A pong that nobody asked for is no round trip.
    const asked = await ofWorker();
    for (let sent = 0; sent < 5; sent++) peer.raw.pong();
    await peer.ping();
    const rise = (await ofWorker()).sum('dsock_ping_rtt_seconds_count') - asked.sum('dsock_ping_rtt_seconds_count');
    expect(rise).toBeLessThanOrEqual(1);
  });

  it('metrics - no label carries a name or an id', async () => {
    const [user, session, channel] = [unique('user'), unique('session'), unique('channel')];
    const peer = await s.connect({ user, session, channels: channel });
    const id = await s.idOf(peer);
    await s.sendText({ channel }, BODY);
    await s.call('GET', `/${channel}`);
    const text = (await ofApi()).text + (await ofWorker()).text;
    for (const name of [user, session, channel, id, peer.claim.id]) expect(text).not.toContain(name);
    expect(text).toContain('dsock_messages_sent_total');
  });

  it('metrics - promtool finds nothing to say about them', async () => {
    if (!hasPrometheus()) return;
    await refused(connectUrl(cluster, 0));
    for (const { text } of [await ofApi(), await ofWorker()]) {
      expect(promtool(['check', 'metrics'], text)).toEqual({ code: 0, output: '' });
    }
  });
});

describe('metrics of the bus', () => {
  it('metrics - what nobody can read is counted in one place, whichever way it came', async () => {
    const redis = await sharedRedis();
    const cluster = await startCluster({ redisUrl: redis.url, apis: 1, workers: 1, messagingMethod: 'direct' });
    const [api, worker] = [cluster.apis[0] ?? { url: '' }, cluster.workers[0] ?? { url: '' }];
    const invalid = 'dsock_invalid_envelopes_total';
    expect([(await scrape(api)).sum(invalid), (await scrape(worker)).sum(invalid)]).toEqual([0, 0]);

    const headers = { authorization: `Bearer ${cluster.token}` };
    expect((await fetchUrl('POST', `${worker.url}/_/inbox`, { headers, body: 'garbage' })).status).toBe(400);
    const client = redisClient(redis.url);
    const channels = (await client.pubsub('CHANNELS', `*${cluster.prefix}*`)) as string[];
    expect(channels).toHaveLength(2);
    for (const channel of channels) await client.publish(channel, 'garbage');
    client.disconnect();

    await waitFor('both are counted', async () => {
      return (await scrape(api)).sum(invalid) === 1 && (await scrape(worker)).sum(invalid) === 2;
    });
    await cluster.close();
    await redis.close();
  });
});
