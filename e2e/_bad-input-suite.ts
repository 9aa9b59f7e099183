import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  connectWithBadClaims,
  expectUnharmed,
  openWatcher,
  postBadMessages,
  publishBadPayloads,
  sendBadFrames,
  sendBadRequests,
  type Watcher,
} from './_bad-input.js';
import { type Cluster, startCluster } from './_cluster.js';
import { createRandom } from './_random.js';
import { sharedRedis } from './_redis.js';

/** How much of each kind of nonsense. */
export interface BadInputOptions {
  readonly seed: number;
  readonly requests: number;
  readonly frames: number;
  readonly payloads: number;
  readonly claims: number;
  readonly messages: number;
}

/** Promise 11, on a cluster whose workers all have a client that must not notice any of it. */
export function describeBadInput({ seed, requests, frames, payloads, claims, messages }: BadInputOptions): void {
  describe('promise 11, bad input never hurts', () => {
    let redis: Awaited<ReturnType<typeof sharedRedis>>;
    let cluster: Cluster;
    let watchers: readonly Watcher[] = [];
    const firstWatcher = (): Watcher => {
      const [watcher] = watchers;
      if (watcher === undefined) throw new Error('nobody watches');
      return watcher;
    };

    beforeAll(async () => {
      redis = await sharedRedis();
      const options = { jwt_secret: 'x'.repeat(64) };
      cluster = await startCluster({ redisUrl: redis.url, messagingMethod: 'direct', options });
      watchers = await Promise.all(cluster.workers.map((_, worker) => openWatcher(cluster, worker)));
    });
    afterEach(async () => {
      for (const watcher of watchers) await expectUnharmed(cluster, watcher);
    });
    afterAll(async () => {
      for (const { socket } of watchers) socket.destroy();
      // Fails on an exit that nobody asked for, a line of level error, and anything on standard error.
      await cluster.close();
      await redis.close();
      expect(watchers).toHaveLength(3);
    });

    test.each(['api', 'worker'] as const)(
      `promise 11, bad input - ${requests} requests of nonsense to the %s get documented answers`,
      async (service) => {
        const [endpoint] = service === 'api' ? cluster.apis : cluster.workers;
        if (endpoint === undefined) throw new Error('nobody to ask');
        await sendBadRequests({ endpoint, service, token: cluster.token }, createRandom(seed), requests);
      },
    );

    test(`promise 11, bad input - ${frames} clients that send frames of nonsense are ignored or closed`, async () => {
      await sendBadFrames(cluster, createRandom(seed), frames);
    });

    test(`promise 11, bad input - ${payloads} payloads of nonsense on the Redis channels are ignored`, async () => {
      const where = { redisUrl: redis.url, watcher: firstWatcher() };
      await publishBadPayloads(cluster, where, createRandom(seed), payloads);
    });

    test(`promise 11, bad input - a corrupt claim is refused and deleted, ${claims} times`, async () => {
      await connectWithBadClaims(cluster, redis.url, createRandom(seed), claims);
    });

    test('promise 11, bad input - the direct inbox refuses what has no token or is no list of envelopes, and delivers none of it', async () => {
      await postBadMessages(cluster, firstWatcher(), createRandom(seed), messages);
    });
  });
}
