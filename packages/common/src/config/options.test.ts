import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Config } from './config.js';
import { loadConfig } from './load.js';
import { OPTIONS, type OptionName } from './options.js';

/** A folder without files. */
const nowhere = join(tmpdir(), 'dsock-no-such-folder');

function load(flags: Readonly<Record<string, string>>) {
  return loadConfig({ service: 'start', flags, env: {}, cwd: nowhere, home: undefined, systemFolder: nowhere });
}

const CONTRACT: readonly OptionName[] = [
  'port',
  'address',
  'redis_host',
  'redis_mode',
  'redis_url',
  'redis_username',
  'redis_password',
  'redis_db',
  'redis_tls',
  'redis_max_retries',
  'redis_sentinel_master',
  'redis_prefix',
  'default_channels',
  'token',
  'jwt_secret',
  'jwt_public_key',
  'debug',
  'log_requests',
  'messaging_method',
  'direct_message_hostname',
  'direct_message_port',
  'ttl_duration',
  'max_message_size',
  'max_inbound_size',
  'max_backpressure',
  'max_connections',
  'max_connections_per_user',
  'connect_rate_per_ip',
  'trusted_proxies',
  'ping_interval',
  'processes',
  'ops_port',
  'drain_duration',
  'compression',
  'allowed_origins',
  'metrics',
];

describe('options', () => {
  test('options - are exactly those of the contract', () => {
    expect(OPTIONS.map(({ name }) => name)).toEqual(CONTRACT);
    expect(OPTIONS.find(({ name }) => name === 'redis_host')).toMatchObject({
      env: 'DSOCK_REDIS_HOST',
      flag: '--redis_host',
      defaultText: '`localhost:6379`',
      secret: false,
    });
  });

  const taken: readonly [OptionName, string, Partial<Config>][] = [
    ['port', '0', { port: 0 }],
    ['port', ' 65535 ', { port: 65_535 }],
    [
      'redis_host',
      'a, b:2 ,,a',
      {
        redisHosts: [
          { host: 'a', port: 6379 },
          { host: 'b', port: 2 },
        ],
      },
    ],
    ['redis_username', ' me ', { redisUsername: ' me ' }],
    ['redis_db', '15', { redisDb: 15 }],
    ['redis_tls', 'TRUE', { redisTls: true }],
    ['redis_max_retries', '0', { redisMaxRetries: 1 }],
    ['redis_prefix', 'dsock:test:', { redisPrefix: 'dsock:test:' }],
    ['default_channels', 'news, sport,,news', { defaultChannels: ['news', 'sport'] }],
    ['token', ' a , b,,a ', { tokens: ['a', 'b'] }],
    ['debug', '1', { debug: true }],
    ['metrics', '0', { metrics: false }],
    ['messaging_method', 'redis', { messagingMethod: 'redis' }],
    ['direct_message_hostname', '[::1]', { directMessageHostname: '::1' }],
    ['direct_message_hostname', 'worker-1.svc', { directMessageHostname: 'worker-1.svc' }],
    ['direct_message_port', '7000', { directMessagePort: 7000 }],
    ['ttl_duration', '5s', { ttlDurationMs: 5000 }],
    ['ping_interval', '4s', { pingIntervalMs: 4000 }],
    ['ping_interval', '6m', { pingIntervalMs: 360_000 }],
    ['drain_duration', '0', { drainDurationMs: 0 }],
    ['max_message_size', '1MB', { maxMessageSizeBytes: 1_000_000 }],
    ['max_inbound_size', '1', { maxInboundSizeBytes: 1 }],
    ['max_backpressure', '2MiB', { maxBackpressureBytes: 2_097_152 }],
    ['max_connections', '100000', { maxConnections: 100_000 }],
    ['max_connections_per_user', '3', { maxConnectionsPerUser: 3 }],
    ['connect_rate_per_ip', '5', { connectRatePerIp: 5 }],
    ['trusted_proxies', '10.0.0.0/8,::1', { trustedProxies: ['10.0.0.0/8', '::1/128'] }],
    ['processes', 'auto', { processes: 'auto' }],
    ['processes', '4', { processes: 4 }],
    ['ops_port', '9090', { opsPort: 9090 }],
    ['allowed_origins', 'https://A.com,https://*.b.com', { allowedOrigins: ['https://a.com', 'https://*.b.com'] }],
    ['allowed_origins', 'https://a.com,*', { allowedOrigins: [] }],
    ['address', '127.0.0.1:7000', { host: '127.0.0.1', port: 7000 }],
    ['address', ':7000', { host: '0.0.0.0', port: 7000 }],
    ['address', '[::1]:7000', { host: '::1', port: 7000 }],
    ['log_requests', 'true', { logRequests: true }],
    ['compression', 'true', { compression: true }],
  ];
  test.each(taken)('options - %s takes %j', (name, text, expected) => {
    expect(load({ [name]: text }).config).toMatchObject(expected);
  });

  const refused: readonly [OptionName, string][] = [
    ['port', '65536'],
    ['port', '-1'],
    ['port', '1.5'],
    ['port', '0x10'],
    ['port', 'tcp://10.0.0.7:6241'],
    ['redis_host', '::1:6379'],
    ['redis_host', ':6379'],
    ['redis_host', 'a:0'],
    ['redis_mode', 'Cluster'],
    ['redis_url', 'localhost:6379'],
    ['redis_db', '-1'],
    ['redis_tls', 'yes'],
    ['redis_sentinel_master', 'my master'],
    ['redis_prefix', '{dsock}'],
    ['redis_prefix', 'a b'],
    ['default_channels', 'x'.repeat(257)],
    ['token', 'a b'],
    ['token', 'a\u0000b'],
    ['token', 'ok,a\tb'],
    ['debug', '2'],
    ['messaging_method', 'http'],
    ['direct_message_hostname', 'a:1'],
    ['ttl_duration', '4999ms'],
    ['ttl_duration', '60'],
    ['ping_interval', '3s'],
    ['ping_interval', '361s'],
    ['drain_duration', '-1s'],
    ['max_message_size', '0'],
    ['max_message_size', '1TiB'],
    ['max_connections', '-1'],
    ['max_connections', '1e3'],
    ['trusted_proxies', '10.0.0.0/33'],
    ['processes', '0'],
    ['processes', 'all'],
    ['ops_port', 'x'],
    ['allowed_origins', 'example.com'],
    ['address', 'localhost'],
    ['jwt_secret', '-----BEGIN PUBLIC KEY-----'],
    ['jwt_public_key', '/no/such/file.pem'],
  ];
  test.each(refused)('options - %s refuses %j', (name, text) => {
    expect(() => load({ [name]: text })).toThrow(`- ${name}: `);
    expect(() => load({ [name]: text })).toThrow(`(flag --${name}) is not allowed; expected`);
  });
});
