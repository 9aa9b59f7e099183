import { expect } from 'vitest';
import type { Cluster } from './_cluster.js';
import { hmacJwt, nowSeconds } from './_jwt.js';
import { connectRaw, type RawSocket } from './_raw-socket.js';
import { connectUrl } from './_socket.js';
import { unique, waitFor } from './_wait.js';
import { inParallel, openWires, type WirePool } from './_wire.js';

const ADDRESSES = 8;
const WIRES = 32;
/** Under way at the same time. */
const WIDTH = 500;
/** As long as the block that an upgrade leaves behind, so that the text may take its place in memory. */
const TEXT_BYTES = 64;

async function credentialOf(api: WirePool, user: string, channels: readonly string[], index: number) {
  if (index % 2 === 1) return { jwt: hmacJwt({ sub: user, channels, exp: nowSeconds() + 60 }) };
  return { claim: (await api.succeed('POST', '/claim', { user, channels: channels.join(',') })).claim?.id };
}

async function upgradeBatch(cluster: Cluster, api: WirePool, size: number): Promise<void> {
  const channels = [unique('first').padEnd(TEXT_BYTES, 'x'), unique('second').padEnd(TEXT_BYTES, 'y')];
  const users = Array.from({ length: size }, () => unique('user').padEnd(TEXT_BYTES, 'u'));
  const connections = await Promise.all(
    users.map(async (user, index) => {
      const url = connectUrl(cluster, index, await credentialOf(api, user, channels, index));
      return connectRaw({ url, localAddress: `127.0.0.${2 + (index % ADDRESSES)}` });
    }),
  );
  const sockets: RawSocket[] = [];
  await inParallel(size, WIDTH, async (index) => {
    const socket = await connections[index]?.upgrade();
    if (socket === undefined) throw new Error('no connection');
    sockets.push(socket);
    const query = { user: users[index], type: 'text', ack: true };
    expect((await api.succeed('POST', '/send', query, 'm'.repeat(TEXT_BYTES))).delivered).toBe(1);
  });
  for (const channel of channels) {
    const query = { channel, type: 'text', ack: true };
    expect((await api.succeed('POST', '/send', query, 'c'.repeat(TEXT_BYTES))).delivered).toBe(size);
  }
  await waitFor('every message has arrived', () => sockets.every(({ frames }) => frames.length === 3), 20_000);
  // Nobody asked for a close, so there is none.
  expect(sockets.filter((socket) => socket.ended() !== undefined)).toEqual([]);
  for (const socket of sockets) socket.destroy();
}

/**
 * Upgrade `count` sockets on one cluster, `batch` of them at a time, with texts that churn the memory of the worker.
 *
 * What the worker writes to standard error shows when the cluster is closed.
 * @throws {Error} on a refusal, a message that does not arrive, or a close that nobody asked for
 */
export async function upgradeMany(cluster: Cluster, count: number, batch: number): Promise<void> {
  const api = await openWires(cluster, WIRES);
  for (let done = 0; done < count; done += batch) await upgradeBatch(cluster, api, Math.min(batch, count - done));
  api.close();
}
