import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeEnvelope, encodeReply, joinFrames, splitFrames } from '@dsock/protocol/codec';
import { DIRECT_INBOX_PATH, type Inbox } from '../src/index.js';

/** An HTTP server that takes direct messages as a worker does. */
export interface DirectInbox {
  readonly port: number;
  /** How many POSTs came. */
  readonly posts: () => number;
  /** What takes the envelopes; until it is set they wait. */
  serve(inbox: Inbox, workerId: () => string): void;
  close(): Promise<void>;
}

function answersTo(body: Buffer, inbox: Inbox, workerId: () => string): Promise<Uint8Array> {
  const answers: Uint8Array[] = [];
  const finished = (splitFrames(body) ?? []).map((frame) => {
    const decoded = decodeEnvelope(frame);
    const reply = decoded?.reply;
    if (!decoded || !reply) return decoded && inbox(decoded.envelope, undefined);
    return new Promise<void>((resolve) => {
      inbox(decoded.envelope, (result, last) => {
        answers.push(encodeReply({ correlation: reply.correlation, workerId: workerId(), last, result }));
        if (last) resolve();
      });
    });
  });
  return Promise.all(finished).then(() => joinFrames(answers));
}

/** Listen for direct messages that carry `token`. */
export async function startDirectInbox(token: string): Promise<DirectInbox> {
  let served: undefined | { inbox: Inbox; workerId: () => string };
  let posts = 0;
  const server: Server = createServer((request, response) => {
    const authorized = request.headers.authorization === `Bearer ${token}`;
    if (request.method !== 'POST' || request.url !== DIRECT_INBOX_PATH || !authorized || !served) {
      response.writeHead(401).end();
      return;
    }
    const { inbox, workerId } = served;
    posts++;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answersTo(Buffer.concat(chunks), inbox, workerId);
      answer.then(
        (bytes) => response.end(bytes),
        () => response.destroy(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    posts: () => posts,
    serve: (inbox, workerId) => {
      served = { inbox, workerId };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
