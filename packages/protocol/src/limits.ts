/** Limits that hold on both services and in every SDK. Lengths are bytes of UTF-8. Source: contract "HTTP API". */
export const LIMITS = {
  /** User, session and channel names. */
  nameBytes: 256,
  claimIdBytes: 128,
  /** A close reason: what fits a WebSocket control frame after the code (RFC 6455 section 5.5). */
  closeReasonBytes: 123,
  /** A JWT, checked before any cryptography. */
  jwtBytes: 8192,
  /** 9999-12-31T23:59:59Z in seconds since the epoch. */
  lastEpochSecond: 253_402_300_799,
  requestIdCharacters: 64,
} as const;

const encoder = new TextEncoder();
// A byte order mark at the beginning is part of the text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes of `text` in UTF-8. */
export function utf8Length(text: string): number {
  return encoder.encode(text).length;
}

function fitsUtf8(text: string, maxBytes: number): boolean {
  // A UTF-16 unit takes one to three bytes, so most texts need no encoding to be judged.
  if (text.length > maxBytes) return false;
  return text.length * 3 <= maxBytes || utf8Length(text) <= maxBytes;
}

/** Whether `text` may name a user or a session: 1 to 256 bytes of UTF-8. */
export function isName(text: string): boolean {
  return text.length > 0 && fitsUtf8(text, LIMITS.nameBytes);
}

/** Whether `text` may name a channel: a name without a comma, which delimits lists of channels. */
export function isChannelName(text: string): boolean {
  return isName(text) && !text.includes(',');
}

/** Whether `text` may be a claim id: 1 to 128 bytes of UTF-8. */
export function isClaimId(text: string): boolean {
  return text.length > 0 && fitsUtf8(text, LIMITS.claimIdBytes);
}

/** Split a comma-delimited list, without empty names and duplicates, in the order given. */
export function splitNames(list: string): string[] {
  return [...new Set(list.split(',').filter((name) => name.length > 0))];
}

/**
 * Cut `text` to at most `maxBytes` of UTF-8 at a character boundary.
 *
 * A close reason cut inside a character is a protocol error at the client.
 */
export function cutUtf8(text: string, maxBytes: number): string {
  const bytes = encoder.encode(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return decoder.decode(bytes.subarray(0, end));
}
