import { BlockList, isIP, isIPv6 } from 'node:net';

/** Finds whom a request comes from, behind the proxies that are trusted to say so. */
export type ClientAddress = (peer: string, forwardedFor: string) => string;

const MAPPED_V4 = /^(?:::ffff:|0000:0000:0000:0000:0000:ffff:)([0-9a-f.:]+)$/i;

/** An IPv4 address in IPv6 clothes as IPv4, anything else as it is. */
function unmap(address: string): string {
  const mapped = MAPPED_V4.exec(address)?.[1];
  if (mapped === undefined) return address;
  if (mapped.includes('.')) return mapped;
  const [high = 0, low = 0] = mapped.split(':').map((part) => Number.parseInt(part, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/**
 * Prepare the look-up of client addresses.
 *
 * The address is the peer's, unless the peer is a trusted proxy: then it is the last entry of `X-Forwarded-For` that is
 * no trusted proxy itself. Entries before it are the client's own claim and prove nothing.
 * @param trustedProxies - CIDR blocks
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const block of trustedProxies) {
    const [address = '', bits = ''] = block.split('/');
    trusted.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  const isTrusted = (address: string): boolean => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return (peer, forwardedFor) => {
    let client = unmap(peer);
    if (trustedProxies.length === 0 || isIP(client) === 0) return client;
    for (const entry of forwardedFor.split(',').reverse()) {
      if (!isTrusted(client)) return client;
      const next = unmap(entry.trim());
      if (isIP(next) === 0) return client;
      client = next;
    }
    return client;
  };
}
