import { describe, expect, test } from 'vitest';
import { acceptedProtocol, type ConnectRequest, readCredential } from './credentials.js';

function request(parts: Partial<ConnectRequest>): ConnectRequest {
  return { query: '', authorization: '', protocols: '', origin: '', address: '127.0.0.1', ...parts };
}

const read = (parts: Partial<ConnectRequest>) => readCredential(request(parts));

function codeOf(parts: Partial<ConnectRequest>): unknown {
  try {
    return read(parts);
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

describe('credentials', () => {
  test('credentials - come from the query, the subprotocol or the authorization header', () => {
    expect(read({ query: 'claim=abc' })).toEqual({ kind: 'claim', value: 'abc' });
    expect(read({ query: 'x=1&jwt=a.b.c' })).toEqual({ kind: 'jwt', value: 'a.b.c' });
    expect(read({ protocols: 'dsock, claim.abc' })).toEqual({ kind: 'claim', value: 'abc' });
    expect(read({ protocols: 'jwt.a.b.c,dsock' })).toEqual({ kind: 'jwt', value: 'a.b.c' });
    expect(read({ authorization: 'bearer a.b.c' })).toEqual({ kind: 'jwt', value: 'a.b.c' });
  });

  test('credentials - a claim wins over a JWT, wherever each is', () => {
    expect(read({ query: 'jwt=x&claim=abc' })).toEqual({ kind: 'claim', value: 'abc' });
    expect(read({ query: 'jwt=x', protocols: 'dsock, claim.abc' })).toEqual({ kind: 'claim', value: 'abc' });
    expect(read({ query: 'claim=url', protocols: 'dsock, claim.header' })).toEqual({ kind: 'claim', value: 'url' });
    expect(read({ protocols: 'dsock, jwt.x', authorization: 'Bearer y' })).toEqual({ kind: 'jwt', value: 'x' });
  });

  test('credentials - are decoded once, as the client encoded them', () => {
    expect(read({ query: `claim=${encodeURIComponent('a b+c/ü%3A')}` }).value).toBe('a b+c/ü%3A');
    expect(read({ query: 'claim=a+b' }).value).toBe('a b');
    expect(read({ query: 'claim=a=b' }).value).toBe('a=b');
    expect(read({ protocols: `dsock, claim.${encodeURIComponent('a,b.c')}` }).value).toBe('a,b.c');
  });

  test('credentials - none, an empty one, or a subprotocol without "dsock" is missing authentication', () => {
    const without: Partial<ConnectRequest>[] = [
      {},
      { query: 'claim=&jwt=' },
      { query: 'Claim=abc' },
      { protocols: 'claim.abc' },
      { protocols: 'dsock' },
      { protocols: 'dsock, claim.' },
      { authorization: 'Basic abc' },
      { authorization: 'Bearer ' },
    ];
    for (const parts of without)
      expect({ parts, code: codeOf(parts) }).toEqual({ parts, code: 'MISSING_AUTHENTICATION' });
  });

  test('credentials - one that is given twice or does not decode is an invalid parameter', () => {
    const broken: Partial<ConnectRequest>[] = [
      { query: 'claim=a&claim=a' },
      { query: 'jwt=a&jwt=b' },
      { query: 'claim=%' },
      { query: 'claim=%ff' },
      { query: 'claim=%ed%a0%80' },
      { protocols: 'dsock, claim.%zz' },
    ];
    for (const parts of broken) expect({ parts, code: codeOf(parts) }).toEqual({ parts, code: 'INVALID_PARAMETER' });
  });
});

describe('accepted subprotocol', () => {
  test('accepted subprotocol - is "dsock" when offered, else the first, and never a credential beside "dsock"', () => {
    expect(acceptedProtocol('')).toBe('');
    expect(acceptedProtocol('claim.secret, dsock')).toBe('dsock');
    expect(acceptedProtocol('chat, superchat')).toBe('chat');
  });
});
