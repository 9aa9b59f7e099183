import type { Deadline } from '@dsock/common';
import { BrokerError, procOfConnection, type Target } from '@dsock/protocol';
import { type Envelope, encodeEnvelope, type ReplyAddress } from '@dsock/protocol/codec';
import type { Bus, Dispatch, Gathered } from '../backplane.js';
import { lookupErrorOf, routeOf } from '../target-routes.js';
import type { CommandClient } from './commands.js';
import type { Keys } from './keys.js';
import type { ReplyDesk } from './replies.js';
import { resolveWorkers } from './resolve.js';

/** Larger envelopes go over a connection of their own: a batch would copy them, and hold up the rest. */
const BULK_BYTES = 16_384;

const NOBODY: Dispatch = { reached: [], unreachable: [] };

/** The bus over Redis Pub/Sub: one round trip resolves the target and publishes to each of its workers. */
export class RedisBus implements Bus {
  readonly #client: CommandClient;
  readonly #bulkClient: CommandClient;
  readonly #keys: Keys;
  readonly #desk: ReplyDesk;
  readonly #replyTo: string;
  readonly #repliesArrive: () => boolean;

  constructor(options: {
    client: CommandClient;
    bulkClient: CommandClient;
    keys: Keys;
    desk: ReplyDesk;
    replyTo: string;
    /** Whether answers can come in at present. */
    repliesArrive: () => boolean;
  }) {
    this.#client = options.client;
    this.#bulkClient = options.bulkClient;
    this.#keys = options.keys;
    this.#desk = options.desk;
    this.#replyTo = options.replyTo;
    this.#repliesArrive = options.repliesArrive;
  }

  publish(envelope: Envelope): Promise<Dispatch> {
    return this.#dispatch(envelope, undefined);
  }

  async request(envelope: Envelope, deadline: Deadline): Promise<Gathered> {
    if (!this.#repliesArrive()) throw new BrokerError(lookupErrorOf(envelope.target));
    const { correlation, pending } = this.#desk.open();
    try {
      const dispatch = await this.#dispatch(envelope, { replyTo: this.#replyTo, correlation });
      const gathered = await pending.gather(dispatch.reached, deadline);
      return { replies: gathered.replies, unreachable: [...dispatch.unreachable, ...gathered.unreachable] };
    } finally {
      this.#desk.done(correlation);
    }
  }

  async #dispatch(envelope: Envelope, reply: undefined | ReplyAddress): Promise<Dispatch> {
    const { target } = envelope;
    const encoded = encodeEnvelope(envelope, reply);
    const payload = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
    const client = payload.length > BULK_BYTES ? this.#bulkClient : this.#client;
    if (client.status !== 'ready') throw new BrokerError(lookupErrorOf(target));
    try {
      if (target.kind === 'connection') return await this.#toConnection(client, target, payload, reply !== undefined);
      const { leasePrefix, inboxPrefix } = this.#keys;
      const route = this.#keys.route(routeOf(target));
      const [reached, unreachable] = await client.dsockBusPublish(route, leasePrefix, inboxPrefix, payload);
      return { reached, unreachable };
    } catch (cause) {
      throw new BrokerError('ERROR_DELIVERING_MESSAGING', { cause });
    }
  }

  async #toConnection(
    client: CommandClient,
    target: Target & { kind: 'connection' },
    payload: Buffer,
    named: boolean,
  ): Promise<Dispatch> {
    const proc = procOfConnection(target.id);
    if (proc === undefined) return NOBODY;
    const receivers = await client.publish(this.#keys.inbox(proc), payload);
    // The process alone says where to publish; its worker's id is asked for only where it is going to be named.
    if (receivers > 0 && !named) return { reached: [String(proc)], unreachable: [] };
    const workers = await resolveWorkers(client, this.#keys, target);
    const ids = workers.map(({ workerId }) => workerId);
    return receivers > 0 ? { reached: ids, unreachable: [] } : { reached: [], unreachable: ids };
  }
}
