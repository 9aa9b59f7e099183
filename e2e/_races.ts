import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from './_cluster.js';
import type { ConnectionJson, Query } from './_http.js';
import { hmacJwt, JWT_SECRET, nowSeconds } from './_jwt.js';
import { connectRaw, RawRefusal, type RawSocket } from './_raw-socket.js';
import { sharedRedis } from './_redis.js';
import { type SlowLink, startSlowLink } from './_slow-link.js';
import { connectUrl } from './_socket.js';
import { unique, waitFor } from './_wait.js';
import { inParallel, openWires, type WirePool } from './_wire.js';

/** How far apart connect and calls may begin, at most. */
const SPREAD_US = 8000;
const WIDTH = 6;
const WORKERS = 3;
/** How long a packet between a worker and Redis may take, so that calls fall between any two steps of a connect. */
const LINK_MS = 1.5;

/** One client of a race, and the calls that are made while it connects. */
interface Racer {
  readonly user: string;
  readonly session: string;
  /** Of its claim or JWT. */
  readonly channel: string;
  /** Names that nobody else uses, for calls to add. */
  readonly added: readonly [string, string, string];
}

/** A call of a race: method POST, its path and query. */
type RaceCall = readonly [path: string, query: Query];

/** What became of a client, once its connect and all calls are settled. */
interface Outcome {
  /** `refused` with MISSING_CLAIM; `closed` with 1000 after it had opened; else `open`, and reachable. */
  readonly state: 'refused' | 'closed' | 'open';
  /** As `/info` shows them; of an open client only. */
  readonly channels: readonly string[];
  /** Whether the client saw its socket open before the first call was made. */
  readonly wasOpenBefore: boolean;
}

/** One kind of race. */
interface Race {
  readonly credential: 'claim' | 'jwt';
  /** Made one after the other, each when the one before is answered. */
  calls(racer: Racer): readonly RaceCall[];
  /** Assert that an outcome is one that an observer may see. */
  check(outcome: Outcome, racer: Racer): void;
}

interface Timing {
  readonly calls: number;
  readonly connect: number;
}

/** Offsets of both sides, so that either may be first, in microseconds. */
function drawTiming(): Timing {
  const offset = (Math.random() * 2 - 1) * SPREAD_US;
  return offset > 0 ? { calls: offset, connect: 0 } : { calls: 0, connect: -offset };
}

/** Timers are good to a millisecond; turns of the event loop to some microseconds. */
async function afterUs(us: number): Promise<void> {
  const due = performance.now() + us / 1000;
  while (performance.now() < due) await nextTurn();
}

function createRacer(): Racer {
  return {
    user: unique('user'),
    session: unique('session'),
    channel: unique('channel'),
    added: [unique('added'), unique('added'), unique('added')],
  };
}

async function credentialOf(api: WirePool, race: Race, { user, session, channel }: Racer): Promise<Query> {
  if (race.credential === 'jwt') {
    return { jwt: hmacJwt({ sub: user, sid: session, channels: [channel], exp: nowSeconds() + 60 }) };
  }
  const { claim } = await api.succeed('POST', '/claim', { user, session, channels: channel });
  return { claim: claim?.id };
}

/** A client that `/info` knows is open and gets what is sent to it; one that it does not know is closed. */
async function stateOf(
  api: WirePool,
  { user }: Racer,
  socket: RawSocket,
): Promise<{ state: 'closed' | 'open'; channels: readonly string[] }> {
  const { connections = [], claims } = await api.succeed('GET', '/info', { user });
  // It was used up by this client, whatever became of it.
  expect(claims).toEqual([]);
  const [connection] = connections as ConnectionJson[];
  if (connection === undefined) {
    await waitFor('the client that /info does not know is closed', () => socket.ended() !== undefined);
    expect(socket.ended()).toBe(1000);
    return { state: 'closed', channels: [] };
  }
  for (const channel of connection.channels) {
    const query = { channel, type: 'text', ack: true };
    expect({ channel, ...(await api.succeed('POST', '/send', query, channel)) }).toMatchObject({
      channel,
      delivered: 1,
    });
  }
  await waitFor('the messages have arrived', () => socket.frames.length >= connection.channels.length);
  expect(socket.ended()).toBeUndefined();
  expect(socket.frames.map(({ payload }) => payload.toString())).toEqual(connection.channels);
  return { state: 'open', channels: connection.channels };
}

/** One race, on worker number `index`. */
async function runOnce(cluster: Cluster, api: WirePool, race: Race, index: number): Promise<void> {
  const timing = drawTiming();
  const racer = createRacer();
  const url = connectUrl(cluster, index, await credentialOf(api, race, racer));
  const connection = await connectRaw({ url });
  let openedAt = Number.POSITIVE_INFINITY;
  let calledAt = 0;
  const connecting = afterUs(timing.connect).then(async () => {
    const socket = await connection.upgrade();
    openedAt = performance.now();
    return socket;
  });
  const calling = afterUs(timing.calls).then(async () => {
    calledAt = performance.now();
    for (const [path, query] of race.calls(racer)) {
      expect((await api.succeed('POST', path, query)).unreachable).toBeUndefined();
    }
  });
  const [connected] = await Promise.all([connecting.catch((reason: unknown) => reason), calling]);
  const wasOpenBefore = openedAt < calledAt;
  if (connected instanceof RawRefusal) {
    expect(connected.errorCode).toBe('MISSING_CLAIM');
    expect(await api.succeed('GET', '/info', { user: racer.user })).toMatchObject({ connections: [], claims: [] });
    return race.check({ state: 'refused', channels: [], wasOpenBefore }, racer);
  }
  if (connected instanceof Error) throw connected;
  const socket = connected as RawSocket;
  race.check({ ...(await stateOf(api, racer, socket)), wasOpenBefore }, racer);
  socket.destroy();
}

const isSubscribed = ({ channels }: Outcome, channel: string): boolean => channels.includes(channel);

/** A claim that was there before the disconnect: its client is refused, or closed. Nothing else. */
const goneForGood = ({ state }: Outcome): void => expect(state).not.toBe('open');

/** Whoever may connect again afterwards may as well have done so: open is legal, unless it was open before. */
function closedOrLater({ state, wasOpenBefore }: Outcome): void {
  expect(state).not.toBe('refused');
  if (wasOpenBefore) expect(state).toBe('closed');
}

const path = (kind: 'subscribe' | 'unsubscribe', channel: string): string =>
  `/channel/${kind}/${encodeURIComponent(channel)}`;

/** Every race, with the outcomes that promise 6 allows. */
const RACES: Readonly<Record<string, Race>> = {
  'a claim against a disconnect of its user': {
    credential: 'claim',
    calls: ({ user }) => [['/disconnect', { user }]],
    check: goneForGood,
  },
  'a claim against a disconnect of its session': {
    credential: 'claim',
    calls: ({ user, session }) => [['/disconnect', { user, session }]],
    check: goneForGood,
  },
  'a claim against a disconnect of its channel': {
    credential: 'claim',
    calls: ({ channel }) => [['/disconnect', { channel }]],
    check: goneForGood,
  },
  'a claim against a subscription and a disconnect of the new channel': {
    credential: 'claim',
    calls: ({ user, added: [first] }) => [
      [path('subscribe', first), { user }],
      ['/disconnect', { channel: first }],
    ],
    check: goneForGood,
  },
  'a claim against a disconnect that keeps claims': {
    credential: 'claim',
    calls: ({ user }) => [['/disconnect', { user, keepClaims: true }]],
    check: closedOrLater,
  },
  'a JWT against a disconnect': {
    credential: 'jwt',
    calls: ({ user }) => [['/disconnect', { user }]],
    check: closedOrLater,
  },
  'a claim against a subscription': {
    credential: 'claim',
    calls: ({ user, added: [first] }) => [[path('subscribe', first), { user }]],
    check: (outcome, { channel, added: [first] }) => {
      expect(outcome).toMatchObject({ state: 'open', channels: [channel, first] });
    },
  },
  'a claim against two subscriptions and an end of the first, by session and by channel': {
    credential: 'claim',
    calls: ({ user, session, channel, added: [first, second] }) => [
      [path('subscribe', first), { user, session }],
      [path('subscribe', second), { channel }],
      [path('unsubscribe', first), { channel: second }],
    ],
    check: (outcome, { channel, added: [, second] }) => {
      expect(outcome).toMatchObject({ state: 'open', channels: [channel, second] });
    },
  },
  'a claim against an end of its subscription': {
    credential: 'claim',
    calls: ({ user, channel }) => [[path('unsubscribe', channel), { user }]],
    check: (outcome) => expect(outcome).toMatchObject({ state: 'open', channels: [] }),
  },
  'a claim against subscriptions that partly ignore claims': {
    credential: 'claim',
    calls: ({ user, added: [first, second, third] }) => [
      [path('subscribe', first), { user, ignoreClaims: true }],
      [path('subscribe', second), { user }],
      [path('subscribe', third), { user, ignoreClaims: true }],
    ],
    check: (outcome, { channel, added: [first, second, third] }) => {
      expect(outcome.state).toBe('open');
      expect(outcome.channels).toEqual(expect.arrayContaining([channel, second]));
      // Connected before one call is connected before all that follow it.
      if (isSubscribed(outcome, first)) expect(isSubscribed(outcome, third)).toBe(true);
      if (outcome.wasOpenBefore) expect(outcome.channels).toEqual([channel, first, second, third]);
    },
  },
  'a JWT against subscriptions': {
    credential: 'jwt',
    calls: ({ user, added: [first, second] }) => [
      [path('subscribe', first), { user }],
      [path('subscribe', second), { user }],
    ],
    check: (outcome, { added: [first, second] }) => {
      expect(outcome.state).toBe('open');
      if (isSubscribed(outcome, first)) expect(isSubscribed(outcome, second)).toBe(true);
      if (outcome.wasOpenBefore) expect(isSubscribed(outcome, first)).toBe(true);
    },
  },
};

/** Promise 6, each race `rounds` times with random offsets, with both messaging methods. */
export function describeRaces(rounds: number): void {
  describe.each(['redis', 'direct'] as const)('messaging %s', (messagingMethod) => {
    let redis: Awaited<ReturnType<typeof sharedRedis>>;
    let link: SlowLink;
    let cluster: Cluster;

    beforeAll(async () => {
      redis = await sharedRedis();
      link = await startSlowLink(redis.url, LINK_MS);
      const options = { jwt_secret: JWT_SECRET };
      cluster = await startCluster({ redisUrl: redis.url, messagingMethod, options, workers: 0 });
      const slowly = { redis_host: new URL(link.url).host };
      await Promise.all(Array.from({ length: WORKERS }, () => cluster.startWorker(slowly)));
    });
    afterAll(async () => {
      await cluster.close();
      await link.close();
      await redis.close();
    });

    test.each(Object.entries(RACES))(`promise 6, nothing slips through - ${rounds} times %s`, async (_, race) => {
      const api = await openWires(cluster, 2 * WIDTH);
      await inParallel(rounds, WIDTH, (index) => runOnce(cluster, api, race, index));
      api.close();
    });
  });
}
