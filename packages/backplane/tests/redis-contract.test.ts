import { afterAll, beforeAll, expect } from 'vitest';
import type { ContractNodes } from '../src/contract/fixture.js';
import { backplaneContract } from '../src/contract.js';
import { createRedisApiBackplane, createRedisWorkerBackplane, type WorkerBackplane } from '../src/index.js';
import type { RedisSettings } from '../src/redis/settings.js';
import { type DirectInbox, startDirectInbox } from './_direct-inbox.js';
import { keysIn, log, settingsFor } from './_nodes.js';
import { type SharedRedis, sharedRedis } from './_redis.js';

let redis: SharedRedis;
beforeAll(async () => {
  redis = await sharedRedis();
});
afterAll(() => redis.close());

/** What the nodes of a suite leave behind: claims, which outlive every node, and nothing else. */
async function expectOnlyClaims(settings: RedisSettings): Promise<void> {
  const left = (await keysIn(redis.admin, settings)).filter((key) => !/^t\w+:claims?:/.test(key));
  expect(left).toEqual([]);
}

function overPubSub(): Promise<ContractNodes> {
  const settings = settingsFor(redis);
  return Promise.resolve({
    worker: () => createRedisWorkerBackplane({ settings, log, addressOf: () => undefined, onInvalid: () => undefined }),
    api: () => createRedisApiBackplane({ settings, log, directToken: undefined }),
    close: () => expectOnlyClaims(settings),
  });
}

const TOKEN = 'a token';

/** A worker backplane with an HTTP inbox, as the worker service puts around it. */
function withInbox(settings: RedisSettings): WorkerBackplane {
  const inner = createRedisWorkerBackplane({
    settings,
    log,
    addressOf: (port) => `127.0.0.1:${port}`,
    onInvalid: () => undefined,
  });
  let direct: undefined | DirectInbox;
  return {
    proc: inner.proc,
    claims: inner.claims,
    routes: inner.routes,
    get workerId() {
      return inner.workerId;
    },
    readiness: () => inner.readiness(),
    start: async (inbox) => {
      direct = await startDirectInbox(TOKEN);
      direct.serve(inbox, () => inner.workerId);
      await inner.start(inbox, direct.port);
    },
    close: async () => {
      await inner.close();
      await direct?.close();
      direct = undefined;
    },
  };
}

function overHttp(): Promise<ContractNodes> {
  const settings = settingsFor(redis);
  return Promise.resolve({
    worker: () => withInbox(settings),
    api: () => createRedisApiBackplane({ settings, log, directToken: TOKEN }),
    close: () => expectOnlyClaims(settings),
  });
}

backplaneContract('Redis Pub/Sub', overPubSub);
backplaneContract('direct messages', overHttp);
