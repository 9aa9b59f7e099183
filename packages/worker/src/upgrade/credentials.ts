import { bearerOf } from '@dsock/common';
import { BrokerError } from '@dsock/protocol';

/** What a client presents to connect. */
export interface Credential {
  readonly kind: 'claim' | 'jwt';
  readonly value: string;
}

/** The parts of an upgrade request that matter, copied: the request itself is gone after the first `await`. */
export interface ConnectRequest {
  /** Without the question mark. */
  readonly query: string;
  readonly authorization: string;
  readonly protocols: string;
  readonly origin: string;
  /** Of the client itself, behind trusted proxies. */
  readonly address: string;
}

/** The subprotocol that announces a credential beside it, and the one the worker answers with. */
const SUBPROTOCOL = 'dsock';

function offeredProtocols(header: string): string[] {
  return header
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/**
 * The subprotocol of the answer: `dsock` when offered, else the client's first, which some clients insist on.
 * A credential is never echoed.
 */
export function acceptedProtocol(header: string): string {
  const offered = offeredProtocols(header);
  return offered.includes(SUBPROTOCOL) ? SUBPROTOCOL : (offered[0] ?? '');
}

function decode(text: string, parameter: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new BrokerError('INVALID_PARAMETER', { detail: `"${parameter}" is not percent-encoded UTF-8.`, cause });
  }
}

function fromQuery(query: string): Map<Credential['kind'], string> {
  const found = new Map<Credential['kind'], string>();
  for (const pair of query.split('&')) {
    const [name = '', ...rest] = pair.split('=');
    if (name !== 'claim' && name !== 'jwt') continue;
    if (found.has(name)) {
      throw new BrokerError('INVALID_PARAMETER', { detail: `"${name}" is given more than once.` });
    }
    found.set(name, decode(rest.join('=').replaceAll('+', ' '), name));
  }
  return found;
}

function fromProtocols(header: string): Map<Credential['kind'], string> {
  const found = new Map<Credential['kind'], string>();
  const offered = offeredProtocols(header);
  if (!offered.includes(SUBPROTOCOL)) return found;
  for (const protocol of offered) {
    const [kind = '', ...rest] = protocol.split('.');
    if (kind !== 'claim' && kind !== 'jwt') continue;
    // A protocol name carries only some characters; a claim id with others comes percent-encoded.
    if (!found.has(kind)) found.set(kind, decode(rest.join('.'), 'Sec-WebSocket-Protocol'));
  }
  return found;
}

/**
 * Read the credential of an upgrade request. A claim wins over a JWT, the URL over the headers.
 *
 * @throws {BrokerError} `MISSING_AUTHENTICATION` without one, `INVALID_PARAMETER` when one cannot be decoded
 */
export function readCredential(request: ConnectRequest): Credential {
  const query = fromQuery(request.query);
  const protocols = fromProtocols(request.protocols);
  const claim = query.get('claim') || protocols.get('claim');
  if (claim) return { kind: 'claim', value: claim };
  const jwt = query.get('jwt') || protocols.get('jwt') || bearerOf(request.authorization);
  if (jwt) return { kind: 'jwt', value: jwt };
  throw new BrokerError('MISSING_AUTHENTICATION');
}
