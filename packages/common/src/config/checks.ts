import type { Config, Service } from './config.js';
import type { OptionName, Values } from './options.js';

/** Everything that a check across options may look at. */
export interface Findings {
  readonly service: Service;
  readonly config: Config;
  readonly values: Values;
  readonly sources: Readonly<Record<OptionName, string>>;
}

/** A rule that one option alone cannot show. It is skipped when one of `options` was refused already. */
export interface Check {
  readonly options: readonly OptionName[];
  /** A sentence when the rule is broken. */
  readonly find: (findings: Findings) => undefined | string;
}

const HMAC_BYTES_MIN = 32;
const PORT_MAX = 65_535;
const REDIS_OPTIONS = ['redis_host', 'redis_url', 'redis_sentinel_master'] as const;

/** Whether `sources` say that somebody set up Redis; its defaults alone do not. */
export function namesRedis(sources: Readonly<Record<string, string>>): boolean {
  return REDIS_OPTIONS.some((name) => sources[name] !== undefined && sources[name] !== 'default');
}

/** Contradictions that stop the start. */
export const ERROR_CHECKS: readonly Check[] = [
  {
    options: ['token'],
    find: ({ service, config }) =>
      service === 'api' && config.tokens.length === 0
        ? 'token: the API needs one; set DSOCK_TOKEN (or --token, or token in a file) to a long random text'
        : undefined,
  },
  {
    options: ['token', 'messaging_method'],
    find: ({ service, config }) =>
      service === 'worker' && config.messagingMethod === 'direct' && config.tokens.length === 0
        ? 'token: a worker with messaging_method "direct" needs the token of the API; set DSOCK_TOKEN to the same value'
        : undefined,
  },
  {
    options: ['messaging_method', ...REDIS_OPTIONS],
    find: ({ service, config, sources }) =>
      service === 'start' && config.messagingMethod === 'direct' && !namesRedis(sources)
        ? `messaging_method: "direct" (${sources.messaging_method}) needs Redis; set redis_host, or use messaging_method "redis", which without Redis stays inside the process`
        : undefined,
  },
  {
    options: ['jwt_secret', 'jwt_public_key'],
    find: ({ config, sources }) =>
      config.jwtSecret !== undefined && config.jwtPublicKey !== undefined
        ? `jwt_secret (${sources.jwt_secret}) and jwt_public_key (${sources.jwt_public_key}): only one of them may be set`
        : undefined,
  },
  {
    options: ['redis_mode', 'redis_sentinel_master'],
    find: ({ config, sources }) =>
      config.redisMode === 'sentinel' && config.redisSentinelMaster === undefined
        ? `redis_mode: "sentinel" (${sources.redis_mode}) needs redis_sentinel_master, the name of the master`
        : undefined,
  },
  {
    options: ['redis_mode', 'redis_host', 'redis_url'],
    find: ({ config, sources }) =>
      config.redisMode === 'standalone' && config.redisHosts.length > 1
        ? `redis_mode: "standalone" (${sources.redis_mode}) takes one host, and redis_host (${sources.redis_host}) has ${config.redisHosts.length}`
        : undefined,
  },
  {
    options: ['redis_mode', 'redis_host', 'redis_url', 'redis_db', 'redis_sentinel_master'],
    find: ({ config, sources }) =>
      config.redisMode === 'cluster' && config.redisDb !== 0
        ? `redis_db: ${config.redisDb} (${sources.redis_db}) is not possible, a Redis Cluster has only 0`
        : undefined,
  },
  { options: ['ops_port', 'processes', 'port', 'address'], find: findPortClash },
];

function findPortClash({ config: { opsPort, processes, port }, sources }: Findings): undefined | string {
  if (opsPort === undefined || opsPort === 0) return undefined;
  const last = opsPort + (processes === 'auto' ? 1 : processes) - 1;
  const shown = `ops_port: ${opsPort} (${sources.ops_port})`;
  if (last > PORT_MAX) return `${shown} leaves no room for ${processes} processes below ${PORT_MAX}`;
  if (port < opsPort || port > last) return undefined;
  return `${shown} clashes with port ${port} (${sources.port}); process n listens on ops_port plus n`;
}

/** Doubtful settings that only warn. */
export const WARNING_CHECKS: readonly Check[] = [
  {
    options: ['address'],
    find: ({ values, sources }) =>
      values.address ? `address (${sources.address}) is deprecated; set port instead` : undefined,
  },
  {
    options: ['jwt_secret'],
    find({ config, sources }) {
      const bytes = Buffer.byteLength(config.jwtSecret ?? '');
      return bytes > 0 && bytes < HMAC_BYTES_MIN
        ? `jwt_secret (${sources.jwt_secret}) has ${bytes} bytes; use at least ${HMAC_BYTES_MIN}`
        : undefined;
    },
  },
  {
    options: ['redis_mode', 'redis_sentinel_master'],
    find: ({ config, sources }) =>
      config.redisSentinelMaster !== undefined && config.redisMode !== 'sentinel'
        ? `redis_sentinel_master (${sources.redis_sentinel_master}) is not used, as redis_mode is "${config.redisMode}" (${sources.redis_mode})`
        : undefined,
  },
  ...(['jwt_secret', 'redis_password'] as const).map(
    (name): Check => ({
      options: [name],
      find({ values, sources }) {
        const text = values[name] ?? '';
        return text === text.trim() ? undefined : `${name} (${sources[name]}) starts or ends with white space`;
      },
    }),
  ),
];
