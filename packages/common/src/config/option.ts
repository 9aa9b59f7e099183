import type { Config } from './config.js';
import { type Kind, MASK, type TomlValue } from './kinds.js';
import { fromText, type RawValue } from './raw-value.js';

/** What the table says about an option, besides its kind and default. */
interface About<T> {
  /** One sentence or two, for README, help and the sample file. */
  readonly doc: string;
  /** What applies when nothing is set, where no text can say it. */
  readonly defaultNote?: string;
  /** The value is never shown. */
  readonly secret?: true;
  /** Still read, but warned about and left out of the sample file. */
  readonly deprecated?: true;
  /** The value in force, to be printed. */
  readonly inForce: (config: Config) => undefined | T;
}

/** One option of the table. */
export interface Option<T> extends Omit<About<T>, 'inForce'> {
  readonly kind: string;
  readonly allowed: string;
  /** In the text of a flag or environment variable; undefined when there is none. */
  readonly default: undefined | string;
  readonly isList: boolean;
  /** The default as the sample file writes it; an empty text or list counts as not set. */
  readonly sample: TomlValue;
  /**
   * Read a value, or the default for undefined.
   * @throws {BadValue}
   */
  readonly read: (raw: undefined | RawValue, baseFolder: string) => T;
  /** The value in force, secrets masked; undefined when there is none. */
  readonly show: (config: Config) => undefined | TomlValue;
}

/** An option that always has a value. `defaultText` is what a flag would say. */
export function withDefault<T>(kind: Kind<T>, defaultText: string, about: About<T>): Option<T> {
  return {
    ...describe(kind, about),
    default: defaultText,
    sample: kind.format(kind.parse(fromText(defaultText), '')),
    read: (raw, baseFolder) => kind.parse(raw ?? fromText(defaultText), baseFolder),
  };
}

/** An option that may be left unset. */
export function optional<T>(kind: Kind<T>, about: About<T>): Option<undefined | T> {
  return {
    ...describe(kind, about),
    default: undefined,
    sample: '',
    read: (raw, baseFolder) => (raw === undefined ? undefined : kind.parse(raw, baseFolder)),
  };
}

function describe<T>(kind: Kind<T>, { inForce, ...about }: About<T>) {
  return {
    ...about,
    kind: kind.name,
    allowed: kind.allowed,
    isList: kind.name === 'list',
    show(config: Config): undefined | TomlValue {
      const value = inForce(config);
      if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
      if (!about.secret) return kind.format(value);
      return kind.mask ? kind.mask(value) : MASK;
    },
  };
}
