import { connect, type Socket } from 'node:net';

/** One data frame as it came. */
export interface RawFrame {
  readonly binary: boolean;
  readonly payload: Buffer;
}

/** A WebSocket client of little more than a TCP socket, for thousands at once. */
export interface RawSocket {
  /** Data frames so far, in order; empty when `onFrame` takes them. */
  readonly frames: readonly RawFrame[];
  /** How it ended: the code of a close frame, 0 without one; undefined while it stands. */
  ended(): undefined | number;
  /** Resolves with the next data frame after those in `frames` at the time of the call; rejects at the end. */
  nextFrame(): Promise<RawFrame>;
  /** Begin the closing handshake; what the server sent before its answer still arrives. */
  close(): void;
  destroy(): void;
  readonly socket: Socket;
}

/** The handshake was refused; `answer` is the whole HTTP answer. */
export class RawRefusal extends Error {
  readonly status: number;
  readonly errorCode: string;

  constructor(answer: string) {
    super(`refused: ${answer.slice(0, 200)}`);
    this.status = Number(answer.split(' ')[1] ?? 0);
    this.errorCode = /"errorCode":"(\w+)"/.exec(answer)?.[1] ?? '';
  }
}

/** What a raw client connects with. */
export interface RawOptions {
  /** `ws://host:port/path` */
  readonly url: string;
  /** For example 127.0.0.2: one address has too few ports for tens of thousands of sockets. */
  readonly localAddress?: string;
  /** Takes the frames, which are then not kept. */
  readonly onFrame?: (frame: RawFrame) => void;
}

const OPCODE_CLOSE = 8;
const OPCODE_PING = 9;
/** A pong with a mask of zeros, which leaves the (empty) payload as it is. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
/** Code 1000, masked likewise. */
const CLOSE = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);

function parseFrame(bytes: Buffer): undefined | { opcode: number; payload: Buffer; size: number } {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const headSize = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < headSize) return undefined;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  const size = headSize + length;
  if (bytes.length < size) return undefined;
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(headSize, size), size };
}

class RawClient implements RawSocket {
  readonly frames: RawFrame[] = [];
  readonly socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #closeCode: undefined | number;
  #ended = false;
  readonly #onFrame: undefined | ((frame: RawFrame) => void);
  #waiting: { resolve(frame: RawFrame): void; reject(error: Error): void }[] = [];

  constructor(socket: Socket, onFrame: undefined | ((frame: RawFrame) => void)) {
    this.socket = socket;
    this.#onFrame = onFrame;
  }

  ended(): undefined | number {
    return this.#closeCode ?? (this.#ended ? 0 : undefined);
  }

  nextFrame(): Promise<RawFrame> {
    return new Promise((resolve, reject) => {
      if (this.ended() === undefined) this.#waiting.push({ resolve, reject });
      else reject(this.#endError());
    });
  }

  close(): void {
    this.socket.write(CLOSE);
  }

  destroy(): void {
    this.socket.destroy();
  }

  take(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let frame = parseFrame(this.#rest); frame; frame = parseFrame(this.#rest)) {
      this.#rest = this.#rest.subarray(frame.size);
      if (frame.opcode === OPCODE_CLOSE) this.#closeCode = frame.payload.length >= 2 ? frame.payload.readUInt16BE() : 0;
      if (frame.opcode === OPCODE_PING) this.socket.write(PONG);
      if (frame.opcode > 2) continue;
      const received = { binary: frame.opcode === 2, payload: Buffer.from(frame.payload) };
      if (this.#onFrame) this.#onFrame(received);
      else this.frames.push(received);
      this.#waiting.shift()?.resolve(received);
    }
  }

  end(): void {
    this.#ended = true;
    for (const waiter of this.#waiting.splice(0)) waiter.reject(this.#endError());
  }

  #endError(): Error {
    return new Error(`the socket ended (close code ${this.ended()}) after ${this.frames.length} frames`);
  }
}

/** A TCP connection that has not asked for its upgrade yet. */
export interface RawConnection {
  /**
   * Resolves in the moment the 101 arrives.
   *
   * @throws {RawRefusal} for any other answer; {Error} when the connection breaks
   */
  upgrade(): Promise<RawSocket>;
  readonly socket: Socket;
}

function upgradeOver(socket: Socket, client: RawClient, request: string): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    let head = '';
    let isOpen = false;
    const refuse = (): void => {
      reject(head === '' ? new Error('the connection ended before an answer') : new RawRefusal(head));
      socket.destroy();
    };
    const onHead = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      const split = head.indexOf('\r\n\r\n');
      if (split < 0) return;
      isOpen = head.startsWith('HTTP/1.1 101 ');
      if (!isOpen) {
        // The whole error is here.
        if (head.endsWith('"}')) refuse();
        return;
      }
      resolve(client);
      const rest = Buffer.from(head.slice(split + 4), 'latin1');
      if (rest.length > 0) client.take(rest);
    };
    socket.on('data', (chunk: Buffer) => (isOpen ? client.take(chunk) : onHead(chunk)));
    socket.on('close', () => {
      if (!isOpen) refuse();
      client.end();
    });
    socket.write(request);
  });
}

/** Connect without asking for the upgrade, so that many can ask at once. */
export async function connectRaw({ url, localAddress, onFrame }: RawOptions): Promise<RawConnection> {
  const { hostname, port, pathname, search } = new URL(url);
  const address = localAddress === undefined ? {} : { localAddress };
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, ...address });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  // A "close" follows.
  socket.on('error', () => undefined);
  const request =
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
  return { socket, upgrade: () => upgradeOver(socket, new RawClient(socket, onFrame), request) };
}

/** Open a WebSocket; see `connectRaw`. */
export async function openRaw(options: RawOptions): Promise<RawSocket> {
  const connection = await connectRaw(options);
  return connection.upgrade();
}
