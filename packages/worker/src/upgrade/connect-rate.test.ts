import { describe, expect, it } from 'vitest';
import { createClientAddress } from './client-address.js';
import { createConnectRate } from './connect-rate.js';

describe('connect rate', () => {
  it('connect rate - an address gets its burst, then one connect per refilled token', () => {
    let now = 0;
    const allows = createConnectRate(2, () => now);
    expect([allows('192.0.2.1'), allows('192.0.2.1'), allows('192.0.2.1')]).toEqual([true, true, false]);
    expect(allows('192.0.2.2')).toBe(true);
    now = 500;
    expect([allows('192.0.2.1'), allows('192.0.2.1')]).toEqual([true, false]);
  });

  it('connect rate - addresses of one IPv6 /64 share a bucket, however they are written', () => {
    const allows = createConnectRate(1, () => 0);
    expect(allows('2001:db8::1')).toBe(true);
    expect(allows('2001:0db8:0:0:ffff::2')).toBe(false);
    expect(allows('2001:db8:0:1::1')).toBe(true);
  });

  it('connect rate - zero is no limit', () => {
    const allows = createConnectRate(0);
    expect(Array.from({ length: 100 }, () => allows('192.0.2.1')).every(Boolean)).toBe(true);
  });
});

describe('client address', () => {
  it('client address - an untrusted peer is the client, whatever it says', () => {
    const addressOf = createClientAddress(['10.0.0.0/8']);
    expect(addressOf('192.0.2.1', '203.0.113.9')).toBe('192.0.2.1');
    expect(createClientAddress([])('10.0.0.1', '203.0.113.9')).toBe('10.0.0.1');
  });

  it('client address - behind trusted proxies it is the last entry that is none of them', () => {
    const addressOf = createClientAddress(['10.0.0.0/8', 'fd00::/8']);
    expect(addressOf('10.0.0.1', '198.51.100.7, 203.0.113.9, 10.1.2.3')).toBe('203.0.113.9');
    expect(addressOf('fd00::1', '203.0.113.9')).toBe('203.0.113.9');
    expect(addressOf('0000:0000:0000:0000:0000:ffff:0a00:0001', '203.0.113.9')).toBe('203.0.113.9');
  });

  it('client address - garbage in the header leaves the proxy as the client', () => {
    const addressOf = createClientAddress(['10.0.0.0/8']);
    expect(addressOf('10.0.0.1', 'nonsense')).toBe('10.0.0.1');
    expect(addressOf('10.0.0.1', '')).toBe('10.0.0.1');
    expect(addressOf('', '203.0.113.9')).toBe('');
  });
});
