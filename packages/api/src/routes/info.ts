import { defineRoute } from '../route.js';
import { toAnswer } from './claim.js';

/** `GET /info`: who is connected, and which claims wait. */
export const info = defineRoute({
  method: 'GET',
  path: '/info',
  summary: 'List the connections and the claims of a target',
  hasTarget: true,
  parameters: {},
  answer: {
    connections: { type: 'array', items: { $ref: '#/components/schemas/Connection' } },
    claims: { type: 'array', items: { $ref: '#/components/schemas/Claim' } },
  },
  async handle({ backplane, delivery }, { target, call }) {
    const [claims, { results, unreachable }] = await Promise.all([
      target.kind === 'connection' ? [] : backplane.claims.find(target, call.deadline),
      delivery.request(call, { kind: 'info' }),
    ]);
    const connections = results.flatMap(({ workerId, result }) => {
      if (result.kind !== 'info') return [];
      return result.connections.map(({ id, lastPingSeconds, user, session, channels }) => ({
        id,
        worker: workerId,
        lastPing: lastPingSeconds,
        user,
        ...(session !== undefined && { session }),
        channels,
      }));
    });
    return { connections, claims: claims.map(toAnswer), ...unreachable };
  },
});
