import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BadValue, quote } from './raw-value.js';

const RSA_BITS_MIN = 2048;
/** P-256, P-384 and P-521 under the names of OpenSSL: the curves of ES256, ES384 and ES512 (RFC 7518 section 3.4). */
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

/** Whether `text` is, or contains, a key in PEM. */
export function isPem(text: string): boolean {
  return text.includes('-----BEGIN');
}

/**
 * Read a public key for JWTs from PEM text, or from the file that a path names.
 *
 * @param baseFolder - what a relative path starts from
 * @returns PEM text
 * @throws {BadValue} the file cannot be read, or holds no public key fit for the RS or ES algorithms
 */
export function readPublicKey(text: string, baseFolder: string): string {
  // Environment files and manifests often carry a PEM on one line.
  const pem = isPem(text) ? text.replaceAll('\\n', '\n') : readKeyFile(resolve(baseFolder, text));
  assertFitKey(toPublicKey(pem));
  return pem;
}

function readKeyFile(path: string): string {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
    throw new BadValue(`the file ${quote(path)} cannot be read (${code})`);
  }
  if (!isPem(pem)) throw new BadValue(`the file ${quote(path)} is not PEM`);
  return pem;
}

function toPublicKey(pem: string): KeyObject {
  // createPublicKey would derive the public half, and the private one would lie about on every worker.
  if (pem.includes('PRIVATE KEY-----')) throw new BadValue('this is a private key; workers want only the public half');
  try {
    return createPublicKey(pem);
  } catch {
    throw new BadValue('this PEM holds no public key');
  }
}

function assertFitKey(key: KeyObject): void {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') {
    if (modulusLength < RSA_BITS_MIN) throw new BadValue(`this RSA key has ${modulusLength} bits`);
  } else if (key.asymmetricKeyType !== 'ec' || !CURVES.includes(namedCurve)) {
    throw new BadValue(`this is a key of type ${key.asymmetricKeyType}${namedCurve && ` on ${namedCurve}`}`);
  }
}
