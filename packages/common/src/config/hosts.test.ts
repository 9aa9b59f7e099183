import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatHostPort, parseCidr, parseHostPort, parseOrigin } from './hosts.js';
import { BadValue } from './raw-value.js';

describe('host and port', () => {
  test.each([
    ['localhost:6379', { host: 'localhost', port: 6379 }],
    ['redis', { host: 'redis', port: undefined }],
    ['my_redis-1.example.com:1', { host: 'my_redis-1.example.com', port: 1 }],
    ['10.0.0.1:65535', { host: '10.0.0.1', port: 65_535 }],
    ['[::1]:6379', { host: '::1', port: 6379 }],
    ['[fd00::1]', { host: 'fd00::1', port: undefined }],
    [':6241', { host: '', port: 6241 }],
  ])('host and port - %s', (text, expected) => {
    expect(parseHostPort(text)).toEqual(expected);
  });

  test.each([
    'a:',
    'a:x',
    'a:65536',
    'a:-1',
    '::1',
    '::1:6379',
    '[a]:1',
    'a b:1',
    'a/b',
    'redis://a:1',
    'a:1:2',
    '[::1]x',
    'ä:1',
  ])('host and port - %j is refused', (text) => {
    expect(() => parseHostPort(text)).toThrow(BadValue);
  });

  test('host and port - what is written is read back', () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(host, fc.option(fc.nat(65_535), { nil: undefined }), (name, port) => {
        expect(parseHostPort(formatHostPort({ host: name, port }))).toEqual({ host: name, port });
      }),
    );
  });
});

describe('blocks of addresses', () => {
  test.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.1', '10.0.0.1/32'],
    ['fd00::/8', 'fd00::/8'],
    ['::1', '::1/128'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['10.0.0.0/08', '10.0.0.0/8'],
  ])('blocks of addresses - %s is %s', (text, expected) => {
    expect(parseCidr(text)).toBe(expected);
  });

  test.each([
    '',
    '10.0.0.0/33',
    '::/129',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    'localhost',
    'fe80::1%eth0/64',
    '10.0.0.256',
  ])('blocks of addresses - %j is refused', (text) => {
    expect(() => parseCidr(text)).toThrow(BadValue);
  });
});

describe('origins', () => {
  test.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://*.example.com', 'https://*.example.com'],
    ['https://pr-*.example.com:8443', 'https://pr-*.example.com:8443'],
    ['HTTPS://App.Example.COM:443', 'https://app.example.com'],
    ['http://localhost:80', 'http://localhost'],
    ['http://localhost:443', 'http://localhost:443'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['*', '*'],
    ['null', 'null'],
  ])('origins - %s is %s', (text, expected) => {
    expect(parseOrigin(text)).toBe(expected);
  });

  test.each([
    'app.example.com',
    'https://a/',
    'https://a/b',
    'https://',
    'https://a:99999',
    'http://localhost:*',
    'https://a..b',
    'https://u@a',
    'https://ä.de',
    'http://[::g]',
    'https://a b',
  ])('origins - %j is refused', (text) => {
    expect(() => parseOrigin(text)).toThrow(BadValue);
  });
});
