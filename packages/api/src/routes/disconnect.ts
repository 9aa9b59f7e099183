import { closeCode, closeReason, flag, notAvailable } from '../parameters.js';
import { defineRoute } from '../route.js';

const NORMAL_CLOSE = 1000;

/** `POST /disconnect`: close every connection of a target and delete its claims. */
export const disconnect = defineRoute({
  method: 'POST',
  path: '/disconnect',
  summary: 'Close every connection of a target and delete its claims',
  hasTarget: true,
  parameters: {
    keepClaims: flag('Leave the claims of the target as they are.'),
    code: closeCode,
    reason: closeReason,
    revoke: notAvailable('Seconds for which JWTs issued until now are refused.'),
  },
  answer: { disconnected: { type: 'integer', description: 'Connections that were closed.' } },
  async handle({ backplane, delivery }, { parameters, target, call }) {
    // Claims first: a client in the middle of connecting either finds its claim gone, or is found by the workers.
    if (!parameters.keepClaims && target.kind !== 'connection') await backplane.claims.revoke(target, call.deadline);
    const { code = NORMAL_CLOSE, reason = '' } = parameters;
    const { results, unreachable } = await delivery.request(call, { kind: 'disconnect', code, reason });
    let disconnected = 0;
    for (const { result } of results) if (result.kind === 'disconnected') disconnected += result.count;
    return { disconnected, ...unreachable };
  },
});
