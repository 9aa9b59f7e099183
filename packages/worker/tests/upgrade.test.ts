import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ApiBackplane, createRedisApiBackplane } from '@dsock/backplane';
import { createDeadline, createLogger } from '@dsock/common';
import type { Envelope } from '@dsock/protocol/codec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type UpgradeClient, upgrade } from './_upgrade-client.js';
import { JEMALLOC, startWorkerProcess, testRedis } from './_worker-process.js';

const UPGRADES = 4000;
const TIMEOUT_MS = 60_000;
const BATCH = 2000;
/** Under way at the same time. */
const WIDTH = 250;
const ADDRESSES = 8;
/** As long as the block that an upgrade leaves behind, so that the text may take its place in memory. */
const TEXT_BYTES = 64;
/** What frames of such a text take: two bytes of header each. */
const FRAME_BYTES = TEXT_BYTES + 2;

const long = (text: string): string => text.padEnd(TEXT_BYTES, 'x');

function message(user: string): Envelope {
  const action = { kind: 'send', type: 'text', body: Buffer.from(long('m')), except: undefined } as const;
  return { requestId: '', traceparent: undefined, target: { kind: 'user', user, session: undefined }, action };
}

describe('upgrades through the worker process', () => {
  const prefix = `upgrade${randomBytes(6).toString('hex')}:`;
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let api: ApiBackplane;

  beforeAll(async () => {
    redis = await testRedis();
    const common = { username: undefined, password: undefined, db: 0, tls: false, sentinelMaster: undefined } as const;
    const hosts = [{ host: redis.host, port: redis.port }];
    const settings = { ...common, mode: 'standalone', hosts, prefix, connectAttempts: 5, leaseMs: 10_000 } as const;
    const log = createLogger({ service: 'test', level: 'silent' });
    api = createRedisApiBackplane({ settings, log, directToken: undefined });
    await api.start();
  });
  afterAll(async () => {
    await api.close();
    redis.close();
  });

  async function upgradeOne(port: number, index: number): Promise<UpgradeClient> {
    const id = randomBytes(16).toString('hex');
    const user = long(`user-${id}`);
    const deadline = createDeadline(20_000);
    const channels = [long(`first-${index % 100}`), long(`second-${id}`)];
    await api.claims.create({ id, user, session: undefined, channels, expiresAtMs: Date.now() + 60_000 }, deadline);
    const client = await upgrade(port, `claim=${id}`, `127.0.0.${2 + (index % ADDRESSES)}`);
    await api.bus.publish(message(user), deadline);
    return client;
  }

  async function upgradeAll(env: Readonly<Record<string, string>>): Promise<void> {
    const options = { port: '0', token: 't', redis_prefix: prefix };
    const worker = await startWorkerProcess({ ...options, redis_host: `${redis.host}:${redis.port}` }, env);
    try {
      let begun = 0;
      for (let done = 0; done < UPGRADES; done += BATCH) {
        const clients: UpgradeClient[] = [];
        const run = async (): Promise<void> => {
          while (begun < done + BATCH) clients.push(await upgradeOne(worker.port, begun++));
        };
        await Promise.all(Array.from({ length: WIDTH }, run));
        while (clients.some((client) => client.isOpen() && client.bytes() < FRAME_BYTES)) await nextTurn();
        // Nobody asked for a close, so there is none, and everybody has its message.
        const lost = clients.filter((client) => !client.isOpen() || client.bytes() !== FRAME_BYTES);
        expect({ upgrades: clients.length, lost: lost.length }).toEqual({ upgrades: BATCH, lost: 0 });
        for (const { socket } of clients) socket.destroy();
      }
    } finally {
      await worker.stop();
    }
    expect(worker.errors).toEqual([]);
  }

  test(
    `upgrades - ${UPGRADES} on glibc with freed bytes overwritten: no close that nobody asked for, nothing on standard error`,
    async () => {
      await upgradeAll({ MALLOC_PERTURB_: '16' });
    },
    TIMEOUT_MS,
  );

  test(
    `upgrades - ${UPGRADES} under jemalloc: no close that nobody asked for, nothing on standard error`,
    async ({ skip }) => {
      if (JEMALLOC === undefined) return skip('libjemalloc.so.2 is not on this machine: install libjemalloc2');
      await upgradeAll({ LD_PRELOAD: JEMALLOC });
    },
    TIMEOUT_MS,
  );
});
