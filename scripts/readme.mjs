// Writes the generated tables of README.md, or with --check fails when they are stale. Wants a build.
import { readFileSync, writeFileSync } from 'node:fs';
import { optionsMarkdownTable } from '../packages/common/dist/index.js';
import { ERRORS } from '../packages/protocol/dist/index.js';

const file = new URL('../README.md', import.meta.url);

function errorsTable() {
  const rows = Object.entries(ERRORS).map(([code, { status, connectStatus, message, retry }]) => {
    const statuses = connectStatus === undefined ? status : `${status}, ${connectStatus} on \`/connect\``;
    return `| \`${code}\` | ${statuses} | ${message}${retry ? ' *retry*' : ''} |`;
  });
  return ['| errorCode | status | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function fill(text, name, content) {
  const pattern = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[^]*?(<!-- /${name} -->)`);
  if (!pattern.test(text)) throw new Error(`README.md has no place for ${name}`);
  return text.replace(pattern, (_, open, close) => `${open}\n${content.trim()}\n\n${close}`);
}

const committed = readFileSync(file, 'utf8');
const fresh = fill(fill(committed, 'errors', errorsTable()), 'options', optionsMarkdownTable());
if (process.argv.includes('--check')) {
  if (fresh !== committed) {
    console.error('The tables of README.md are stale: run "npm run gen"');
    process.exit(1);
  }
} else {
  writeFileSync(file, fresh);
}
