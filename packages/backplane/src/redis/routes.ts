import type { Deadline, Logger } from '@dsock/common';
import { withinDeadline } from '@dsock/common';
import type { RouteKey, RouteRegistrar } from '../backplane.js';
import type { CommandClient } from './commands.js';
import type { Keys } from './keys.js';

const BATCH = 500;
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 1000;
/** A command of a connection that broke can still take effect this much later; then the state is written once more. */
const LATE_EFFECT_MS = 30_000;

/** Under which ids this process registers its routes. */
export interface Registration {
  /** Every id this process ever had, the present one last. */
  readonly workerIds: readonly string[];
  readonly registered: boolean;
}

interface Waiter {
  readonly resolve: () => void;
}

/**
 * Keeps the route sets in Redis equal to what this worker holds.
 *
 * Counts are local; only 0 to 1 and 1 to 0 are written. What is written is the state at that moment and not an event,
 * so a repetition is harmless and a failure is repaired by trying again.
 */
export class RedisRoutes implements RouteRegistrar {
  readonly #client: CommandClient;
  readonly #keys: Keys;
  readonly #registration: Registration;
  readonly #log: Logger;
  readonly #counts = new Map<RouteKey, number>();
  readonly #dirty = new Set<RouteKey>();
  /** Joins that wait until their key is written. */
  readonly #waiters = new Map<RouteKey, Waiter[]>();
  /** Keys in the batch that is being written. */
  #inFlight = new Set<RouteKey>();
  #flushing = false;
  #retry: undefined | NodeJS.Timeout;
  #lateWrite: undefined | NodeJS.Timeout;
  #failures = 0;
  #closed = false;

  constructor(options: { client: CommandClient; keys: Keys; registration: Registration; log: Logger }) {
    this.#client = options.client;
    this.#keys = options.keys;
    this.#registration = options.registration;
    this.#log = options.log;
  }

  async join(keys: readonly RouteKey[], deadline: Deadline): Promise<void> {
    const pending: Promise<void>[] = [];
    for (const key of keys) {
      const count = this.#counts.get(key) ?? 0;
      this.#counts.set(key, count + 1);
      if (count === 0) this.#dirty.add(key);
      if (this.#isPending(key)) pending.push(this.#written(key));
    }
    if (pending.length === 0) return;
    this.#flushSoon();
    await withinDeadline(Promise.all(pending), deadline, 'ERROR_GETTING_WORKER');
  }

  leave(keys: readonly RouteKey[]): void {
    for (const key of keys) {
      const count = this.#counts.get(key) ?? 0;
      if (count > 1) {
        this.#counts.set(key, count - 1);
      } else if (count === 1) {
        this.#counts.delete(key);
        this.#dirty.add(key);
      }
    }
    if (this.#dirty.size > 0) this.#flushSoon();
  }

  repair(key: RouteKey): void {
    if (this.#counts.has(key)) return;
    this.#dirty.add(key);
    this.#flushSoon();
  }

  /** Write every route again: under a new id, or because Redis may have lost what it acknowledged. */
  rewriteAll(): void {
    for (const key of this.#counts.keys()) this.#dirty.add(key);
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#flushSoon();
  }

  /** After a reconnect: write everything again, now and when late effects of the old connection are over. */
  rewriteAfterReconnect(): void {
    this.rewriteAll();
    clearTimeout(this.#lateWrite);
    this.#lateWrite = setTimeout(() => this.rewriteAll(), LATE_EFFECT_MS);
    this.#lateWrite.unref();
  }

  /** Remove every route of this worker. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#lateWrite);
    const keys = new Set([...this.#counts.keys(), ...this.#dirty, ...this.#inFlight]);
    this.#counts.clear();
    for (const batch of inBatches([...keys])) await this.#write(batch);
  }

  #isPending(key: RouteKey): boolean {
    return this.#dirty.has(key) || this.#inFlight.has(key);
  }

  #written(key: RouteKey): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(key);
      if (waiters) waiters.push({ resolve });
      else this.#waiters.set(key, [{ resolve }]);
    });
  }

  #flushSoon(): void {
    if (this.#flushing || this.#retry !== undefined || this.#closed) return;
    this.#flushing = true;
    // A turn later, so that the joins of one turn share a pipeline.
    setImmediate(() => this.#flush());
  }

  async #flush(): Promise<void> {
    while (this.#dirty.size > 0 && !this.#closed) {
      this.#inFlight = takeFrom(this.#dirty, BATCH);
      const failed = await this.#write([...this.#inFlight]);
      const done = this.#inFlight;
      this.#inFlight = new Set();
      for (const key of failed) {
        this.#dirty.add(key);
        done.delete(key);
      }
      this.#release(done);
      if (failed.length > 0) return this.#retryLater();
      this.#failures = 0;
    }
    this.#flushing = false;
  }

  /** Resolve the joins of keys that stand in Redis; a key that changed meanwhile waits for its next batch. */
  #release(written: ReadonlySet<RouteKey>): void {
    for (const key of written) {
      if (this.#dirty.has(key)) continue;
      for (const waiter of this.#waiters.get(key) ?? []) waiter.resolve();
      this.#waiters.delete(key);
    }
  }

  #retryLater(): void {
    const delay = Math.min(RETRY_MIN_MS * 2 ** this.#failures++, RETRY_MAX_MS);
    this.#flushing = false;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#flushSoon();
    }, delay);
  }

  /** Write the present state of `keys` in one pipeline; returns those that failed. */
  async #write(keys: readonly RouteKey[]): Promise<RouteKey[]> {
    const { workerIds, registered } = this.#registration;
    // A new incarnation on its way calls rewriteAll when it stands.
    if (!registered) return [...keys];
    const present = workerIds.at(-1) ?? '';
    const earlier = workerIds.slice(0, -1);
    const pipeline = this.#client.pipeline();
    const last: number[] = [];
    for (const key of keys) {
      const route = this.#keys.route(key);
      const held = this.#counts.has(key);
      // An earlier id may have been written after its lease was lost, when nobody but this process knows it.
      const gone = held ? earlier : workerIds;
      if (gone.length > 0) pipeline.srem(route, ...gone);
      if (held) pipeline.sadd(route, present);
      last.push(pipeline.length - 1);
    }
    try {
      const results = (await pipeline.exec()) ?? [];
      return keys.filter((_, index) => results[last[index] ?? 0]?.[0] !== null);
    } catch (error) {
      this.#log.debug({ error: String(error) }, 'routes not written');
      return [...keys];
    }
  }
}

function takeFrom<T>(from: Set<T>, most: number): Set<T> {
  const taken = new Set<T>();
  for (const item of from) {
    if (taken.size === most) break;
    taken.add(item);
  }
  for (const item of taken) from.delete(item);
  return taken;
}

function* inBatches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += BATCH) yield items.slice(at, at + BATCH);
}
