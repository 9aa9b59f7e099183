import { expect, test } from 'vitest';
import { hmacJwt, JWT_SECRET, nowSeconds } from './_jwt.js';
import { describeClusters } from './_methods.js';
import { openRaw, type RawSocket } from './_raw-socket.js';
import { connectUrl } from './_socket.js';
import { unique, waitFor } from './_wait.js';
import { inParallel, openWires, type WirePool } from './_wire.js';

const CLIENTS = 1200;
const WIDTH = 16;

interface Client {
  readonly user: string;
  readonly session: string;
  readonly channel: string;
}

/** A call that must reach a client that has just opened; returns the number of messages it causes. */
type Check = (api: WirePool, client: Client, socket: RawSocket) => Promise<number>;

async function sendTo(api: WirePool, target: Readonly<Record<string, string>>): Promise<number> {
  const { delivered, dropped, workers } = await api.succeed(
    'POST',
    '/send',
    { ...target, type: 'text', ack: true },
    'x',
  );
  expect({ target, delivered, dropped, workers }).toEqual({ target, delivered: 1, dropped: 0, workers: 1 });
  return 1;
}

const CHECKS: readonly Check[] = [
  (api, { user }) => sendTo(api, { user }),
  (api, { channel }) => sendTo(api, { channel }),
  (api, { user, session }) => sendTo(api, { user, session }),
  async (api, { user, session, channel }) => {
    const { connections = [] } = await api.succeed('GET', '/info', { user });
    expect(connections).toMatchObject([{ user, session, channels: [channel] }]);
    return sendTo(api, { id: connections[0]?.id ?? '' });
  },
  async (api, { channel }) => {
    const added = unique('added');
    const path = `/channel/subscribe/${added}`;
    expect((await api.succeed('POST', path, { channel })).changed).toBe(1);
    const messages = await sendTo(api, { channel: added });
    expect((await api.succeed('POST', `/channel/unsubscribe/${added}`, { channel })).changed).toBe(1);
    return messages;
  },
  // Without "ack" nobody says that it arrived; the client does.
  async (api, { user }) => {
    expect(await api.succeed('POST', '/send', { user, type: 'binary' }, 'x')).toEqual({ success: true });
    return 1;
  },
];

async function disconnect(api: WirePool, { user }: Client, socket: RawSocket): Promise<void> {
  expect((await api.succeed('POST', '/disconnect', { user })).disconnected).toBe(1);
  await waitFor('the client is closed', () => socket.ended() !== undefined);
  expect(socket.ended()).toBe(1000);
}

describeClusters({ options: { jwt_secret: JWT_SECRET } }, (cluster) => {
  async function connect(api: WirePool, index: number, { user, session, channel }: Client): Promise<RawSocket> {
    if (index % 2 === 1) {
      const jwt = hmacJwt({ sub: user, sid: session, channels: [channel], exp: nowSeconds() + 60 });
      return openRaw({ url: connectUrl(cluster(), index, { jwt }) });
    }
    const { claim } = await api.succeed('POST', '/claim', { user, session, channels: channel });
    return openRaw({ url: connectUrl(cluster(), index, { claim: claim?.id }) });
  }

  test(`promise 1, routable when open - each of ${CLIENTS} clients is reached by any call the moment it sees its socket open`, async () => {
    const api = await openWires(cluster(), 2 * WIDTH);
    await inParallel(CLIENTS, WIDTH, async (index) => {
      const client = { user: unique('user'), session: unique('session'), channel: unique('channel') };
      const socket = await connect(api, index, client);
      // Whichever call comes first has no other before it that could have waited for the route.
      const first = Math.floor(index / 2) % (CHECKS.length + 1);
      if (first === CHECKS.length) return disconnect(api, client, socket);
      let messages = 0;
      for (const check of [...CHECKS.slice(first), ...CHECKS.slice(0, first)])
        messages += await check(api, client, socket);
      await waitFor('every message has arrived', () => socket.frames.length === messages);
      await disconnect(api, client, socket);
    });
    api.close();
  });
});
