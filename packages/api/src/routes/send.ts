import { isUtf8 } from 'node:buffer';
import { BrokerError } from '@dsock/protocol';
import { z } from 'zod';
import { flag, messageType } from '../parameters.js';
import { defineRoute } from '../route.js';

/** `POST /send`: bytes to every connection of a target. */
export const send = defineRoute({
  method: 'POST',
  path: '/send',
  summary: 'Send a message to every connection of a target',
  hasTarget: true,
  body: 'message',
  parameters: {
    type: messageType,
    ack: flag('Wait until the workers say how many sockets took the message.'),
    except: z.string().min(1, { error: 'must not be empty' }).optional().describe('Connection id that is left out.'),
  },
  answer: {
    delivered: { type: 'integer', description: 'With "ack": open sockets that took the bytes.' },
    dropped: { type: 'integer', description: 'With "ack": sockets that were too slow to take them.' },
    workers: { type: 'integer', description: 'With "ack": workers that were asked.' },
  },
  async handle({ delivery }, { parameters, body, call }) {
    const { type, except } = parameters;
    // A text frame that is not UTF-8 would make every receiving client close its socket.
    if (type === 'text' && !isUtf8(body)) throw new BrokerError('INVALID_MESSAGE_ENCODING');
    const action = { kind: 'send', type, body, except } as const;
    if (!parameters.ack) return delivery.publish(call, action);
    const { results, workers, unreachable } = await delivery.request(call, action);
    let delivered = 0;
    let dropped = 0;
    for (const { result } of results) {
      if (result.kind !== 'sent') continue;
      delivered += result.delivered;
      dropped += result.dropped;
    }
    return { delivered, dropped, workers, ...unreachable };
  },
});
