/** A value as it was given, before its option interprets it. Flags and the environment only ever give strings. */
export interface RawValue {
  readonly type: 'string' | 'number' | 'boolean' | 'list' | 'unusable';
  /** One text, or those of a list; none when unusable. */
  readonly texts: readonly string[];
}

/** Why a value is refused, beyond what its option allows. The hint is shown, so it must not contain a secret. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
  readonly hint: undefined | string;

  constructor(hint?: string) {
    super(hint);
    this.hint = hint;
  }
}

/** A value that no option takes: a table, a fraction, a date. */
export const UNUSABLE: RawValue = { type: 'unusable', texts: [] };

export function fromText(text: string): RawValue {
  return { type: 'string', texts: [text] };
}

/** Read anything but null and a list. */
export function fromScalar(value: unknown): RawValue {
  if (typeof value === 'string') return fromText(value);
  if (typeof value === 'boolean') return { type: 'boolean', texts: [String(value)] };
  // A larger integer has lost digits already, and no option takes a fraction that is not text.
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { type: 'number', texts: [String(value)] };
  return UNUSABLE;
}

/** Join what the items of a list were read as; a list holds texts and whole numbers only. */
export function fromItems(items: readonly RawValue[]): RawValue {
  const texts: string[] = [];
  for (const item of items) {
    if (item.type !== 'string' && item.type !== 'number') return UNUSABLE;
    texts.push(...item.texts);
  }
  return { type: 'list', texts };
}

/** Read a value of TOML or JSON; undefined for null, which counts as not given. */
export function fromNative(value: unknown): undefined | RawValue {
  if (value === null || value === undefined) return undefined;
  return Array.isArray(value) ? fromItems(value.map(fromScalar)) : fromScalar(value);
}

/** Whether a value counts as not given: nothing but white space, and for lists nothing but that and commas. */
export function isBlank(raw: RawValue, isList: boolean): boolean {
  if (raw.type === 'unusable') return false;
  return raw.texts.every((text) => (isList ? text.replaceAll(',', '') : text).trim() === '');
}

/**
 * A value for a message: quoted, control characters escaped, cut.
 *
 * Never call it with a secret. What stands before an `@` is hidden all the same: people put URLs with passwords anywhere.
 */
export function quote(text: string): string {
  const longest = 80;
  const shown = text.replace(/^.*@/s, '****@');
  return JSON.stringify(shown.length > longest ? `${shown.slice(0, longest)}...` : shown);
}
