import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from './load.js';
import { OPTIONS } from './options.js';
import { optionsMarkdownTable, printConfig, sampleConfigToml } from './print.js';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'dsock-print-'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

function load(flags: Readonly<Record<string, string>>) {
  return loadConfig({ service: 'start', flags, env: {}, cwd, home: undefined, systemFolder: join(cwd, 'none') });
}

function loadText(text: string) {
  writeFileSync(join(cwd, 'printed.toml'), text);
  return loadConfig({
    service: 'start',
    flags: {},
    env: {},
    cwd,
    home: undefined,
    configFile: 'printed.toml',
  });
}

describe('print', () => {
  test('print - each option has a line with its value and source', () => {
    const lines = printConfig(load({ ttl_duration: '90s', processes: 'auto', allowed_origins: 'https://a.com' })).split(
      '\n',
    );
    expect(lines).toContain('port = 6241  # default');
    expect(lines).toContain('ttl_duration = "1m30s"  # flag --ttl_duration');
    expect(lines).toContain('processes = "auto"  # flag --processes');
    expect(lines).toContain('allowed_origins = [ "https://a.com" ]  # flag --allowed_origins');
    expect(lines).toContain('redis_mode = "standalone"  # default');
    expect(lines).toContain('# token is not set');
    expect(lines.filter((line) => line.includes('address'))).toEqual([]);
    expect(lines).toHaveLength(OPTIONS.length);
  });

  test('print - secrets are masked, in the URL too', () => {
    const text = printConfig(
      load({ token: 'hush1,hush2', jwt_secret: 'hush'.repeat(8), redis_url: 'rediss://me:hush@cache:6380/2' }),
    );
    expect(text).not.toContain('hush');
    expect(text).toContain('token = "********"  # flag --token');
    expect(text).toContain('redis_url = "rediss://me:********@cache:6380/2"  # flag --redis_url');
    expect(text).toContain('redis_host = [ "cache:6380" ]  # flag --redis_url');
    expect(text).toContain('redis_password = "********"  # flag --redis_url');
    expect(text).toContain('redis_tls = true  # flag --redis_url');
    expect(printConfig(load({ redis_password: 'hush' }))).not.toContain('hush');
  });

  test('print - what is printed loads to the same configuration, as far as it has no secrets', () => {
    const { publicKey: jwt_public_key } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const loaded = load({
      address: '[::1]:7000',
      redis_host: '[::1]:1,b:2',
      redis_prefix: 'a"b#:',
      default_channels: 'ä,"x",\u007f,#',
      trusted_proxies: '10.0.0.0/8',
      max_message_size: '1000',
      drain_duration: '1.5s',
      ops_port: '9090',
      compression: '1',
      jwt_public_key,
    });
    expect(loadText(printConfig(loaded)).config).toEqual(loaded.config);
  });
});

describe('sample', () => {
  const sample = sampleConfigToml();

  test('sample - loads as it is, to the defaults', () => {
    const { config, warnings, sources } = loadText(sample);
    expect(config).toEqual(load({}).config);
    expect(warnings).toEqual([]);
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
  });

  test.each([
    ['one # and the space', /^# /gm],
    ['one #', /^#/gm],
  ])('sample - loads to the defaults with every line un-commented (%s)', (_, pattern) => {
    const { config, warnings, sources } = loadText(sample.replace(pattern, ''));
    expect(config).toEqual(load({}).config);
    expect(warnings).toEqual([]);
    expect(sources.port).toBe(join(cwd, 'printed.toml'));
  });

  test('sample - has every option but the deprecated, once', () => {
    const names = [...sample.matchAll(/^# (\w+) = /gm)].map(([, name]) => name);
    expect(names).toEqual(OPTIONS.map(({ name }) => name).filter((name) => name !== 'address'));
  });
});

describe('table', () => {
  test('table - has a row of four cells for every option', () => {
    const [head, rule, ...rows] = optionsMarkdownTable().trimEnd().split('\n');
    expect(head).toBe('| option | environment | default | meaning |');
    expect(rule).toBe('| --- | --- | --- | --- |');
    expect(rows.map((row) => row.split('`')[1])).toEqual(OPTIONS.map(({ name }) => name));
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(6);
  });

  test('table - escapes wildcards outside code only', () => {
    const row = optionsMarkdownTable()
      .split('\n')
      .find((line) => line.startsWith('| `allowed_origins`'));
    expect(row).toContain('`*` as wildcard');
    expect(row).toContain('https://\\*.example.com');
  });
});
