import type { Connection } from './connection.js';

/** Called once every member had its turn. */
export type Tally = (delivered: number, dropped: number) => void;

/** One message on its way to the members of a target. */
export interface Frame {
  readonly body: Uint8Array;
  readonly binary: boolean;
  /** Connection id that is left out. */
  readonly except: undefined | string;
  readonly tally: undefined | Tally;
}

interface Barrier {
  remaining: number;
  readonly passed: () => void;
}

/** Frames for the same members, and how far they have got. */
interface Job {
  readonly members: readonly Connection[];
  readonly frames: Frame[];
  /** When each frame came, on the monotonic clock. */
  readonly cameMs: number[];
  readonly delivered: number[];
  readonly dropped: number[];
  next: number;
  barriers: undefined | Barrier[];
}

interface Lane {
  readonly key: string;
  readonly jobs: Job[];
}

/** Members served before the next lane has its turn. */
const SLICE_MEMBERS = 128;
/** Work done before timers and sockets have their turn. */
const TURN_MS = 4;

/**
 * Writes messages to sockets in order, without ever holding up the process for long.
 *
 * Messages of one lane go out in order of arrival; lanes take turns. What arrives in one turn of the event loop for
 * the same members is written to each of them at once: the system call is what a delivery costs.
 * Plain writes instead of native topics: as fast for one message (a topic costs a write per member too), as fast for
 * bursts, but countable, divisible, and free of the memory of subscriptions.
 */
export class DeliveryQueue {
  readonly #lanes = new Map<string, Lane>();
  readonly #onDropped: (connection: Connection) => void;
  readonly #onWritten: (frames: number, bytes: number, seconds: number) => void;
  #ready: Lane[] = [];
  #jobs = new Set<Job>();
  #scheduled = false;

  constructor(options: {
    /** A client was too slow for its message; it must be closed, but not from within a write. */
    onDropped: (connection: Connection) => void;
    /** Every member had its turn for a frame, `seconds` after it was pushed. */
    onWritten: (frames: number, bytes: number, seconds: number) => void;
  }) {
    this.#onDropped = options.onDropped;
    this.#onWritten = options.onWritten;
  }

  /** Send a frame to `members`, after everything that was pushed to the same lane before. */
  push(lane: string, members: readonly Connection[], frame: Frame): void {
    const existing = this.#lanes.get(lane);
    const last = existing?.jobs.at(-1);
    if (last && last.next === 0 && isSame(last.members, members)) {
      addFrame(last, frame);
      return;
    }
    const job: Job = { members, frames: [], cameMs: [], delivered: [], dropped: [], next: 0, barriers: undefined };
    addFrame(job, frame);
    this.#jobs.add(job);
    if (existing) {
      existing.jobs.push(job);
      return;
    }
    const created = { key: lane, jobs: [job] };
    this.#lanes.set(lane, created);
    this.#ready.push(created);
    this.#schedule();
  }

  /** Call `passed` when everything pushed so far is written; at once when nothing waits. */
  afterAll(passed: () => void): void {
    if (this.#jobs.size === 0) {
      passed();
      return;
    }
    const barrier = { remaining: this.#jobs.size, passed };
    for (const job of this.#jobs) {
      job.barriers ??= [];
      job.barriers.push(barrier);
      // What comes later must not join a job that the barrier waits for.
      if (job.next === 0) job.next = -1;
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#scheduled = false;
    const end = performance.now() + TURN_MS;
    while (this.#ready.length > 0) {
      const round = this.#ready;
      this.#ready = [];
      for (const [index, lane] of round.entries()) {
        this.#serve(lane);
        if (performance.now() < end) continue;
        // Those that have not had their turn come first in the next.
        this.#ready = [...round.slice(index + 1), ...this.#ready];
        if (this.#ready.length > 0) this.#schedule();
        return;
      }
    }
  }

  /** One slice of the first job of a lane. */
  #serve(lane: Lane): void {
    const job = lane.jobs[0];
    if (!job) return;
    const from = Math.max(0, job.next);
    const to = Math.min(from + SLICE_MEMBERS, job.members.length);
    for (let at = from; at < to; at++) {
      const member = job.members[at];
      if (member) this.#write(member, job);
    }
    job.next = to;
    if (to === job.members.length) {
      lane.jobs.shift();
      this.#finish(job);
    }
    if (lane.jobs.length > 0) this.#ready.push(lane);
    else this.#lanes.delete(lane.key);
  }

  #write(member: Connection, job: Job): void {
    const { socket } = member;
    if (!socket) return;
    const writeAll = (): void => {
      for (let at = 0; at < job.frames.length; at++) {
        const frame = job.frames[at];
        if (!frame || frame.except === member.id) continue;
        if (member.socket !== socket) return;
        const counts = socket.send(frame.body, frame.binary) === 'delivered' ? job.delivered : job.dropped;
        counts[at] = (counts[at] ?? 0) + 1;
        if (counts === job.dropped) this.#onDropped(member);
      }
    };
    if (job.frames.length > 1) socket.cork(writeAll);
    else writeAll();
  }

  #finish(job: Job): void {
    this.#jobs.delete(job);
    const now = performance.now();
    for (let at = 0; at < job.frames.length; at++) {
      const frame = job.frames[at];
      const delivered = job.delivered[at] ?? 0;
      this.#onWritten(delivered, delivered * (frame?.body.length ?? 0), (now - (job.cameMs[at] ?? now)) / 1000);
      frame?.tally?.(delivered, job.dropped[at] ?? 0);
    }
    for (const barrier of job.barriers ?? []) {
      if (--barrier.remaining === 0) barrier.passed();
    }
  }
}

function addFrame(job: Job, frame: Frame): void {
  job.frames.push(frame);
  job.cameMs.push(performance.now());
  job.delivered.push(0);
  job.dropped.push(0);
}

function isSame(a: readonly Connection[], b: readonly Connection[]): boolean {
  return a === b || (a.length === 1 && b.length === 1 && a[0] === b[0]);
}
