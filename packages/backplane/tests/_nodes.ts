import { randomBytes } from 'node:crypto';
import { createDeadline, createLogger, type Deadline } from '@dsock/common';
import type { Envelope } from '@dsock/protocol/codec';
import type { Redis } from 'ioredis';
import type { RedisSettings, WorkerBackplane } from '../src/index.js';
import { type ApiBackplane, createRedisApiBackplane, createRedisWorkerBackplane, type Respond } from '../src/index.js';
import { createKeys, type Keys } from '../src/redis/keys.js';

export const log = createLogger({ service: 'test', level: 'silent' });

/** The shortest lease an operator may choose. */
export const LEASE_MS = 5000;

/** Settings of a deployment of its own in the Redis at `port`. */
export function settingsFor(redis: { host: string; port: number }, fields: Partial<RedisSettings> = {}): RedisSettings {
  return {
    mode: 'standalone',
    hosts: [{ host: redis.host, port: redis.port }],
    sentinelMaster: undefined,
    username: undefined,
    password: undefined,
    db: 0,
    tls: false,
    prefix: `t${randomBytes(6).toString('hex')}:`,
    connectAttempts: 3,
    leaseMs: LEASE_MS,
    ...fields,
  };
}

export const soon = (ms = 1800): Deadline => createDeadline(ms);

export const keysOf = ({ prefix, db }: RedisSettings): Keys => createKeys(prefix, db);

/** A worker that notes what arrives and answers every request with what `respondWith` says. */
export interface TestWorker {
  readonly backplane: WorkerBackplane;
  readonly received: Envelope[];
  /** Payloads on its channel that were no envelopes. */
  invalid: number;
}

export async function startWorker(settings: RedisSettings): Promise<TestWorker> {
  const backplane = createRedisWorkerBackplane({
    settings,
    log,
    addressOf: () => undefined,
    onInvalid: () => worker.invalid++,
  });
  const worker: TestWorker = { backplane, received: [], invalid: 0 };
  await backplane.start((envelope, respond?: Respond) => {
    worker.received.push(envelope);
    respond?.({ kind: 'changed', count: 1 }, true);
  }, 0);
  return worker;
}

export async function startApi(settings: RedisSettings, onInvalid?: () => void): Promise<ApiBackplane> {
  const api = createRedisApiBackplane({ settings, log, directToken: undefined, ...(onInvalid && { onInvalid }) });
  await api.start();
  return api;
}

let drawn = 0;

/** An envelope for a channel, with a request id of its own. */
export function toChannel(channel: string): Envelope {
  const body = new TextEncoder().encode('hello');
  return {
    requestId: `request ${++drawn}`,
    traceparent: undefined,
    target: { kind: 'channel', channel },
    action: { kind: 'send', type: 'text', body, except: undefined },
  };
}

export function toConnection(id: string): Envelope {
  return { ...toChannel(''), target: { kind: 'connection', id } };
}

/** All keys of a deployment. */
export async function keysIn(admin: Redis, { prefix }: RedisSettings): Promise<string[]> {
  return (await admin.keys(`${prefix}*`)).sort();
}

/** Ids of the connections of a kind that the deployment's nodes hold open; the admin's own is none of them. */
export async function clientIds(admin: Redis, kind: 'normal' | 'pubsub'): Promise<string[]> {
  const own = String(await admin.client('ID'));
  const list = String(await admin.call('CLIENT', 'LIST', 'TYPE', kind));
  const ids = [...list.matchAll(/^id=(\d+)/gm)].map(([, id]) => id ?? '');
  return ids.filter((id) => id !== own).sort();
}
