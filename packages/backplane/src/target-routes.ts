import type { ErrorCode, Target } from '@dsock/protocol';
import type { RouteKey } from './backplane.js';

/** The route of a user: also that of its sessions, which the worker tells apart. */
export function userRoute(user: string): RouteKey {
  return `u:${user}`;
}

/** The route of a channel. */
export function channelRoute(channel: string): RouteKey {
  return `c:${channel}`;
}

/** The route that leads to a target; a connection needs none, its id names the process. */
export function routeOf(target: Exclude<Target, { kind: 'connection' }>): RouteKey {
  return target.kind === 'channel' ? channelRoute(target.channel) : userRoute(target.user);
}

const LOOKUP_ERRORS = {
  connection: 'ERROR_GETTING_CONNECTION',
  channel: 'ERROR_GETTING_CHANNEL',
  user: 'ERROR_GETTING_USER',
} as const satisfies Record<Target['kind'], ErrorCode>;

/** The code for a backplane that failed before anything was handed over to the target. */
export function lookupErrorOf(target: Target): ErrorCode {
  return LOOKUP_ERRORS[target.kind];
}
