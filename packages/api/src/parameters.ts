import {
  BrokerError,
  type ErrorCode,
  isChannelName,
  isClaimId,
  isDisconnectCode,
  isName,
  LIMITS,
  type Target,
  utf8Length,
} from '@dsock/protocol';
import { z } from 'zod';
import { decodeValue, type RawQuery } from './query.js';

/** The query parameters of a call: one schema for parsing and for the OpenAPI document. */
export type ParameterShape = Readonly<Record<string, z.ZodType>>;

/** What parsing a shape gives. */
export type Parameters<S extends ParameterShape> = { readonly [K in keyof S]: z.output<S[K]> };

/** Parameters that count as absent when empty; any other empty value is judged by its schema. */
const EMPTY_IS_ABSENT: ReadonlySet<string> = new Set(['id', 'channel', 'user']);

const NAME_RULE = `must be 1 to ${LIMITS.nameBytes} bytes of UTF-8`;
const CHANNEL_RULE = `${NAME_RULE} without a comma`;

/** A user or session. */
export const name = (description: string) => z.string().refine(isName, { error: NAME_RULE }).describe(description);

/** A channel. */
const channelName = (description: string) =>
  z.string().refine(isChannelName, { error: CHANNEL_RULE }).describe(description);

/** A claim id of the caller's choice. */
export const claimId = z
  .string()
  .refine(isClaimId, { error: `must be 1 to ${LIMITS.claimIdBytes} bytes of UTF-8` })
  .describe('Claim id of your own choice; without one the broker generates a UUID.');

/** A switch. */
export const flag = (description: string) =>
  z
    .enum(['true', 'false'], { error: 'must be "true" or "false"' })
    .transform((text) => text === 'true')
    .optional()
    .describe(description);

/** A list of channels. */
export const channelList = z
  .string()
  .transform((text, context) => {
    const channels = [...new Set(text.split(',').filter((one) => one !== ''))];
    if (!channels.every(isChannelName)) context.addIssue({ code: 'custom', message: `${CHANNEL_RULE}, each` });
    return channels;
  })
  .optional()
  .describe('Comma-delimited channels; empty and repeated names are left out.');

/** Whole seconds greater than zero, each failure with a code of its own. */
export const seconds = (codes: { invalid: ErrorCode; negative: ErrorCode }, description: string) =>
  z
    .string()
    .transform((text, context) => {
      const value = Number(text);
      const code = /^[+-]?\d+$/.test(text) ? (value > 0 ? undefined : codes.negative) : codes.invalid;
      if (code) context.addIssue({ code: 'custom', params: { errorCode: code } });
      return value;
    })
    .optional()
    .describe(description);

/** How a message reaches the client. */
export const messageType = z
  .string()
  .optional()
  .transform((text, context): 'text' | 'binary' => {
    if (text === 'text' || text === '1') return 'text';
    if (text !== 'binary' && text !== '2') {
      context.addIssue({ code: 'custom', params: { errorCode: 'INVALID_MESSAGE_TYPE' } });
    }
    return 'binary';
  })
  .describe('"text" (or "1") or "binary" (or "2").');

/** A close code for clients. */
export const closeCode = z
  .string()
  // Digits only: Number also takes '0xbb8', '3e3' and ' 1000'.
  .transform((text) => (/^\d{4}$/.test(text) ? Number(text) : Number.NaN))
  .refine(isDisconnectCode, { error: 'must be 1000 or 3000 to 4999' })
  .optional()
  .describe('WebSocket close code: 1000 (the default) or 3000 to 4999.');

/** A close reason for clients. */
export const closeReason = z
  .string()
  .refine((text) => utf8Length(text) <= LIMITS.closeReasonBytes, {
    error: `must be at most ${LIMITS.closeReasonBytes} bytes of UTF-8`,
  })
  .optional()
  .describe('Close reason that the client sees.');

/** A parameter of the contract that this version does not have: ignoring it would feign safety. */
export const notAvailable = (description: string) =>
  z
    .string()
    .refine(() => false, { error: 'is not available in this version' })
    .optional()
    .describe(`${description} Not available in this version: refused.`);

/** The parameters that make up a target. */
export const TARGET_PARAMETERS = {
  id: z.string().optional().describe('Connection id. Wins over "channel" and "user".'),
  channel: channelName('Channel. Wins over "user".').optional(),
  user: name('User.').optional(),
  session: name('Session of the user; narrows "user".').optional(),
} satisfies ParameterShape;

/** Whether any of the target's parameters is there, whatever its value. */
export function hasTarget(raw: RawQuery): boolean {
  return ['id', 'channel', 'user'].some((one) => raw.get(one)?.some((value) => value !== ''));
}

/** The target of a call; `id` wins over `channel` over `user`. */
export function toTarget(parameters: Parameters<typeof TARGET_PARAMETERS>): Target {
  const { id, channel, user, session } = parameters;
  if (id !== undefined) return { kind: 'connection', id };
  if (channel !== undefined) return { kind: 'channel', channel };
  if (user !== undefined) return { kind: 'user', user, session };
  throw new BrokerError('MISSING_TARGET');
}

/** Read the parameters of a call, in the order of its shape. */
export function createParameterParser<S extends ParameterShape>(shape: S): (raw: RawQuery) => Parameters<S> {
  const names = Object.keys(shape);
  const schema = z.object(shape);
  return (raw) => {
    const values: Record<string, string> = {};
    for (const one of names) {
      const given = raw.get(one);
      if (given === undefined) continue;
      if (given.length > 1) invalid(one, 'is given more than once');
      const value = decodeValue(one, given[0] ?? '');
      if (value !== '' || !EMPTY_IS_ABSENT.has(one)) values[one] = value;
    }
    const result = schema.safeParse(values);
    if (result.success) return result.data as Parameters<S>;
    return refuse(result.error.issues[0]);
  };
}

function refuse(issue: undefined | z.core.$ZodIssue): never {
  const code = issue?.code === 'custom' ? (issue.params?.errorCode as undefined | ErrorCode) : undefined;
  if (code) throw new BrokerError(code);
  return invalid(String(issue?.path[0]), issue?.message ?? 'is out of its range');
}

function invalid(parameter: string, rule: string): never {
  throw new BrokerError('INVALID_PARAMETER', { detail: `"${parameter}" ${rule}.` });
}
