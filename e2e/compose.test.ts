/** deploy/compose.yaml and what it leans on, held against each other and against the program; needs no Docker. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly target: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: { readonly replicas: number };
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
  readonly [key: string]: unknown;
}

const REPOSITORY = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, REPOSITORY), 'utf8');

const compose = parse(read('deploy/compose.yaml'), { merge: true }) as { services: Record<string, Service> };
const dockerfile = read('deploy/docker/Dockerfile');
const proxyConfig = read('deploy/haproxy.cfg');
const readme = read('README.md');
const services = Object.entries(compose.services);
const ours = ['api', 'worker'] as const;

function service(name: string): Service {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`compose.yaml has no service ${name}`);
  return found;
}

/** The first group of `pattern`, which must match. */
function find(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`nothing matches ${pattern}`);
  return found;
}

/** Of `30s`, `1h`, `1m30s`. */
function toSeconds(duration: string): number {
  const unit = { h: 3600, m: 60, s: 1 } as const;
  const parts = [...duration.matchAll(/(\d+)([hms])/g)];
  if (parts.map(([part]) => part).join('') !== duration) throw new Error(`not a duration: ${duration}`);
  return parts.reduce((sum, [, count, letter]) => sum + Number(count) * unit[letter as keyof typeof unit], 0);
}

function defaultOf(option: string): string {
  return find(readme, new RegExp(`^\\| \`${option}\` \\| \`DSOCK_[A-Z_]+\` \\| \`([^\`]+)\``, 'm'));
}

function printConfig(environment: Readonly<Record<string, string>>): { status: null | number; output: string } {
  const command = fileURLToPath(new URL('packages/cli/bin/dsock.mjs', REPOSITORY));
  const { PATH } = process.env;
  const env = { PATH, HOME: tmpdir(), ...environment };
  const ran = spawnSync(process.execPath, [command, 'config', 'print'], { cwd: tmpdir(), env, encoding: 'utf8' });
  return { status: ran.status, output: ran.stdout + ran.stderr };
}

describe('compose.yaml', () => {
  it('compose - has Redis, the API, two workers and a proxy', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['api', 'proxy', 'redis', 'worker']);
    expect(service('worker').deploy?.replicas).toBe(2);
  });

  it('compose - without a token does not start and says what to type', () => {
    for (const name of ours) {
      expect(service(name).environment?.DSOCK_TOKEN).toMatch(/^\$\{DSOCK_TOKEN:\?.*export DSOCK_TOKEN=.+\}$/);
    }
    expect(read('deploy/compose.yaml')).not.toMatch(/DSOCK_TOKEN:-/);
  });

  it.each(ours)('compose - gives the %s only options that it knows, with values that it takes', (name) => {
    const given = { ...service(name).environment, DSOCK_TOKEN: 'a-token' };
    const { status, output } = printConfig(given);
    expect({ status, output }).toMatchObject({ status: 0 });
    // A variable that it does not know is no error to the program; it only does not show.
    for (const variable of Object.keys(given)) expect(output).toContain(`# environment ${variable}`);
  });

  it('compose - builds targets of the Dockerfile, and takes other images at a version', () => {
    for (const name of ours) {
      expect(service(name).build).toEqual({ context: '..', dockerfile: 'deploy/docker/Dockerfile', target: name });
      expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${name}$`, 'm'));
      expect(dockerfile).toMatch(new RegExp(`^CMD \\[.*"${name}"\\]$`, 'm'));
    }
    for (const name of ['redis', 'proxy']) expect(service(name).image).toMatch(/^[a-z]+:\d+(\.\d+)?(-alpine)?$/);
  });

  it.each(services)('compose - locks %s down', (_, { read_only, cap_drop, security_opt, restart, ...rest }) => {
    expect({ read_only, cap_drop, security_opt }).toEqual({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(restart).toBe('unless-stopped');
    for (const key of ['ulimits', 'privileged', 'cap_add', 'network_mode', 'pid']) expect(rest).not.toHaveProperty(key);
  });

  it('compose - has the API on 6241 of this machine, clients on 6242, and nothing else outside', () => {
    const port = defaultOf('port');
    expect(port).toBe('6241');
    expect(find(dockerfile, /^EXPOSE (\d+)$/m)).toBe(port);
    expect(service('api').ports).toEqual([`127.0.0.1:6241:${port}`]);
    expect(service('proxy').ports).toEqual([`6242:${find(proxyConfig, /^frontend clients\n +bind :(\d+)$/m)}`]);
    for (const name of ['redis', 'worker']) expect(service(name).ports, name).toBeUndefined();
    for (const url of ['localhost:6241/claim', 'ws://localhost:6242/connect']) expect(readme).toContain(url);
  });

  it('compose - has the proxy find the workers and Redis be found, by their names', () => {
    const [, places, host, port] = /^ +server-template worker 1-(\d+) (\w+):(\d+)$/m.exec(proxyConfig) ?? [];
    expect(compose.services).toHaveProperty(host ?? '');
    expect(port).toBe(defaultOf('port'));
    expect(Number(places)).toBeGreaterThan(service('worker').deploy?.replicas ?? 0);
    for (const name of ours) {
      expect(service(name).environment?.DSOCK_REDIS_HOST).toBe('redis:6379');
      expect(service(name).depends_on).toEqual({ redis: { condition: 'service_healthy' } });
    }
    const [, source, target] = /^\.\/(\S+):(\S+):ro$/.exec(service('proxy').volumes?.[0] ?? '') ?? [];
    expect({ source, target }).toEqual({ source: 'haproxy.cfg', target: '/usr/local/etc/haproxy/haproxy.cfg' });
  });

  it('compose - checks the health of all: ours with the check of the image, on the port that it assumes', () => {
    expect(dockerfile).toMatch(/^HEALTHCHECK .* CMD \["node", "healthcheck.mjs"\]$/m);
    expect(read('deploy/docker/healthcheck.mjs')).toContain(`'${defaultOf('port')}'`);
    for (const name of ours) {
      expect(service(name).healthcheck).toBeUndefined();
      expect(service(name).command).toBeUndefined();
      for (const variable of ['PORT', 'DSOCK_PORT', 'DSOCK_OPS_PORT']) {
        expect(service(name).environment).not.toHaveProperty(variable);
      }
    }
    expect(service('redis').healthcheck?.test).toEqual(['CMD', 'redis-cli', 'ping']);
    const health = find(proxyConfig, /^frontend health\n((?: +.*\n)+)/m);
    const url = `http://${find(health, /bind (\S+)/)}${find(health, /monitor-uri (\S+)/)}`;
    expect(service('proxy').healthcheck?.test.at(-1)).toBe(url);
  });

  it('compose - leaves every stop the time it takes', () => {
    const drain = toSeconds(service('worker').environment?.DSOCK_DRAIN_DURATION ?? '');
    const hardStop = toSeconds(find(proxyConfig, /^ +hard-stop-after (\S+)$/m));
    expect(toSeconds(service('worker').stop_grace_period ?? '')).toBeGreaterThanOrEqual(drain + 10);
    // The proxy is told to stop at the same time, since it depends on no worker, and outlasts their drain.
    expect(service('proxy').depends_on).toBeUndefined();
    expect(hardStop).toBeGreaterThan(drain);
    expect(toSeconds(service('proxy').stop_grace_period ?? '')).toBeGreaterThan(hardStop);
  });
});

describe('haproxy.cfg', () => {
  it('proxy - cuts no socket that only answers pings', () => {
    const tunnel = toSeconds(find(proxyConfig, /^ +timeout tunnel (\S+)$/m));
    expect(tunnel).toBeGreaterThan(2.5 * toSeconds(defaultOf('ping_interval')));
  });

  it('proxy - asks the readiness of a worker, and logs no URL', () => {
    expect(proxyConfig).toMatch(/^ +http-check send meth GET uri \/readyz /m);
    expect(proxyConfig).toMatch(/^ +http-check expect status 200$/m);
    expect(proxyConfig).not.toMatch(/option (httplog|httpslog)|log-format/);
  });
});
