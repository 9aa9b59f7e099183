import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startCluster } from './_cluster.js';
import { hmacJwt, JWT_SECRET, nowSeconds } from './_jwt.js';
import { openRaw, type RawSocket } from './_raw-socket.js';
import { type RedisServer, redisClient, startRedis } from './_redis.js';
import { connectUrl } from './_socket.js';
import { unique, waitFor } from './_wait.js';
import { inParallel, openWires, type WirePool } from './_wire.js';

const APIS = 2;
const WORKERS = 3;
const CROWD = 10_000;
const FEW = 10;
const PING_SECONDS = 10;
/** Stands for a minute: several renewals and probes, and a ping for everybody. */
const IDLE_SECONDS = 11;
const RENEW_SECONDS = 2;
const REAP_SECONDS = 5;

type Counts = ReadonlyMap<string, number>;

let redis: RedisServer;
let looker: Redis;
let cluster: Cluster;
let api: WirePool;
const crowd: RawSocket[] = [];
const channels = { few: 'few', crowd: 'crowd' } as const;

/** Commands since the start, by name; those inside scripts count too. Our own are left out. */
async function commands(): Promise<Counts> {
  const stats = await looker.info('commandstats');
  const lines = [...stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(
    ([, name = '', calls]) => [name, Number(calls)] as const,
  );
  const counts = new Map(lines.filter(([name]) => name !== 'info' && name !== 'eval'));
  // A script goes out in full the first time and by its hash from then on.
  counts.set('evalsha', (counts.get('evalsha') ?? 0) + Number(new Map(lines).get('eval') ?? 0));
  return counts;
}

const totalOf = (counts: Counts): number => [...counts.values()].reduce((sum, calls) => sum + calls, 0);

function since(before: Counts, after: Counts): Counts {
  const more = [...after].map(([name, calls]) => [name, calls - (before.get(name) ?? 0)] as const);
  return new Map(more.filter(([, calls]) => calls > 0));
}

/** What follows an answer, such as the clearing of an index, is part of the cost. */
async function settled(): Promise<Counts> {
  let last = await commands();
  let quiet = 0;
  return waitFor('no more commands come', async () => {
    const now = await commands();
    quiet = totalOf(now) === totalOf(last) ? quiet + 1 : 0;
    last = now;
    return quiet >= 3 && now;
  });
}

/**
 * The commands that `work` causes, after `prepare`.
 *
 * Renewals and probes fall into few of the trials, so the cheapest is the true one.
 */
async function costOf<T>(prepare: () => Promise<T>, work: (prepared: T) => Promise<unknown>): Promise<Counts> {
  const trials: Counts[] = [];
  for (let trial = 0; trial < 7; trial++) {
    const prepared = await prepare();
    const before = await settled();
    await work(prepared);
    trials.push(since(before, await settled()));
  }
  trials.sort((a, b) => totalOf(a) - totalOf(b));
  return trials[0] ?? new Map();
}

/** A connect with a claim, of a user who is new. */
async function costOfConnect(channel: string): Promise<Counts> {
  const sockets: RawSocket[] = [];
  const cost = await costOf(
    async () => (await api.succeed('POST', '/claim', { user: unique('user'), channels: channel })).claim?.id,
    async (claim) => sockets.push(await openRaw({ url: connectUrl(cluster, 0, { claim }) })),
  );
  for (const socket of sockets) socket.destroy();
  return cost;
}

/** A send to a channel, over when every member has it. */
async function costOfSend(channel: string, members: readonly RawSocket[]): Promise<Counts> {
  const received = (): number => members.reduce((sum, { frames }) => sum + frames.length, 0);
  return costOf(
    async () => received() + members.length,
    async (expected) => {
      await api.succeed('POST', '/send', { channel, type: 'text' }, 'x');
      await waitFor('it has arrived everywhere', () => received() === expected, 20_000);
    },
  );
}

async function openIn(channel: string, index: number): Promise<RawSocket> {
  const jwt = hmacJwt({ sub: `${channel}-${index}`, channels: [channel], exp: nowSeconds() + 60 });
  return openRaw({ url: connectUrl(cluster, index, { jwt }), localAddress: `127.0.0.${2 + (index % 4)}` });
}

beforeAll(async () => {
  redis = await startRedis();
  looker = redisClient(redis.url);
  const options = { jwt_secret: JWT_SECRET, ping_interval: `${PING_SECONDS}s` };
  cluster = await startCluster({ redisUrl: redis.url, apis: APIS, workers: WORKERS, options });
  api = await openWires(cluster, 4);
});
afterAll(async () => {
  for (const socket of crowd) socket.destroy();
  api.close();
  looker.disconnect();
  await cluster.close({ ignoreKeys: true });
  await redis.close();
});

test(`promise 8, cost - a connect and a send cost Redis the same with ${FEW} connections in the channel as with ${CROWD}`, async () => {
  const few = await Promise.all(Array.from({ length: FEW }, (_, index) => openIn(channels.few, index)));
  const small = { connect: await costOfConnect(channels.few), send: await costOfSend(channels.few, few) };
  await inParallel(CROWD, 64, async (index) => {
    crowd.push(await openIn(channels.crowd, index));
  });
  const large = { connect: await costOfConnect(channels.crowd), send: await costOfSend(channels.crowd, crowd) };
  expect(large).toEqual(small);

  // A script that reads the route, and for each worker a look at its lease and a message.
  expect(totalOf(large.send)).toBeLessThanOrEqual(2 + 2 * WORKERS);
  // The claim read and taken; the user announced; the claim out of the indexes of its user and its channel.
  expect(large.connect.get('sadd')).toBe(1);
  expect(totalOf(large.connect)).toBeLessThanOrEqual(2 + 3 * 3);
  for (const socket of few) socket.destroy();
}, 120_000);

test(`promise 8, cost - ${CROWD} idle connections cost Redis nothing: only workers renew and processes look for the dead`, async () => {
  expect(crowd.filter((socket) => socket.ended() === undefined)).toHaveLength(CROWD);
  const before = await settled();
  // The one thing to wait for here is time itself.
  await pause(IDLE_SECONDS * 1000);
  const counts = since(before, await commands());
  expect(crowd.filter((socket) => socket.ended() === undefined)).toHaveLength(CROWD);

  const renewals = WORKERS * (IDLE_SECONDS / RENEW_SECONDS + 1);
  const probes = APIS * (IDLE_SECONDS / RENEW_SECONDS + 1);
  const rounds = (APIS + WORKERS) * (IDLE_SECONDS / REAP_SECONDS + 1);
  // A renewal: the script, the lease, the probe. A round: the script, the lock read and written, the list, each lease.
  const most = 3 * renewals + probes + (4 + WORKERS) * rounds;
  expect({ counts, total: totalOf(counts) <= most }).toEqual({ counts, total: true });
  expect([...counts.keys()].filter((name) => !IDLE_COMMANDS.has(name))).toEqual([]);
});

/** What renewals, probes and the reaper use. None of them is about a connection, a user or a channel. */
const IDLE_COMMANDS: ReadonlySet<string> = new Set(['evalsha', 'set', 'get', 'publish', 'smembers', 'exists']);
