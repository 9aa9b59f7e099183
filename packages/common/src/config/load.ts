import { type Check, ERROR_CHECKS, type Findings, namesRedis, WARNING_CHECKS } from './checks.js';
import { ConfigError, type ConfigInput, type LoadedConfig } from './config.js';
import { readEnvironment } from './environment.js';
import { type ConfigFile, readConfigFile } from './file.js';
import type { Option } from './option.js';
import { isOptionName, OPTION_NAMES, type OptionName, TABLE, type Values } from './options.js';
import { BadValue, fromText, isBlank, quote, type RawValue } from './raw-value.js';
import { decidedByRedisUrl, toConfig } from './resolve.js';

/** A value that was given for an option. */
interface Given {
  readonly raw: RawValue;
  readonly source: string;
  /** What a relative path in the value starts from. */
  readonly baseFolder: string;
}

/** What was given in one place. */
type Layer = ReadonlyMap<OptionName, Given>;

interface Notes {
  readonly problems: string[];
  readonly warnings: string[];
}

/**
 * Read the configuration: flags win over the environment, that over the file, that over the defaults.
 *
 * A value that a stronger place overrides is not looked at.
 * @throws {ConfigError} with every problem found: unknown keys of flags and file, bad values, contradictions
 */
export function loadConfig(input: ConfigInput): LoadedConfig {
  const notes: Notes = { problems: [], warnings: [] };
  const { file, isReadable } = tryReadFile(input, notes);
  const layers = [flagLayer(input, notes), environmentLayer(input, notes), fileLayer(file, notes)];
  const { values, sources, refused } = readValues(layers, input.cwd, notes);
  const config = toConfig(values, sources.port !== 'default');
  traceDerived(values, sources, notes);
  // What an unreadable file would have said is unknown, so nothing can be said to be missing.
  if (isReadable) runChecks({ service: input.service, config, values, sources }, refused, notes);
  if (notes.problems.length > 0) throw new ConfigError(notes.problems);
  return Object.freeze({ config, warnings: Object.freeze(notes.warnings), sources: Object.freeze(sources) });
}

/** Whether somebody set up Redis, by `redis_host`, `redis_url` or `redis_sentinel_master`. */
export function isRedisConfigured(loaded: LoadedConfig): boolean {
  return namesRedis(loaded.sources);
}

function runChecks(findings: Findings, refused: ReadonlySet<OptionName>, { problems, warnings }: Notes): void {
  const broken = (checks: readonly Check[]) =>
    checks
      .filter(({ options }) => !options.some((name) => refused.has(name)))
      .flatMap(({ find }) => find(findings) ?? []);
  problems.push(...broken(ERROR_CHECKS));
  warnings.push(...broken(WARNING_CHECKS));
}

/** Let values that `address` or `redis_url` decided say so, and warn of what `redis_url` overrules. */
function traceDerived(values: Values, sources: Record<OptionName, string>, { warnings }: Notes): void {
  if (values.address && sources.port === 'default') sources.port = sources.address;
  for (const name of decidedByRedisUrl(values)) {
    if (sources[name] !== 'default') {
      warnings.push(`${name} (${sources[name]}) is not used, as redis_url (${sources.redis_url}) wins`);
    }
    sources[name] = sources.redis_url;
  }
}

function tryReadFile(
  input: ConfigInput,
  { problems, warnings }: Notes,
): { file: undefined | ConfigFile; isReadable: boolean } {
  try {
    return { file: readConfigFile(input, warnings), isReadable: true };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return { file: undefined, isReadable: false };
  }
}

function flagLayer({ flags, cwd }: ConfigInput, { problems }: Notes): Layer {
  const layer = new Map<OptionName, Given>();
  for (const [name, text] of Object.entries(flags)) {
    if (!isOptionName(name)) problems.push(unknownKey(name, 'flag'));
    else layer.set(name, { raw: fromText(text), source: `flag --${name}`, baseFolder: cwd });
  }
  return layer;
}

function environmentLayer({ env, cwd }: ConfigInput, { warnings }: Notes): Layer {
  const { values, unknown } = readEnvironment(env);
  for (const variable of unknown) warnings.push(`${variable} (environment) is not an option and is ignored`);
  return new Map(
    [...values].map(([name, { raw, variable }]) => [name, { raw, source: `environment ${variable}`, baseFolder: cwd }]),
  );
}

function fileLayer(file: undefined | ConfigFile, { problems }: Notes): Layer {
  const layer = new Map<OptionName, Given>();
  for (const [key, raw] of file?.entries ?? []) {
    if (!isOptionName(key)) problems.push(unknownKey(key, file?.path ?? ''));
    else if (raw && file) layer.set(key, { raw, source: file.path, baseFolder: file.folder });
  }
  return layer;
}

function unknownKey(key: string, source: string): string {
  return `${quote(key)} (${source}) is not an option; there are ${OPTION_NAMES.join(', ')}`;
}

function readValues(layers: readonly Layer[], cwd: string, { problems }: Notes) {
  const refused = new Set<OptionName>();
  const entries = OPTION_NAMES.map((name) => {
    const option: Option<unknown> = TABLE[name];
    const given = layers.map((layer) => layer.get(name)).find((each) => each && !isBlank(each.raw, option.isList));
    try {
      return { name, source: given?.source ?? 'default', value: option.read(given?.raw, given?.baseFolder ?? cwd) };
    } catch (error) {
      if (!(error instanceof BadValue) || !given) throw error;
      refused.add(name);
      problems.push(describeProblem(name, option, given, error));
      return { name, source: given.source, value: option.read(undefined, cwd) };
    }
  });
  return {
    refused,
    // Each value was read by the option of its own name, which is what the types say.
    values: Object.fromEntries(entries.map(({ name, value }) => [name, value])) as unknown as Values,
    sources: Object.fromEntries(entries.map(({ name, source }) => [name, source])) as Record<OptionName, string>,
  };
}

function describeProblem(name: OptionName, option: Option<unknown>, given: Given, { hint }: BadValue): string {
  const shown = option.secret || given.raw.texts.length === 0 ? 'the value' : quote(given.raw.texts.join(', '));
  return `${name}: ${shown} (${given.source}) is not allowed; expected ${option.allowed}${hint ? `: ${hint}` : ''}`;
}
