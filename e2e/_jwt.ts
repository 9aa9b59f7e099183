import { createHmac, createSign, type KeyObject } from 'node:crypto';

/** Of the suites' deployments; as long as HS512 wants it. */
export const JWT_SECRET = 'e2e-secret-of-sixty-four-bytes-so-that-no-algorithm-warns-about-it';

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** How to sign; the default is HS256 with the suites' secret. */
export interface Signing {
  readonly alg?: string;
  readonly secret?: string;
  /** More header fields, also wrong ones. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/**
 * Make a JWT by hand, so that wrong ones can be made too.
 *
 * @param payload - a ready-made text goes out as it is
 */
export function hmacJwt(payload: unknown, { alg = 'HS256', secret = JWT_SECRET, header = {} }: Signing = {}): string {
  const signed = `${encode({ alg, typ: 'JWT', ...header })}.${encode(payload)}`;
  const hash = `sha${alg.slice(2)}`;
  const known = ['sha256', 'sha384', 'sha512'].includes(hash) ? hash : 'sha256';
  return `${signed}.${createHmac(known, secret).update(signed).digest('base64url')}`;
}

/** Make a JWT without a signature, with `alg` spelled as given. */
export function unsignedJwt(payload: unknown, alg = 'none'): string {
  return `${encode({ alg, typ: 'JWT' })}.${encode(payload)}.`;
}

/** Make an RS or ES JWT. */
export function keyJwt(payload: unknown, alg: 'RS256' | 'ES256', key: KeyObject): string {
  const signed = `${encode({ alg, typ: 'JWT' })}.${encode(payload)}`;
  const signature = createSign('sha256').update(signed).sign({ key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** Whole seconds since the epoch. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
