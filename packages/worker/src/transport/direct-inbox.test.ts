import {
  type Action,
  decodeReply,
  type Envelope,
  encodeEnvelope,
  joinFrames,
  splitFrames,
} from '@dsock/protocol/codec';
import { describe, expect, test } from 'vitest';
import { takeDirectMessages } from './direct-inbox.js';

const REPLY = { replyTo: 'http', correlation: 7 };

function envelope(action: Action): Envelope {
  return { requestId: 'r', traceparent: undefined, target: { kind: 'user', user: 'a', session: undefined }, action };
}

function setup() {
  const taken: string[] = [];
  let invalid = 0;
  const take = (body: Uint8Array) =>
    takeDirectMessages(body, {
      inbox: ({ action }, respond) => {
        taken.push(action.kind);
        respond?.({ kind: 'changed', count: 1 }, false);
        setImmediate(() => respond?.({ kind: 'changed', count: 2 }, true));
      },
      workerId: () => '99',
      onInvalid: () => invalid++,
    });
  return { take, taken, invalid: () => invalid };
}

describe('direct inbox', () => {
  test('direct inbox - hands over every envelope of a body in order and answers those that ask, with all parts', async () => {
    const { take, taken } = setup();
    const body = joinFrames([
      encodeEnvelope(envelope({ kind: 'info' })),
      encodeEnvelope(envelope({ kind: 'subscribe', channel: 'x' }), REPLY),
      encodeEnvelope(envelope({ kind: 'unsubscribe', channel: 'x' })),
    ]);
    const replies = splitFrames((await take(body)) ?? new Uint8Array())?.map(decodeReply);
    expect(taken).toEqual(['info', 'subscribe', 'unsubscribe']);
    expect(replies).toMatchObject([
      { correlation: 7, workerId: '99', last: false, result: { count: 1 } },
      { correlation: 7, workerId: '99', last: true, result: { count: 2 } },
    ]);
  });

  test('direct inbox - a body that is cut, empty, or holds nothing of ours is malformed and counted', () => {
    const junk = joinFrames([Buffer.from('junk')]);
    for (const body of [new Uint8Array(), Buffer.from('x'), junk, junk.subarray(0, 5)]) {
      const { take, taken, invalid } = setup();
      expect(take(body)).toBeUndefined();
      expect({ taken, invalid: invalid() }).toEqual({ taken: [], invalid: 1 });
    }
  });

  test('direct inbox - an envelope that does not decode is counted and does not stop the others', async () => {
    const { take, taken, invalid } = setup();
    const body = joinFrames([Buffer.from('junk'), encodeEnvelope(envelope({ kind: 'info' }))]);
    expect(await take(body)).toEqual(new Uint8Array());
    expect({ taken, invalid: invalid() }).toEqual({ taken: ['info'], invalid: 1 });
  });
});
