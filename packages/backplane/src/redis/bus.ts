import { type Deadline, withinDeadline } from '@dsock/common';
import { BrokerError, procOfConnection, type Target, toWorkerId } from '@dsock/protocol';
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

  publish(envelope: Envelope, deadline: Deadline): Promise<Dispatch> {
    return this.#dispatch(envelope, undefined, deadline);
  }

  async request(envelope: Envelope, deadline: Deadline): Promise<Gathered> {
    if (!this.#repliesArrive()) throw new BrokerError(lookupErrorOf(envelope.target));
    const { correlation, pending } = this.#desk.open();
    try {
      const dispatch = await this.#dispatch(envelope, { replyTo: this.#replyTo, correlation }, deadline);
      const gathered = await pending.gather(dispatch.reached, deadline);
      return { replies: gathered.replies, unreachable: [...dispatch.unreachable, ...gathered.unreachable] };
    } finally {
      this.#desk.done(correlation);
    }
  }

  async #dispatch(envelope: Envelope, reply: undefined | ReplyAddress, deadline: Deadline): Promise<Dispatch> {
    const { target } = envelope;
    const encoded = encodeEnvelope(envelope, reply);
    const payload = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
    const client = payload.length > BULK_BYTES ? this.#bulkClient : this.#client;
    if (client.status !== 'ready') throw new BrokerError(lookupErrorOf(target));
    const handedOver =
      target.kind === 'connection'
        ? this.#toConnection(client, target, payload, reply !== undefined)
        : this.#toRoute(client, target, payload);
    try {
      return await withinDeadline(handedOver, deadline, 'ERROR_DELIVERING_MESSAGING');
    } catch (cause) {
      throw cause instanceof BrokerError ? cause : new BrokerError('ERROR_DELIVERING_MESSAGING', { cause });
    }
  }

  async #toRoute(
    client: CommandClient,
    target: Exclude<Target, { kind: 'connection' }>,
    payload: Buffer,
  ): Promise<Dispatch> {
    const { leasePrefix, inboxPrefix } = this.#keys;
    const route = this.#keys.route(routeOf(target));
    const [reached, unreachable] = await client.dsockBusPublish(route, leasePrefix, inboxPrefix, payload);
    return { reached, unreachable };
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
    if (receivers === 0) return { reached: [], unreachable: ids };
    // Between two leases no id stands, yet the process has the envelope; its answer is known by the process.
    return { reached: ids.length > 0 ? ids : [toWorkerId(proc, 0)], unreachable: [] };
  }
}
