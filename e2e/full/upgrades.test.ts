import { existsSync } from 'node:fs';
import { afterAll, beforeAll, test } from 'vitest';
import { startCluster } from '../_cluster.js';
import { JWT_SECRET } from '../_jwt.js';
import { sharedRedis } from '../_redis.js';
import { upgradeMany } from '../_upgrades.js';

const UPGRADES = 50_000;
const BATCH = 2000;
const JEMALLOC = [
  '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2',
  '/usr/lib/aarch64-linux-gnu/libjemalloc.so.2',
  '/usr/lib64/libjemalloc.so.2',
  '/usr/lib/libjemalloc.so.2',
].find((path) => existsSync(path));

let redis: Awaited<ReturnType<typeof sharedRedis>>;

beforeAll(async () => {
  redis = await sharedRedis();
});
afterAll(() => redis.close());

async function upgradeUnder(env: Readonly<Record<string, string>>): Promise<void> {
  const options = { jwt_secret: JWT_SECRET };
  const cluster = await startCluster({ redisUrl: redis.url, apis: 1, workers: 1, options, env });
  await upgradeMany(cluster, UPGRADES, BATCH).finally(() => cluster.close());
}

test(`upgrades - ${UPGRADES} on glibc with freed bytes overwritten: no close that nobody asked for, nothing on standard error`, async () => {
  await upgradeUnder({ MALLOC_PERTURB_: '16' });
});

test(`upgrades - ${UPGRADES} under jemalloc: no close that nobody asked for, nothing on standard error`, async ({
  skip,
}) => {
  if (JEMALLOC === undefined) return skip('libjemalloc.so.2 is not on this machine: install libjemalloc2');
  await upgradeUnder({ LD_PRELOAD: JEMALLOC });
});
