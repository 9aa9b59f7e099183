/** Logs of running services: what is worth a line gets one, and no secret is ever in any. */
import { afterAll, describe, expect, it } from 'vitest';
import { type Cluster, type ClusterOptions, startCluster } from './_cluster.js';
import { exchange, fetchUrl } from './_http.js';
import { hmacJwt, nowSeconds } from './_jwt.js';
import { type DsockProcess, startProcess } from './_process.js';
import { keysWith, type RedisServer, redisClient, startRedis } from './_redis.js';
import { createScenario } from './_scenario.js';
import { connectUrl, open, refused } from './_socket.js';
import { waitFor } from './_wait.js';

/** In every secret of these tests but JWTs, which are looked for part by part. */
const MARK = 'S3CR3T';
let drawn = 0;
const secret = (what: string): string => `${MARK}-${what}-${++drawn}`;

/** Everything a process wrote. */
function writtenBy({ logs, otherLines }: DsockProcess): string {
  return [...logs.map((line) => JSON.stringify(line)), ...otherLines].join('\n');
}

function expectNoSecrets(processes: readonly DsockProcess[], secrets: readonly string[]): void {
  for (const one of processes) {
    const text = writtenBy(one);
    for (const word of [MARK, ...secrets]) expect(text, `${one.name} wrote ${word}`).not.toContain(word);
  }
}

const JWT_KEY = secret('jwt-key');
const [TOKEN_ONE, TOKEN_TWO] = [secret('token'), secret('token')];

const OPTIONS = {
  debug: 'true',
  log_requests: 'true',
  token: `${TOKEN_ONE},${TOKEN_TWO}`,
  jwt_secret: JWT_KEY,
  // A server without users takes any password of the default one.
  redis_username: 'default',
  redis_password: secret('redis-password'),
};

/** Uses every credential in every place it may stand, rightly and wrongly; collects what it used. */
async function useEverySecret(cluster: Cluster, used: string[]): Promise<void> {
  const remember = (text: string): string => {
    used.push(text);
    return text;
  };
  const [api, worker] = [cluster.apis[0]?.url ?? '', cluster.workers[0]?.url ?? ''];
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const claim = async (id: string, query = ''): Promise<string> => {
    const url = `${api}/claim?user=u&id=${id}${query}`;
    expect((await fetchUrl('POST', url, { headers: bearer(TOKEN_ONE) })).status).toBe(200);
    return remember(id);
  };

  // Tokens, right and wrong, in the header and in the URL, of calls and of metrics.
  for (const [at, token] of [TOKEN_ONE, secret('wrong'), `${secret('wrong')}%FF`].entries()) {
    for (const base of [api, worker]) {
      for (const path of ['/metrics', '/nowhere', '/ping', '/_/inbox', '/connect']) {
        await fetchUrl(at === 0 ? 'GET' : 'POST', `${base}${path}?token=${token}`);
        await fetchUrl('POST', base + path, { headers: bearer(token), body: token });
      }
    }
    for (const path of ['/send?user=u&type=text', '/info?user=u', '/disconnect?user=x', '/claim?user=u']) {
      await fetchUrl('POST', `${api}${path}&token=${token}`, { body: 'x' });
      await fetchUrl('GET', api + path, { headers: bearer(token) });
    }
  }

  // Claims: in the URL and the subprotocol; used, unknown, expired, malformed; named in calls that fail.
  const sockets = [await open(connectUrl(cluster, 0, { claim: await claim(secret('claim')) }))];
  const inProtocol = await claim(secret('claim'));
  sockets.push(await open(connectUrl(cluster, 0), { protocols: ['dsock', `claim.${inProtocol}`] }));
  await refused(connectUrl(cluster, 0, { claim: inProtocol }));
  await refused(connectUrl(cluster, 0, { claim: secret('unknown') }));
  await refused(connectUrl(cluster, 0, `claim=${secret('malformed')}%FF`));
  await fetchUrl('POST', `${api}/claim?user=u&id=${inProtocol}&duration=-1`, { headers: bearer(TOKEN_TWO) });

  // JWTs: right, expired, of another key, cut, none at all.
  const payload = { sub: 'u', exp: nowSeconds() + 60, note: MARK };
  const rememberJwt = (jwt: string): string => {
    used.push(...jwt.split('.').slice(1));
    return jwt;
  };
  const right = rememberJwt(hmacJwt(payload, { secret: JWT_KEY }));
  sockets.push(await open(connectUrl(cluster, 0, { jwt: right })));
  sockets.push(await open(connectUrl(cluster, 0), { headers: bearer(right) }));
  const wrong = [
    hmacJwt({ ...payload, exp: 1 }, { secret: JWT_KEY }),
    hmacJwt(payload, { secret: secret('other-key') }),
    hmacJwt(`{"sub":"${MARK}`, { secret: JWT_KEY }),
    right.slice(0, -3),
    `${secret('no')}.${secret('jwt')}.${secret('at-all')}`,
  ];
  for (const jwt of wrong.map(rememberJwt)) {
    await refused(connectUrl(cluster, 0, { jwt }));
    await refused(connectUrl(cluster, 0), { headers: bearer(jwt) });
    await refused(connectUrl(cluster, 0), { protocols: ['dsock', `jwt.${jwt}`] });
  }

  // What no parser takes.
  for (const base of [{ url: api }, { url: worker }]) {
    await exchange(base, `GET /info?token=${TOKEN_ONE} HTTP/1.1\r\nHost: ${MARK} ${MARK}\r\nConnection: close\r\n\r\n`);
    await exchange(base, `${MARK}\r\n\r\n`, { halfClose: true });
    await exchange(
      base,
      `POST /send?token=${TOKEN_ONE}&user=u&type=text HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx`,
      {
        halfClose: true,
      },
    );
  }
  for (const socket of sockets) socket.terminate();
}

/** Make Redis refuse commands that carry claims: their keys hold something else. */
async function breakClaims(cluster: Cluster, redis: RedisServer): Promise<void> {
  const api = cluster.apis[0]?.url ?? '';
  const id = secret('broken-claim');
  const create = `${api}/claim?user=u&id=${id}&token=${TOKEN_ONE}`;
  expect((await fetchUrl('POST', create)).status).toBe(200);
  const client = redisClient(redis.url);
  try {
    for (const key of await keysWith(client, id)) {
      await client.del(key);
      await client.set(key, 'no hash');
    }
    expect((await fetchUrl('POST', create)).body.errorCode).toBe('ERROR_CHECKING_CLAIM');
    expect((await refused(connectUrl(cluster, 0, { claim: id }))).body.errorCode).toBe('ERROR_GETTING_CLAIM');
    for (const key of await keysWith(client, id)) await client.del(key);
  } finally {
    client.disconnect();
  }
}

describe('secrets', () => {
  const redisOptions: readonly ClusterOptions[] = [
    { redisUrl: 'redis', apis: 1, workers: 1 },
    { redisUrl: 'redis', apis: 1, workers: 1, messagingMethod: 'direct' },
    { redisUrl: 'redis', allInOne: true },
  ];
  let redis: undefined | RedisServer;
  afterAll(() => redis?.close());

  it.each(redisOptions.map((options, at) => ({ at, options })))(
    'secrets - none is in what services over Redis write at their most talkative, whatever goes wrong ($at)',
    async ({ options }) => {
      redis ??= await startRedis();
      const cluster = await startCluster({ ...options, redisUrl: redis.url, options: OPTIONS });
      const used: string[] = [];
      await useEverySecret(cluster, used);
      await breakClaims(cluster, redis);
      const failure = (one: DsockProcess) => one.logs.find(({ msg }) => msg === 'request failed');
      // Or there would be nothing to hide.
      expect(cluster.processes.some((one) => failure(one) !== undefined)).toBe(true);

      await redis.kill();
      const { url = '' } = cluster.apis[0] ?? {};
      const headers = { authorization: `Bearer ${TOKEN_ONE}` };
      await fetchUrl('POST', `${url}/claim?user=u&id=${secret('claim')}`, { headers });
      await refused(connectUrl(cluster, 0, { claim: secret('claim') }));
      await redis.restart();
      await cluster.close({ allowErrors: [/./], ignoreKeys: true });
      expectNoSecrets(cluster.processes, used);
      expect(used.length).toBeGreaterThan(6);
    },
  );

  it('secrets - none is in what the service in memory writes', async () => {
    const cluster = await startCluster({ redisUrl: 'memory', options: OPTIONS });
    const used: string[] = [];
    await useEverySecret(cluster, used);
    await cluster.close();
    expectNoSecrets(cluster.processes, used);
  });

  it('secrets - none is in the words of a start that is refused', async () => {
    const wrong = [
      { token: `${secret('token')} with a blank` },
      { token: TOKEN_ONE, jwt_secret: JWT_KEY, jwt_public_key: 'no-pem' },
      { token: TOKEN_ONE, redis_url: `redis://u:${secret('password')}@ho st` },
      { token: TOKEN_ONE, redis_url: `nonsense://u:${secret('password')}@host` },
      { token: TOKEN_ONE, redis_url: `redis://u:${secret('password')}@127.0.0.1:1`, redis_max_retries: '1' },
    ];
    for (const options of wrong) {
      const process = startProcess({ name: 'api-refused', service: 'api', options: { ...options, debug: 'true' } });
      expect((await process.exit).code).not.toBe(0);
      expect(writtenBy(process)).not.toBe('');
      expectNoSecrets([process], []);
    }
  });
});

describe('lines', () => {
  it('lines - the first says what runs and with which limits; ordinary traffic adds none', async () => {
    const cluster = await startCluster({ redisUrl: 'memory', options: { drain_duration: '7s', ping_interval: '11s' } });
    const s = createScenario(() => cluster);
    const [running] = cluster.processes;
    if (running === undefined) throw new Error('nothing runs');
    expect(running.logs[0]).toMatchObject({
      msg: 'starting',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: process.version,
      heapLimitBytes: expect.any(Number),
      pingIntervalMs: 11_000,
      drainMs: 7000,
      ...(process.platform === 'linux' && { openFilesLimit: expect.any(Number) }),
    });
    const before = running.logs.length;
    for (let made = 0; made < 5; made++) {
      const peer = await s.connect();
      await s.sendText({ user: peer.user, ack: true }, 'hello');
      await s.call('POST', '/send', { token: 'wrong' });
      await refused(connectUrl(cluster, 0, { claim: peer.claim.id }));
      await s.succeed('POST', '/disconnect', { query: { user: peer.user } });
    }
    expect(running.logs.slice(before)).toEqual([]);
    await cluster.close();
  });

  it('lines - a request has one when that is asked for, with its route instead of its URL', async () => {
    const cluster = await startCluster({ redisUrl: 'memory', options: { log_requests: 'true' } });
    const s = createScenario(() => cluster);
    const [running] = cluster.processes;
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { 'x-request-id': 'my-call', traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    await s.call('POST', '/channel/subscribe/a-channel', { query: { user: 'a-user' }, headers });
    const line = await waitFor('the line of the call', () =>
      running?.logs.find(({ requestId }) => requestId === 'my-call'),
    );
    expect(line).toMatchObject({
      msg: 'request',
      level: 'info',
      method: 'POST',
      route: '/channel/subscribe/:channel',
      status: 200,
      traceId,
    });
    expect(JSON.stringify(line)).not.toMatch(/a-channel|a-user/);
    await cluster.close();
  });
});
