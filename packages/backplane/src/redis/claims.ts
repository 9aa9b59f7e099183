import { randomBytes } from 'node:crypto';
import { type Deadline, withinDeadline } from '@dsock/common';
import { BrokerError, type ClaimTarget, type ErrorCode, matchesTarget } from '@dsock/protocol';
import type { Claim, ClaimReading, ClaimStore, RouteKey } from '../backplane.js';
import { EXPIRED_CLAIM_MEMORY_MS } from '../memory/claims.js';
import { channelRoute, routeOf, userRoute } from '../target-routes.js';
import type { CommandClient } from './commands.js';
import type { Keys } from './keys.js';

const CLAIM_FIELDS = ['u', 's', 'ch', 'exp', 'rev'] as const;

/** What the claim scripts return. */
const OUTCOMES = { 0: 'missing', 1: 'done', 2: 'changed' } as const;
type Outcome = (typeof OUTCOMES)[keyof typeof OUTCOMES];

interface Found {
  readonly claim: Claim;
  readonly revision: string;
}

const newRevision = (): string => randomBytes(8).toString('base64url');

function decode(id: string, fields: readonly (null | string)[]): ClaimReading {
  const [user, session, channels, expiry, revision] = fields;
  if (fields.every((field) => field === null)) return { kind: 'missing' };
  // Digits only: Number also takes '', ' 1' and '0x1'.
  const expiresAtMs = /^\d+$/.test(expiry ?? '') ? Number(expiry) : Number.NaN;
  if (!user || !revision || !Number.isSafeInteger(expiresAtMs)) return { kind: 'corrupt' };
  if (expiresAtMs <= Date.now()) return { kind: 'expired' };
  const claim = {
    id,
    user,
    session: session || undefined,
    channels: channels ? channels.split(',') : [],
    expiresAtMs,
  };
  return { kind: 'found', claim, revision };
}

/**
 * Claims in Redis: a hash each, and an index of ids by user and by channel.
 *
 * An index may name claims that are gone or no longer match, never miss one that is there: it is written before the
 * claim and every claim is judged by its own content.
 */
export class RedisClaimStore implements ClaimStore {
  readonly #client: CommandClient;
  readonly #keys: Keys;

  constructor(client: CommandClient, keys: Keys) {
    this.#client = client;
    this.#keys = keys;
  }

  async create(claim: Claim, deadline: Deadline): Promise<boolean> {
    // Sent in this order on one connection, so no one finds the claim before its indexes.
    const indexed = [userRoute(claim.user), ...claim.channels.map(channelRoute)].map((key) => this.#index(key, claim));
    const created = this.#client.dsockClaimsCreate(
      this.#keys.claim(claim.id),
      claim.user,
      claim.session ?? '',
      claim.channels.join(','),
      claim.expiresAtMs,
      newRevision(),
      claim.expiresAtMs + EXPIRED_CLAIM_MEMORY_MS,
    );
    const [outcome] = await guard(Promise.all([created, ...indexed]), deadline, 'ERROR_CHECKING_CLAIM');
    return outcome === 1;
  }

  async read(id: string, deadline: Deadline): Promise<ClaimReading> {
    const fields = this.#client.hmget(this.#keys.claim(id), ...CLAIM_FIELDS);
    return decode(id, await guard(fields, deadline));
  }

  async take(claim: Claim, revision: string, deadline: Deadline): Promise<'taken' | 'changed' | 'missing'> {
    const outcome = await guard(this.#take(claim, revision), deadline);
    return outcome === 'done' ? 'taken' : outcome;
  }

  async discard(id: string, deadline: Deadline): Promise<void> {
    await guard(this.#client.del(this.#keys.claim(id)), deadline);
  }

  async find(target: ClaimTarget, deadline: Deadline): Promise<readonly Claim[]> {
    const found = await guard(this.#find(target), deadline);
    return found.map(({ claim }) => claim);
  }

  async addChannel(target: ClaimTarget, channel: string, deadline: Deadline): Promise<void> {
    const edit = async ({ claim, revision }: Found): Promise<Outcome> => {
      if (claim.channels.includes(channel)) return 'done';
      const indexed = this.#index(channelRoute(channel), claim);
      const [outcome] = await Promise.all([this.#edit(claim, revision, [...claim.channels, channel]), indexed]);
      return outcome;
    };
    await guard(this.#forEach(target, edit), deadline);
  }

  async removeChannel(target: ClaimTarget, channel: string, deadline: Deadline): Promise<void> {
    const edit = async ({ claim, revision }: Found): Promise<Outcome> => {
      if (!claim.channels.includes(channel)) return 'done';
      // The index keeps the id until the claim is gone: removing it could race with a concurrent addChannel.
      return this.#edit(
        claim,
        revision,
        claim.channels.filter((name) => name !== channel),
      );
    };
    await guard(this.#forEach(target, edit), deadline);
  }

  async revoke(target: ClaimTarget, deadline: Deadline): Promise<void> {
    await guard(
      this.#forEach(target, ({ claim, revision }) => this.#take(claim, revision)),
      deadline,
    );
  }

  /** Apply `step` to every claim of the target; those that changed under it are read and judged again. */
  async #forEach(target: ClaimTarget, step: (found: Found) => Promise<Outcome>): Promise<void> {
    let outcomes: Outcome[];
    do {
      const found = await this.#find(target);
      outcomes = await Promise.all(found.map(step));
    } while (outcomes.includes('changed'));
  }

  async #find(target: ClaimTarget): Promise<Found[]> {
    const index = this.#keys.claimIndex(routeOf(target));
    const ids = await this.#client.zrange(index, Date.now(), '+inf', 'BYSCORE');
    const readings = await Promise.all(
      ids.map(async (id) => decode(id, await this.#client.hmget(this.#keys.claim(id), ...CLAIM_FIELDS))),
    );
    return readings.filter((reading) => reading.kind === 'found' && matchesTarget(target, reading.claim)) as Found[];
  }

  async #take(claim: Claim, revision: string): Promise<Outcome> {
    const outcome = await this.#client.dsockClaimsTake(this.#keys.claim(claim.id), revision);
    if (outcome !== 1) return toOutcome(outcome);
    for (const key of [userRoute(claim.user), ...claim.channels.map(channelRoute)]) {
      // Nobody waits for it and a failure is harmless: the entry leads nowhere and is trimmed at expiry.
      this.#client.dsockClaimsUnindex(this.#keys.claimIndex(key), claim.id, claim.expiresAtMs).catch(() => undefined);
    }
    return 'done';
  }

  async #edit(claim: Claim, revision: string, channels: readonly string[]): Promise<Outcome> {
    const key = this.#keys.claim(claim.id);
    return toOutcome(await this.#client.dsockClaimsEdit(key, revision, newRevision(), channels.join(',')));
  }

  #index(key: RouteKey, claim: Claim): Promise<number> {
    return this.#client.dsockClaimsIndex(this.#keys.claimIndex(key), claim.id, claim.expiresAtMs);
  }
}

function toOutcome(code: number): Outcome {
  return OUTCOMES[code as keyof typeof OUTCOMES];
}

async function guard<T>(work: Promise<T>, deadline: Deadline, code: ErrorCode = 'ERROR_GETTING_CLAIM'): Promise<T> {
  try {
    return await withinDeadline(work, deadline, code);
  } catch (cause) {
    throw cause instanceof BrokerError ? cause : new BrokerError(code, { cause });
  }
}
