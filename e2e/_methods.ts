import { afterAll, beforeAll, describe } from 'vitest';
import { type Cluster, startCluster } from './_cluster.js';
import type { Options } from './_process.js';
import { sharedRedis } from './_redis.js';

/** How messages get from API to worker. */
export type MessagingMethod = 'redis' | 'direct';

/** Run the tests of `body` on 2 API and 3 worker processes on a real Redis, once with each method. */
export function describeClusters(
  { methods = ['redis', 'direct'], options = {} }: { methods?: readonly MessagingMethod[]; options?: Options },
  body: (cluster: () => Cluster) => void,
): void {
  describe.each(methods)('messaging %s', (messagingMethod) => {
    let redis: undefined | Awaited<ReturnType<typeof sharedRedis>>;
    let cluster: undefined | Cluster;

    beforeAll(async () => {
      redis = await sharedRedis();
      cluster = await startCluster({ redisUrl: redis.url, messagingMethod, options });
    });
    afterAll(async () => {
      await cluster?.close();
      await redis?.close();
    });

    body(() => {
      if (cluster === undefined) throw new Error('the cluster has not started');
      return cluster;
    });
  });
}
