import { BrokerError, isChannelName, LIMITS } from '@dsock/protocol';
import { flag } from '../parameters.js';
import { defineRoute, type Route } from '../route.js';

function channelRoute(kind: 'subscribe' | 'unsubscribe', summary: string): Route {
  return defineRoute({
    method: 'POST',
    path: `/channel/${kind}/:channel`,
    summary,
    hasTarget: true,
    pathParameter: { name: 'channel', description: 'The channel, percent-encoded.' },
    parameters: { ignoreClaims: flag('Leave the claims of the target as they are.') },
    answer: { changed: { type: 'integer', description: 'Connections whose subscription changed.' } },
    async handle({ backplane, delivery }, { parameters, target, pathValue: channel, call }) {
      if (!isChannelName(channel)) {
        const detail = `"channel" in the path must be 1 to ${LIMITS.nameBytes} bytes of UTF-8 without a comma.`;
        throw new BrokerError('INVALID_PARAMETER', { detail });
      }
      // Claims first, as for /disconnect.
      if (!parameters.ignoreClaims && target.kind !== 'connection') {
        const { claims } = backplane;
        if (kind === 'subscribe') await claims.addChannel(target, channel, call.deadline);
        else await claims.removeChannel(target, channel, call.deadline);
      }
      const { results, unreachable } = await delivery.request(call, { kind, channel });
      let changed = 0;
      for (const { result } of results) if (result.kind === 'changed') changed += result.count;
      return { changed, ...unreachable };
    },
  });
}

/** `POST /channel/subscribe/:channel` */
export const subscribe = channelRoute('subscribe', 'Subscribe every connection of a target to a channel');

/** `POST /channel/unsubscribe/:channel` */
export const unsubscribe = channelRoute('unsubscribe', 'Unsubscribe every connection of a target from a channel');
