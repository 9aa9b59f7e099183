import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ERRORS, type ErrorCode } from '@dsock/protocol';
import { describe, expect, it } from 'vitest';

/** The test that provokes each code, by the beginning of its name. */
const PROVOKED: Partial<Record<ErrorCode, string>> = {
  INVALID_AUTHORIZATION: 'authorization - $name without a token is INVALID_AUTHORIZATION',
  USER_ID_REQUIRED: 'claim - without or with an empty user is USER_ID_REQUIRED',
  INVALID_EXPIRATION: 'claim - expiration=%s is INVALID_EXPIRATION',
  INVALID_DURATION: 'claim - duration=%s is INVALID_DURATION',
  NEGATIVE_EXPIRATION: 'claim - expiration=%s is NEGATIVE_EXPIRATION',
  NEGATIVE_DURATION: 'claim - duration=%s is NEGATIVE_DURATION',
  CLAIM_ID_ALREADY_USED: 'claim - an id that exists is CLAIM_ID_ALREADY_USED',
  MISSING_TARGET: 'target - $name without one is MISSING_TARGET',
  INVALID_MESSAGE_TYPE: 'send - "%s" is INVALID_MESSAGE_TYPE',
  INVALID_MESSAGE_ENCODING: 'body - a text with %s is INVALID_MESSAGE_ENCODING',
  INVALID_PARAMETER: 'parameters - $name refuses $parameter=$value',
  MESSAGE_TOO_LARGE: 'body - one byte over max_message_size is MESSAGE_TOO_LARGE',
  NOT_FOUND: 'routing - %s is NOT_FOUND on the API',
  METHOD_NOT_ALLOWED: 'routing - $wrong $path is METHOD_NOT_ALLOWED',
  ERROR_CHECKING_CLAIM: 'redis failure - a Redis that is gone',
  ERROR_GETTING_CLAIM: 'redis failure - a Redis that is gone',
  ERROR_GETTING_CONNECTION: 'redis failure - a Redis that is gone',
  ERROR_GETTING_USER: 'redis failure - a Redis that is gone',
  ERROR_GETTING_CHANNEL: 'redis failure - a Redis that is gone',
  ERROR_GETTING_WORKER: 'redis failure - a Redis that hangs',
  ERROR_DELIVERING_MESSAGING: 'redis failure - a Redis that hangs',
  ERROR_REACHING_WORKER: 'silent worker - that alone holds a target is ERROR_REACHING_WORKER',
  ERROR_READING_MESSAGE: 'body - one that breaks off before %s is ERROR_READING_MESSAGE',
  MISSING_AUTHENTICATION: 'connect - without claim and JWT is MISSING_AUTHENTICATION',
  MISSING_CLAIM: 'connect - an unknown claim is MISSING_CLAIM',
  EXPIRED_CLAIM: 'claim - past its expiration',
  INVALID_JWT: 'jwt - one %s is INVALID_JWT',
  RATE_LIMITED: 'connect_rate_per_ip - more upgrades in a second are RATE_LIMITED',
  UPGRADE_REQUIRED: 'connect - a request that is no WebSocket handshake is UPGRADE_REQUIRED',
  ORIGIN_NOT_ALLOWED: 'allowed_origins - lets in what matches and answers ORIGIN_NOT_ALLOWED',
  TOO_MANY_CONNECTIONS: 'max_connections - one more is TOO_MANY_CONNECTIONS',
  WORKER_DRAINING: 'drain - refuses connects with WORKER_DRAINING',
};

/** Codes that no test provokes, and why. */
const NOT_PROVOKED: Partial<Record<ErrorCode, string>> = {
  ERROR_MARSHALLING_MESSAGE: 'kept in the table for old clients; no input reaches it',
};

/** The helpers through which a code gets from a test's table into an assertion. */
const HELPERS: Partial<Record<ErrorCode, string>> = {
  ERROR_GETTING_CLAIM: 'expectConnectsFail',
};

interface TestSource {
  readonly name: string;
  /** The test with its table, up to the next one. */
  readonly text: string;
}

function readTests(): TestSource[] {
  const folder = dirname(fileURLToPath(import.meta.url));
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.startsWith('error-table'));
  return files.flatMap((file) => {
    const blocks = readFileSync(join(folder, file), 'utf8')
      .split(/^(?=\s+it(?:\.each)?\()/m)
      .slice(1);
    return blocks.map((text) => ({ name: /'([a-z_]+ ?[a-z]* - (?:[^'\\]|\\.)*)'/.exec(text)?.[1] ?? '', text }));
  });
}

describe('error table', () => {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  const tests = readTests();

  it('error table - every code is provoked by a test or listed with the reason why not', () => {
    const listed = [...Object.keys(PROVOKED), ...Object.keys(NOT_PROVOKED)];
    expect(listed.sort()).toEqual([...codes].sort());
  });

  it.each(Object.entries(PROVOKED))(
    'error table - %s: the test named beside it exists and asserts it',
    (code, name) => {
      const found = tests.filter((test) => test.name.startsWith(name));
      expect(found.map((test) => test.name)).toHaveLength(1);
      const helper = HELPERS[code as ErrorCode];
      const isAsserted = found[0]?.text.includes(`'${code}'`) || (helper && found[0]?.text.includes(`${helper}(`));
      expect(isAsserted, `'${code}' in the test`).toBe(true);
    },
  );
});
