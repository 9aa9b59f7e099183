import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { parse as parseToml, TomlError } from 'smol-toml';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { ConfigError, type ConfigInput } from './config.js';
import { fromItems, fromNative, fromScalar, quote, type RawValue, UNUSABLE } from './raw-value.js';

/** A file as it was read: every key of its top level, known or not. */
export interface ConfigFile {
  readonly path: string;
  readonly folder: string;
  readonly entries: readonly (readonly [key: string, value: undefined | RawValue])[];
}

type Entries = ConfigFile['entries'];

/** A syntax error whose message shows nothing of the file, which may hold secrets. */
class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}

const PARSERS: Readonly<Record<string, (text: string) => Entries>> = {
  '.toml': tomlEntries,
  '.json': jsonEntries,
  '.yaml': yamlEntries,
  '.yml': yamlEntries,
};

/**
 * Read the configuration file: the one named, or the first `config.toml`, `.json`, `.yaml` or `.yml` in the working
 * folder, `.config/dsock` of the home folder, and the folder of the system.
 *
 * @param warnings - receives a sentence for each folder that cannot be searched
 * @throws {ConfigError} the named file is missing; a file cannot be read or parsed
 */
export function readConfigFile(input: ConfigInput, warnings: string[]): undefined | ConfigFile {
  const path = input.configFile ? resolve(input.cwd, input.configFile) : findFile(input, warnings);
  if (path === undefined) return undefined;
  const parse = PARSERS[extname(path).toLowerCase()];
  if (!parse) {
    throw new ConfigError([`${path} (flag --config): expected a name that ends in ${Object.keys(PARSERS).join(', ')}`]);
  }
  try {
    return { path, folder: dirname(path), entries: parse(readText(path)) };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new ConfigError([`${path}: ${error.message}`]);
  }
}

function findFile({ cwd, home, systemFolder = '/etc/dsock' }: ConfigInput, warnings: string[]): undefined | string {
  const folders = [cwd, ...(home ? [join(home, '.config', 'dsock')] : []), systemFolder];
  for (const folder of folders) {
    for (const extension of Object.keys(PARSERS)) {
      const path = join(folder, `config${extension}`);
      try {
        if (statSync(path, { throwIfNoEntry: false })) return path;
      } catch (error) {
        // A container that runs as another user often cannot enter the home folder of root.
        if (errorCode(error) !== 'ENOTDIR') warnings.push(`${folder} was not searched for files (${errorCode(error)})`);
        break;
      }
    }
  }
  return undefined;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new SyntaxProblem(`the file cannot be read (${errorCode(error)})`);
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function tomlEntries(text: string): Entries {
  try {
    return Object.entries(parseToml(text)).map(([key, value]) => [key, fromNative(value)]);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The first line of the message is a fixed sentence, the others are lines of the file.
    const [sentence = ''] = error.message.split('\n');
    throw new SyntaxProblem(`line ${error.line}, column ${error.column}: ${sentence}`);
  }
}

function jsonEntries(text: string): Entries {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxProblem('expected an object of options');
  }
  return Object.entries(value).map(([key, item]) => [key, fromNative(item)]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The message may quote the file, so only the position is taken from it.
    const position = /at position (\d+)/.exec(String(error))?.[1];
    const line = position === undefined ? '' : `line ${text.slice(0, Number(position)).split('\n').length}: `;
    throw new SyntaxProblem(`${line}this is not valid JSON`);
  }
}

function yamlEntries(text: string): Entries {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter });
  // Messages may quote the file. A warning is a tag that nobody resolves, so the value would not be what was meant.
  const problem = [...document.errors, ...document.warnings][0];
  if (problem) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    const sentence = problem.code.toLowerCase().replaceAll('_', ' ');
    throw new SyntaxProblem(`line ${line}, column ${col}: this is not valid YAML (${sentence})`);
  }
  const { contents } = document;
  if (contents === null) return [];
  if (!isMap(contents)) throw new SyntaxProblem('expected a mapping of options');
  return contents.items.map((pair) => [
    isScalar(pair.key) ? String(pair.key.value) : quote(String(pair.key)),
    fromYaml(pair.value, document),
  ]);
}

function fromYaml(node: unknown, document: Document): undefined | RawValue {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target)) return fromItems(target.items.map((item) => fromYamlScalar(item, document)));
  if (node === null || (isScalar(target) && target.value === null)) return undefined;
  return fromYamlScalar(target, document);
}

/** Numbers keep their spelling: `0123` may be a password. An alias without its anchor is unusable, not absent. */
function fromYamlScalar(node: unknown, document: Document): RawValue {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (!isScalar(target)) return UNUSABLE;
  const isNumber = typeof target.value === 'number' && target.source !== undefined;
  return isNumber ? { type: 'number', texts: [target.source ?? ''] } : fromScalar(target.value);
}
