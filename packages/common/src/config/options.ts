import {
  BOOLEAN,
  CHANNELS,
  CIDRS,
  duration,
  HMAC_SECRET,
  HOST,
  integer,
  LISTEN_ADDRESS,
  NAME,
  ORIGINS,
  oneOf,
  PORT,
  PREFIX,
  PROCESSES,
  PUBLIC_KEY,
  REDIS_HOSTS,
  REDIS_URL,
  size,
  TEXT,
  TOKENS,
} from './kinds.js';
import { type Option, optional, withDefault } from './option.js';
import { parseRedisUrl } from './redis-url.js';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const MIB = 2 ** 20;
/** What a signed 32-bit integer holds, far above any use. */
const COUNT_MAX = 2 ** 31 - 1;

/** Every option. README, the sample file, flags and `config print` are made from this table. Source: contract "Options". */
export const TABLE = {
  port: withDefault(PORT, '6241', {
    doc: 'Listening port; 0 takes any free one. The environment variable `PORT` works too.',
    inForce: (config) => config.port,
  }),
  address: optional(LISTEN_ADDRESS, {
    doc: 'Deprecated, use `port`: the address to listen on. Its port gives way to `port`.',
    deprecated: true,
    inForce: (config) => ({ host: config.host, port: config.port }),
  }),
  redis_host: withDefault(REDIS_HOSTS, 'localhost:6379', {
    doc: 'Where Redis listens: `host:port`; several, comma-delimited, for the nodes of a Cluster or for Sentinels.',
    inForce: (config) => config.redisHosts,
  }),
  redis_mode: optional(oneOf(['standalone', 'cluster', 'sentinel']), {
    doc: 'What kind of Redis it is.',
    defaultNote: '`sentinel` if `redis_sentinel_master` is set, `cluster` if several hosts, else `standalone`',
    inForce: (config) => config.redisMode,
  }),
  redis_url: optional(REDIS_URL, {
    doc: 'Everything in one: `redis://user:password@host:port/db`, or `rediss://` for TLS. What it says wins over `redis_host`, `redis_username`, `redis_password`, `redis_db` and `redis_tls`.',
    secret: true,
    inForce: (config) => (config.redisUrl === undefined ? undefined : parseRedisUrl(config.redisUrl)),
  }),
  redis_username: optional(TEXT, { doc: 'User of Redis (ACL).', inForce: (config) => config.redisUsername }),
  redis_password: optional(TEXT, {
    doc: 'Password of Redis.',
    secret: true,
    inForce: (config) => config.redisPassword,
  }),
  redis_db: withDefault(integer(0, COUNT_MAX), '0', {
    doc: 'Number of the Redis database; a Cluster has only 0.',
    inForce: (config) => config.redisDb,
  }),
  redis_tls: withDefault(BOOLEAN, 'false', { doc: 'Connect to Redis with TLS.', inForce: (config) => config.redisTls }),
  redis_max_retries: withDefault(integer(0, COUNT_MAX), '10', {
    doc: 'Attempts to reach Redis at start before the process exits with 1 (0 counts as 1); later on reconnecting never ends.',
    inForce: (config) => config.redisMaxRetries,
  }),
  redis_sentinel_master: optional(NAME, {
    doc: 'Name of the master that the Sentinels in `redis_host` watch.',
    inForce: (config) => config.redisSentinelMaster,
  }),
  redis_prefix: optional(PREFIX, {
    doc: 'Put before every key and Pub/Sub channel name, so that several clusters can share one Redis.',
    inForce: (config) => config.redisPrefix || undefined,
  }),
  default_channels: withDefault(CHANNELS, '', {
    doc: 'Channels that every connection joins.',
    inForce: (config) => config.defaultChannels,
  }),
  token: withDefault(TOKENS, '', {
    doc: 'API tokens, several so that they can be rotated; the first also authenticates direct messages from API to worker.',
    defaultNote: 'none (required on the API, and on workers for direct messaging)',
    secret: true,
    inForce: (config) => config.tokens,
  }),
  jwt_secret: optional(HMAC_SECRET, {
    doc: 'Enables JWTs signed with HMAC (HS algorithms). Not together with `jwt_public_key`.',
    secret: true,
    inForce: (config) => config.jwtSecret,
  }),
  jwt_public_key: optional(PUBLIC_KEY, {
    doc: 'Enables JWTs signed with RSA or EC (RS and ES algorithms). Not together with `jwt_secret`.',
    secret: true,
    inForce: (config) => config.jwtPublicKey,
  }),
  debug: withDefault(BOOLEAN, 'false', { doc: 'Log at level debug.', inForce: (config) => config.debug }),
  log_requests: withDefault(BOOLEAN, 'false', {
    doc: 'Log a line for each request.',
    inForce: (config) => config.logRequests,
  }),
  messaging_method: withDefault(oneOf(['redis', 'direct']), 'redis', {
    doc: 'How messages get from API to worker: Redis Pub/Sub, or HTTP straight to the worker.',
    inForce: (config) => config.messagingMethod,
  }),
  direct_message_hostname: optional(HOST, {
    doc: 'Worker, direct messaging: the host at which the API reaches it.',
    defaultNote: 'first non-loopback IPv4 address',
    inForce: (config) => config.directMessageHostname,
  }),
  direct_message_port: optional(PORT, {
    doc: 'Worker, direct messaging: the port at which the API reaches it.',
    defaultNote: '`port`',
    inForce: (config) => config.directMessagePort,
  }),
  ttl_duration: withDefault(duration(5 * SECOND, DAY), '10s', {
    doc: 'Length of the lease of a worker: how long a dead one may still appear.',
    inForce: (config) => config.ttlDurationMs,
  }),
  max_message_size: withDefault(size(256 * MIB), '1MiB', {
    doc: 'Largest body of `/send`.',
    inForce: (config) => config.maxMessageSizeBytes,
  }),
  max_inbound_size: withDefault(size(256 * MIB), '16KiB', {
    doc: 'Largest frame that a client may send.',
    inForce: (config) => config.maxInboundSizeBytes,
  }),
  max_backpressure: withDefault(size(1024 * MIB), '1MiB', {
    doc: 'Bytes queued in the process for one slow client before it is closed with 4008.',
    inForce: (config) => config.maxBackpressureBytes,
  }),
  max_connections: withDefault(integer(0, COUNT_MAX), '0', {
    doc: 'Connections a worker accepts; 0 is no limit.',
    inForce: (config) => config.maxConnections,
  }),
  max_connections_per_user: withDefault(integer(0, COUNT_MAX), '0', {
    doc: 'Connections a user may have across the cluster; 0 is no limit.',
    inForce: (config) => config.maxConnectionsPerUser,
  }),
  connect_rate_per_ip: withDefault(integer(0, COUNT_MAX), '0', {
    doc: 'Upgrades per second and client address; 0 is no limit.',
    inForce: (config) => config.connectRatePerIp,
  }),
  trusted_proxies: withDefault(CIDRS, '', {
    doc: 'Proxies whose `X-Forwarded-For` counts for `connect_rate_per_ip`.',
    inForce: (config) => config.trustedProxies,
  }),
  ping_interval: withDefault(duration(4 * SECOND, 360 * SECOND), '30s', {
    doc: 'Time between pings of the server; a client silent for 2.5 intervals is closed.',
    inForce: (config) => config.pingIntervalMs,
  }),
  processes: withDefault(PROCESSES, '1', {
    doc: 'Processes per service that share the client port; `auto` is one per core.',
    inForce: (config) => config.processes,
  }),
  ops_port: optional(PORT, {
    doc: 'Serves `/metrics`, `/healthz` and `/readyz` apart, process n at this port plus n.',
    inForce: (config) => config.opsPort,
  }),
  drain_duration: withDefault(duration(0, DAY), '30s', {
    doc: 'Over how long SIGTERM spreads its closes.',
    inForce: (config) => config.drainDurationMs,
  }),
  compression: withDefault(BOOLEAN, 'false', {
    doc: 'Compress messages to clients (permessage-deflate).',
    inForce: (config) => config.compression,
  }),
  allowed_origins: withDefault(ORIGINS, '', {
    doc: 'Origins of pages that may connect, `*` as wildcard within a host label.',
    defaultNote: 'any',
    inForce: (config) => config.allowedOrigins,
  }),
  metrics: withDefault(BOOLEAN, 'true', { doc: 'Serve `/metrics`.', inForce: (config) => config.metrics }),
} as const satisfies Record<string, Option<unknown>>;

/** The name of an option, as files write it. */
export type OptionName = keyof typeof TABLE;

/** The value of every option, read and checked one by one. */
export type Values = {
  readonly [Name in OptionName]: (typeof TABLE)[Name] extends Option<infer T> ? T : never;
};

export const OPTION_NAMES: readonly OptionName[] = Object.keys(TABLE).filter(isOptionName);

/** Whether `name` is an option; `__proto__` and its like are not. */
export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(TABLE, name);
}

/** The environment variable of an option. */
export function envName(name: OptionName): string {
  return `DSOCK_${name.toUpperCase()}`;
}

/** The flag of an option. */
function flagName(name: OptionName): string {
  return `--${name}`;
}

/** What a command line or a document needs to know about an option. */
export interface OptionInfo {
  readonly name: OptionName;
  /** `--` and the name. */
  readonly flag: string;
  readonly env: string;
  /** Such as `port`, `boolean` or `duration`. */
  readonly kind: string;
  readonly allowed: string;
  /** In Markdown. */
  readonly defaultText: string;
  readonly doc: string;
  readonly secret: boolean;
  readonly deprecated: boolean;
}

/** Every option, in the order of the documentation. */
export const OPTIONS: readonly OptionInfo[] = OPTION_NAMES.map((name) => {
  const option: Option<unknown> = TABLE[name];
  return {
    name,
    flag: flagName(name),
    env: envName(name),
    kind: option.kind,
    allowed: option.allowed,
    defaultText: option.defaultNote ?? (option.default ? `\`${option.default}\`` : 'none'),
    doc: option.doc,
    secret: option.secret === true,
    deprecated: option.deprecated === true,
  };
});
