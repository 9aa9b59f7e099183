import type { Cluster } from './_cluster.js';
import { createHttp, type Query } from './_http.js';
import { openRaw, type RawFrame, type RawSocket } from './_raw-socket.js';
import { connectUrl } from './_socket.js';
import { unique, waitFor } from './_wait.js';
import { openWire, type Wire } from './_wire.js';

/** Bytes of a large message: more than the 16 KiB up to which messages share a way. */
const LARGE_BYTES = 20_000;
const LARGE_PADDING = 'x'.repeat(LARGE_BYTES);
const DELIVERY_TIMEOUT_MS = 10_000;

/** Checks one client's messages as they come: 0, 1, 2 and so on, each whole. */
class Sequence {
  next = 0;
  readonly problems: string[] = [];

  take({ payload, binary }: RawFrame): void {
    const index = Number(payload.toString('latin1', 0, 8));
    if (index !== this.next && this.problems.length < 10)
      this.problems.push(`${index} came where ${this.next} was due`);
    if (payload.length !== bodyOf(index).length) this.problems.push(`${index} is ${payload.length} bytes long`);
    if (binary !== isBinary(index)) this.problems.push(`${index} changed its type`);
    this.next = index + 1;
  }
}

const isLarge = (index: number): boolean => index % 40 === 7;
const isBinary = (index: number): boolean => index % 5 === 3;
const isAcknowledged = (index: number): boolean => index % 3 === 1;

function bodyOf(index: number): string {
  const number = String(index).padStart(8, '0');
  return isLarge(index) ? number + LARGE_PADDING : number;
}

async function sendAll(wires: readonly Wire[], target: Query, sends: number, receivers: number): Promise<string[]> {
  const problems: string[] = [];
  for (let index = 0; index < sends; index++) {
    const wire = wires[index % wires.length] as Wire;
    const ack = isAcknowledged(index);
    const query = { ...(target as object), type: isBinary(index) ? 'binary' : 'text', ...(ack ? { ack } : {}) };
    const answer = await wire.succeed('POST', '/send', query, bodyOf(index));
    if (answer.unreachable !== undefined) problems.push(`${index}: unreachable ${answer.unreachable}`);
    if (ack && answer.delivered !== receivers) problems.push(`${index}: delivered ${answer.delivered}`);
  }
  return problems;
}

async function openReceiver(cluster: Cluster, worker: number, claim: string, sequence: Sequence): Promise<RawSocket> {
  const onFrame = (frame: RawFrame): void => sequence.take(frame);
  return openRaw({ url: connectUrl(cluster, worker, { claim }), onFrame });
}

/**
 * Send `sends` messages to one target with a connection on every worker, each after the answer to the one before.
 *
 * Over all APIs in turn; small and large, text and binary, with and without `ack` mixed.
 * @returns what was wrong; empty when every client received every message, in order
 */
export async function sendInOrder(cluster: Cluster, kind: 'user' | 'channel', sends: number): Promise<string[]> {
  const { succeed } = createHttp(cluster);
  const name = unique(kind);
  const sequences = cluster.workers.map(() => new Sequence());
  const sockets = await Promise.all(
    sequences.map(async (sequence, worker) => {
      const query = kind === 'user' ? { user: name } : { user: unique('member'), channels: name };
      const { claim } = await succeed('POST', '/claim', { query });
      return openReceiver(cluster, worker, claim?.id ?? '', sequence);
    }),
  );
  const wires = await Promise.all(cluster.apis.map((api) => openWire(api, cluster.token)));
  try {
    const problems = await sendAll(wires, { [kind]: name }, sends, sockets.length);
    const isComplete = () => sequences.every(({ next }) => next === sends);
    const arrived = await waitFor('every message has arrived', isComplete, DELIVERY_TIMEOUT_MS).catch(String);
    if (arrived !== true) problems.push(`${arrived}: ${sequences.map(({ next }) => next)} of ${sends}`);
    return [...problems, ...sequences.flatMap((sequence) => sequence.problems)];
  } finally {
    for (const socket of sockets) socket.destroy();
    for (const wire of wires) wire.close();
  }
}
