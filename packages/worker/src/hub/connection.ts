import type { ConnectionInfo } from '@dsock/protocol/codec';

/** What became of one write: handed over (to the kernel or to a bounded buffer), or dropped by a full buffer. */
export type SendOutcome = 'delivered' | 'dropped';

/** The socket of an open connection. Never used after its connection is closed. */
export interface Socket {
  send(body: Uint8Array, binary: boolean): SendOutcome;
  /** Run `writes` so that all it sends leaves in as few packets as it fits. */
  cork(writes: () => void): void;
  ping(): void;
  /** Bytes that wait in this process because the client reads slowly. */
  bufferedBytes(): number;
  /** Close with a code and a reason of at most 123 bytes; the hub hears of it before this returns. */
  end(code: number, reason: string): void;
}

/** A channel operation that came while the connection was still being admitted. */
export interface ChannelOperation {
  readonly kind: 'subscribe' | 'unsubscribe';
  readonly channel: string;
}

/** How a connection is to be closed. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/**
 * One client. `socket` is undefined while it is being admitted and after it is closed.
 *
 * One plain object, since there may be tens of thousands of them.
 */
export interface Connection {
  readonly id: string;
  readonly user: string;
  readonly session: undefined | string;
  /** In the order of `/info`; changed by the hub only. */
  channels: string[];
  socket: undefined | Socket;
  /** Seconds since the epoch. */
  lastPingSeconds: number;
  /** What must be repeated when the admission starts over, and whether it shall end in a close. */
  admission: undefined | Admission;
  /** Frames and bytes received in the second `windowSecond`. */
  windowSecond: number;
  windowFrames: number;
  windowBytes: number;
}

/** What happened to a connection between its first look-up and its opening. */
export interface Admission {
  operations: ChannelOperation[];
  closing: undefined | Closing;
}

/** Seconds since the epoch. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Create a connection that is being admitted. */
export function createConnection(options: {
  id: string;
  user: string;
  session: undefined | string;
  channels: readonly string[];
}): Connection {
  return {
    id: options.id,
    user: options.user,
    session: options.session,
    channels: [...options.channels],
    socket: undefined,
    lastPingSeconds: nowSeconds(),
    admission: { operations: [], closing: undefined },
    windowSecond: 0,
    windowFrames: 0,
    windowBytes: 0,
  };
}

/** The connection as `/info` shows it. */
export function toInfo(connection: Connection): ConnectionInfo {
  const { id, lastPingSeconds, user, session, channels } = connection;
  return { id, lastPingSeconds, user, session, channels };
}
