import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, ConfigError, loadConfig, OPTIONS } from '@dsock/common';
import type { IContainer, IEnvVar } from 'kubernetes-models/v1';
import { type Bundle, portNumber, type Workload } from '../_bundle.js';
import type { Rule } from './rule.js';

/** The keys of the Secret `dsock` that README names. */
const SECRET_KEYS = ['token', 'jwt-secret', 'jwt-public-key', 'redis-url', 'redis-username', 'redis-password'];
const SECRET_NAME = /^dsock(-[a-z0-9]{10})?$/;
/** Stands for what only a cluster knows. */
const POD_IP = '10.0.0.1';
const PLACEHOLDER = 'placeholder-of-a-secret';

/** A workload that runs our program. */
type OwnWorkload = Workload & { readonly service: 'api' | 'worker' };

type Environment = Record<string, string>;

/** The environment of a container, with placeholders for what has no value before it runs. */
function environmentOf({ of }: Bundle, { env = [], envFrom = [] }: IContainer): Environment {
  const maps = envFrom.map(({ configMapRef }) => {
    return of('ConfigMap').find(({ metadata }) => metadata?.name === configMapRef?.name)?.data ?? {};
  });
  return Object.assign({}, ...maps, ...env.map(variable));
}

function variable({ name, value, valueFrom }: IEnvVar): Environment {
  if (value !== undefined) return { [name]: value };
  if (valueFrom?.fieldRef?.fieldPath === 'status.podIP') return { [name]: POD_IP };
  return valueFrom?.secretKeyRef?.optional === true ? {} : { [name]: PLACEHOLDER };
}

/** What the program itself makes of the environment of its container. */
function load(bundle: Bundle, { service, containers }: OwnWorkload): { config?: Config; problems: string[] } {
  const nowhere = join(tmpdir(), 'dsock-no-such-folder');
  const env = containers[0] ? environmentOf(bundle, containers[0]) : {};
  try {
    const { config, warnings } = loadConfig({
      service,
      flags: {},
      env,
      cwd: nowhere,
      home: undefined,
      systemFolder: nowhere,
    });
    return { config, problems: [...warnings] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { problems: [...error.problems] };
  }
}

/** The configuration that a pod of ours would start with; undefined when it would not start. */
export function configOf(bundle: Bundle, workload: OwnWorkload): undefined | Config {
  return load(bundle, workload).config;
}

/** The workloads that run our program. */
export function ours({ workloads }: Bundle): readonly OwnWorkload[] {
  return workloads.filter((workload): workload is OwnWorkload => workload.service !== undefined);
}

function optionProblems(bundle: Bundle): string[] {
  return ours(bundle).flatMap((workload) => {
    const names = workload.containers.flatMap((container) => Object.keys(environmentOf(bundle, container)));
    const references = workload.containers.flatMap(({ env = [] }) => env.map(({ name }) => name));
    const repeated = references.filter((name, index) => references.indexOf(name) < index);
    const hosts = configOf(bundle, workload)?.redisHosts.map(({ host }) => host) ?? [];
    const unknown = [...new Set([...names, ...references])].filter(
      (name) => name.startsWith('DSOCK_') && !OPTIONS.some(({ env }) => env === name),
    );
    return [
      ...unknown.map((name) => `${workload.id}: ${name} is no option`),
      ...repeated.map((name) => `${workload.id}: ${name} is set twice`),
      ...(hosts.includes('localhost') ? [`${workload.id}: Redis is not in its pod`] : []),
      ...load(bundle, workload).problems.map((problem) => `${workload.id}: ${problem}`),
    ];
  });
}

function portProblems(bundle: Bundle): string[] {
  return ours(bundle).flatMap((workload) => {
    const { id, containers, service } = workload;
    const config = configOf(bundle, workload);
    const ports = containers.flatMap((container) => container.ports ?? []);
    const numbers = ports.map(({ containerPort }) => containerPort);
    const names = ports.map(({ name }) => name);
    const client = service === 'api' ? 'http' : 'ws';
    return [
      ...ports.filter(({ name }) => name === undefined).map(({ containerPort }) => `port ${containerPort} has no name`),
      ...(new Set(numbers).size < numbers.length ? ['a port number is there twice'] : []),
      ...(new Set(names).size < names.length ? ['a port name is there twice'] : []),
      ...(portNumber(containers, client) === config?.port ? [] : [`port ${client} is not DSOCK_PORT ${config?.port}`]),
      ...(portNumber(containers, 'ops') === config?.opsPort
        ? []
        : [`port ops is not DSOCK_OPS_PORT ${config?.opsPort}`]),
    ].map((text) => `${id}: ${text}`);
  });
}

function secretProblems({ workloads, of }: Bundle): string[] {
  const secrets = new Set(OPTIONS.filter(({ secret }) => secret).map(({ env }) => env));
  const inMaps = of('ConfigMap').flatMap(({ metadata, data }) =>
    Object.keys(data ?? {})
      .filter((name) => secrets.has(name))
      .map((name) => `ConfigMap/${metadata?.name}: ${name} belongs into a Secret`),
  );
  const inPods = workloads.flatMap(({ id, containers }) =>
    containers.flatMap(({ env = [] }) =>
      env.flatMap(({ name, value, valueFrom }) => {
        const reference = valueFrom?.secretKeyRef;
        if (secrets.has(name) && (value !== undefined || !reference)) return [`${id}: ${name} belongs into a Secret`];
        if (!reference) return [];
        const isKnown = SECRET_NAME.test(reference.name ?? '') && SECRET_KEYS.includes(reference.key);
        return isKnown ? [] : [`${id}: README knows no key ${reference.key} of a Secret ${reference.name}`];
      }),
    ),
  );
  return [...inMaps, ...inPods];
}

/** Kubernetes puts `<NAME>_PORT` of every Service into pods that do not refuse it. */
function serviceNameProblems({ of }: Bundle): string[] {
  return of('Service').flatMap(({ metadata }) => {
    const variable = `${(metadata?.name ?? '').toUpperCase().replaceAll('-', '_')}_PORT`;
    const isOption = variable === 'PORT' || OPTIONS.some(({ env }) => env === variable);
    return isOption ? [`Service/${metadata?.name}: ${variable} is an option`] : [];
  });
}

/** What the program is told is what it understands, and where it belongs. */
export const CONFIGURATION_RULES: readonly Rule[] = [
  { name: 'options', find: optionProblems },
  { name: 'ports', find: portProblems },
  { name: 'secrets', find: secretProblems },
  { name: 'service names', find: serviceNameProblems },
];
