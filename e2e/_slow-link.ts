import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy in front of a server that holds everything up for a little while. */
export interface SlowLink {
  /** `redis://host:port`, to be used instead of the server's own. */
  readonly url: string;
  close(): Promise<void>;
}

/** Pass what comes on to `to` after up to `maxMs`, in order. */
function delay(from: Socket, to: Socket, maxMs: number): void {
  let due = 0;
  from.on('data', (chunk) => {
    due = Math.max(due, performance.now() + Math.random() * maxMs);
    setTimeout(() => to.write(chunk), due - performance.now());
  });
  from.on('close', () => to.destroy());
  // A "close" follows.
  from.on('error', () => undefined);
}

/**
 * Make the way to a server slower by a random time, up to `maxMs` in each direction and for each packet.
 *
 * Steps that follow each other within microseconds on one machine get a chance to be overtaken.
 */
export async function startSlowLink(url: string, maxMs: number): Promise<SlowLink> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port || 6379), noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    delay(client, upstream, maxMs);
    delay(upstream, client, maxMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
