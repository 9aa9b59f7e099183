import type { WebSocket } from 'uWebSockets.js';
import type { Connection, SendOutcome, Socket } from '../hub/connection.js';

/** What hangs on a native socket: our connection, and nothing else. */
export interface SocketData {
  readonly connection: Connection;
}

/** What `send` returns when the buffer of a slow client is full. */
const SEND_DROPPED = 2;

/** A connection's socket over uWebSockets.js. The native object must not be touched once it is closed. */
export class UwsSocket implements Socket {
  readonly #ws: WebSocket<SocketData>;
  readonly #compress: boolean;
  /** The code we closed with; undefined: the client or the network did. */
  endedWith: undefined | number;
  readonly #openedMs = performance.now();
  /** When the ping was sent whose pong has not come; 0: none. */
  #pingedMs = 0;

  constructor(ws: WebSocket<SocketData>, compress: boolean) {
    this.#ws = ws;
    this.#compress = compress;
  }

  send(body: Uint8Array, binary: boolean): SendOutcome {
    return this.#ws.send(body as Uint8Array<ArrayBuffer>, binary, this.#compress) === SEND_DROPPED
      ? 'dropped'
      : 'delivered';
  }

  cork(writes: () => void): void {
    this.#ws.cork(writes);
  }

  ping(): void {
    this.#pingedMs = performance.now();
    this.#ws.ping();
  }

  /** Note a pong; returns the seconds since its ping, or undefined when nobody asked for it. */
  ponged(): undefined | number {
    const sentMs = this.#pingedMs;
    this.#pingedMs = 0;
    return sentMs === 0 ? undefined : (performance.now() - sentMs) / 1000;
  }

  bufferedBytes(): number {
    return this.#ws.getBufferedAmount();
  }

  openSeconds(): number {
    return (performance.now() - this.#openedMs) / 1000;
  }

  end(code: number, reason: string): void {
    this.endedWith = code;
    this.#ws.end(code, reason);
  }
}
