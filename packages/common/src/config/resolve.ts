import type { Config, RedisHost } from './config.js';
import type { OptionName, Values } from './options.js';

const REDIS_PORT = 6379;
const SENTINEL_PORT = 26_379;

/** The options that `redis_url` decides, where it says anything about them. */
export function decidedByRedisUrl({ redis_url: url }: Values): OptionName[] {
  if (!url) return [];
  return [
    'redis_host',
    'redis_tls',
    ...(url.username === undefined ? [] : (['redis_username'] as const)),
    ...(url.password === undefined ? [] : (['redis_password'] as const)),
    ...(url.db === undefined ? [] : (['redis_db'] as const)),
  ];
}

function toMode({ redis_mode: mode, redis_sentinel_master: master }: Values, hosts: number): Config['redisMode'] {
  if (mode !== undefined) return mode;
  if (master !== undefined) return 'sentinel';
  return hosts > 1 ? 'cluster' : 'standalone';
}

function toRedis(values: Values) {
  const url = values.redis_url;
  const given = url ? [url.hostPort] : values.redis_host;
  const redisMode = toMode(values, given.length);
  const defaultPort = redisMode === 'sentinel' ? SENTINEL_PORT : REDIS_PORT;
  const redisHosts = given.map(({ host, port }): RedisHost => Object.freeze({ host, port: port ?? defaultPort }));
  return {
    redisMode,
    redisHosts: Object.freeze(redisHosts),
    redisUrl: url?.text,
    redisUsername: url?.username ?? values.redis_username,
    redisPassword: url?.password ?? values.redis_password,
    redisDb: url?.db ?? values.redis_db,
    redisTls: url?.tls ?? values.redis_tls,
    redisMaxRetries: Math.max(1, values.redis_max_retries),
    redisSentinelMaster: values.redis_sentinel_master,
    redisPrefix: values.redis_prefix ?? '',
  };
}

/**
 * Make the configuration from the values of the options. Contradictions between them are not its concern.
 *
 * @param isPortSet - whether `port` was given, so that it wins over the port in `address`
 */
export function toConfig(values: Values, isPortSet: boolean): Config {
  const { address } = values;
  return Object.freeze({
    host: address?.host ?? '0.0.0.0',
    port: isPortSet ? values.port : (address?.port ?? values.port),
    ...toRedis(values),
    defaultChannels: Object.freeze(values.default_channels),
    tokens: Object.freeze(values.token),
    jwtSecret: values.jwt_secret,
    jwtPublicKey: values.jwt_public_key,
    debug: values.debug,
    logRequests: values.log_requests,
    messagingMethod: values.messaging_method,
    directMessageHostname: values.direct_message_hostname,
    directMessagePort: values.direct_message_port,
    ttlDurationMs: values.ttl_duration,
    maxMessageSizeBytes: values.max_message_size,
    maxInboundSizeBytes: values.max_inbound_size,
    maxBackpressureBytes: values.max_backpressure,
    maxConnections: values.max_connections,
    maxConnectionsPerUser: values.max_connections_per_user,
    connectRatePerIp: values.connect_rate_per_ip,
    trustedProxies: Object.freeze(values.trusted_proxies),
    pingIntervalMs: values.ping_interval,
    processes: values.processes,
    opsPort: values.ops_port,
    drainDurationMs: values.drain_duration,
    compression: values.compression,
    // "*" allows any origin, as no list does.
    allowedOrigins: Object.freeze(values.allowed_origins.includes('*') ? [] : values.allowed_origins),
    metrics: values.metrics,
  });
}
