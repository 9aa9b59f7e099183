/** Options that change what is seen from outside, each on the smallest cluster that shows it. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Cluster, startCluster, TOKEN } from './_cluster.js';
import { expectError, fetchUrl } from './_http.js';
import { hmacJwt, keyJwt, nowSeconds, unsignedJwt } from './_jwt.js';
import { listeningPort, type Options, startProcess } from './_process.js';
import { freePort, sharedRedis } from './_redis.js';
import { createScenario, type Scenario } from './_scenario.js';
import { type Client, connectUrl, open, type RefusedError, refused } from './_socket.js';
import { unique, waitFor, within } from './_wait.js';

let cluster: undefined | Cluster;

/** Start `dsock start` in memory with `options`. */
async function start(options: Options): Promise<Scenario> {
  const started = await startCluster({ redisUrl: 'memory', options });
  cluster = started;
  return createScenario(() => started);
}

afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

async function connectWith(s: Scenario, claim: string, headers: Record<string, string> = {}): Promise<Client> {
  return open(connectUrl(s.deployment(), 0, { claim }), { headers });
}

describe('origins', () => {
  it('allowed_origins - lets in what matches and answers ORIGIN_NOT_ALLOWED to the rest', async () => {
    const s = await start({ allowed_origins: 'https://app.example.com,https://*.example.org' });
    for (const origin of ['https://app.example.com', 'https://a.example.org', 'https://b-2.example.org']) {
      const socket = await connectWith(s, (await s.claim()).id, { origin });
      socket.terminate();
    }
    for (const origin of [
      'https://example.org',
      'https://a.b.example.org',
      'https://app.example.com.evil.net',
      'https://evil.net/app.example.com',
      'https://evilapp.example.com',
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://a.exampleXorg',
      'https://evil.net#.example.org',
      'null',
    ]) {
      const url = connectUrl(s.deployment(), 0, { claim: (await s.claim()).id });
      expectError(await refused(url, { headers: { origin } }), 'ORIGIN_NOT_ALLOWED');
    }
  });
});

describe('max_connections', () => {
  it('max_connections - one more is TOO_MANY_CONNECTIONS and keeps its claim for later', async () => {
    const s = await start({ max_connections: '2' });
    const [first] = [await s.connect(), await s.connect()];
    const claim = await s.claim();
    const url = connectUrl(s.deployment(), 0, { claim: claim.id });
    expectError(await refused(url), 'TOO_MANY_CONNECTIONS');
    expect((await s.info({ user: claim.user })).claims).toEqual([claim]);
    await first.close();
    await expect.poll(async () => (await s.info({ user: first.user })).connections).toEqual([]);
    (await open(url)).terminate();
  });

  it('max_connections - holds against 30 connects at once', async () => {
    // On Redis, where every admission waits for an answer while the others come in.
    const redis = await sharedRedis();
    const options = { max_connections: '5' };
    const started = await startCluster({ redisUrl: redis.url, apis: 1, workers: 1, options });
    const s = createScenario(() => started);
    const claims = await Promise.all(Array.from({ length: 30 }, () => s.claim()));
    const tries = await Promise.allSettled(claims.map(({ id }) => connectWith(s, id)));
    for (const one of tries) if (one.status === 'fulfilled') one.value.terminate();
    await started.close();
    await redis.close();
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });
});

describe('connect_rate_per_ip', () => {
  const forwarded = (address: string) => ({ 'x-forwarded-for': address });

  it('connect_rate_per_ip - more upgrades in a second are RATE_LIMITED, per address, and keep their claims', async () => {
    const s = await start({ connect_rate_per_ip: '10' });
    const claims = await Promise.all(Array.from({ length: 60 }, () => s.claim()));
    const url = (id: string) => connectUrl(s.deployment(), 0, { claim: id });
    const tries = await Promise.allSettled(claims.map(({ id }) => open(url(id))));
    const limited = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason as RefusedError] : []));
    // Sixty in one burst: at most the allowance of two seconds, should the burst lie across their border.
    expect(limited.length).toBeGreaterThanOrEqual(60 - 20 - 10);
    expect(limited.length).toBeLessThanOrEqual(50);
    for (const { answer } of limited) expectError(answer, 'RATE_LIMITED');
    const [unused] = claims.filter((_, index) => tries[index]?.status === 'rejected');
    expect((await s.info({ user: unused?.user ?? '' })).claims).toEqual([unused]);
    // Another address has an allowance of its own.
    (await open(url(unused?.id ?? ''), { localAddress: '127.0.0.2' })).terminate();
    for (const one of tries) if (one.status === 'fulfilled') one.value.terminate();
  });

  it('trusted_proxies - only from them X-Forwarded-For says who the client is', async () => {
    const s = await start({ connect_rate_per_ip: '5', trusted_proxies: '127.0.0.3/32' });
    const connectAll = async (localAddress: string): Promise<number> => {
      const tries = Array.from({ length: 40 }, async (_, index) => {
        const headers = forwarded(`203.0.113.${index}`);
        const claim = (await s.claim()).id;
        const opened = await open(connectUrl(s.deployment(), 0, { claim }), { localAddress, headers });
        opened.terminate();
      });
      return (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled').length;
    };
    expect(await connectAll('127.0.0.3')).toBe(40);
    expect(await connectAll('127.0.0.4')).toBeLessThan(40);
  });
});

describe('keys for JWTs', () => {
  const jwtWays = (s: Scenario, jwt: string) =>
    [
      [connectUrl(s.deployment(), 0, { jwt }), {}],
      [connectUrl(s.deployment(), 0), { protocols: ['dsock', `jwt.${jwt}`] }],
      [connectUrl(s.deployment(), 0), { headers: { authorization: `Bearer ${jwt}` } }],
    ] as const;

  it('jwt - without a configured key is MISSING_AUTHENTICATION, however it comes', async () => {
    const s = await start({});
    const jwt = hmacJwt({ sub: 'a', exp: nowSeconds() + 60 });
    for (const [url, options] of jwtWays(s, jwt)) expectError(await refused(url, options), 'MISSING_AUTHENTICATION');
  });

  const folder = mkdtempSync(join(tmpdir(), 'dsock-e2e-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const otherEc = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

  it.each([
    { alg: 'RS256', pair: rsa, other: otherRsa, otherAlg: 'ES256', foreign: ec },
    { alg: 'ES256', pair: ec, other: otherEc, otherAlg: 'RS256', foreign: rsa },
  ] as const)('jwt_public_key - takes $alg of its pair and nothing else', async (one) => {
    const { alg, pair, other, otherAlg, foreign } = one;
    const file = join(folder, `${alg}.pem`);
    writeFileSync(file, pem(pair.publicKey));
    // As PEM text for one algorithm, as the path of a file for the other: both are documented.
    const s = await start({ jwt_public_key: alg === 'RS256' ? pem(pair.publicKey) : file });
    const payload = () => ({ sub: 'a', exp: nowSeconds() + 60 });
    for (const [url, options] of jwtWays(s, keyJwt(payload(), alg, pair.privateKey))) {
      (await open(url, options)).terminate();
    }
    const publicText = pem(pair.publicKey);
    for (const jwt of [
      keyJwt(payload(), alg, other.privateKey),
      keyJwt(payload(), otherAlg, foreign.privateKey),
      keyJwt({ sub: 'a', exp: nowSeconds() - 1 }, alg, pair.privateKey),
      // The classic confusion: the public key, which everybody knows, as the secret of an HMAC.
      hmacJwt(payload(), { secret: publicText }),
      hmacJwt(payload(), { secret: publicText.trim() }),
      hmacJwt(payload(), { alg, secret: publicText }),
      unsignedJwt(payload()),
      keyJwt(payload(), alg, pair.privateKey).slice(0, -20),
    ]) {
      expectError(await refused(connectUrl(s.deployment(), 0, { jwt })), 'INVALID_JWT');
    }
  });
});

describe('sizes', () => {
  it('max_message_size and max_inbound_size - are exact to the byte', async () => {
    const s = await start({ max_message_size: '1000', max_inbound_size: '100' });
    const peer = await s.connect();
    await s.sendText({ user: peer.user }, 'x'.repeat(1000));
    expect((await peer.nextMessage()).data).toHaveLength(1000);
    const tooLarge = await s.call('POST', '/send', { query: { user: 'a', type: 'text' }, body: 'x'.repeat(1001) });
    expectError(tooLarge, 'MESSAGE_TOO_LARGE');
    peer.send('x'.repeat(100));
    await peer.ping();
    peer.send('x'.repeat(101));
    expect((await peer.closed).code).toBe(1009);
  });

  it('compression - of messages is transparent', async () => {
    const s = await start({ compression: 'true' });
    const peer = await s.connect({ open: { compress: true } });
    expect(peer.raw.extensions).toContain('permessage-deflate');
    for (const text of ['', 'short', 'long '.repeat(20_000)]) {
      await s.sendText({ user: peer.user }, text);
      expect((await peer.nextMessage()).text).toBe(text);
    }
    const plain = await s.connect();
    await s.sendText({ user: plain.user }, 'plain');
    expect((await plain.nextMessage()).text).toBe('plain');
  });
});

describe('operations', () => {
  it('ops_port - serves metrics without a token, and health, apart', async () => {
    const port = await freePort();
    await start({ ops_port: String(port) });
    for (const path of ['/metrics', '/healthz', '/readyz']) {
      expect((await fetchUrl('GET', `http://127.0.0.1:${port}${path}`)).status).toBe(200);
    }
    expect((await fetchUrl('GET', `http://127.0.0.1:${port}/info?user=a`)).status).toBe(404);
  });

  it('metrics - switched off there are none, on both services', async () => {
    const s = await start({ metrics: 'false' });
    for (const { url } of [...s.deployment().apis, ...s.deployment().workers]) {
      const answer = await fetchUrl('GET', `${url}/metrics?token=${TOKEN}`);
      expectError(answer, 'NOT_FOUND');
    }
  });
});

describe('dsock start', () => {
  it('start - on Redis, when that is configured, works as a cluster of one process', async () => {
    const redis = await sharedRedis();
    const started = await startCluster({ redisUrl: redis.url, allInOne: true });
    const s = createScenario(() => started);
    const another = await started.startWorker();
    try {
      const user = unique('user');
      const peers = [await s.connect({ user, worker: 0 }), await s.connect({ user, worker: 1 })];
      expect(await s.sendText({ user, ack: true }, 'both')).toMatchObject({ delivered: 2, workers: 2 });
      for (const peer of peers) expect((await peer.nextMessage()).text).toBe('both');
      // Ended while its client is connected, it leaves nothing in Redis, which the close of the cluster checks.
      expect(await another.process.stop('SIGINT')).toEqual({ code: 0, signal: null });
    } finally {
      s.closeSockets();
      await started.close();
      await redis.close();
    }
  });

  it('start - without a token makes one up, prints it, and is not open without it', async () => {
    const started = startProcess({ name: 'start', service: 'start', options: { port: '0' } });
    try {
      const url = `http://127.0.0.1:${await listeningPort(started, 'api')}/info?user=a`;
      const token = await waitFor(
        'the token',
        () => /token[ =]"?([\w-]{16,})/.exec(started.otherLines.join('\n'))?.[1],
      );
      expectError(await fetchUrl('GET', url), 'INVALID_AUTHORIZATION');
      expectError(await fetchUrl('GET', `${url}&token=`), 'INVALID_AUTHORIZATION');
      expect((await fetchUrl('GET', `${url}&token=${token}`)).body.success).toBe(true);
    } finally {
      expect(await started.stop('SIGINT')).toEqual({ code: 0, signal: null });
    }
  });
});

describe('ping_interval', () => {
  it('ping_interval - the server pings; a client that answers stays, a silent one is closed after 2.5 intervals', async () => {
    const s = await start({ ping_interval: '4s' });
    const [lively, silent] = [await s.connect(), await s.connect({ open: { answerPings: false } })];
    const opened = Date.now();
    let pings = 0;
    lively.raw.on('ping', () => pings++);
    expect((await within('the close', 20_000, silent.closed)).code).toBe(1006);
    expect(Date.now() - opened).toBeGreaterThan(7500);
    expect(pings).toBeGreaterThanOrEqual(2);
    expect(lively.isOpen()).toBe(true);
    expect((await s.info({ user: silent.user })).connections).toEqual([]);
    const { connections } = await s.info({ user: lively.user });
    expect((connections[0]?.lastPing ?? 0) * 1000).toBeGreaterThan(opened);
  });
});

describe('starts that are refused', () => {
  it.each([
    ['an API without a token', 'api', {}, 'token'],
    ['a worker without a token in direct messaging', 'worker', { messaging_method: 'direct' }, 'token'],
    [
      'direct messaging on the memory backplane',
      'start',
      { token: 'a', messaging_method: 'direct' },
      'messaging_method',
    ],
  ] as const)('start - %s ends with a message and an exit code', async (_, service, options, word) => {
    const running = startProcess({ name: service, service, options: { port: '0', ...options } });
    const { code } = await within('it ends', 10_000, running.exit);
    expect(code).toBeGreaterThan(0);
    const said = [...running.otherLines, ...running.logs.map((line) => JSON.stringify(line))].join('\n');
    expect(said).toContain(word);
    expect(said).not.toMatch(/\bat .+:\d+:\d+/);
  });
});
