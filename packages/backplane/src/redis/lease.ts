import type { Logger } from '@dsock/common';
import { toWorkerId } from '@dsock/protocol';
import { encodeEnvelope } from '@dsock/protocol/codec';
import type { CommandClient } from './commands.js';
import type { Keys } from './keys.js';
import { type RedisSettings, renewIntervalMs } from './settings.js';

const PROBE = Buffer.from(
  encodeEnvelope({
    requestId: '',
    traceparent: undefined,
    target: { kind: 'connection', id: '' },
    action: { kind: 'probe' },
  }),
);

/**
 * The lease of this worker: a counter that only this process raises.
 *
 * Nil at a renewal: expired, or Redis was emptied. A counter below what was confirmed: Redis went back to an old
 * snapshot. Either way the id is retired for good and a new incarnation registers everything anew, so that a prune
 * or a reaper that acts on the old id late can do no harm.
 */
export class Lease {
  readonly #client: CommandClient;
  readonly #keys: Keys;
  readonly #proc: number;
  readonly #lifeMs: number;
  readonly #intervalMs: number;
  readonly #log: Logger;
  readonly #onIncarnation: () => void;
  readonly #onLost: undefined | (() => void);
  #address = '';
  #incarnation = 0;
  #registered = false;
  #counter = 0;
  #confirmed = 0;
  #renewing: undefined | Promise<void>;
  #timer: undefined | NodeJS.Timeout;
  #closed = false;

  constructor(options: {
    client: CommandClient;
    keys: Keys;
    proc: number;
    settings: RedisSettings;
    log: Logger;
    /** Called with the new id in force: everything must be registered under it. */
    onIncarnation: () => void;
    onLost?: () => void;
  }) {
    this.#client = options.client;
    this.#keys = options.keys;
    this.#proc = options.proc;
    this.#lifeMs = options.settings.leaseMs;
    this.#intervalMs = renewIntervalMs(options.settings);
    this.#log = options.log;
    this.#onIncarnation = options.onIncarnation;
    this.#onLost = options.onLost;
  }

  get workerId(): string {
    return toWorkerId(this.#proc, this.#incarnation);
  }

  /** Whether the present id stands: routes written under one that does not would outlive this process. */
  get registered(): boolean {
    return this.#registered;
  }

  /** Every id this process ever had, the present one last. */
  get workerIds(): readonly string[] {
    return Array.from({ length: this.#incarnation }, (_, index) => toWorkerId(this.#proc, index + 1));
  }

  /**
   * Take the first lease; rejects when Redis fails.
   *
   * @param address - `host:port` for direct messages; undefined: none
   */
  async start(address: undefined | string): Promise<void> {
    this.#address = address ?? '';
    await this.#register();
    const renew = (): void => {
      // A failed renewal is repeated at the next tick; connection trouble is logged where it happens.
      this.renew().catch((error: Error) => this.#log.debug({ error: error.message }, 'lease not renewed'));
    };
    this.#timer = setInterval(renew, this.#intervalMs);
    this.#client.on('ready', renew);
  }

  /** Renew now. Calls while one is under way share it. */
  renew(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** Give the lease back. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#renewing?.catch(() => undefined);
    const address = this.#keys.address(this.#proc);
    await this.#client.del(...this.workerIds.map((id) => this.#keys.lease(id)), address);
    await this.#client.srem(this.#keys.workers, ...this.workerIds);
  }

  async #renew(): Promise<void> {
    if (this.#closed) return;
    if (!this.#registered) return this.#register();
    const sent = ++this.#counter;
    const lease = this.#keys.lease(this.workerId);
    const before = await this.#client.dsockLeaseRenew(
      lease,
      this.#keys.address(this.#proc),
      sent,
      this.#lifeMs,
      this.#keys.inbox(this.#proc),
      PROBE,
      this.#address,
    );
    // Counters between the confirmed one and the one sent are renewals whose answer was lost.
    if (before !== null && Number(before) >= this.#confirmed) {
      this.#confirmed = sent;
      return;
    }
    if (before !== null) await this.#client.del(lease);
    if (this.#closed) return;
    this.#onLost?.();
    this.#log.warn({ worker: this.workerId, rolledBack: before !== null }, 'lease lost, registering anew');
    await this.#register();
  }

  async #register(): Promise<void> {
    this.#registered = false;
    this.#incarnation++;
    const counter = ++this.#counter;
    // Known to the reaper before it can own anything; without a lease yet, which the reaper forgives for a round.
    await this.#client.sadd(this.#keys.workers, this.workerId);
    await this.#client.set(this.#keys.lease(this.workerId), counter, 'PX', this.#lifeMs);
    if (this.#address) await this.#client.set(this.#keys.address(this.#proc), this.#address, 'PX', this.#lifeMs);
    this.#confirmed = counter;
    this.#registered = true;
    this.#onIncarnation();
  }
}
