import type { ClaimStore } from './backplane.js';

/** What became of a claim at one step of its life. */
export type ClaimResult = 'created' | 'conflict' | 'taken' | 'missing' | 'expired' | 'corrupt';

/** Told what passes between this process and the backplane, for metrics. Must be quick, and must not throw. */
export interface BackplaneObserver {
  claim(result: ClaimResult): void;
  /** A command was answered, after `seconds`. A script goes by its name in commands.ts. */
  answered(command: string, seconds: number): void;
  /** A command failed; or `connection`, `subscription` or `lease`: it was lost. */
  failed(operation: string): void;
}

/** The same store, and the observer hears what becomes of claims. */
export function observedClaims(store: ClaimStore, observer: undefined | BackplaneObserver): ClaimStore {
  if (!observer) return store;
  return {
    create: async (claim, deadline) => {
      const created = await store.create(claim, deadline);
      observer.claim(created ? 'created' : 'conflict');
      return created;
    },
    read: async (id, deadline) => {
      const reading = await store.read(id, deadline);
      if (reading.kind !== 'found') observer.claim(reading.kind);
      return reading;
    },
    take: async (claim, revision, deadline) => {
      const outcome = await store.take(claim, revision, deadline);
      // One that changed is read again.
      if (outcome !== 'changed') observer.claim(outcome);
      return outcome;
    },
    discard: (id, deadline) => store.discard(id, deadline),
    find: (target, deadline) => store.find(target, deadline),
    addChannel: (target, channel, deadline) => store.addChannel(target, channel, deadline),
    removeChannel: (target, channel, deadline) => store.removeChannel(target, channel, deadline),
    revoke: (target, deadline) => store.revoke(target, deadline),
  };
}
