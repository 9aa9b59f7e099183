import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError, type ConfigInput } from './config.js';
import { isRedisConfigured, loadConfig } from './load.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'dsock-load-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function load(input: Partial<ConfigInput> = {}) {
  return loadConfig({ service: 'start', flags: {}, env: {}, cwd, home: undefined, systemFolder: cwd, ...input });
}

function problemsOf(input: Partial<ConfigInput>): readonly string[] {
  try {
    load(input);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('configuration - defaults', () => {
  test('configuration - defaults are those of the contract', () => {
    const { config, warnings, sources } = load();
    expect(config).toEqual({
      host: '0.0.0.0',
      port: 6241,
      redisHosts: [{ host: 'localhost', port: 6379 }],
      redisMode: 'standalone',
      redisUrl: undefined,
      redisUsername: undefined,
      redisPassword: undefined,
      redisDb: 0,
      redisTls: false,
      redisMaxRetries: 10,
      redisSentinelMaster: undefined,
      redisPrefix: '',
      defaultChannels: [],
      tokens: [],
      jwtSecret: undefined,
      jwtPublicKey: undefined,
      debug: false,
      logRequests: false,
      messagingMethod: 'redis',
      directMessageHostname: undefined,
      directMessagePort: undefined,
      ttlDurationMs: 10_000,
      maxMessageSizeBytes: 1_048_576,
      maxInboundSizeBytes: 16_384,
      maxBackpressureBytes: 1_048_576,
      maxConnections: 0,
      maxConnectionsPerUser: 0,
      connectRatePerIp: 0,
      trustedProxies: [],
      pingIntervalMs: 30_000,
      processes: 1,
      opsPort: undefined,
      drainDurationMs: 30_000,
      compression: false,
      allowedOrigins: [],
      metrics: true,
    });
    expect(warnings).toEqual([]);
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
  });

  test('configuration - nothing of it can be changed', () => {
    const loaded = load({ env: { DSOCK_TOKEN: 'a,b', DSOCK_DEFAULT_CHANNELS: 'x' } });
    const { config } = loaded;
    const parts = [
      loaded,
      config,
      loaded.sources,
      loaded.warnings,
      config.redisHosts,
      config.redisHosts[0],
      config.tokens,
    ];
    for (const part of [...parts, config.defaultChannels, config.trustedProxies, config.allowedOrigins]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

describe('configuration - order', () => {
  test('configuration - flag wins over environment, environment over file, file over default', () => {
    const file = join(cwd, 'config.toml');
    writeFileSync(file, 'port = 1\nredis_db = 1\nmax_connections = 1');
    const env = { DSOCK_PORT: '2', DSOCK_REDIS_DB: '2' };
    const { config, sources } = load({ env, flags: { port: '3' } });
    expect(config).toMatchObject({ port: 3, redisDb: 2, maxConnections: 1, maxConnectionsPerUser: 0 });
    expect(sources).toMatchObject({
      port: 'flag --port',
      redis_db: 'environment DSOCK_REDIS_DB',
      max_connections: file,
      max_connections_per_user: 'default',
    });
  });

  test('configuration - empty texts, and lists of nothing, leave it to the next place', () => {
    writeFileSync(join(cwd, 'config.toml'), 'port = 1\ntoken = "file"');
    const env = { DSOCK_PORT: '', DSOCK_TOKEN: ' , ,' };
    expect(load({ env, flags: { port: '', token: ',' } }).config).toMatchObject({ port: 1, tokens: ['file'] });
  });

  test('configuration - a value that is overridden is not looked at', () => {
    expect(load({ env: { DSOCK_PORT: 'x' }, flags: { port: '1' } }).config.port).toBe(1);
  });
});

describe('configuration - paths', () => {
  test('configuration - a relative path starts from the file that names it, else from the working folder', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    mkdirSync(join(cwd, 'etc'));
    writeFileSync(join(cwd, 'etc', 'config.toml'), 'jwt_public_key = "jwt.pem"');
    writeFileSync(join(cwd, 'etc', 'jwt.pem'), pem);
    expect(load({ configFile: 'etc/config.toml' }).config.jwtPublicKey).toBe(pem);
    expect(load({ env: { DSOCK_JWT_PUBLIC_KEY: 'etc/jwt.pem' } }).config.jwtPublicKey).toBe(pem);
    expect(problemsOf({ flags: { jwt_public_key: 'jwt.pem' } })).toHaveLength(1);
  });
});

describe('configuration - environment', () => {
  test('configuration - PORT alone works, DSOCK_PORT wins over it', () => {
    expect(load({ env: { PORT: '1' } })).toMatchObject({ config: { port: 1 }, sources: { port: 'environment PORT' } });
    expect(load({ env: { PORT: '1', DSOCK_PORT: '2' } }).config.port).toBe(2);
    expect(load({ env: { PORT: '1', DSOCK_PORT: '' } }).config.port).toBe(1);
    expect(problemsOf({ env: { PORT: 'x' } })).toEqual([
      'port: "x" (environment PORT) is not allowed; expected a port from 0 to 65535',
    ]);
  });

  test('configuration - what Kubernetes injects is ignored without a word', () => {
    const env = {
      PORT: '1',
      DSOCK_PORT: 'tcp://10.0.0.7:6241',
      DSOCK_SERVICE_HOST: '10.0.0.7',
      DSOCK_SERVICE_PORT: '6241',
      DSOCK_SERVICE_PORT_HTTP: '6241',
      DSOCK_PORT_6241_TCP: 'tcp://10.0.0.7:6241',
      DSOCK_PORT_6241_TCP_PROTO: 'tcp',
      DSOCK_PORT_6241_TCP_PORT: '6241',
      DSOCK_PORT_6241_TCP_ADDR: '10.0.0.7',
      // Services named dsock-worker and dsock-ops.
      DSOCK_WORKER_PORT: 'tcp://10.0.0.8:6241',
      DSOCK_WORKER_SERVICE_HOST: '10.0.0.8',
      DSOCK_WORKER_PORT_6241_TCP_ADDR: '10.0.0.8',
      DSOCK_OPS_PORT: 'tcp://10.0.0.9:9090',
    };
    const { config, warnings } = load({ env });
    expect(config).toMatchObject({ port: 1, opsPort: undefined });
    expect(warnings).toEqual([]);
  });

  test('configuration - other unknown variables only warn, without their value', () => {
    const env = { DSOCK_TOKENS: 'hush', DSOCK_SERVICE: 'x', DSOCK_port: '1', DSOCK___PROTO__: 'x' };
    expect(load({ env }).warnings).toEqual(
      Object.keys(env).map((name) => `${name} (environment) is not an option and is ignored`),
    );
  });

  test('configuration - empty, foreign and test variables are ignored', () => {
    const env = { DSOCK_NOPE: '', DSOCK_GONE: undefined, DSOCK_TEST_REDIS: 'x', OTHER: 'x', DSOCKET: 'x' };
    expect(load({ env }).warnings).toEqual([]);
  });
});

describe('configuration - problems', () => {
  test('configuration - all are listed, each with option, value, place and what is allowed', () => {
    writeFileSync(join(cwd, 'config.toml'), 'colour = "red"\ndebug = "yes"');
    const problems = problemsOf({
      service: 'api',
      flags: { nope: '1', ping_interval: '1s' },
      env: { DSOCK_TTL_DURATION: '10' },
    });
    const file = join(cwd, 'config.toml');
    expect(problems).toEqual([
      expect.stringContaining('"nope" (flag) is not an option; there are port, address, redis_host'),
      expect.stringContaining(`"colour" (${file}) is not an option`),
      `debug: "yes" (${file}) is not allowed; expected true, false, 1 or 0`,
      'ttl_duration: "10" (environment DSOCK_TTL_DURATION) is not allowed; expected a duration from 5s to 24h, such as "1m30s" or "500ms": add a unit, as in "10s"',
      'ping_interval: "1s" (flag --ping_interval) is not allowed; expected a duration from 4s to 6m, such as "1m30s" or "500ms"',
      expect.stringContaining('token: the API needs one'),
    ]);
    expect(new ConfigError(problems).message.split('\n')).toHaveLength(problems.length + 1);
  });

  test('configuration - secrets are never shown, nor a password in a place for none', () => {
    const env = {
      DSOCK_TOKEN: 'good,hush hush',
      DSOCK_REDIS_URL: 'http://:hush@cache',
      DSOCK_REDIS_HOST: 'redis://:hush@cache:6379',
      DSOCK_JWT_SECRET: '-----BEGIN PUBLIC KEY-----hush',
      DSOCK_JWT_PUBLIC_KEY: '-----BEGIN PRIVATE KEY-----hush',
    };
    const problems = problemsOf({ service: 'api', env });
    expect(problems).toHaveLength(5);
    expect(problems.join()).not.toContain('hush');
  });

  test('configuration - long values are cut and control characters escaped', () => {
    const [problem = ''] = problemsOf({ flags: { port: `\u001b[31m${'9'.repeat(1000)}` } });
    expect(problem).toContain('"\\u001b[31m999');
    expect(problem.length).toBeLessThan(250);
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty'])('configuration - the flag %s is just unknown', (name) => {
    const flags = JSON.parse(`{"${name}": "x"}`);
    expect(problemsOf({ flags })).toEqual([expect.stringContaining(`"${name}" (flag) is not an option`)]);
  });
});

describe('configuration - Redis configured', () => {
  test('configuration - Redis is configured once a host, a URL or a master is', () => {
    expect(isRedisConfigured(load())).toBe(false);
    expect(isRedisConfigured(load({ env: { DSOCK_REDIS_DB: '1', DSOCK_REDIS_HOST: '' } }))).toBe(false);
    expect(isRedisConfigured(load({ env: { DSOCK_REDIS_HOST: 'localhost:6379' } }))).toBe(true);
    expect(isRedisConfigured(load({ flags: { redis_url: 'redis://a' } }))).toBe(true);
    writeFileSync(join(cwd, 'config.toml'), 'redis_sentinel_master = "main"');
    expect(isRedisConfigured(load())).toBe(true);
  });
});
