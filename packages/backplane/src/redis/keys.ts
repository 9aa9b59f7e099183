import type { RouteKey } from '../backplane.js';

/** The name of every key and channel; none is built anywhere else. Only the last part of a name is free text. */
export interface Keys {
  /** SET of worker ids that hold at least one connection of a user or channel. */
  route(key: RouteKey): string;
  /** Glob for all routes. */
  readonly routePattern: string;
  /** SET of worker ids that are alive or not yet reaped. */
  readonly workers: string;
  /** Counter with a life: the worker `id` is alive. */
  lease(workerId: string): string;
  readonly leasePrefix: string;
  /** `host:port` for direct messages to a process, with the life of its lease. */
  address(proc: number): string;
  readonly addressPrefix: string;
  /** HASH of one claim. */
  claim(id: string): string;
  /** ZSET claim id -> expiry in ms, of a user or channel. */
  claimIndex(key: RouteKey): string;
  /** Who may reap, with a life. */
  readonly reaper: string;
  /** Pub/Sub channel of a worker process. */
  inbox(proc: number): string;
  readonly inboxPrefix: string;
  /** Pub/Sub channel of an API process. */
  replies(apiId: string): string;
}

const escapeGlob = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&');

/** Name the keys of a deployment. Channels carry the database number, which Pub/Sub itself does not know. */
export function createKeys(prefix: string, db: number): Keys {
  const leasePrefix = `${prefix}lease:`;
  const addressPrefix = `${prefix}address:`;
  const inboxPrefix = `${prefix}${db}:worker:`;
  return {
    route: (key) => `${prefix}route:${key}`,
    routePattern: `${escapeGlob(prefix)}route:*`,
    workers: `${prefix}workers`,
    lease: (workerId) => leasePrefix + workerId,
    leasePrefix,
    address: (proc) => addressPrefix + proc,
    addressPrefix,
    claim: (id) => `${prefix}claim:${id}`,
    claimIndex: (key) => `${prefix}claims:${key}`,
    reaper: `${prefix}reaper`,
    inbox: (proc) => inboxPrefix + proc,
    inboxPrefix,
    replies: (apiId) => `${prefix}${db}:reply:${apiId}`,
  };
}
