import { randomUUID } from 'node:crypto';
import type { Logger } from '@dsock/common';
import { createProc } from '@dsock/protocol';
import { decodeEnvelope, encodeReply, type ReplyAddress } from '@dsock/protocol/codec';
import type { ApiBackplane, Inbox, Readiness, Respond, WorkerBackplane } from '../backplane.js';
import { type BackplaneObserver, observedClaims } from '../observer.js';
import { RedisBus } from './bus.js';
import { RedisClaimStore } from './claims.js';
import type { CommandClient } from './commands.js';
import { connect, createCommands } from './connection.js';
import { DirectBus } from './direct-bus.js';
import { createKeys } from './keys.js';
import { Lease } from './lease.js';
import { Reaper } from './reaper.js';
import { ReplyDesk } from './replies.js';
import { RedisRoutes } from './routes.js';
import { type RedisSettings, renewIntervalMs } from './settings.js';
import { Subscriber } from './subscriber.js';

const CLOSE_TIMEOUT_MS = 3000;

interface NodeOptions {
  readonly settings: RedisSettings;
  readonly log: Logger;
  readonly observer?: undefined | BackplaneObserver;
}

function readinessOf(client: CommandClient, subscriber: Subscriber): Readiness {
  if (client.status !== 'ready') return { ready: false, reason: 'Redis is not connected' };
  if (!subscriber.alive) return { ready: false, reason: 'no message comes back through Redis' };
  return { ready: true, reason: undefined };
}

/** Run the steps of a shutdown, each whatever became of the one before, in bounded time. */
async function closeAll(steps: readonly (() => Promise<unknown>)[], log: Logger): Promise<void> {
  const run = async (): Promise<void> => {
    for (const step of steps) {
      await step().catch((error: Error) => log.warn({ error: error.message }, 'shutdown step failed'));
    }
  };
  let timer: undefined | NodeJS.Timeout;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
  });
  await Promise.race([run(), timeout]);
  clearTimeout(timer);
}

/** The backplane over Redis, as a worker uses it. */
export function createRedisWorkerBackplane(
  options: NodeOptions & {
    /** Where a worker that listens on `port` takes direct messages, as `host:port`; undefined: it does not. */
    readonly addressOf: (port: number) => undefined | string;
    /** Told of every payload on this worker's channel that is no envelope. */
    readonly onInvalid: () => void;
  },
): WorkerBackplane {
  const { settings, log, observer } = options;
  const proc = createProc();
  const keys = createKeys(settings.prefix, settings.db);
  const client = createCommands(settings, log, true, observer);
  let inbox: undefined | Inbox;
  const respondTo = (reply: ReplyAddress): Respond => {
    return (result, last) => {
      const bytes = encodeReply({ correlation: reply.correlation, workerId: lease.workerId, last, result });
      // An answer that cannot be sent is one that did not come: the caller names this worker as unreachable.
      client.publish(reply.replyTo, Buffer.from(bytes)).catch(() => undefined);
    };
  };
  const subscriber = new Subscriber({
    settings,
    log,
    onLost: () => observer?.failed('subscription'),
    channel: keys.inbox(proc),
    onMessage: (message) => {
      const decoded = decodeEnvelope(message);
      if (!decoded) return options.onInvalid();
      if (decoded.envelope.action.kind === 'probe') return;
      inbox?.(decoded.envelope, decoded.reply && respondTo(decoded.reply));
    },
  });
  const lease: Lease = new Lease({
    client,
    keys,
    proc,
    settings,
    log,
    onIncarnation: () => routes.rewriteAll(),
    onLost: () => observer?.failed('lease'),
  });
  const routes = new RedisRoutes({ client, keys, log, registration: lease });
  const reaper = new Reaper({ client, keys, log, me: String(proc) });
  let closed: undefined | Promise<void>;
  return {
    proc,
    routes,
    claims: observedClaims(new RedisClaimStore(client, keys), observer),
    get workerId() {
      return lease.workerId;
    },
    readiness: () => readinessOf(client, subscriber),
    start: async (handler, port) => {
      inbox = handler;
      await connect(client, settings);
      // Subscribed before the first route exists: what a route promises can be kept from the start.
      await subscriber.start();
      await lease.start(options.addressOf(port));
      client.on('ready', () => routes.rewriteAfterReconnect());
      reaper.start();
    },
    close: () => {
      closed ??= closeAll([() => reaper.close(), () => routes.close(), () => lease.close()], log).then(() => {
        subscriber.close();
        client.disconnect();
      });
      return closed;
    },
  };
}

/** The backplane over Redis, as an API process uses it. */
export function createRedisApiBackplane(
  options: NodeOptions & {
    /** The token for direct messages; undefined: messages go over Redis Pub/Sub. */
    readonly directToken: undefined | string;
    /** Told of every payload on this API's reply channel that is no reply. */
    readonly onInvalid?: () => void;
  },
): ApiBackplane {
  const { settings, log, directToken, onInvalid, observer } = options;
  const apiId = randomUUID();
  const keys = createKeys(settings.prefix, settings.db);
  const client = createCommands(settings, log, true, observer);
  const bulkClient = createCommands(settings, log, false, observer);
  const desk = new ReplyDesk();
  const replyTo = keys.replies(apiId);
  const subscriber = new Subscriber({
    settings,
    log,
    onLost: () => observer?.failed('subscription'),
    channel: replyTo,
    onMessage: (message) => {
      const isProbe = message.length === 0;
      if (!isProbe && !desk.receive(message)) onInvalid?.();
    },
  });
  const reaper = new Reaper({ client, keys, log, me: apiId });
  const direct = directToken === undefined ? undefined : new DirectBus({ client, keys, token: directToken });
  const bus = new RedisBus({ client, bulkClient, keys, desk, replyTo, repliesArrive: () => subscriber.alive });
  let probe: undefined | NodeJS.Timeout;
  let closed: undefined | Promise<void>;
  return {
    bus: direct ?? bus,
    claims: observedClaims(new RedisClaimStore(client, keys), observer),
    readiness: () => readinessOf(client, subscriber),
    start: async () => {
      await connect(client, settings);
      await connect(bulkClient, settings);
      await subscriber.start();
      // Empty, which no reply is: its coming in is all that matters.
      const sendProbe = (): void => void client.publish(replyTo, '').catch(() => undefined);
      probe = setInterval(sendProbe, renewIntervalMs(settings));
      reaper.start();
    },
    close: () => {
      clearInterval(probe);
      const steps = [() => reaper.close(), ...(direct ? [() => direct.close()] : [])];
      closed ??= closeAll(steps, log).then(() => {
        subscriber.close();
        client.disconnect();
        bulkClient.disconnect();
      });
      return closed;
    },
  };
}
