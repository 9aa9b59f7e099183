import { channelRoute, type RouteKey, type RouteRegistrar, userRoute } from '@dsock/backplane';
import type { Deadline } from '@dsock/common';
import type { Target } from '@dsock/protocol';
import type { Closing, Connection, Socket } from './connection.js';
import { MemberIndex } from './members.js';

/**
 * Who is on this worker, by id, user and channel; the one owner of every connection's state.
 *
 * A connection is in every index from the moment its admission has begun, so that calls for its target reach it, and
 * in none from the moment it is detached. Attach and detach count the routes that lead here.
 */
export class Hub {
  readonly #routes: RouteRegistrar;
  readonly #byId = new Map<string, Connection>();
  readonly #byUser = new MemberIndex();
  readonly #byChannel = new MemberIndex();
  #open = 0;
  #subscriptions = 0;

  constructor(routes: RouteRegistrar) {
    this.#routes = routes;
  }

  /** Connections that are open or being admitted. */
  get size(): number {
    return this.#byId.size;
  }

  /** Open connections. */
  get openCount(): number {
    return this.#open;
  }

  get channelCount(): number {
    return this.#byChannel.size;
  }

  /** Channels of all connections together. */
  get subscriptionCount(): number {
    return this.#subscriptions;
  }

  connections(): IterableIterator<Connection> {
    return this.#byId.values();
  }

  /** Index a connection; resolves when calls for its targets find this worker. Detach it if this rejects. */
  attach(connection: Connection, deadline: Deadline): Promise<void> {
    this.#byId.set(connection.id, connection);
    this.#byUser.add(connection.user, connection);
    for (const channel of connection.channels) this.#byChannel.add(channel, connection);
    this.#subscriptions += connection.channels.length;
    return this.#routes.join(routesOf(connection), deadline);
  }

  /** Mark an attached connection as open. */
  open(connection: Connection, socket: Socket): void {
    connection.socket = socket;
    connection.admission = undefined;
    this.#open++;
  }

  /** Mark the socket as gone. Idempotent. */
  closed(connection: Connection): void {
    this.detach(connection);
    if (connection.socket) this.#open--;
    connection.socket = undefined;
  }

  /** Take a connection out of every index. Idempotent. The socket may still be open, to be closed later. */
  detach(connection: Connection): void {
    if (!this.#byId.delete(connection.id)) return;
    this.#byUser.delete(connection.user, connection);
    for (const channel of connection.channels) this.#byChannel.delete(channel, connection);
    this.#subscriptions -= connection.channels.length;
    this.#routes.leave(routesOf(connection));
  }

  /** Close an open connection; one that is being admitted is closed as soon as it opens. */
  close(connection: Connection, closing: Closing): void {
    this.detach(connection);
    if (connection.admission) connection.admission.closing = closing;
    else connection.socket?.end(closing.code, closing.reason);
  }

  /** The connections of a target at this moment, those in admission included. */
  select(target: Target): readonly Connection[] {
    if (target.kind === 'connection') {
      const connection = this.#byId.get(target.id);
      return connection ? [connection] : [];
    }
    if (target.kind === 'channel') return this.#byChannel.of(target.channel);
    const ofUser = this.#byUser.of(target.user);
    if (target.session === undefined) return ofUser;
    return ofUser.filter((connection) => connection.session === target.session);
  }

  /** Whether an envelope for this target may have come here rightly. */
  holds(target: Exclude<Target, { kind: 'connection' }>): boolean {
    return target.kind === 'channel' ? this.#byChannel.has(target.channel) : this.#byUser.has(target.user);
  }

  /** Subscribe connections; resolves with those that changed, when senders see it. */
  async subscribe(connections: readonly Connection[], channel: string, deadline: Deadline): Promise<Connection[]> {
    const changed = this.#changing(connections, { kind: 'subscribe', channel });
    for (const connection of changed) {
      connection.channels.push(channel);
      this.#byChannel.add(channel, connection);
    }
    this.#subscriptions += changed.length;
    await this.#announce(connections, changed, channelRoute(channel), deadline);
    return changed;
  }

  /** Unsubscribe connections; returns those that changed. */
  unsubscribe(connections: readonly Connection[], channel: string): Connection[] {
    const changed = this.#changing(connections, { kind: 'unsubscribe', channel });
    for (const connection of changed) {
      connection.channels = connection.channels.filter((name) => name !== channel);
      this.#byChannel.delete(channel, connection);
    }
    this.#subscriptions -= changed.length;
    this.#routes.leave(repeat(channelRoute(channel), changed.length));
    return changed;
  }

  /** Count those that changed as holders of a route; resolves when senders see it for everybody. */
  async #announce(
    connections: readonly Connection[],
    changed: readonly Connection[],
    route: RouteKey,
    deadline: Deadline,
  ): Promise<void> {
    if (changed.length > 0) return this.#routes.join(repeat(route, changed.length), deadline);
    if (connections.length === 0) return;
    // Who is subscribed already may be so for a moment only, and not be seen by senders yet.
    try {
      await this.#routes.join([route], deadline);
    } finally {
      this.#routes.leave([route]);
    }
  }

  #changing(
    connections: readonly Connection[],
    operation: { kind: 'subscribe' | 'unsubscribe'; channel: string },
  ): Connection[] {
    const wanted = operation.kind === 'subscribe';
    const changed: Connection[] = [];
    for (const connection of connections) {
      // Noted even where it changes nothing now: the claim may be read again and say otherwise.
      connection.admission?.operations.push(operation);
      if (connection.channels.includes(operation.channel) !== wanted) changed.push(connection);
    }
    return changed;
  }
}

function routesOf(connection: Connection): RouteKey[] {
  return [userRoute(connection.user), ...connection.channels.map(channelRoute)];
}

function repeat(key: RouteKey, times: number): RouteKey[] {
  return new Array<RouteKey>(times).fill(key);
}
