import { existsSync, writeFileSync } from 'node:fs';
import {
  type ConfigInput,
  type LoadedConfig,
  loadConfig,
  OPTIONS,
  printConfig,
  type Service,
  sampleConfigToml,
} from '@dsock/common';
import type { Command } from 'commander';
import { UsageError } from './api-client.js';

/** Give a command one flag per option of the configuration. */
export function withOptions(command: Command): Command {
  command.option('--config <file>', 'configuration file');
  for (const { name, kind, doc } of OPTIONS) {
    command.option(kind === 'boolean' ? `--${name} [value]` : `--${name} <value>`, doc);
  }
  return command;
}

/** Accept `--redis-host` for `--redis_host`. Everything else stays as it is. */
export function normalizeFlags(argv: readonly string[]): string[] {
  const names = new Set<string>(OPTIONS.map(({ name }) => name));
  return argv.map((argument) => {
    const [flag = '', ...rest] = argument.split('=');
    const name = flag.replace(/^--/, '').replaceAll('-', '_');
    if (!flag.startsWith('--') || !names.has(name)) return argument;
    return [`--${name}`, ...rest].join('=');
  });
}

/** Load the configuration of a service from flags, environment and file. */
export function loadFor(service: Service, options: Readonly<Record<string, string | boolean>>): LoadedConfig {
  const { config: configFile, ...given } = options;
  const flags: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) flags[name] = String(value);
  const input: ConfigInput = {
    service,
    flags,
    configFile: typeof configFile === 'string' ? configFile : undefined,
    env: process.env,
    cwd: process.cwd(),
    home: process.env.HOME,
  };
  return loadConfig(input);
}

/** Add `config print` and `config init`. */
export function addConfigCommands(program: Command): void {
  const config = program.command('config').description('show or write configuration');
  withOptions(config.command('print'))
    .description('show the effective configuration and where each value comes from')
    .action((options: Record<string, string | boolean>) => {
      process.stdout.write(printConfig(loadFor('start', options)));
    });
  config
    .command('init')
    .description('write a commented config.toml into this folder')
    .option('--force', 'overwrite an existing one')
    .action(({ force }: { force?: boolean }) => {
      if (existsSync('config.toml') && !force) {
        throw new UsageError('config.toml exists already; --force overwrites it.');
      }
      writeFileSync('config.toml', sampleConfigToml());
      process.stdout.write('config.toml written; every option in it is commented out and has its default.\n');
    });
}
