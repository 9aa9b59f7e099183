import { type HostPort, isHost } from './hosts.js';
import { BadValue } from './raw-value.js';

/** What a Redis URL says; what it leaves out is undefined and comes from the other options. */
export interface RedisUrl {
  readonly text: string;
  readonly hostPort: HostPort;
  readonly username: undefined | string;
  readonly password: undefined | string;
  readonly db: undefined | number;
  readonly tls: boolean;
}

/**
 * Read `redis://` or, for TLS, `rediss://`: `[user[:password]@]host[:port][/db]`.
 *
 * @throws {BadValue} for anything else; its hint shows nothing of the URL, which may hold a password
 */
export function parseRedisUrl(text: string): RedisUrl {
  // URL would drop line breaks silently, and a password with them.
  if (/[\s\p{Cc}]/u.test(text)) throw new BadValue('it contains white space');
  const url = toUrl(text);
  const tls = url.protocol === 'rediss:';
  if (!tls && url.protocol !== 'redis:') throw new BadValue('its scheme is another');
  if (url.search !== '' || url.hash !== '') {
    throw new BadValue('it has a query or a fragment; percent-encode "?" and "#" in a password');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!isHost(host)) throw new BadValue('it has no valid host');
  const db = /^\/(\d{1,9})$/.exec(url.pathname)?.[1];
  if (db === undefined && url.pathname !== '' && url.pathname !== '/') {
    throw new BadValue('after the host only the number of a database may follow, as in /0');
  }
  return {
    text,
    hostPort: { host, port: url.port === '' ? undefined : Number(url.port) },
    username: decode(url.username),
    password: decode(url.password),
    db: db === undefined ? undefined : Number(db),
    tls,
  };
}

/** A Redis URL that can be shown. */
export function maskRedisUrl({ text }: RedisUrl, mask: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = mask;
  return url.href;
}

function toUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    // The thrown error carries the whole URL.
    throw new BadValue('it is no URL; percent-encode special characters in a password');
  }
}

function decode(part: string): undefined | string {
  try {
    return part === '' ? undefined : decodeURIComponent(part);
  } catch {
    throw new BadValue('its user or password has a "%" that is not percent-encoded (write "%25")');
  }
}
