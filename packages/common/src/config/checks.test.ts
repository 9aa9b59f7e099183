import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Service } from './config.js';
import { loadConfig } from './load.js';

const nowhere = join(tmpdir(), 'dsock-no-such-folder');

function load(flags: Readonly<Record<string, string>>, service: Service = 'start') {
  return loadConfig({ service, flags, env: {}, cwd: nowhere, home: undefined, systemFolder: nowhere });
}

describe('checks - tokens', () => {
  test('checks - an API without a token is refused', () => {
    expect(() => load({}, 'api')).toThrow('set DSOCK_TOKEN');
    expect(() => load({ token: ' , ' }, 'api')).toThrow('set DSOCK_TOKEN');
    expect(load({ token: 'a' }, 'api').config.tokens).toEqual(['a']);
  });

  test('checks - a worker needs one for direct messaging only', () => {
    expect(load({}, 'worker').config.tokens).toEqual([]);
    expect(() => load({ messaging_method: 'direct' }, 'worker')).toThrow('needs the token of the API');
    expect(load({ messaging_method: 'direct', token: 'a' }, 'worker').config.messagingMethod).toBe('direct');
  });

  test('checks - the all-in-one start needs none', () => {
    expect(load({}).config.tokens).toEqual([]);
  });

  test('checks - a refused token is not called missing as well', () => {
    expect(() => load({ token: 'a b' }, 'api')).not.toThrow('needs one');
  });
});

describe('checks - messaging', () => {
  test('checks - direct messaging is refused with the memory backplane', () => {
    expect(() => load({ messaging_method: 'direct' })).toThrow('needs Redis');
    expect(load({ messaging_method: 'direct', redis_host: 'a' }).config.messagingMethod).toBe('direct');
    expect(load({ messaging_method: 'direct', redis_url: 'redis://a' }).config.messagingMethod).toBe('direct');
    expect(load({ messaging_method: 'direct', token: 'a' }, 'api').config.messagingMethod).toBe('direct');
  });
});

describe('checks - JWT', () => {
  const { publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

  test('checks - a secret and a public key exclude each other', () => {
    const jwt_secret = 's'.repeat(32);
    expect(() => load({ jwt_secret, jwt_public_key: publicKey })).toThrow('only one of them may be set');
    expect(load({ jwt_public_key: publicKey }).config.jwtPublicKey).toBe(publicKey.trim());
    expect(load({ jwt_secret }).config.jwtSecret).toBe(jwt_secret);
  });

  test('checks - short secrets warn, counted in bytes, and are not shown', () => {
    const { warnings } = load({ jwt_secret: 'hush' });
    expect(warnings).toEqual(['jwt_secret (flag --jwt_secret) has 4 bytes; use at least 32']);
    expect(load({ jwt_secret: 'ä'.repeat(16) }).warnings).toEqual([]);
    expect(load({ jwt_secret: 'a'.repeat(31) }).warnings).toHaveLength(1);
  });

  test('checks - white space around secrets warns', () => {
    expect(load({ jwt_secret: `${'s'.repeat(32)}\n`, redis_password: ' a' }).warnings).toEqual([
      'jwt_secret (flag --jwt_secret) starts or ends with white space',
      'redis_password (flag --redis_password) starts or ends with white space',
    ]);
  });
});

describe('checks - Redis', () => {
  test('checks - the mode follows from the rest', () => {
    expect(load({}).config.redisMode).toBe('standalone');
    expect(load({ redis_host: 'a:1,b:1' }).config.redisMode).toBe('cluster');
    expect(load({ redis_host: 'a:1,a:1' }).config.redisMode).toBe('standalone');
    expect(load({ redis_host: 'a,b', redis_sentinel_master: 'main' }).config).toMatchObject({
      redisMode: 'sentinel',
      redisSentinelMaster: 'main',
      redisHosts: [
        { host: 'a', port: 26_379 },
        { host: 'b', port: 26_379 },
      ],
    });
    expect(load({ redis_host: 'a:1', redis_mode: 'cluster' }).config.redisMode).toBe('cluster');
  });

  test('checks - contradictions between mode and the rest are refused', () => {
    expect(() => load({ redis_mode: 'sentinel' })).toThrow('needs redis_sentinel_master');
    expect(() => load({ redis_mode: 'standalone', redis_host: 'a:1,b:1' })).toThrow('takes one host');
    expect(() => load({ redis_host: 'a:1,b:1', redis_db: '1' })).toThrow(
      'redis_db: 1 (flag --redis_db) is not possible',
    );
    expect(() => load({ redis_mode: 'cluster', redis_url: 'redis://a/1' })).toThrow(
      'redis_db: 1 (flag --redis_url) is not possible',
    );
  });

  test('checks - a master that an explicit mode leaves unused warns', () => {
    const { warnings } = load({ redis_mode: 'standalone', redis_sentinel_master: 'main' });
    expect(warnings.join()).toContain('is not used, as redis_mode is "standalone"');
  });

  test('checks - a URL wins in all that it says, with a warning, and leaves the rest', () => {
    const others = {
      redis_host: 'a:1,b:1',
      redis_db: '2',
      redis_username: 'me',
      redis_password: 'hush',
      redis_tls: 'true',
    };
    const { config, sources, warnings } = load({ ...others, redis_url: 'redis://you:pw@c:6/3' });
    expect(config).toMatchObject({
      redisHosts: [{ host: 'c', port: 6 }],
      redisMode: 'standalone',
      redisUsername: 'you',
      redisPassword: 'pw',
      redisDb: 3,
      redisTls: false,
    });
    expect(sources).toMatchObject({ redis_host: 'flag --redis_url', redis_password: 'flag --redis_url' });
    expect(warnings).toHaveLength(5);
    expect(warnings.join()).not.toMatch(/hush|pw/);
    expect(load({ ...others, redis_url: 'rediss://c' }).config).toMatchObject({
      redisHosts: [{ host: 'c', port: 6379 }],
      redisUsername: 'me',
      redisPassword: 'hush',
      redisDb: 2,
      redisTls: true,
    });
  });
});

describe('checks - ports', () => {
  test('checks - an address is deprecated and its port gives way to the option', () => {
    const { config, warnings, sources } = load({ address: 'localhost:7000' });
    expect(config).toMatchObject({ host: 'localhost', port: 7000 });
    expect(warnings).toEqual(['address (flag --address) is deprecated; set port instead']);
    expect(sources.port).toBe('flag --address');
    expect(load({ address: 'localhost:7000', port: '6241' }).config).toMatchObject({ host: 'localhost', port: 6241 });
  });

  test('checks - the ports for operations must be apart from the client port and exist', () => {
    expect(() => load({ ops_port: '6241' })).toThrow('clashes with port 6241 (default)');
    expect(() => load({ ops_port: '6240', processes: '2' })).toThrow('clashes');
    expect(() => load({ ops_port: '65535', processes: '2' })).toThrow('leaves no room');
    expect(load({ ops_port: '6240', processes: '1' }).config.opsPort).toBe(6240);
    expect(load({ ops_port: '6242', processes: '4' }).config.opsPort).toBe(6242);
    expect(load({ ops_port: '0', port: '0', processes: '4' }).config.opsPort).toBe(0);
  });
});
