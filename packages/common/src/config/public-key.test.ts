import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readPublicKey } from './public-key.js';

const folder = mkdtempSync(join(tmpdir(), 'dsock-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PUBLIC = { type: 'spki', format: 'pem' } as const;
const PRIVATE = { type: 'pkcs8', format: 'pem' } as const;

function rsa(modulusLength: number) {
  return generateKeyPairSync('rsa', { modulusLength, publicKeyEncoding: PUBLIC, privateKeyEncoding: PRIVATE });
}

function ec(namedCurve: string) {
  return generateKeyPairSync('ec', { namedCurve, publicKeyEncoding: PUBLIC, privateKeyEncoding: PRIVATE });
}

describe('public key', () => {
  test.each(['P-256', 'P-384', 'P-521'])('public key - EC on %s is taken as PEM text', (curve) => {
    const { publicKey } = ec(curve);
    expect(readPublicKey(publicKey, folder)).toBe(publicKey);
  });

  test('public key - RSA of 2048 bits is taken, of 1024 refused', () => {
    const { publicKey } = rsa(2048);
    expect(readPublicKey(publicKey, folder)).toBe(publicKey);
    expect(() => readPublicKey(rsa(1024).publicKey, folder)).toThrow('1024 bits');
  });

  test('public key - PEM on one line with escaped line breaks is taken', () => {
    const { publicKey } = ec('P-256');
    expect(readPublicKey(publicKey.replaceAll('\n', '\\n'), folder)).toBe(publicKey);
  });

  test('public key - a path is read, relative to the folder given', () => {
    const { publicKey } = ec('P-256');
    writeFileSync(join(folder, 'jwt.pem'), publicKey);
    expect(readPublicKey('jwt.pem', folder)).toBe(publicKey);
    expect(readPublicKey(join(folder, 'jwt.pem'), '/')).toBe(publicKey);
  });

  test('public key - a missing file is named', () => {
    expect(() => readPublicKey('missing.pem', folder)).toThrow(
      `${join(folder, 'missing.pem')}" cannot be read (ENOENT)`,
    );
  });

  test('public key - a private key is refused, also from a file, and not shown', () => {
    const { privateKey } = ec('P-256');
    writeFileSync(join(folder, 'private.pem'), privateKey);
    const body = privateKey.split('\n')[1] ?? '';
    for (const text of [privateKey, 'private.pem']) {
      expect(() => readPublicKey(text, folder)).toThrow('private key');
      expect(() => readPublicKey(text, folder)).not.toThrow(body);
    }
  });

  test('public key - other curves, other types and broken PEM are refused', () => {
    expect(() => readPublicKey(ec('secp256k1').publicKey, folder)).toThrow('secp256k1');
    const ed25519 = generateKeyPairSync('ed25519', { publicKeyEncoding: PUBLIC, privateKeyEncoding: PRIVATE });
    expect(() => readPublicKey(ed25519.publicKey, folder)).toThrow('ed25519');
    expect(() => readPublicKey('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', folder)).toThrow(
      'holds no public key',
    );
    writeFileSync(join(folder, 'notes.txt'), 'no key');
    expect(() => readPublicKey('notes.txt', folder)).toThrow('is not PEM');
  });
});
