import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Action,
  decodeEnvelope,
  decodeReply,
  type Envelope,
  encodeEnvelope,
  encodeReply,
  joinFrames,
  type Reply,
  type Result,
  splitFrames,
} from './codec.js';
import type { Target } from './target.js';

/** Any text a name can be, without unpaired surrogates, which UTF-8 cannot carry. */
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const filled = text.filter((value) => value !== '');
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<undefined | T> => fc.option(values, { nil: undefined });
const bytes = fc.uint8Array({ maxLength: 200 });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const targets: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ kind: fc.constant('connection' as const), id: text }),
  fc.record({ kind: fc.constant('channel' as const), channel: text }),
  fc.record({ kind: fc.constant('user' as const), user: text, session: maybe(text) }),
);

const actions: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant('send' as const),
    type: fc.constantFrom('text' as const, 'binary' as const),
    body: bytes,
    except: maybe(filled),
  }),
  fc.record({ kind: fc.constant('disconnect' as const), code: fc.integer({ min: 1000, max: 4999 }), reason: text }),
  fc.record({ kind: fc.constantFrom('subscribe' as const, 'unsubscribe' as const), channel: text }),
  fc.constantFrom<Action>({ kind: 'info' }, { kind: 'probe' }),
);

const envelopes: fc.Arbitrary<Envelope> = fc.record({
  requestId: text,
  traceparent: maybe(filled),
  target: targets,
  action: actions,
});

const connections = fc.record({
  id: text,
  lastPingSeconds: fc.double({ noNaN: true, min: 0, max: 2 ** 53 }),
  user: text,
  session: maybe(text),
  channels: fc.array(text, { maxLength: 5 }),
});

const results: fc.Arbitrary<Result> = fc.oneof(
  fc.record({ kind: fc.constant('sent' as const), delivered: uint32, dropped: uint32 }),
  fc.record({ kind: fc.constantFrom('disconnected' as const, 'changed' as const), count: uint32 }),
  fc.record({ kind: fc.constant('info' as const), connections: fc.array(connections, { maxLength: 4 }) }),
  fc.constant<Result>({ kind: 'failed' }),
);

const replies: fc.Arbitrary<Reply> = fc.record({
  correlation: uint32,
  workerId: text,
  last: fc.boolean(),
  result: results,
});

/** Buffers and arrays are told apart by toEqual; what counts is the bytes. */
function plain({ action, ...rest }: Envelope): unknown {
  return { ...rest, action: action.kind === 'send' ? { ...action, body: [...action.body] } : action };
}

describe('codec', () => {
  test('codec - every envelope comes back as it was', () => {
    const address = maybe(fc.record({ replyTo: filled, correlation: uint32 }));
    fc.assert(
      fc.property(envelopes, address, (envelope, reply) => {
        const decoded = decodeEnvelope(encodeEnvelope(envelope, reply));
        expect(decoded?.reply).toEqual(reply);
        expect(decoded && plain(decoded.envelope)).toEqual(plain(envelope));
      }),
    );
  });

  test('codec - every reply comes back as it was', () => {
    fc.assert(
      fc.property(replies, (reply) => {
        expect(decodeReply(encodeReply(reply))).toEqual(reply);
      }),
    );
  });

  test('codec - decoded counts are plain numbers', () => {
    const reply: Reply = {
      correlation: 2 ** 32 - 1,
      workerId: 'w',
      last: true,
      result: { kind: 'changed', count: 2 ** 32 - 1 },
    };
    expect(decodeReply(encodeReply(reply))).toStrictEqual(reply);
  });

  test('codec - random bytes are no message, or one, but never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        decodeEnvelope(noise);
        decodeReply(noise);
      }),
      { numRuns: 2000 },
    );
  });

  test('codec - a message with flipped, lost or added bytes never throws', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(envelopes, replies, damage, fc.nat(), (envelope, reply, hits, cut) => {
        for (const [encoded, decode] of [
          [encodeEnvelope(envelope), decodeEnvelope],
          [encodeReply(reply), decodeReply],
        ] as const) {
          const broken = Uint8Array.from(encoded);
          for (const [at, value] of hits) broken[at % (broken.length || 1)] = value;
          decode(broken);
          decode(broken.subarray(0, cut % (broken.length + 1)));
          decode(Buffer.concat([encoded, broken]));
        }
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['groups within groups', '0b'.repeat(100_000)],
    ['a length beyond the end', '2a7f'],
    ['a length beyond all memory', '2affffffff0f'],
    ['an endless varint', 'ff'.repeat(20)],
    ['a target without an action', '2a03120161'],
    ['an action without a target', '4a00'],
    ['a send of no type', '2a031201613200'],
    ['a send of a type from the future', '2a0312016132020863'],
  ])('codec - %s is no envelope', (_, hex) => {
    expect(decodeEnvelope(Buffer.from(hex, 'hex'))).toBeUndefined();
  });

  test('codec - the hand-made bytes above are an envelope when nothing is wrong with them', () => {
    const decoded = decodeEnvelope(Buffer.from('2a0312016132020801', 'hex'));
    expect(decoded?.envelope.target).toEqual({ kind: 'channel', channel: 'a' });
    expect(decoded?.envelope.action).toMatchObject({ kind: 'send', type: 'text' });
  });

  test.each([
    ['nothing', ''],
    ['a reply without a result', '08011a00'],
    ['text', Buffer.from('hello').toString('hex')],
    ['groups within groups', '0b'.repeat(100_000)],
  ])('codec - %s is no reply', (_, hex) => {
    expect(decodeReply(Buffer.from(hex, 'hex'))).toBeUndefined();
  });

  test('codec - fields of a later version are passed over', () => {
    const envelope: Envelope = {
      requestId: 'r',
      traceparent: undefined,
      target: { kind: 'channel', channel: 'a' },
      action: { kind: 'info' },
    };
    // Field 99, length-delimited, and field 98, varint.
    const unknown = Buffer.from('9a0603616263900601', 'hex');
    const decoded = decodeEnvelope(Buffer.concat([encodeEnvelope(envelope), unknown]));
    expect(decoded?.envelope).toEqual(envelope);
  });

  test('codec - an absent session is told from an empty one', () => {
    const of = (session: undefined | string): unknown => {
      const target = { kind: 'user', user: 'u', session } as const;
      const envelope: Envelope = { requestId: '', traceparent: undefined, target, action: { kind: 'info' } };
      return decodeEnvelope(encodeEnvelope(envelope))?.envelope.target;
    };
    expect(of(undefined)).toStrictEqual({ kind: 'user', user: 'u', session: undefined });
    expect(of('')).toStrictEqual({ kind: 'user', user: 'u', session: '' });
  });
});

describe('frames', () => {
  const frames = fc.array(bytes, { maxLength: 8 });
  const asArrays = (list: undefined | readonly Uint8Array[]): undefined | number[][] =>
    list?.map((frame) => [...frame]);

  test('frames - what is joined is split again', () => {
    fc.assert(
      fc.property(frames, (list) => {
        expect(asArrays(splitFrames(joinFrames(list)))).toEqual(asArrays(list));
      }),
    );
  });

  test('frames - a body cut anywhere but between two frames is refused', () => {
    fc.assert(
      fc.property(frames, fc.nat(), (list, at) => {
        const joined = joinFrames(list);
        const cut = at % (joined.length + 1);
        const ends = list.map((_, index) => joinFrames(list.slice(0, index)).length).concat(joined.length);
        expect(splitFrames(joined.subarray(0, cut)) !== undefined).toBe(ends.includes(cut));
      }),
    );
  });

  test('frames - a part of a larger buffer is split at its own offset', () => {
    const joined = joinFrames([Buffer.from('ab'), Buffer.from('c')]);
    const larger = Buffer.concat([Buffer.from('xyz'), joined, Buffer.from('xyz')]);
    expect(asArrays(splitFrames(larger.subarray(3, 3 + joined.length)))).toEqual([[97, 98], [99]]);
  });

  test('frames - random bytes never throw, and an impossible length is refused', () => {
    fc.assert(fc.property(bytes, (noise) => void splitFrames(noise)));
    expect(splitFrames(Buffer.from('ffffffff61', 'hex'))).toBeUndefined();
    expect(splitFrames(new Uint8Array())).toEqual([]);
  });
});
