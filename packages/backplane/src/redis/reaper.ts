import type { Logger } from '@dsock/common';
import type { CommandClient } from './commands.js';
import type { Keys } from './keys.js';

const ROUND_MS = 5000;
const LOCK_MS = 10_000;
const SCAN_COUNT = 1000;

/**
 * Removes what dead workers left behind: their ids in routes and in the list of workers.
 *
 * One process of the deployment at a time. A worker is dead when its lease is gone in two rounds in a row; its id is
 * never used again, so removing it can hurt nobody.
 */
export class Reaper {
  readonly #client: CommandClient;
  readonly #keys: Keys;
  readonly #me: string;
  readonly #log: Logger;
  #suspects: ReadonlySet<string> = new Set();
  #timer: undefined | NodeJS.Timeout;
  #running: undefined | Promise<void>;
  #closed = false;

  constructor(options: { client: CommandClient; keys: Keys; me: string; log: Logger }) {
    this.#client = options.client;
    this.#keys = options.keys;
    this.#me = options.me;
    this.#log = options.log;
  }

  start(): void {
    this.#timer = setInterval(() => {
      // Redis is failing, which is logged where the connection is; the next round repeats it.
      this.round().catch((error: Error) => this.#log.debug({ error: error.message }, 'reaper round failed'));
    }, ROUND_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running?.catch(() => undefined);
    // Let another process reap without waiting for the lock to expire.
    if ((await this.#client.get(this.#keys.reaper)) === this.#me) await this.#client.del(this.#keys.reaper);
  }

  /** One round: find the dead, sweep those that were dead before. Calls while one is under way share it. */
  round(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #round(): Promise<void> {
    if ((await this.#client.dsockReaperLock(this.#keys.reaper, this.#me, LOCK_MS)) !== 1) {
      this.#suspects = new Set();
      return;
    }
    const workers = await this.#client.smembers(this.#keys.workers);
    const leases = await Promise.all(workers.map((id) => this.#client.exists(this.#keys.lease(id))));
    const gone = workers.filter((_, index) => leases[index] === 0);
    const dead = gone.filter((id) => this.#suspects.has(id));
    this.#suspects = new Set(gone);
    if (dead.length === 0) return;
    if (!(await this.#sweep(dead))) return;
    await this.#client.srem(this.#keys.workers, ...dead);
    this.#log.info({ workers: dead }, 'reaped dead workers');
  }

  /** Remove `dead` from every route; false: broken off by `close`, so that another process must do it again. */
  async #sweep(dead: readonly string[]): Promise<boolean> {
    let cursor = '0';
    do {
      if (this.#closed) return false;
      const [next, routes] = await this.#scan(cursor);
      cursor = next;
      const pipeline = this.#client.pipeline();
      for (const route of routes) pipeline.srem(route, ...dead);
      const failure = (await pipeline.exec())?.find(([error]) => error !== null)?.[0];
      if (failure) throw failure;
      // Keep the lock while the sweep goes on.
      await this.#client.dsockReaperLock(this.#keys.reaper, this.#me, LOCK_MS);
    } while (cursor !== '0');
    return true;
  }

  #scan(cursor: string): Promise<[cursor: string, routes: string[]]> {
    // Sets only: one key of another type under such a name would end every sweep.
    return this.#client.scan(cursor, 'MATCH', this.#keys.routePattern, 'COUNT', SCAN_COUNT, 'TYPE', 'set');
  }
}
