/** Says whether an address may connect once more now. */
export type ConnectRate = (address: string) => boolean;

/** Addresses remembered at once; the oldest is forgotten first, so that a flood of addresses cannot fill the memory. */
const MAX_ADDRESSES = 100_000;

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** IPv6 clients own a /64: all of it counts as one. */
function groupOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const behind = tail === '' ? [] : tail.split(':');
    while (groups.length + behind.length < 8) groups.push('0');
    groups.push(...behind);
  }
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/**
 * Limit connects per address: a bucket of `perSecond` tokens that refills at that rate.
 *
 * @param perSecond - 0: no limit
 * @param now - milliseconds on a monotonic clock
 */
export function createConnectRate(perSecond: number, now: () => number = () => performance.now()): ConnectRate {
  if (perSecond === 0) return () => true;
  const buckets = new Map<string, Bucket>();
  return (address) => {
    const group = groupOf(address);
    const nowMs = now();
    const bucket = buckets.get(group) ?? { tokens: perSecond, filledAtMs: nowMs };
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((nowMs - bucket.filledAtMs) / 1000) * perSecond);
    bucket.filledAtMs = nowMs;
    // Set anew, so that the order of the map is the order of use.
    buckets.delete(group);
    buckets.set(group, bucket);
    if (buckets.size > MAX_ADDRESSES) {
      const oldest = buckets.keys().next();
      if (!oldest.done) buckets.delete(oldest.value);
    }
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  };
}
