const DURATION_UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  // The micro sign and the Greek letter, as in Go.
  '\u00b5s': 1e-3,
  '\u03bcs': 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const DURATION_PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y;

const SIZE = /^(\d+(?:\.\d+)?) ?(b|kb|mb|gb|kib|mib|gib)?$/i;
const SIZE_UNITS_BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/**
 * Read a duration in Go syntax, such as `1m30s`, `1.5h`, `500ms` or `0`.
 *
 * @returns milliseconds, rounded to a whole one; undefined when the text is none or lacks a unit
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseDuration(text: string): undefined | number {
  if (/^[+-]?0$/.test(text)) return 0;
  const unsigned = text.startsWith('+') ? text.slice(1) : text;
  let totalMs = 0;
  let end = 0;
  while (end < unsigned.length) {
    DURATION_PART.lastIndex = end;
    const part = DURATION_PART.exec(unsigned);
    if (!part) return undefined;
    const [whole, amount = '', unit = ''] = part;
    totalMs += Number(amount) * (DURATION_UNITS_MS[unit] ?? Number.NaN);
    end += whole.length;
  }
  return end === 0 ? undefined : Math.round(totalMs);
}

/** Write milliseconds in the syntax that `parseDuration` reads, without fractions: `90000` is `1m30s`. */
export function formatDuration(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Math.floor(ms / 1000) % 60;
  const parts = [
    [hours, 'h'],
    [minutes, 'm'],
    [seconds, 's'],
    [ms % 1000, 'ms'],
  ] as const;
  const text = parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : '')).join('');
  return text === '' ? '0s' : text;
}

/**
 * Read a size: a number of bytes, or with a unit (`16KiB`, `1MiB` of 1024; `1MB` of 1000; any case).
 *
 * @returns whole bytes; undefined when the text is no size
 */
export function parseSize(text: string): undefined | number {
  const match = SIZE.exec(text);
  if (!match) return undefined;
  const [, amount = '', unit = 'b'] = match;
  const bytes = Number(amount) * (SIZE_UNITS_BYTES[unit.toLowerCase()] ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Write bytes in the syntax that `parseSize` reads, with the largest unit of 1024 that leaves a whole number. */
export function formatSize(bytes: number): string {
  const unit = bytes > 0 && (['GiB', 'MiB', 'KiB'] as const).find((name) => bytes % sizeOf(name) === 0);
  return unit ? `${bytes / sizeOf(unit)}${unit}` : String(bytes);
}

function sizeOf(unit: string): number {
  return SIZE_UNITS_BYTES[unit.toLowerCase()] ?? 1;
}
