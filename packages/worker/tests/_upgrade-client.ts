import { connect, type Socket } from 'node:net';

const PING = '\x89\0';

/** A client that only knows whether its socket is open and how many bytes of frames came. */
export interface UpgradeClient {
  /** Pings left out. */
  readonly bytes: () => number;
  readonly isOpen: () => boolean;
  readonly socket: Socket;
}

/** Ask for an upgrade from `localAddress`; resolves when the 101 arrives, rejects with any other answer. */
export function upgrade(port: number, query: string, localAddress: string): Promise<UpgradeClient> {
  const socket = connect({ host: '127.0.0.1', port, localAddress, noDelay: true });
  return new Promise((resolve, reject) => {
    let received = '';
    let headBytes = -1;
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (headBytes >= 0) return;
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      headBytes = end + 4;
      if (!received.startsWith('HTTP/1.1 101 ')) reject(new Error(received.slice(0, 300)));
      resolve({
        bytes: () => received.slice(headBytes).replaceAll(PING, '').length,
        isOpen: () => !socket.readableEnded && !socket.destroyed,
        socket,
      });
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed before an answer')));
    socket.write(
      `GET /connect?${query} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
  });
}
