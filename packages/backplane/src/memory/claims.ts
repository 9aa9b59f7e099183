import { type ClaimTarget, matchesTarget } from '@dsock/protocol';
import type { Claim, ClaimReading, ClaimStore } from '../backplane.js';

/** How long an expired claim is remembered, so that its client learns why it is refused. */
export const EXPIRED_CLAIM_MEMORY_MS = 60_000;

interface Stored {
  readonly claim: Claim;
  readonly revision: string;
}

/** Claims in the memory of this process. A sweep at most every second keeps what has expired from piling up. */
export class MemoryClaimStore implements ClaimStore {
  readonly #claims = new Map<string, Stored>();
  #revision = 0;
  #sweptAtMs = 0;

  create(claim: Claim): Promise<boolean> {
    this.#sweep();
    const existing = this.#claims.get(claim.id);
    if (existing && existing.claim.expiresAtMs > Date.now()) return Promise.resolve(false);
    this.#store(claim);
    return Promise.resolve(true);
  }

  read(id: string): Promise<ClaimReading> {
    const stored = this.#claims.get(id);
    if (!stored) return Promise.resolve({ kind: 'missing' });
    if (stored.claim.expiresAtMs <= Date.now()) return Promise.resolve({ kind: 'expired' });
    return Promise.resolve({ kind: 'found', ...stored });
  }

  take(claim: Claim, revision: string): Promise<'taken' | 'changed' | 'missing'> {
    const stored = this.#claims.get(claim.id);
    if (!stored) return Promise.resolve('missing');
    if (stored.revision !== revision) return Promise.resolve('changed');
    this.#claims.delete(claim.id);
    return Promise.resolve('taken');
  }

  discard(id: string): Promise<void> {
    this.#claims.delete(id);
    return Promise.resolve();
  }

  find(target: ClaimTarget): Promise<readonly Claim[]> {
    return Promise.resolve(this.#matching(target));
  }

  addChannel(target: ClaimTarget, channel: string): Promise<void> {
    for (const claim of this.#matching(target)) {
      if (!claim.channels.includes(channel)) this.#store({ ...claim, channels: [...claim.channels, channel] });
    }
    return Promise.resolve();
  }

  removeChannel(target: ClaimTarget, channel: string): Promise<void> {
    for (const claim of this.#matching(target)) {
      if (!claim.channels.includes(channel)) continue;
      this.#store({ ...claim, channels: claim.channels.filter((name) => name !== channel) });
    }
    return Promise.resolve();
  }

  revoke(target: ClaimTarget): Promise<void> {
    for (const claim of this.#matching(target)) this.#claims.delete(claim.id);
    return Promise.resolve();
  }

  #store(claim: Claim): void {
    this.#claims.set(claim.id, { claim, revision: String(++this.#revision) });
  }

  #matching(target: ClaimTarget): Claim[] {
    const now = Date.now();
    const claims: Claim[] = [];
    for (const { claim } of this.#claims.values()) {
      if (claim.expiresAtMs > now && matchesTarget(target, claim)) claims.push(claim);
    }
    return claims;
  }

  #sweep(): void {
    const now = Date.now();
    if (now - this.#sweptAtMs < 1000) return;
    this.#sweptAtMs = now;
    for (const { claim } of this.#claims.values()) {
      if (claim.expiresAtMs + EXPIRED_CLAIM_MEMORY_MS <= now) this.#claims.delete(claim.id);
    }
  }
}
