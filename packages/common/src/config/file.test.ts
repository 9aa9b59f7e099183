import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from './load.js';

let folder: string;
let cwd: string;
let home: string;
let systemFolder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dsock-file-'));
  cwd = join(folder, 'work');
  home = join(folder, 'home');
  systemFolder = join(folder, 'system');
  for (const each of [cwd, join(home, '.config', 'dsock'), systemFolder]) mkdirSync(each, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(configFile?: string) {
  return loadConfig({ service: 'start', flags: {}, env: {}, cwd, home, systemFolder, configFile });
}

function write(path: string, text: string) {
  writeFileSync(path, text);
  return path;
}

describe('config file - where it is looked for', () => {
  test('config file - folders and extensions have an order, the first found wins', () => {
    const paths = [cwd, join(home, '.config', 'dsock'), systemFolder].flatMap((each) =>
      ['toml', 'json', 'yaml', 'yml'].map((extension) => join(each, `config.${extension}`)),
    );
    for (const [index, path] of [...paths.entries()].reverse()) {
      const port = 1000 + index;
      write(
        path,
        path.endsWith('toml') ? `port = ${port}` : path.endsWith('json') ? `{"port":${port}}` : `port: ${port}`,
      );
      const { config, sources } = load();
      expect([config.port, sources.port]).toEqual([port, path]);
    }
  });

  test('config file - none is needed, nor a home folder', () => {
    expect(load().sources.port).toBe('default');
    expect(loadConfig({ service: 'start', flags: {}, env: {}, cwd, home: undefined, systemFolder }).config.port).toBe(
      6241,
    );
  });

  test('config file - the named one is read instead, relative to the working folder', () => {
    write(join(cwd, 'config.toml'), 'port = 1');
    const path = write(join(cwd, 'other.yml'), 'port: 2');
    expect(load('other.yml').config.port).toBe(2);
    expect(load(path).sources.port).toBe(path);
    expect(load('').config.port).toBe(1);
  });

  test('config file - the named one must exist and have a known extension', () => {
    expect(() => load('missing.toml')).toThrow(`${join(cwd, 'missing.toml')}: the file cannot be read (ENOENT)`);
    write(join(cwd, 'config.ini'), 'port=1');
    expect(() => load('config.ini')).toThrow('.toml, .json, .yaml, .yml');
  });

  test('config file - a folder in its place, as a mount leaves behind, is an error', () => {
    mkdirSync(join(cwd, 'config.toml'));
    expect(() => load()).toThrow(`${join(cwd, 'config.toml')}: the file cannot be read (EISDIR)`);
  });

  test('config file - a home that is no folder is passed over', () => {
    const path = write(join(folder, 'file'), '');
    expect(loadConfig({ service: 'start', flags: {}, env: {}, cwd, home: path, systemFolder }).warnings).toEqual([]);
  });

  test('config file - a home that cannot be searched warns', () => {
    const loop = join(folder, 'loop');
    symlinkSync(loop, loop);
    const { warnings } = loadConfig({ service: 'start', flags: {}, env: {}, cwd, home: loop, systemFolder });
    expect(warnings).toEqual([`${join(loop, '.config', 'dsock')} was not searched for files (ELOOP)`]);
  });
});

describe('config file - values', () => {
  const same = {
    'config.toml': `port = 7000
debug = true
ttl_duration = "1m"
max_message_size = 2_048
default_channels = ["news", "a b"]
redis_password = 1234
processes = "auto"
log_requests = "1"`,
    'config.json': `{"port": 7000, "debug": true, "ttl_duration": "1m", "max_message_size": 2048, "token": null,
"default_channels": ["news", "a b"], "redis_password": 1234, "processes": "auto", "log_requests": "1"}`,
    'config.yaml': `port: 7000
debug: true
ttl_duration: 1m
max_message_size: 2048
token:
jwt_secret: ~
default_channels: [news, a b]
redis_password: 1234
processes: auto
log_requests: "1"`,
  };
  test.each(Object.entries(same))('config file - %s takes native types and texts', (name, text) => {
    write(join(cwd, name), `\uFEFF${text}`);
    const { config } = load();
    expect(config).toMatchObject({
      port: 7000,
      debug: true,
      ttlDurationMs: 60_000,
      maxMessageSizeBytes: 2048,
      defaultChannels: ['news', 'a b'],
      redisPassword: '1234',
      processes: 'auto',
      logRequests: true,
      tokens: [],
    });
  });

  test('config file - empty files and empty texts are nothing', () => {
    for (const [name, text] of [
      ['config.toml', ''],
      ['config.json', '{}'],
      ['config.yaml', '# nothing\n'],
    ] as const) {
      write(join(cwd, name), text);
      expect(load(name).config.port).toBe(6241);
    }
    write(join(cwd, 'config.toml'), 'port = ""\ntoken = [""]\nredis_url = ""');
    expect(load().sources).toMatchObject({ port: 'default', token: 'default', redis_url: 'default' });
  });

  test('config file - numbers in YAML keep their spelling as text', () => {
    write(
      join(cwd, 'config.yaml'),
      'redis_password: 0123\ntoken: [0x10, 1e3]\njwt_secret: 12345678901234567890123456789012',
    );
    expect(load().config).toMatchObject({
      redisPassword: '0123',
      tokens: ['0x10', '1e3'],
      jwtSecret: '12345678901234567890123456789012',
    });
  });

  test('config file - YAML aliases work, unknown ones are refused', () => {
    write(join(cwd, 'config.yaml'), 'redis_password: &p secret\njwt_secret: *p\ntoken: [*p]');
    expect(load().config).toMatchObject({ jwtSecret: 'secret', tokens: ['secret'] });
    write(join(cwd, 'config.yaml'), 'token: *gone');
    expect(() => load()).toThrow('token: the value');
    write(join(cwd, 'config.yaml'), 'token: &t [a, *t]');
    expect(() => load()).toThrow('token: the value');
  });

  test.each([
    ['token = true', 'put each item in quotes'],
    ['redis_password = true', 'put it in quotes'],
    ['redis_password = 1.5', 'put it in quotes'],
    ['redis_password = ["a"]', 'a list was given'],
    ['redis_prefix = 2020-01-01', 'put it in quotes'],
    ['token = ["a", ["b"]]', 'put each item in quotes'],
    ['token = ["a,b"]', 'an item contains a comma'],
    ['port = [1]', 'a list was given'],
    ['port = { a = 1 }', 'port: the value'],
    ['debug = 2', 'true, false, 1 or 0'],
    ['ttl_duration = 10', 'add a unit, as in "10s"'],
    ['max_message_size = -1', 'a size from 1 byte'],
  ])('config file - %s is refused', (line, message) => {
    const path = write(join(cwd, 'config.toml'), line);
    expect(() => load()).toThrow(message);
    expect(() => load()).toThrow(`(${path})`);
  });

  test('config file - numbers too large for JSON are refused rather than changed', () => {
    write(join(cwd, 'config.json'), '{"token": [12345678901234567890]}');
    expect(() => load()).toThrow('put each item in quotes');
  });
});

describe('config file - keys', () => {
  const keys = ['__proto__', 'constructor', 'toString', 'PORT', 'redis-host', 'nope', 'config'];
  test.each(keys)('config file - the unknown key %s stops, in every format', (key) => {
    for (const [name, text] of [
      ['config.toml', `"${key}" = "x"`],
      ['config.json', `{"${key}": "x"}`],
      ['config.yaml', `${key}: x`],
    ] as const) {
      const path = write(join(cwd, name), text);
      expect(() => load(name)).toThrow(`"${key}" (${path}) is not an option; there are port,`);
    }
    expect(Object.prototype).not.toHaveProperty('x');
  });

  test('config file - tables and keys that are no text are unknown', () => {
    write(join(cwd, 'config.toml'), '[redis]\nhost = "a"');
    expect(() => load()).toThrow('"redis"');
    write(join(cwd, 'config.yaml'), '1: a\n? [b]\n: c');
    expect(() => load('config.yaml')).toThrow('"1"');
  });
});

describe('config file - syntax', () => {
  test.each([
    ['config.toml', 'port = 1\ntoken = hush', /config\.toml: line 2, column 9: Invalid TOML document: invalid value$/m],
    ['config.toml', 'port = 1\nport = 2', /line 2/],
    ['config.json', '{\n"token": "hush",\n}', /config\.json: (?:line 3: )?this is not valid JSON/],
    ['config.json', '{"token": hush}', /not valid JSON/],
    ['config.json', '["token"]', /expected an object/],
    [
      'config.yaml',
      'port: 1\ntoken: "hush',
      /config\.yaml: line 2, column \d+: this is not valid YAML \(missing char\)/,
    ],
    ['config.yaml', 'token: !vault hush', /line 1, column 8: .*\(tag resolve failed\)/],
    ['config.yaml', 'port: 1\nport: 2', /line 2, .*\(duplicate key\)/],
    ['config.yaml', 'hush', /expected a mapping/],
  ])('config file - %s with %j names the place and shows no value', (name, text, message) => {
    write(join(cwd, name), text);
    expect(() => load()).toThrow(message);
    expect(() => load()).not.toThrow(/hush/);
  });

  test('config file - problems of other places are listed beside a broken file, missing options are not', () => {
    write(join(cwd, 'config.toml'), 'token');
    const attempt = () =>
      loadConfig({ service: 'api', flags: { nope: 'x' }, env: { DSOCK_PORT: 'x' }, cwd, home, systemFolder });
    expect(attempt).toThrow(/config\.toml: line 1[\s\S]*"nope" \(flag\)[\s\S]*port: "x"/);
    expect(attempt).not.toThrow('the API needs one');
  });
});
