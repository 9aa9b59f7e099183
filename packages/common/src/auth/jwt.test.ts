import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { BrokerError } from '@dsock/protocol';
import jsonwebtoken from 'jsonwebtoken';
import { describe, expect, test } from 'vitest';
import { createJwtVerifier, type JwtVerifier } from './jwt.js';

const NOW_SECONDS = 1_800_000_000;
const SECRET = 'a secret of at least thirty-two bytes';
const nowMs = (): number => NOW_SECONDS * 1000;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ec384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

function verifier(options: { secret?: string; publicKey?: string }): JwtVerifier {
  const verify = createJwtVerifier({ secret: options.secret, publicKey: options.publicKey, nowMs });
  if (!verify) throw new Error('no key was configured');
  return verify;
}

const withSecret = verifier({ secret: SECRET });
const withRsa = verifier({ publicKey: pem(rsa.publicKey) });
const withEc = verifier({ publicKey: pem(ec.publicKey) });

const encode = (part: unknown): string => {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
};

/** A token of our own making: header and payload as objects, or as the JSON text they are to be. */
function hs256(payload: unknown, header: unknown = { alg: 'HS256', typ: 'JWT' }, secret = SECRET): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const ALIVE = { sub: 'user', exp: NOW_SECONDS + 60 };

function expectRefused(verify: JwtVerifier, token: string): void {
  let thrown: unknown;
  try {
    verify(token);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(BrokerError);
  expect(thrown).toMatchObject({ code: 'INVALID_JWT', message: 'The JWT is not valid.' });
}

describe('jwt', () => {
  test('jwt - no key, no verifier', () => {
    expect(createJwtVerifier({ secret: undefined, publicKey: undefined })).toBeUndefined();
  });

  test('jwt - says who the client is', () => {
    const token = hs256({ ...ALIVE, sid: 'tab', channels: ['b', '', 'a', 'b'] });
    expect(withSecret(token)).toEqual({ user: 'user', session: 'tab', channels: ['b', 'a'] });
    expect(withSecret(hs256(ALIVE))).toEqual({ user: 'user', session: undefined, channels: [] });
  });

  test('jwt - by default the time is now', () => {
    const verify = createJwtVerifier({ secret: SECRET, publicKey: undefined });
    const now = Math.floor(Date.now() / 1000);
    expect(verify?.(hs256({ sub: 'user', iat: now })).user).toBe('user');
    expect(() => verify?.(hs256({ sub: 'user', exp: now - 1 }))).toThrow(BrokerError);
  });
});

describe('jwt signature', () => {
  test.each(['HS256', 'HS384', 'HS512'] as const)('jwt signature - %s with the secret is taken', (algorithm) => {
    expect(withSecret(jsonwebtoken.sign(ALIVE, SECRET, { algorithm, noTimestamp: true })).user).toBe('user');
  });

  test.each(['RS256', 'RS384', 'RS512'] as const)(
    'jwt signature - %s of the RSA key is taken, of another refused',
    (algorithm) => {
      const options = { algorithm, noTimestamp: true };
      expect(withRsa(jsonwebtoken.sign(ALIVE, rsa.privateKey, options)).user).toBe('user');
      expectRefused(withRsa, jsonwebtoken.sign(ALIVE, otherRsa.privateKey, options));
      expectRefused(withEc, jsonwebtoken.sign(ALIVE, rsa.privateKey, options));
      expectRefused(withSecret, jsonwebtoken.sign(ALIVE, rsa.privateKey, options));
    },
  );

  test('jwt signature - ES of the curve of the key is taken, of another refused', () => {
    const options = { noTimestamp: true };
    const token = jsonwebtoken.sign(ALIVE, ec.privateKey, { ...options, algorithm: 'ES256' });
    const token384 = jsonwebtoken.sign(ALIVE, ec384.privateKey, { ...options, algorithm: 'ES384' });
    const withEc384 = verifier({ publicKey: pem(ec384.publicKey) });
    expect(withEc(token).user).toBe('user');
    expect(withEc384(token384).user).toBe('user');
    expectRefused(withEc, token384);
    expectRefused(withEc384, token);
    expectRefused(withRsa, token);
  });

  test('jwt signature - a truncated, empty, zero or foreign ES256 signature is refused', () => {
    const [header, payload, signature = ''] = jsonwebtoken
      .sign(ALIVE, ec.privateKey, { algorithm: 'ES256', noTimestamp: true })
      .split('.');
    const raw = Buffer.from(signature, 'base64url');
    const der = sign('sha256', Buffer.from(`${header}.${payload}`), ec.privateKey);
    const broken = [
      raw.subarray(0, 63),
      raw.subarray(0, 10),
      raw.subarray(0, 0),
      Buffer.alloc(64),
      Buffer.concat([raw, raw]),
      der,
    ];
    for (const bytes of broken) expectRefused(withEc, `${header}.${payload}.${bytes.toString('base64url')}`);
  });

  test('jwt signature - a PS256 signature of the RSA key is refused', () => {
    expectRefused(withRsa, jsonwebtoken.sign(ALIVE, rsa.privateKey, { algorithm: 'PS256', noTimestamp: true }));
  });

  test('jwt signature - the public key does not serve as a shared secret', () => {
    for (const secret of [pem(rsa.publicKey), pem(rsa.publicKey).trim(), pem(rsa.publicKey).replaceAll('\n', '\\n')]) {
      expectRefused(withRsa, hs256(ALIVE, undefined, secret));
    }
    expectRefused(withEc, hs256(ALIVE, undefined, pem(ec.publicKey)));
  });

  test.each(['none', 'None', 'NONE', 'nOnE', '', 'HS1', null, 0, ['HS256']])(
    'jwt signature - alg %j is refused',
    (alg) => {
      for (const verify of [withSecret, withRsa, withEc]) {
        expectRefused(verify, `${encode({ alg, typ: 'JWT' })}.${encode(ALIVE)}.`);
        expectRefused(verify, hs256(ALIVE, { alg, typ: 'JWT' }));
      }
    },
  );

  test('jwt signature - a wrong secret and a changed payload are refused', () => {
    expectRefused(withSecret, hs256(ALIVE, undefined, 'another'));
    const [header, , signature] = hs256(ALIVE).split('.');
    expectRefused(withSecret, `${header}.${encode({ ...ALIVE, sub: 'root' })}.${signature}`);
  });

  test.each<[string, object]>([
    ['crit', { crit: ['exp'] }],
    ['an empty crit', { crit: [] }],
    ['crit of b64', { crit: ['b64'], b64: false }],
  ])('jwt signature - a header with %s is refused', (_, fields) => {
    expectRefused(withSecret, hs256(ALIVE, { alg: 'HS256', typ: 'JWT', ...fields }));
  });

  test('jwt signature - a key that the token itself brings is not used', () => {
    const jwk = ec384.publicKey.export({ format: 'jwk' });
    const header = { alg: 'HS256', typ: 'JWT', jwk, kid: '../../etc/passwd', jku: 'http://127.0.0.1/', x5u: 'x' };
    expectRefused(withSecret, hs256(ALIVE, header, 'another'));
    expect(withSecret(hs256(ALIVE, header)).user).toBe('user');
  });
});

describe('jwt format', () => {
  test.each([
    '',
    '.',
    '..',
    'a',
    'a.b',
    'a.b.c',
    'a.b.c.d',
    `${encode('{')}.${encode(ALIVE)}.x`,
    '\0.\0.\0',
    '💥.💥.💥',
  ])('jwt format - %j is refused', (token) => {
    for (const verify of [withSecret, withRsa, withEc]) expectRefused(verify, token);
  });

  test.each(['null', '[]', '"text"', '42', 'true', '', '{', '[{"sub":"user","exp":9999999999}]'])(
    'jwt format - a signed payload of %j is refused',
    (payload) => {
      expectRefused(withSecret, hs256(payload));
      expectRefused(withSecret, hs256(payload, { alg: 'HS256' }));
    },
  );

  test('jwt format - a token over 8 KiB is refused, one of that size is not', () => {
    const fill = (length: number): string => {
      const base = hs256({ ...ALIVE, pad: '' }).length;
      return hs256({ ...ALIVE, pad: 'x'.repeat(Math.floor(((length - base) * 3) / 4)) });
    };
    const fits = fill(8190);
    expect(fits.length).toBeLessThanOrEqual(8192);
    expect(fits.length).toBeGreaterThan(8180);
    expect(withSecret(fits).user).toBe('user');
    expectRefused(withSecret, fill(8200));
    expectRefused(withSecret, 'x'.repeat(1_000_000));
  });

  test('jwt format - blanks around a token make it none', () => {
    expectRefused(withSecret, ` ${hs256(ALIVE)}`);
    expectRefused(withSecret, `${hs256(ALIVE)}\n`);
  });
});
