import { randomUUID } from 'node:crypto';
import { BrokerError, LIMITS } from '@dsock/protocol';
import { channelList, claimId, name, seconds } from '../parameters.js';
import { defineRoute } from '../route.js';

const DEFAULT_DURATION_SECONDS = 60;

/** `POST /claim`: a single-use ticket to connect. */
export const claim = defineRoute({
  method: 'POST',
  path: '/claim',
  summary: 'Create a claim, with which a client connects once',
  hasTarget: false,
  require: (raw) => {
    if (!raw.get('user')?.some((value) => value !== '')) throw new BrokerError('USER_ID_REQUIRED');
  },
  parameters: {
    user: name('User that the connection will belong to.'),
    session: name('Session of the user.').optional(),
    channels: channelList,
    expiration: seconds(
      { invalid: 'INVALID_EXPIRATION', negative: 'NEGATIVE_EXPIRATION' },
      'When the claim expires, in seconds since the epoch. Wins over "duration".',
    ),
    duration: seconds(
      { invalid: 'INVALID_DURATION', negative: 'NEGATIVE_DURATION' },
      `Seconds until the claim expires; default ${DEFAULT_DURATION_SECONDS}.`,
    ),
    id: claimId.optional(),
  },
  answer: { claim: { $ref: '#/components/schemas/Claim' } },
  async handle({ backplane }, { parameters, call }) {
    const { user, session, channels = [], expiration, duration } = parameters;
    const created = {
      id: parameters.id ?? randomUUID(),
      user,
      session,
      channels,
      expiresAtMs: expiryOf(expiration, duration, Date.now()),
    };
    if (!(await backplane.claims.create(created, call.deadline))) throw new BrokerError('CLAIM_ID_ALREADY_USED');
    return { claim: toAnswer(created) };
  },
});

/** A claim as answers show it. */
export function toAnswer(one: {
  readonly id: string;
  readonly user: string;
  readonly session: undefined | string;
  readonly channels: readonly string[];
  readonly expiresAtMs: number;
}): object {
  const { id, user, session, channels, expiresAtMs } = one;
  return {
    id,
    expiration: Math.floor(expiresAtMs / 1000),
    user,
    ...(session !== undefined && { session }),
    channels,
  };
}

function expiryOf(expiration: undefined | number, duration: undefined | number, nowMs: number): number {
  if (expiration !== undefined) {
    const expiresAtMs = expiration * 1000;
    if (expiresAtMs <= nowMs || expiration > LIMITS.lastEpochSecond) throw new BrokerError('INVALID_EXPIRATION');
    return expiresAtMs;
  }
  // To the millisecond, so that a claim of one second lives a whole one; answers show the second it is in.
  const expiresAtMs = nowMs + (duration ?? DEFAULT_DURATION_SECONDS) * 1000;
  if (expiresAtMs > LIMITS.lastEpochSecond * 1000) throw new BrokerError('INVALID_DURATION');
  return expiresAtMs;
}
