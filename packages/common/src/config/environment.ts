import { envName, isOptionName, OPTION_NAMES, type OptionName, TABLE } from './options.js';
import { fromText, isBlank, type RawValue } from './raw-value.js';

/** Options found in the environment, each with the variable it came from. */
export interface Environment {
  readonly values: ReadonlyMap<OptionName, { readonly raw: RawValue; readonly variable: string }>;
  /** Variables that look like ours and are not. */
  readonly unknown: readonly string[];
}

/** `tcp://10.0.0.7:6241`, which Kubernetes sets as `<SERVICE>_PORT`. */
const INJECTED_URL = /^(?:tcp|udp|sctp):\/\//;
/** The other variables of a Service named dsock or dsock-something; see "Environment variables" of the Kubernetes documentation. */
const INJECTED_NAME = /_SERVICE_(?:HOST|PORT(?:_.*)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/;

/** Read the variables of the options; empty ones and those that Kubernetes injects count as not set. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const values = new Map<OptionName, { raw: RawValue; variable: string }>();
  for (const name of OPTION_NAMES) {
    const variables = name === 'port' ? [envName(name), 'PORT'] : [envName(name)];
    const variable = variables.find((candidate) => isGiven(env, candidate, TABLE[name].isList));
    if (variable !== undefined) values.set(name, { raw: fromText(env[variable] ?? ''), variable });
  }
  return { values, unknown: Object.keys(env).filter((variable) => isUnknown(env, variable)) };
}

function isGiven(env: Readonly<Record<string, string | undefined>>, variable: string, isList: boolean): boolean {
  const text = env[variable];
  return text !== undefined && !isBlank(fromText(text), isList) && !isInjected(variable, text);
}

function isInjected(variable: string, text: string): boolean {
  return INJECTED_NAME.test(variable) || (variable.endsWith('_PORT') && INJECTED_URL.test(text));
}

function isUnknown(env: Readonly<Record<string, string | undefined>>, variable: string): boolean {
  if (!variable.startsWith('DSOCK_') || variable.startsWith('DSOCK_TEST_')) return false;
  const name = variable.slice('DSOCK_'.length);
  if (name === name.toUpperCase() && isOptionName(name.toLowerCase())) return false;
  const text = env[variable];
  return text !== undefined && text !== '' && !isInjected(variable, text);
}
