import type { Deadline } from '@dsock/common';
import { createProc, procOfConnection, type Target, toWorkerId } from '@dsock/protocol';
import type { Envelope, Result } from '@dsock/protocol/codec';
import type {
  ApiBackplane,
  Bus,
  Dispatch,
  Gathered,
  Inbox,
  Readiness,
  RouteKey,
  RouteRegistrar,
  WorkerBackplane,
} from '../backplane.js';
import { type BackplaneObserver, observedClaims } from '../observer.js';
import { routeOf } from '../target-routes.js';
import { MemoryClaimStore } from './claims.js';

const READY: Readiness = { ready: true, reason: undefined };
const CLOSED: Readiness = { ready: false, reason: 'closed' };

interface MemoryWorker {
  readonly workerId: string;
  readonly inbox: Inbox;
}

/** A backplane inside one process: what `dsock start` runs on, and everything a test of the services needs. */
export interface MemoryBackplane {
  worker(): WorkerBackplane;
  api(): ApiBackplane;
}

/** Create a backplane whose workers and APIs all live in this process. */
export function createMemoryBackplane(observer?: BackplaneObserver): MemoryBackplane {
  const claims = observedClaims(new MemoryClaimStore(), observer);
  const routes = new Map<RouteKey, Set<MemoryWorker>>();
  const workers = new Map<number, MemoryWorker>();
  const bus = new MemoryBus(routes, workers);
  return {
    worker: () => {
      const proc = createProc();
      const workerId = toWorkerId(proc, 1);
      const registrar = new MemoryRoutes(routes);
      let state = CLOSED;
      return {
        proc,
        workerId,
        claims,
        routes: registrar,
        readiness: () => state,
        start: (inbox) => {
          const worker = { workerId, inbox };
          workers.set(proc, worker);
          registrar.attach(worker);
          state = READY;
          return Promise.resolve();
        },
        close: () => {
          workers.delete(proc);
          registrar.detach();
          state = CLOSED;
          return Promise.resolve();
        },
      };
    },
    api: () => {
      let state = CLOSED;
      return {
        bus,
        claims,
        readiness: () => state,
        start: () => {
          state = READY;
          return Promise.resolve();
        },
        close: () => {
          state = CLOSED;
          return Promise.resolve();
        },
      };
    },
  };
}

class MemoryRoutes implements RouteRegistrar {
  readonly #routes: Map<RouteKey, Set<MemoryWorker>>;
  readonly #counts = new Map<RouteKey, number>();
  #worker: undefined | MemoryWorker;

  constructor(routes: Map<RouteKey, Set<MemoryWorker>>) {
    this.#routes = routes;
  }

  attach(worker: MemoryWorker): void {
    this.#worker = worker;
  }

  detach(): void {
    for (const key of this.#counts.keys()) this.#remove(key);
    this.#counts.clear();
    this.#worker = undefined;
  }

  join(keys: readonly RouteKey[]): Promise<void> {
    for (const key of keys) {
      const count = this.#counts.get(key) ?? 0;
      this.#counts.set(key, count + 1);
      if (count > 0 || !this.#worker) continue;
      const holders = this.#routes.get(key);
      if (holders) holders.add(this.#worker);
      else this.#routes.set(key, new Set([this.#worker]));
    }
    return Promise.resolve();
  }

  leave(keys: readonly RouteKey[]): void {
    for (const key of keys) {
      const count = this.#counts.get(key) ?? 0;
      if (count > 1) {
        this.#counts.set(key, count - 1);
        continue;
      }
      this.#counts.delete(key);
      this.#remove(key);
    }
  }

  repair(): void {
    // Nothing can be lost between the parts of one process.
  }

  #remove(key: RouteKey): void {
    const holders = this.#routes.get(key);
    if (!holders || !this.#worker) return;
    holders.delete(this.#worker);
    if (holders.size === 0) this.#routes.delete(key);
  }
}

class MemoryBus implements Bus {
  readonly #routes: ReadonlyMap<RouteKey, ReadonlySet<MemoryWorker>>;
  readonly #workers: ReadonlyMap<number, MemoryWorker>;

  constructor(routes: ReadonlyMap<RouteKey, ReadonlySet<MemoryWorker>>, workers: ReadonlyMap<number, MemoryWorker>) {
    this.#routes = routes;
    this.#workers = workers;
  }

  publish(envelope: Envelope): Promise<Dispatch> {
    const holders = this.#holdersOf(envelope.target);
    for (const worker of holders) worker.inbox(envelope, undefined);
    return Promise.resolve({ reached: holders.map((worker) => worker.workerId), unreachable: [] });
  }

  async request(envelope: Envelope, deadline: Deadline): Promise<Gathered> {
    const asked = this.#holdersOf(envelope.target).map((worker) => ({
      workerId: worker.workerId,
      answer: answerOf(worker, envelope, deadline),
    }));
    const replies: { workerId: string; results: readonly Result[] }[] = [];
    const unreachable: string[] = [];
    for (const { workerId, answer } of asked) {
      const results = await answer;
      if (results) replies.push({ workerId, results });
      else unreachable.push(workerId);
    }
    return { replies, unreachable };
  }

  #holdersOf(target: Target): MemoryWorker[] {
    if (target.kind !== 'connection') return [...(this.#routes.get(routeOf(target)) ?? [])];
    const proc = procOfConnection(target.id);
    const worker = proc === undefined ? undefined : this.#workers.get(proc);
    return worker ? [worker] : [];
  }
}

/** The full answer of one worker, or undefined when it failed or the deadline passed. */
function answerOf(
  worker: MemoryWorker,
  envelope: Envelope,
  deadline: Deadline,
): Promise<undefined | readonly Result[]> {
  return new Promise((resolve) => {
    const results: Result[] = [];
    let isOver = false;
    const finish = (answer: undefined | readonly Result[]): void => {
      isOver = true;
      clearTimeout(timer);
      resolve(answer);
    };
    const timer = setTimeout(finish, deadline.remainingMs(), undefined);
    worker.inbox(envelope, (result, last) => {
      if (isOver) return;
      if (result.kind === 'failed') return finish(undefined);
      results.push(result);
      if (last) finish(results);
    });
  });
}
