import type * as Uws from 'uWebSockets.js';
import { DIRECT_INBOX_PATH } from '@dsock/backplane';
import { type ConnectContext, createConnectBehavior } from './connect-route.js';
import { createDirectHandler, createFallbackHandler, type HttpContext } from './http-routes.js';
import { createRefusal } from './refusal.js';
import { createUpgradePath } from './upgrade-path.js';
import { loadUws } from './uws-module.js';
import type { SocketData } from './uws-socket.js';

/** uWS' own number: fail when the port is taken, instead of silently sharing it. */
const LISTEN_EXCLUSIVE_PORT = 1;

/** The worker's port. */
export interface Transport {
  /** Resolves with the bound port. @throws {Error} when the port is taken */
  listen(host: string, port: number): Promise<number>;
  /** Accept no further connections and cut those that are left. */
  close(): void;
}

// The types lack the form with a host and options that the addon has.
type ListenOn = (
  host: string,
  port: number,
  options: number,
  callback: (socket: Uws.us_listen_socket | false) => void,
) => void;

/** Create the worker's server on uWebSockets.js. */
export async function createTransport(context: ConnectContext & HttpContext): Promise<Transport> {
  const uws = await loadUws();
  const path = await createUpgradePath(uws, context.log);
  const refuse = createRefusal(context.log);
  const app = uws.App();
  app.ws<SocketData>('/connect', createConnectBehavior(context, path, refuse));
  app.post(DIRECT_INBOX_PATH, createDirectHandler(context, refuse));
  app.any('/*', createFallbackHandler(context, path, refuse));
  let listening: undefined | Uws.us_listen_socket;
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        (app.listen as unknown as ListenOn)(host, port, LISTEN_EXCLUSIVE_PORT, (socket) => {
          if (!socket) return reject(new Error(`port ${port} on ${host} is taken`));
          listening = socket;
          resolve(uws.us_socket_local_port(socket));
        });
      }),
    close: () => {
      if (listening) uws.us_listen_socket_close(listening);
      listening = undefined;
      app.close();
      path.close();
    },
  };
}
