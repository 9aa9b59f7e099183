import type { Inbox, Respond } from '@dsock/backplane';
import { decodeEnvelope, encodeReply, joinFrames, splitFrames } from '@dsock/protocol/codec';

/**
 * Take the body of one direct message: several envelopes, in order.
 *
 * @returns the joined answers when all are there, or undefined when the body is malformed
 */
export function takeDirectMessages(
  body: Uint8Array,
  context: { inbox: Inbox; workerId: () => string; onInvalid: () => void },
): undefined | Promise<Uint8Array> {
  const decoded = splitFrames(body)?.map(decodeEnvelope) ?? [];
  // One that does not decode may be of a newer version; a body without a single one that does is no list of ours.
  if (!decoded.some((message) => message !== undefined)) {
    context.onInvalid();
    return undefined;
  }
  const answers: Uint8Array[] = [];
  const finished = decoded.map((message) => {
    if (!message) {
      context.onInvalid();
      return undefined;
    }
    if (!message.reply) {
      context.inbox(message.envelope, undefined);
      return undefined;
    }
    const { correlation } = message.reply;
    return new Promise<void>((resolve) => {
      const respond: Respond = (result, last) => {
        answers.push(encodeReply({ correlation, workerId: context.workerId(), last, result }));
        if (last) resolve();
      };
      context.inbox(message.envelope, respond);
    });
  });
  return Promise.all(finished).then(() => joinFrames(answers));
}
