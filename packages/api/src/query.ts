import { BrokerError } from '@dsock/protocol';

/** The query parameters of a request as they came: still encoded, with repetitions. */
export type RawQuery = ReadonlyMap<string, readonly string[]>;

/** Split the query of a URL. */
export function parseQuery(url: string): RawQuery {
  const found = new Map<string, string[]>();
  const start = url.indexOf('?');
  if (start === -1) return found;
  for (const pair of url.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeName(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : pair.slice(equals + 1);
    const values = found.get(name);
    if (values) values.push(value);
    else found.set(name, [value]);
  }
  return found;
}

/** Ours need no encoding, but an encoded one is still ours: an overlooked `session` would widen a target. */
function decodeName(raw: string): string {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw; // None of ours, and so ignored.
  }
}

/**
 * Decode one value.
 *
 * @throws {BrokerError} `INVALID_PARAMETER` for bytes that are not UTF-8: replaced by a substitute character they
 *   would make different names equal
 */
export function decodeValue(name: string, raw: string): string {
  try {
    return decodeURIComponent(raw.includes('+') ? raw.replaceAll('+', ' ') : raw);
  } catch (cause) {
    throw new BrokerError('INVALID_PARAMETER', { detail: `"${name}" is not percent-encoded UTF-8.`, cause });
  }
}
