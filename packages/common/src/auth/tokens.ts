import { timingSafeEqual } from 'node:crypto';

/** Says whether a presented token is one of the configured ones, in time that tells nothing about their content. */
export type TokenCheck = (presented: undefined | string) => boolean;

/** Prepare the check for `tokens`. With none configured every token is wrong: no token never means "open". */
export function createTokenCheck(tokens: readonly string[]): TokenCheck {
  const accepted = tokens.map((token) => Buffer.from(token));
  return (presented) => {
    if (presented === undefined || presented === '') return false;
    const given = Buffer.from(presented);
    let match = false;
    for (const token of accepted) {
      // The length of a token is no secret; comparing every token hides which of them came close.
      match = (token.length === given.length && timingSafeEqual(token, given)) || match;
    }
    return match;
  };
}

const BEARER = /^bearer +/i;

/** The credential of an `Authorization: Bearer` header, or undefined when it is of another kind. */
export function bearerOf(header: undefined | string): undefined | string {
  if (header === undefined) return undefined;
  const prefix = BEARER.exec(header);
  return prefix ? header.slice(prefix[0].length).trim() : undefined;
}
