/** Where a Redis server, or a Sentinel, listens. */
export interface RedisHost {
  readonly host: string;
  readonly port: number;
}

/** The configuration of a process, frozen, each field from one option. Source: contract "Options". */
export interface Config {
  /** Address to listen on. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** At least one; those of `redisUrl` when it is set. */
  readonly redisHosts: readonly RedisHost[];
  readonly redisMode: 'standalone' | 'cluster' | 'sentinel';
  /** As given. What it says is in the fields around it already, so nobody needs to read it. */
  readonly redisUrl: undefined | string;
  readonly redisUsername: undefined | string;
  readonly redisPassword: undefined | string;
  readonly redisDb: number;
  readonly redisTls: boolean;
  /** Attempts to connect at start, at least 1. */
  readonly redisMaxRetries: number;
  readonly redisSentinelMaster: undefined | string;
  /** Put before every key and Pub/Sub channel name; may be empty. */
  readonly redisPrefix: string;
  readonly defaultChannels: readonly string[];
  /** Empty when the option is not set. The first also authenticates direct messages. */
  readonly tokens: readonly string[];
  readonly jwtSecret: undefined | string;
  /** PEM text, also when the option named a file. */
  readonly jwtPublicKey: undefined | string;
  readonly debug: boolean;
  readonly logRequests: boolean;
  readonly messagingMethod: 'redis' | 'direct';
  readonly directMessageHostname: undefined | string;
  readonly directMessagePort: undefined | number;
  readonly ttlDurationMs: number;
  readonly maxMessageSizeBytes: number;
  readonly maxInboundSizeBytes: number;
  readonly maxBackpressureBytes: number;
  /** Per worker; 0 is no limit. */
  readonly maxConnections: number;
  /** Across the cluster; 0 is no limit. */
  readonly maxConnectionsPerUser: number;
  /** Upgrades per second and address; 0 is no limit. */
  readonly connectRatePerIp: number;
  /** CIDR blocks, `address/bits`. */
  readonly trustedProxies: readonly string[];
  readonly pingIntervalMs: number;
  readonly processes: number | 'auto';
  readonly opsPort: undefined | number;
  readonly drainDurationMs: number;
  readonly compression: boolean;
  /** Origins in lower case without a default port, `*` within a host label; empty allows any. */
  readonly allowedOrigins: readonly string[];
  readonly metrics: boolean;
}

/** What is being started; `start` is the API and a worker in one process. */
export type Service = 'api' | 'worker' | 'start';

/** Everything that configuration is read from; nothing else of the process is looked at but the files named here. */
export interface ConfigInput {
  readonly service: Service;
  /** Option name in snake_case to raw text; empty text counts as not given. */
  readonly flags: Readonly<Record<string, string>>;
  /** The file named by `--config`, relative to `cwd`; it must exist. */
  readonly configFile?: undefined | string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: undefined | string;
  /** Where files are looked for last; default `/etc/dsock`. */
  readonly systemFolder?: undefined | string;
}

/** A configuration with where it came from. */
export interface LoadedConfig {
  readonly config: Config;
  /** Sentences for the log; no secrets. */
  readonly warnings: readonly string[];
  /** Option name to `default`, `flag --x`, `environment DSOCK_X` or the path of a file. */
  readonly sources: Readonly<Record<string, string>>;
}

/** The configuration cannot be used. `message` lists every problem on a line of its own and shows no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}
