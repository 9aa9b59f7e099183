import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ops } from './ops.js';

/** A port for operators only. */
export interface OpsServer {
  readonly port: number;
  close(): void;
}

/** Serve the operations endpoints on a port of their own, without authorization: the port is for operators only. */
export async function startOpsServer(ops: Ops, host: string, port: number): Promise<OpsServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    ops.answer(path).then(
      (answer) => {
        response.writeHead(answer?.status ?? 404, { 'Content-Type': answer?.contentType ?? 'text/plain' });
        response.end(answer?.body ?? 'not found\n');
      },
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    port: bound,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
