import type { Deadline } from '@dsock/common';
import { procOfWorker } from '@dsock/protocol';
import { decodeReply, type Result } from '@dsock/protocol/codec';
import type { Gathered } from '../backplane.js';

interface WorkerAnswer {
  workerId: string;
  readonly results: Result[];
  /** undefined: more parts may come; false: the worker failed. */
  complete: undefined | boolean;
}

/** One request that waits for the answers of several workers. */
export class PendingRequest {
  readonly #answers = new Map<number, WorkerAnswer>();
  #asked: undefined | readonly string[];
  #finish: () => void = () => undefined;

  /** Note one part of an answer; it may come before `gather` says who was asked. */
  add(workerId: string, result: Result, last: boolean): void {
    const proc = procOfWorker(workerId);
    let answer = this.#answers.get(proc);
    if (!answer) {
      answer = { workerId, results: [], complete: undefined };
      this.#answers.set(proc, answer);
    }
    if (answer.complete !== undefined) return;
    if (result.kind === 'failed') answer.complete = false;
    else answer.results.push(result);
    if (last) answer.complete ??= true;
    if (this.#isComplete()) this.#finish();
  }

  /** Wait for every worker of `asked`, but not past the deadline. */
  async gather(asked: readonly string[], deadline: Deadline): Promise<Gathered> {
    this.#asked = asked;
    if (!this.#isComplete()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline.remainingMs());
        this.#finish = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const replies: { workerId: string; results: readonly Result[] }[] = [];
    const unreachable: string[] = [];
    for (const workerId of asked) {
      const answer = this.#answers.get(procOfWorker(workerId));
      if (answer?.complete) replies.push({ workerId: answer.workerId, results: answer.results });
      else unreachable.push(workerId);
    }
    return { replies, unreachable };
  }

  #isComplete(): boolean {
    return this.#asked?.every((workerId) => this.#answers.get(procOfWorker(workerId))?.complete !== undefined) ?? false;
  }
}

/** Sorts what comes in on the reply channel to the requests that wait for it. */
export class ReplyDesk {
  readonly #pending = new Map<number, PendingRequest>();
  #correlation = 0;

  /** Open a request; `done` must be called with its number, whatever becomes of it. */
  open(): { correlation: number; pending: PendingRequest } {
    // Numbers fit a uint32; after four billion requests the first ones are long over.
    this.#correlation = (this.#correlation + 1) >>> 0;
    const pending = new PendingRequest();
    this.#pending.set(this.#correlation, pending);
    return { correlation: this.#correlation, pending };
  }

  done(correlation: number): void {
    this.#pending.delete(correlation);
  }

  /** Take a message from the reply channel; a reply that comes too late is dropped. False: it is no reply. */
  receive(message: Uint8Array): boolean {
    const reply = decodeReply(message);
    if (!reply) return false;
    this.#pending.get(reply.correlation)?.add(reply.workerId, reply.result, reply.last);
    return true;
  }
}
