import { isChannelName } from '@dsock/protocol';
import { formatHostPort, type HostPort, isHost, isPort, parseCidr, parseHostPort, parseOrigin } from './hosts.js';
import { isPem, readPublicKey } from './public-key.js';
import { BadValue, quote, type RawValue } from './raw-value.js';
import { maskRedisUrl, parseRedisUrl, type RedisUrl } from './redis-url.js';
import { formatDuration, formatSize, parseDuration, parseSize } from './units.js';

/** A value as `config.toml` writes it. */
export type TomlValue = string | number | boolean | readonly string[];

/** What secrets are shown as. */
export const MASK = '********';

/** How values of one kind are read and written. */
export interface Kind<T> {
  readonly name: string;
  /** What is allowed, to follow "expected". */
  readonly allowed: string;
  /** @throws {BadValue} with a hint that shows nothing of a secret */
  readonly parse: (raw: RawValue, baseFolder: string) => T;
  readonly format: (value: T) => TomlValue;
  /** How to show a secret of this kind; default `MASK`. */
  readonly mask?: (value: T) => TomlValue;
}

interface Scalar<T> extends Omit<Kind<T>, 'parse'> {
  /** Whether a file may also write it as `true`; a text such as a token must be quoted, so that none is `true` by mistake. */
  readonly acceptsBoolean?: true;
  readonly parseText: (text: string, baseFolder: string) => T;
}

function scalar<T>({ acceptsBoolean, parseText, ...rest }: Scalar<T>): Kind<T> {
  return {
    ...rest,
    parse(raw, baseFolder) {
      const [text] = raw.texts;
      if (raw.type === 'list') throw new BadValue('a list was given');
      if (text === undefined || (raw.type === 'boolean' && !acceptsBoolean)) throw new BadValue('put it in quotes');
      return parseText(text, baseFolder);
    },
  };
}

function list<T>(allowed: string, parseItem: (text: string) => T, formatItem: (item: T) => string): Kind<readonly T[]> {
  return {
    name: 'list',
    allowed: `${allowed}, comma-delimited or as a list`,
    parse(raw) {
      if (raw.type === 'unusable' || raw.type === 'boolean') throw new BadValue('put each item in quotes');
      // White space around commas is layout; in a list of a file it was put there on purpose.
      const items =
        raw.type === 'list' ? raw.texts : raw.texts.flatMap((text) => text.split(',').map((item) => item.trim()));
      if (items.some((item) => item.includes(','))) throw new BadValue('an item contains a comma');
      return [...new Set(items.filter((item) => item.trim() !== ''))].map(parseItem);
    },
    format: (items) => items.map(formatItem),
  };
}

/** Text taken as it is, white space included. */
export const TEXT: Kind<string> = scalar({
  name: 'text',
  allowed: 'text',
  parseText: (text) => text,
  format: (text) => text,
});

/** A name without white space. */
export const NAME: Kind<string> = scalar({
  name: 'text',
  allowed: 'a name without white space',
  parseText(text) {
    if (/[\s\p{Cc}]/u.test(text.trim())) throw new BadValue();
    return text.trim();
  },
  format: (text) => text,
});

/** What Redis keys start with. Braces would move every key into one slot of a Cluster; the rest are wildcards of ACL rules. */
export const PREFIX: Kind<string> = scalar({
  name: 'text',
  allowed: 'at most 128 characters without white space and none of { } [ ] * ? \\',
  parseText(text) {
    if (text.length > 128 || /[\s\p{Cc}{}[\]*?\\]/u.test(text)) throw new BadValue();
    return text;
  },
  format: (text) => text,
});

export const BOOLEAN: Kind<boolean> = scalar({
  name: 'boolean',
  allowed: 'true, false, 1 or 0',
  acceptsBoolean: true,
  parseText(text) {
    const word = text.trim().toLowerCase();
    if (word === 'true' || word === '1') return true;
    if (word === 'false' || word === '0') return false;
    throw new BadValue();
  },
  format: (value) => value,
});

export function integer(min: number, max: number): Kind<number> {
  return scalar({
    name: 'integer',
    allowed: `a whole number from ${min} to ${max}`,
    parseText(text) {
      const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
      if (!(value >= min && value <= max)) throw new BadValue();
      return value;
    },
    format: (value) => value,
  });
}

export const PORT: Kind<number> = scalar({
  name: 'port',
  allowed: 'a port from 0 to 65535',
  parseText(text) {
    if (!isPort(text.trim())) throw new BadValue();
    return Number(text);
  },
  format: (value) => value,
});

/** @param minMs - together with `maxMs` the range, in milliseconds */
export function duration(minMs: number, maxMs: number): Kind<number> {
  return scalar({
    name: 'duration',
    allowed: `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}, such as "1m30s" or "500ms"`,
    parseText(text) {
      const word = text.trim();
      const ms = parseDuration(word);
      if (ms === undefined) throw new BadValue(/^\d+$/.test(word) ? `add a unit, as in "${word}s"` : undefined);
      if (!(ms >= minMs && ms <= maxMs)) throw new BadValue();
      return ms;
    },
    format: formatDuration,
  });
}

/** @param maxBytes - the range starts at 1 byte */
export function size(maxBytes: number): Kind<number> {
  return scalar({
    name: 'size',
    allowed: `a size from 1 byte to ${formatSize(maxBytes)}, such as 65536, "16KiB" or "1MB"`,
    parseText(text) {
      const bytes = parseSize(text.trim());
      if (bytes === undefined || bytes < 1 || bytes > maxBytes) throw new BadValue();
      return bytes;
    },
    format: formatSize,
  });
}

export function oneOf<const T extends string>(words: readonly T[]): Kind<T> {
  return scalar({
    name: 'word',
    allowed: words.map((word) => `"${word}"`).join(', '),
    parseText(text) {
      const found = words.find((word) => word === text.trim());
      if (found === undefined) throw new BadValue();
      return found;
    },
    format: (word) => word,
  });
}

export const PROCESSES: Kind<number | 'auto'> = scalar({
  name: 'processes',
  allowed: 'a whole number from 1 to 256, or "auto"',
  parseText(text) {
    const word = text.trim();
    if (word === 'auto') return word;
    const value = /^\d{1,3}$/.test(word) ? Number(word) : 0;
    if (value < 1 || value > 256) throw new BadValue();
    return value;
  },
  format: (value) => value,
});

export const HOST: Kind<string> = scalar({
  name: 'host',
  allowed: 'a host name or an IP address, without a port',
  parseText(text) {
    const host = text.trim().replace(/^\[(.*)\]$/, '$1');
    if (!isHost(host)) throw new BadValue();
    return host;
  },
  format: (host) => host,
});

export const LISTEN_ADDRESS: Kind<{ readonly host: string; readonly port: number }> = scalar({
  name: 'address',
  allowed: 'host:port or :port',
  parseText(text) {
    const { host, port } = parseHostPort(text.trim());
    if (port === undefined) throw new BadValue('the port is missing');
    return { host: host === '' ? '0.0.0.0' : host, port };
  },
  format: formatHostPort,
});

export const REDIS_URL: Kind<RedisUrl> = scalar({
  name: 'url',
  allowed: 'redis:// or rediss://, then [user[:password]@]host[:port][/db]',
  parseText: (text) => parseRedisUrl(text.trim()),
  format: (url) => url.text,
  mask: (url) => maskRedisUrl(url, MASK),
});

/** A secret that signs; PEM is refused, lest somebody verify HMACs with a public key that everybody has. */
export const HMAC_SECRET: Kind<string> = scalar({
  name: 'secret',
  allowed: 'a random secret, best of 32 bytes or more',
  parseText(text) {
    if (isPem(text)) throw new BadValue('this is a key in PEM; for a public key use jwt_public_key');
    return text;
  },
  format: (text) => text,
});

export const PUBLIC_KEY: Kind<string> = scalar({
  name: 'key',
  allowed:
    'PEM text or the path of a PEM file with a public RSA key of at least 2048 bits or EC key on P-256, P-384 or P-521',
  parseText: (text, baseFolder) => readPublicKey(text.trim(), baseFolder),
  format: (pem) => pem,
  // It may be shown; it counts as a secret only because somebody may put a private key in its place.
  mask: (pem) => pem,
});

export const REDIS_HOSTS: Kind<readonly HostPort[]> = list(
  'host:port',
  (text) => {
    const hostPort = parseHostPort(text.trim());
    if (hostPort.host === '') throw new BadValue(`${quote(text)} has no host`);
    if (hostPort.port === 0) throw new BadValue(`${quote(text)} has port 0`);
    return hostPort;
  },
  formatHostPort,
);

export const CHANNELS: Kind<readonly string[]> = list(
  'channel names of 1 to 256 bytes',
  (text) => {
    if (!isChannelName(text)) throw new BadValue(`${quote(text)} is none`);
    return text;
  },
  (channel) => channel,
);

export const TOKENS: Kind<readonly string[]> = list(
  'tokens without white space and control characters',
  (text) => {
    const token = text.trim();
    if (/[\s\p{Cc}]/u.test(token)) throw new BadValue();
    return token;
  },
  (token) => token,
);

export const CIDRS: Kind<readonly string[]> = list(
  'blocks of addresses such as 10.0.0.0/8 or fd00::/8',
  (text) => parseCidr(text.trim()),
  (cidr) => cidr,
);

export const ORIGINS: Kind<readonly string[]> = list(
  'origins such as https://app.example.com or https://*.example.com',
  (text) => parseOrigin(text.trim()),
  (origin) => origin,
);
