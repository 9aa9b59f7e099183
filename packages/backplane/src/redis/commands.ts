import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import type { BackplaneObserver } from '../observer.js';
import { observeCommands } from './observed-commands.js';

/** The Lua files as commands; each file's header says what goes in and out. */
interface ScriptCommands {
  dsockBusPublish(route: string, leases: string, inboxes: string, envelope: Buffer): Promise<[string[], string[]]>;
  dsockBusResolve(set: string, leases: string, addresses: string, proc: string): Promise<string[]>;
  dsockClaimsCreate(
    claim: string,
    user: string,
    session: string,
    channels: string,
    expiryMs: number,
    revision: string,
    keyExpiryMs: number,
  ): Promise<number>;
  dsockClaimsTake(claim: string, revision: string): Promise<number>;
  dsockClaimsEdit(claim: string, revision: string, nextRevision: string, channels: string): Promise<number>;
  dsockClaimsIndex(index: string, claimId: string, expiryMs: number): Promise<number>;
  dsockClaimsUnindex(index: string, claimId: string, expiryMs: number): Promise<number>;
  dsockLeaseRenew(
    lease: string,
    addressKey: string,
    counter: number,
    lifeMs: number,
    inbox: string,
    probe: Buffer,
    address: string,
  ): Promise<null | string>;
  dsockReaperLock(lock: string, holder: string, lifeMs: number): Promise<number>;
}

/** A Redis client that knows our scripts. */
export type CommandClient = Redis & ScriptCommands;

// The sources are shipped beside the build, so this path holds from src/redis and from dist/redis.
const LUA_FOLDER = new URL('../../src/redis/lua/', import.meta.url);

function script(file: string, numberOfKeys = 1): { lua: string; numberOfKeys: number } {
  return { lua: readFileSync(new URL(`${file}.lua`, LUA_FOLDER), 'utf8'), numberOfKeys };
}

/** Create a client with our scripts as commands; it is not connected yet. */
export function createCommandClient(options: RedisOptions, observer: undefined | BackplaneObserver): CommandClient {
  const scripts = {
    dsockBusPublish: script('bus-publish'),
    dsockBusResolve: script('bus-resolve'),
    dsockClaimsCreate: script('claims-create'),
    dsockClaimsTake: script('claims-take'),
    dsockClaimsEdit: script('claims-edit'),
    dsockClaimsIndex: script('claims-index'),
    dsockClaimsUnindex: script('claims-unindex'),
    dsockLeaseRenew: script('lease-renew', 2),
    dsockReaperLock: script('reaper-lock'),
  } satisfies Record<keyof ScriptCommands, { lua: string; numberOfKeys: number }>;
  // ioredis adds a method for each script at run time and cannot type it.
  const client = new Redis({ ...options, scripts }) as CommandClient;
  if (observer) {
    const sources = Object.entries(scripts).map(([name, { lua }]) => [name, lua] as const);
    observeCommands(client, new Map(sources), observer);
  }
  return client;
}
