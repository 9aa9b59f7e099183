import { afterAll, beforeAll } from 'vitest';
import { startCluster } from './_cluster.js';
import { sharedRedis } from './_redis.js';
import { describeBroker } from './_suite.js';
import { SUITE_OPTIONS } from './_suite-options.js';

let redis: Awaited<ReturnType<typeof sharedRedis>>;

beforeAll(async () => {
  redis = await sharedRedis();
});
afterAll(() => redis.close());

describeBroker('2 API and 3 worker processes on Redis, messaging redis', () =>
  startCluster({ redisUrl: redis.url, messagingMethod: 'redis', options: SUITE_OPTIONS }),
);
