import type { Logger } from '@dsock/common';
import { Redis } from 'ioredis';
import { baseOptions, reconnectDelayMs } from './connection.js';
import type { RedisSettings } from './settings.js';

/** With a probe every 2 s or less, so long without any message means that the subscription is dead. */
const SILENCE_LIMIT_MS = 5000;
const WATCH_INTERVAL_MS = 500;

/**
 * One subscription to one channel, kept up by a loop of our own.
 *
 * ioredis' automatic resubscription ends the process when it fails, and a frozen server never tells a subscriber
 * anything; so every failure, silence included, closes the connection and opens a new one.
 */
export class Subscriber {
  readonly #settings: RedisSettings;
  readonly #channel: string;
  readonly #onMessage: (message: Buffer) => void;
  readonly #log: Logger;
  readonly #onLost: undefined | (() => void);
  #client: undefined | Redis;
  #retry: undefined | NodeJS.Timeout;
  #watch: undefined | NodeJS.Timeout;
  #failures = 0;
  #lastSeenMs = 0;
  #lost = false;
  #closed = false;

  constructor(options: {
    settings: RedisSettings;
    channel: string;
    onMessage: (message: Buffer) => void;
    log: Logger;
    onLost?: () => void;
  }) {
    this.#settings = options.settings;
    this.#channel = options.channel;
    this.#onMessage = options.onMessage;
    this.#log = options.log;
    this.#onLost = options.onLost;
  }

  /** Whether the subscription stands and a message came through it recently. */
  get alive(): boolean {
    return this.#client !== undefined && performance.now() - this.#lastSeenMs < SILENCE_LIMIT_MS;
  }

  /** Subscribe for the first time. Rejects when that fails; later failures are repaired in the background. */
  async start(): Promise<void> {
    await this.#open();
    this.#watch = setInterval(() => this.#checkSilence(), WATCH_INTERVAL_MS);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    this.#client?.disconnect();
    this.#client = undefined;
  }

  async #open(): Promise<void> {
    const client = new Redis({ ...baseOptions(this.#settings), autoResubscribe: false, retryStrategy: () => null });
    // Every error also ends in a 'close' or rejects below.
    client.on('error', () => undefined);
    try {
      await client.connect();
      client.on('messageBuffer', (_channel: Buffer, message: Buffer) => {
        this.#lastSeenMs = performance.now();
        this.#onMessage(message);
      });
      await client.subscribe(this.#channel);
    } catch (error) {
      client.disconnect();
      throw error;
    }
    if (this.#closed) return client.disconnect();
    this.#client = client;
    this.#failures = 0;
    this.#lastSeenMs = performance.now();
    client.once('close', () => this.#fail(client, 'connection closed'));
    if (this.#lost) this.#log.info('redis subscription is back');
    this.#lost = false;
  }

  #checkSilence(): void {
    if (this.#client && !this.alive) this.#fail(this.#client, 'silent');
  }

  #fail(client: Redis, reason: string): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    client.disconnect();
    this.#onLost?.();
    this.#log.warn({ reason }, 'redis subscription lost');
    this.#lost = true;
    this.#reopenLater();
  }

  #reopenLater(): void {
    if (this.#closed) return;
    const delay = reconnectDelayMs(++this.#failures);
    this.#retry = setTimeout(() => this.#open().catch(() => this.#reopenLater()), delay);
  }
}
