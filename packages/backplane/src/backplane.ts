/**
 * The ports between the services and what they share.
 *
 * Two adapters implement them: redis/ and memory/; contract.ts is the suite that decides whether an adapter is right.
 * Every promise here rejects with a `BrokerError` of a retryable code and nothing else.
 */
import type { Deadline } from '@dsock/common';
import type { ClaimTarget } from '@dsock/protocol';
import type { Envelope, Result } from '@dsock/protocol/codec';

/** A ticket to connect once. */
export interface Claim {
  readonly id: string;
  readonly user: string;
  readonly session: undefined | string;
  /** In the order given, without the default channels. */
  readonly channels: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** What is known under a claim id. `revision` changes with every edit of the claim. */
export type ClaimReading =
  | { readonly kind: 'found'; readonly claim: Claim; readonly revision: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'missing' };

/** Claims until they are used or expire. */
export interface ClaimStore {
  /**
   * Store a claim, decided atomically on its id.
   *
   * @returns false when an unexpired claim of that id exists
   * @throws {BrokerError} `ERROR_CHECKING_CLAIM`
   */
  create(claim: Claim, deadline: Deadline): Promise<boolean>;
  /** Read a claim without using it. @throws {BrokerError} `ERROR_GETTING_CLAIM`, as everything below */
  read(id: string, deadline: Deadline): Promise<ClaimReading>;
  /**
   * Use up a claim, if it is still as it was read.
   *
   * Of any number of concurrent calls exactly one gets `taken`. `changed`: read it again.
   */
  take(claim: Claim, revision: string, deadline: Deadline): Promise<'taken' | 'changed' | 'missing'>;
  /** Delete whatever is stored under an id, corrupt or not. */
  discard(id: string, deadline: Deadline): Promise<void>;
  /** The unexpired claims of a target. */
  find(target: ClaimTarget, deadline: Deadline): Promise<readonly Claim[]>;
  /** Add a channel to the claims of a target. Idempotent. */
  addChannel(target: ClaimTarget, channel: string, deadline: Deadline): Promise<void>;
  /** Remove a channel from the claims of a target. Idempotent. */
  removeChannel(target: ClaimTarget, channel: string, deadline: Deadline): Promise<void>;
  /** Delete the claims of a target. Idempotent. */
  revoke(target: ClaimTarget, deadline: Deadline): Promise<void>;
}

/** Where an envelope went. Worker ids; a worker is in one list at most, a dead one in neither. */
export interface Dispatch {
  /** One entry for each worker; that of a connection id may name its process only, which is all that a bus needs. */
  readonly reached: readonly string[];
  readonly unreachable: readonly string[];
}

/** What the workers of a target answered. A worker without a full answer in time is unreachable. */
export interface Gathered {
  readonly replies: readonly { readonly workerId: string; readonly results: readonly Result[] }[];
  readonly unreachable: readonly string[];
}

/**
 * From an API process to the workers that hold a target.
 *
 * At most once. Calls that are awaited one after the other arrive in that order at every worker.
 * @throws {BrokerError} `ERROR_GETTING_CONNECTION`, `_USER`, `_CHANNEL`, `_WORKER`: nothing was handed over;
 *   `ERROR_DELIVERING_MESSAGING`: it is not known whether it was
 */
export interface Bus {
  /** Hand over an envelope. Its cost depends on the number of workers that hold the target, not of connections. */
  publish(envelope: Envelope, deadline: Deadline): Promise<Dispatch>;
  /** Hand over an envelope and wait until each worker says what it did. */
  request(envelope: Envelope, deadline: Deadline): Promise<Gathered>;
}

/** What a route leads to: all connections of a user, or of a channel, on one worker. */
export type RouteKey = `u:${string}` | `c:${string}`;

/** The worker's side of routing: which users and channels this worker holds. */
export interface RouteRegistrar {
  /**
   * Count one more holder of each key.
   *
   * The count rises at once; the promise resolves when senders see every key of the list.
   * Each call must be matched by one `leave`, also when it rejects.
   * @throws {BrokerError} `ERROR_GETTING_WORKER` when senders could not be told in time
   */
  join(keys: readonly RouteKey[], deadline: Deadline): Promise<void>;
  /** Count one holder less. Senders are told soon; until then they may still send here, which is harmless. */
  leave(keys: readonly RouteKey[]): void;
  /** Tell the registrar that an envelope came for a key that nobody here holds, so that it repairs the route. */
  repair(key: RouteKey): void;
}

/** Sends one part of the answer to a request; `last` ends it. Parts after the last are ignored. */
export type Respond = (result: Result, last: boolean) => void;

/**
 * Receives envelopes, in order. `respond` is undefined when nobody waits for an answer.
 *
 * The bytes of a message may be kept; nobody writes to them again.
 */
export type Inbox = (envelope: Envelope, respond: undefined | Respond) => void;

/** Whether the backplane works, proved by an answer through it and not by the state of a socket. */
export interface Readiness {
  readonly ready: boolean;
  /** A sentence for people when not ready. */
  readonly reason: undefined | string;
}

interface Node {
  readonly claims: ClaimStore;
  readiness(): Readiness;
  /** Leave nothing behind that others would have to wait for. Idempotent; resolves in bounded time. */
  close(): Promise<void>;
}

/** The backplane as a worker sees it. */
export interface WorkerBackplane extends Node {
  /** The number of this process, part of all its connection ids. */
  readonly proc: number;
  /** Changes when a lease was lost: an id is never revived. */
  readonly workerId: string;
  readonly routes: RouteRegistrar;
  /**
   * Register and receive. Rejects when the backplane cannot be reached after the configured attempts.
   *
   * @param port - where this worker listens, which others may need to know
   */
  start(inbox: Inbox, port: number): Promise<void>;
}

/** The backplane as an API process sees it. */
export interface ApiBackplane extends Node {
  readonly bus: Bus;
  /** Rejects when the backplane cannot be reached after the configured attempts. */
  start(): Promise<void>;
}
