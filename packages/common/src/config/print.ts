import { stringify } from 'smol-toml';
import type { LoadedConfig } from './config.js';
import type { TomlValue } from './kinds.js';
import type { Option } from './option.js';
import { OPTION_NAMES, OPTIONS, type OptionInfo, TABLE } from './options.js';

/** The configuration in force as TOML, each value with its source behind it, secrets masked. */
export function printConfig(loaded: LoadedConfig): string {
  const lines = OPTION_NAMES.flatMap((name) => {
    const option: Option<unknown> = TABLE[name];
    const source = loaded.sources[name] ?? 'default';
    if (option.deprecated && source === 'default') return [];
    const value = option.show(loaded.config);
    return [value === undefined ? `# ${name} is not set` : `${assignment(name, value)}  # ${source}`];
  });
  return `${lines.join('\n')}\n`;
}

/**
 * A `config.toml` to start from: every option with its default, commented out.
 *
 * Lines with one `#` are options, those with two are text, so that any number of options can be un-commented at once.
 * With all of them un-commented the configuration is that of the defaults.
 */
export function sampleConfigToml(): string {
  const blocks = OPTIONS.filter((option) => !option.deprecated).map((option) => {
    const { sample }: Option<unknown> = TABLE[option.name];
    return [
      `## ${sentence(option)}`,
      `## Default: ${option.defaultText}.`,
      `# ${assignment(option.name, sample)}`,
    ].join('\n');
  });
  const head = [
    '## Configuration of dSock. Remove the "#" before an option to set it.',
    '## A flag (--port 6241) and an environment variable (DSOCK_PORT) win over this file.',
  ].join('\n');
  return `${[head, ...blocks].join('\n\n')}\n`;
}

/** The table of options for README, in Markdown. */
export function optionsMarkdownTable(): string {
  const rows = OPTIONS.map((option) => [
    `\`${option.name}\``,
    `\`${option.env}\``,
    option.defaultText,
    escapeCell(sentence(option)),
  ]);
  const head = [
    ['option', 'environment', 'default', 'meaning'],
    ['---', '---', '---', '---'],
  ];
  return `${[...head, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function sentence({ doc, allowed }: OptionInfo): string {
  return `${doc} (${allowed})`;
}

/** Escape what Markdown would interpret outside code spans, and the delimiter of cells everywhere. */
function escapeCell(text: string): string {
  const isCode = (index: number) => index % 2 === 1;
  const parts = text.split('`').map((part, index) => (isCode(index) ? part : part.replace(/[\\*]/g, '\\$&')));
  return parts.join('`').replaceAll('|', '\\|');
}

function assignment(name: string, value: TomlValue): string {
  return stringify({ [name]: value }).trim();
}
