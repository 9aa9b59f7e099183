import { isUtf8 } from 'node:buffer';
import type { Inbox, Respond, RouteRegistrar } from '@dsock/backplane';
import { channelRoute, userRoute } from '@dsock/backplane';
import { createDeadline, type Logger } from '@dsock/common';
import { cutUtf8, isChannelName, isDisconnectCode, LIMITS, type Target } from '@dsock/protocol';
import type { Action, Envelope, Result } from '@dsock/protocol/codec';
import type { Closing, Connection } from './hub/connection.js';
import { toInfo } from './hub/connection.js';
import type { DeliveryQueue } from './hub/delivery-queue.js';
import type { Hub } from './hub/hub.js';

/** Connections in one part of an answer to `/info`. */
const INFO_PART = 1000;
/** Connections closed before other work has its turn. */
const CLOSE_SLICE = 100;
/** How long a subscription may take to be seen by senders; a little less than the caller waits. */
const JOIN_DEADLINE_MS = 1500;

/**
 * Turns envelopes into what happens to sockets, in order of arrival.
 *
 * Who is affected is decided when the envelope arrives; writing may take longer. A close waits for what was sent
 * before it, so that "log out" after a last message shows that message.
 */
export function createInbox(context: {
  hub: Hub;
  queue: DeliveryQueue;
  routes: RouteRegistrar;
  log: Logger;
  onInvalid: () => void;
}): Inbox {
  const { hub, queue, routes, log } = context;

  const refuse = (respond: Respond): void => {
    context.onInvalid();
    respond({ kind: 'failed' }, true);
  };

  const handlers: { [K in Action['kind']]: (target: Target, action: Action & { kind: K }, respond: Respond) => void } =
    {
      send(target, action, respond) {
        // The API has looked; but whatever is published here goes to browsers, which close on such a frame.
        if (action.type === 'text' && !isUtf8(action.body)) return refuse(respond);
        queue.push(laneOf(target), hub.select(target), {
          body: action.body,
          binary: action.type === 'binary',
          except: action.except,
          tally:
            respond === ignore
              ? undefined
              : (delivered, dropped) => respond({ kind: 'sent', delivered, dropped }, true),
        });
      },

      disconnect(target, action, respond) {
        if (!isDisconnectCode(action.code)) return refuse(respond);
        const closing = { code: action.code, reason: cutUtf8(action.reason, LIMITS.closeReasonBytes) };
        const connections = [...hub.select(target)];
        const count = connections.filter(isOpen).length;
        for (const connection of connections) {
          if (connection.admission) hub.close(connection, closing);
          else hub.detach(connection);
        }
        queue.afterAll(() =>
          closeInSlices(hub, connections, closing, () => respond({ kind: 'disconnected', count }, true)),
        );
      },

      subscribe(target, { channel }, respond) {
        if (!isChannelName(channel)) return refuse(respond);
        hub.subscribe(hub.select(target), channel, createDeadline(JOIN_DEADLINE_MS)).then(
          (changed) => respond({ kind: 'changed', count: changed.filter(isOpen).length }, true),
          (error: Error) => {
            log.warn({ error: error.message }, 'subscription not registered in time');
            respond({ kind: 'failed' }, true);
          },
        );
      },

      unsubscribe(target, { channel }, respond) {
        const changed = hub.unsubscribe(hub.select(target), channel);
        respond({ kind: 'changed', count: changed.filter(isOpen).length }, true);
      },

      info(target, _action, respond) {
        sendInParts(hub.select(target).filter(isOpen), respond);
      },

      probe(_target, _action, respond) {
        // Its way here was its purpose. Whoever waits for an answer must not wait for ever.
        respond({ kind: 'failed' }, true);
      },
    };

  return (envelope: Envelope, respond: undefined | Respond) => {
    const { target, action } = envelope;
    if (target.kind !== 'connection' && !hub.holds(target)) {
      routes.repair(target.kind === 'channel' ? channelRoute(target.channel) : userRoute(target.user));
    }
    const handle = handlers[action.kind] as (target: Target, action: Action, respond: Respond) => void;
    handle(target, action, respond ?? ignore);
  };
}

const ignore: Respond = () => undefined;

const isOpen = (connection: Connection): boolean => connection.socket !== undefined;

/** Sends to one user keep their order, whichever of its sessions they are for. */
function laneOf(target: Target): string {
  if (target.kind === 'connection') return `i:${target.id}`;
  return target.kind === 'channel' ? channelRoute(target.channel) : userRoute(target.user);
}

function closeInSlices(hub: Hub, connections: readonly Connection[], closing: Closing, done: () => void): void {
  for (const connection of connections.slice(0, CLOSE_SLICE)) hub.close(connection, closing);
  const rest = connections.slice(CLOSE_SLICE);
  if (rest.length === 0) done();
  else setImmediate(() => closeInSlices(hub, rest, closing, done));
}

function sendInParts(connections: readonly Connection[], respond: Respond): void {
  const part: Result = { kind: 'info', connections: connections.slice(0, INFO_PART).map(toInfo) };
  const rest = connections.slice(INFO_PART);
  respond(part, rest.length === 0);
  if (rest.length > 0) setImmediate(() => sendInParts(rest, respond));
}
