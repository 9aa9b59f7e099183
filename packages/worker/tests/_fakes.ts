import type { RouteKey, RouteRegistrar } from '@dsock/backplane';
import { createDeadline, type Deadline } from '@dsock/common';
import { createConnectionId, createProc } from '@dsock/protocol';
import { type Connection, createConnection, type SendOutcome, type Socket } from '../src/hub/connection.js';
import type { Hub } from '../src/hub/hub.js';

/** A socket that notes what it is asked to do. */
export class FakeSocket implements Socket {
  readonly sent: string[] = [];
  /** Messages per cork; a write outside of one is not in it. */
  readonly corks: number[] = [];
  pings = 0;
  ended: undefined | { readonly code: number; readonly reason: string };
  /** What the next sends come to; when it is used up they are delivered. */
  outcomes: SendOutcome[] = [];
  /** Called at the end, as the transport tells the hub. */
  onEnd: () => void = () => undefined;

  send(body: Uint8Array): SendOutcome {
    const outcome = this.outcomes.shift() ?? 'delivered';
    if (outcome === 'delivered') this.sent.push(Buffer.from(body).toString());
    return outcome;
  }

  cork(writes: () => void): void {
    const before = this.sent.length;
    writes();
    this.corks.push(this.sent.length - before);
  }

  ping(): void {
    this.pings++;
  }

  bufferedBytes(): number {
    return 0;
  }

  end(code: number, reason: string): void {
    this.ended = { code, reason };
    this.onEnd();
  }
}

/** Routes that count, and that are written when the test says so. */
export class FakeRoutes implements RouteRegistrar {
  readonly counts = new Map<RouteKey, number>();
  readonly repaired: RouteKey[] = [];
  /** What the next joins wait for. */
  written: Promise<void> = Promise.resolve();

  join(keys: readonly RouteKey[]): Promise<void> {
    for (const key of keys) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    return keys.length === 0 ? Promise.resolve() : this.written;
  }

  leave(keys: readonly RouteKey[]): void {
    for (const key of keys) {
      const left = (this.counts.get(key) ?? 0) - 1;
      if (left === 0) this.counts.delete(key);
      else this.counts.set(key, left);
    }
  }

  repair(key: RouteKey): void {
    this.repaired.push(key);
  }
}

/** Who a fake connection is; whatever is left out is of no matter. */
export interface Who {
  readonly user?: string;
  readonly session?: string;
  readonly channels?: readonly string[];
}

export const soon = (): Deadline => createDeadline(1000);

/** A connection that is being admitted. */
export function pendingConnection({ user = 'u', session, channels = [] }: Who = {}): Connection {
  return createConnection({ id: createConnectionId(createProc()), user, session, channels });
}

/** A connection with an open socket, beside any hub. */
export function openConnection(who: Who = {}): { readonly connection: Connection; readonly socket: FakeSocket } {
  const connection = pendingConnection(who);
  const socket = new FakeSocket();
  connection.socket = socket;
  connection.admission = undefined;
  return { connection, socket };
}

/** Attach and open a connection, as the transport does. */
export async function connectTo(
  hub: Hub,
  who: Who = {},
): Promise<{ readonly connection: Connection; readonly socket: FakeSocket }> {
  const connection = pendingConnection(who);
  await hub.attach(connection, soon());
  const socket = new FakeSocket();
  socket.onEnd = () => hub.closed(connection);
  hub.open(connection, socket);
  return { connection, socket };
}
