import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy: the network between a node and Redis, to be broken for that node alone. */
export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  /** Drop connections as they are made; those that stand go on. */
  refuseNew(): void;
  /** Break every connection and make no new ones: to the others the node behind it has vanished. */
  cut(): void;
  restore(): void;
  /** Connections that stand stay open and carry nothing any more, as when a peer vanished without a word. */
  stall(): void;
  close(): Promise<void>;
}

export async function startProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let open = true;
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    track(near);
    if (!open) return void near.destroy();
    const far = connect(target.port, target.host);
    track(far);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    open = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    refuseNew: () => {
      open = false;
    },
    cut,
    restore: () => {
      open = true;
    },
    stall: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
