import { type Deadline, withinDeadline } from '@dsock/common';
import { BrokerError } from '@dsock/protocol';
import {
  decodeReply,
  type Envelope,
  encodeEnvelope,
  joinFrames,
  type Result,
  splitFrames,
} from '@dsock/protocol/codec';
import { Agent, type Dispatcher } from 'undici';
import type { Bus, Dispatch, Gathered } from '../backplane.js';
import { lookupErrorOf } from '../target-routes.js';
import type { CommandClient } from './commands.js';
import type { Keys } from './keys.js';
import { type ResolvedWorker, resolveWorkers } from './resolve.js';

/** Where a worker takes envelopes over HTTP. */
export const DIRECT_INBOX_PATH = '/_/inbox';

/** Envelopes up to this size share a POST while the one before is under way; larger ones go alone. */
const BATCH_BYTES = 16_384;

/** The most that one POST carries; a worker refuses more. */
const POST_BYTES = 1_048_576;

interface Queued {
  readonly bytes: Uint8Array;
  readonly deadline: Deadline;
  readonly resolve: (delivered: boolean) => void;
  /** The caller has its answer. */
  isOver: boolean;
}

/** The bus over HTTP: routes come from Redis, envelopes go straight to the workers. */
export class DirectBus implements Bus {
  readonly #client: CommandClient;
  readonly #keys: Keys;
  readonly #authorization: string;
  readonly #queues = new Map<string, Queued[]>();
  // One request at a time on a connection: pipelined ones are sent again after a broken connection, and arrive twice.
  readonly #agent = new Agent({ connections: 8, pipelining: 1, keepAliveTimeout: 60_000, connect: { timeout: 1000 } });

  constructor(options: { client: CommandClient; keys: Keys; token: string }) {
    this.#client = options.client;
    this.#keys = options.keys;
    this.#authorization = `Bearer ${options.token}`;
  }

  async publish(envelope: Envelope, deadline: Deadline): Promise<Dispatch> {
    const workers = await this.#resolve(envelope, deadline);
    if (workers.length === 0) return { reached: [], unreachable: [] };
    const bytes = encodeEnvelope(envelope);
    const outcomes = await Promise.all(workers.map(({ address }) => this.#deliver(address, bytes, deadline)));
    return {
      reached: workers.filter((_, index) => outcomes[index]).map(({ workerId }) => workerId),
      unreachable: workers.filter((_, index) => !outcomes[index]).map(({ workerId }) => workerId),
    };
  }

  async request(envelope: Envelope, deadline: Deadline): Promise<Gathered> {
    const workers = await this.#resolve(envelope, deadline);
    // The answer is the answer of the POST; the address only says that one is wanted.
    const body = joinFrames([encodeEnvelope(envelope, { replyTo: 'http', correlation: 1 })]);
    const answers = await Promise.all(workers.map(({ address }) => this.#ask(address, body, deadline)));
    const replies: { workerId: string; results: readonly Result[] }[] = [];
    const unreachable: string[] = [];
    workers.forEach(({ workerId }, index) => {
      const results = answers[index];
      if (results) replies.push({ workerId, results });
      else unreachable.push(workerId);
    });
    return { replies, unreachable };
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #resolve(envelope: Envelope, deadline: Deadline): Promise<ResolvedWorker[]> {
    if (this.#client.status !== 'ready') throw new BrokerError(lookupErrorOf(envelope.target));
    try {
      const resolved = resolveWorkers(this.#client, this.#keys, envelope.target);
      return await withinDeadline(resolved, deadline, 'ERROR_GETTING_WORKER');
    } catch (cause) {
      throw cause instanceof BrokerError ? cause : new BrokerError('ERROR_GETTING_WORKER', { cause });
    }
  }

  /** Hand over one envelope; false: it is not known to have arrived. */
  #deliver(address: string, bytes: Uint8Array, deadline: Deadline): Promise<boolean> {
    if (bytes.length > BATCH_BYTES) {
      return this.#post(address, joinFrames([bytes]), deadline).then((answer) => answer !== undefined);
    }
    return new Promise((resolve) => {
      // Its own clock: the batch it waits for, or travels in, may have more time left.
      const timer = setTimeout(() => queued.resolve(false), deadline.remainingMs());
      const queued: Queued = {
        bytes,
        deadline,
        isOver: false,
        resolve: (delivered) => {
          queued.isOver = true;
          clearTimeout(timer);
          resolve(delivered);
        },
      };
      const waiting = this.#queues.get(address);
      if (waiting) {
        waiting.push(queued);
        return;
      }
      this.#queues.set(address, [queued]);
      this.#drain(address).catch(() => undefined);
    });
  }

  /** Send what has queued up for one worker, batch after batch, until nothing is left. */
  async #drain(address: string): Promise<void> {
    for (let queue = this.#queues.get(address); queue && queue.length > 0; queue = this.#queues.get(address)) {
      const batch = takeBatch(queue).filter(({ isOver }) => !isOver);
      const last = batch.at(-1);
      // All of it waited too long, which the callers have been told.
      if (!last) continue;
      // The youngest call of the batch has the most time left.
      const answer = await this.#post(address, joinFrames(batch.map(({ bytes }) => bytes)), last.deadline);
      for (const { resolve } of batch) resolve(answer !== undefined);
    }
    this.#queues.delete(address);
  }

  async #ask(address: string, body: Uint8Array, deadline: Deadline): Promise<undefined | Result[]> {
    const answer = await this.#post(address, body, deadline);
    const replies = answer && splitFrames(answer)?.map(decodeReply);
    const results: Result[] = [];
    for (const reply of replies ?? []) {
      if (!reply || reply.result.kind === 'failed') return undefined;
      results.push(reply.result);
      if (reply.last) return results;
    }
    return undefined;
  }

  /** POST to a worker; undefined when it did not take it in time. */
  async #post(address: string, body: Uint8Array, deadline: Deadline): Promise<undefined | Uint8Array> {
    if (address === '') return undefined;
    const abort = new AbortController();
    // undici's own timers are only good to a second.
    const timer = setTimeout(() => abort.abort(), deadline.remainingMs());
    const options: Dispatcher.RequestOptions = {
      origin: `http://${address}`,
      path: DIRECT_INBOX_PATH,
      method: 'POST',
      headers: { authorization: this.#authorization, 'content-type': 'application/x-protobuf' },
      body,
      headersTimeout: 0,
      bodyTimeout: 0,
      signal: abort.signal,
    };
    try {
      const response = await this.#agent.request(options);
      const answer = await response.body.bytes();
      return response.statusCode === 200 ? answer : undefined;
    } catch {
      return undefined; // Whatever it was, the worker is named as unreachable in the answer to the caller.
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Take as many calls off the queue as fit one POST, at least one. */
function takeBatch(queue: Queued[]): Queued[] {
  let size = 0;
  let count = 0;
  for (const { bytes } of queue) {
    size += bytes.length;
    if (count > 0 && size > POST_BYTES) break;
    count++;
  }
  return queue.splice(0, count);
}
