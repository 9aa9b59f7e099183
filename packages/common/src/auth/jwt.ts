import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { BrokerError, isChannelName, isName, LIMITS } from '@dsock/protocol';
import jsonwebtoken, { type Algorithm } from 'jsonwebtoken';

/** Who a JWT says the client is. */
export interface Identity {
  readonly user: string;
  readonly session: undefined | string;
  readonly channels: readonly string[];
}

/**
 * Verify a JWT and read who it speaks for.
 *
 * @throws {BrokerError} `INVALID_JWT`, whatever is wrong with it; the reason is only in `cause`
 */
export type JwtVerifier = (token: string) => Identity;

/** Seconds that a token with `iat` alone lives. */
const LIFE_FROM_IAT_SECONDS = 60;
/** Seconds that an issuer's clock may be ahead of ours. */
const IAT_LEEWAY_SECONDS = 5;

const UNPAIRED_SURROGATE = /\p{Cs}/u;

interface Key {
  readonly key: KeyObject;
  readonly algorithms: Algorithm[];
}

function ecAlgorithm(key: KeyObject): Algorithm {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve === 'secp384r1') return 'ES384';
  if (curve === 'secp521r1') return 'ES512';
  return 'ES256';
}

// A KeyObject, not the text: jsonwebtoken parses a text anew for every token, at 47 times the cost.
function createKey(options: { secret: undefined | string; publicKey: undefined | string }): undefined | Key {
  if (options.secret !== undefined) {
    return { key: createSecretKey(options.secret, 'utf8'), algorithms: ['HS256', 'HS384', 'HS512'] };
  }
  if (options.publicKey === undefined) return undefined;
  const key = createPublicKey(options.publicKey);
  return { key, algorithms: key.asymmetricKeyType === 'ec' ? [ecAlgorithm(key)] : ['RS256', 'RS384', 'RS512'] };
}

function invalid(reason: string): never {
  throw new Error(reason);
}

function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

// By hand: the library takes 1e400 (Infinity) for a date, and its maxAge would overrule "exp wins".
function assertAlive(payload: Record<string, unknown>, nowSeconds: number): void {
  const { exp, iat, nbf } = payload;
  if (nbf !== undefined && !(isNumericDate(nbf) && nbf <= nowSeconds + IAT_LEEWAY_SECONDS)) invalid('nbf');
  if (iat !== undefined && !(isNumericDate(iat) && iat <= nowSeconds + IAT_LEEWAY_SECONDS)) invalid('iat');
  if (exp !== undefined) {
    if (!isNumericDate(exp) || exp <= nowSeconds) invalid('exp');
    return;
  }
  if (!isNumericDate(iat)) invalid('neither exp nor iat');
  if (iat + LIFE_FROM_IAT_SECONDS <= nowSeconds) invalid('iat is too old');
}

function toName(value: unknown, claim: string): string {
  if (typeof value !== 'string' || !isName(value) || UNPAIRED_SURROGATE.test(value)) invalid(claim);
  return value;
}

function toChannels(value: unknown): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) invalid('channels');
  return [...new Set(value.filter((name) => name !== '').map((name) => toChannel(name)))];
}

function toChannel(value: unknown): string {
  const name = toName(value, 'channels');
  return isChannelName(name) ? name : invalid('channels');
}

/**
 * Prepare the verification of JWTs, or return undefined when no key is configured.
 *
 * Accepts the HS algorithms with `secret`, or RS or ES (as the key is) with `publicKey`; `none` never.
 */
export function createJwtVerifier(options: {
  secret: undefined | string;
  publicKey: undefined | string;
  nowMs?: () => number;
}): undefined | JwtVerifier {
  const key = createKey(options);
  if (key === undefined) return undefined;
  const nowMs = options.nowMs ?? Date.now;
  return (token) => {
    try {
      return verify(token, key, nowMs() / 1000);
    } catch (cause) {
      // Of every kind: the library throws TypeError and SyntaxError for some malformed tokens.
      throw new BrokerError('INVALID_JWT', { cause });
    }
  };
}

function verify(token: string, { key, algorithms }: Key, nowSeconds: number): Identity {
  if (token.length > LIMITS.jwtBytes) invalid('too long');
  const { header, payload } = jsonwebtoken.verify(token, key, {
    algorithms,
    complete: true,
    ignoreExpiration: true,
    ignoreNotBefore: true,
  });
  if ('crit' in header) invalid('crit names extensions that are not understood');
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) invalid('payload');
  const claims = payload as Record<string, unknown>;
  assertAlive(claims, nowSeconds);
  return {
    user: toName(claims.sub, 'sub'),
    session: claims.sid === undefined ? undefined : toName(claims.sid, 'sid'),
    channels: toChannels(claims.channels),
  };
}
