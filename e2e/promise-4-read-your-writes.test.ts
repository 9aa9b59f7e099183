import { expect, test } from 'vitest';
import { describeClusters } from './_methods.js';
import { openRaw, type RawSocket } from './_raw-socket.js';
import { connectUrl } from './_socket.js';
import { unique, waitFor } from './_wait.js';
import { inParallel, openWires, type WirePool } from './_wire.js';

const WIDTH = 12;
/** A connection on every worker. */
const WORKERS = 3;

describeClusters({}, (cluster) => {
  async function openOnEveryWorker(api: WirePool, user: string): Promise<RawSocket[]> {
    return Promise.all(
      Array.from({ length: WORKERS }, async (_, worker) => {
        const { claim } = await api.succeed('POST', '/claim', { user });
        return openRaw({ url: connectUrl(cluster(), worker, { claim: claim?.id }) });
      }),
    );
  }

  async function send(
    api: WirePool,
    target: Readonly<Record<string, string>>,
    text: string,
  ): Promise<undefined | number> {
    return (await api.succeed('POST', '/send', { ...target, type: 'text', ack: true }, text)).delivered;
  }

  test('promise 4, read your writes - a channel call is in force for the next send through any API, 1,200 rounds on 3 workers', async () => {
    const api = await openWires(cluster(), WIDTH);
    await inParallel(WIDTH, WIDTH, async () => {
      const user = unique('user');
      const sockets = await openOnEveryWorker(api, user);
      const expected: string[] = [];
      for (let round = 0; round < 100; round++) {
        // The same few channels over and over: the route of one just left is entered again.
        const channel = `${user}.${round % 3}`;
        expect((await api.succeed('POST', `/channel/subscribe/${channel}`, { user })).changed).toBe(WORKERS);
        expect(await send(api, { channel }, `in ${round}`)).toBe(WORKERS);
        expect((await api.succeed('POST', `/channel/unsubscribe/${channel}`, { user })).changed).toBe(WORKERS);
        // Without "ack", which might wait for what the send itself does not.
        await api.succeed('POST', '/send', { channel, type: 'text' }, `out ${round}`);
        expected.push(`in ${round}`);
      }
      expect(await send(api, { user }, 'end')).toBe(WORKERS);
      expected.push('end');
      for (const socket of sockets) {
        await waitFor('the last message has arrived', () => socket.frames.at(-1)?.payload.toString() === 'end');
        expect(socket.frames.map(({ payload }) => payload.toString())).toEqual(expected);
        socket.destroy();
      }
    });
    api.close();
  });

  test('promise 4, read your writes - subscribe then a send without ack through any API arrives, 1,200 rounds', async () => {
    const api = await openWires(cluster(), WIDTH);
    await inParallel(WIDTH, WIDTH, async () => {
      const user = unique('user');
      const sockets = await openOnEveryWorker(api, user);
      const expected: string[] = [];
      for (let round = 0; round < 100; round++) {
        const channel = unique('channel');
        await api.succeed('POST', `/channel/subscribe/${channel}`, { user });
        await api.succeed('POST', '/send', { channel, type: 'text' }, String(round));
        expected.push(String(round));
      }
      for (const socket of sockets) {
        await waitFor('every message has arrived', () => socket.frames.length === expected.length);
        expect(socket.frames.map(({ payload }) => payload.toString())).toEqual(expected);
        socket.destroy();
      }
    });
    api.close();
  });

  test('promise 4, read your writes - of two that subscribe the same at the same time each may send at once, 600 rounds', async () => {
    const api = await openWires(cluster(), 2 * WIDTH);
    await inParallel(WIDTH, WIDTH, async () => {
      const user = unique('user');
      const sockets = await openOnEveryWorker(api, user);
      for (let round = 0; round < 50; round++) {
        const channel = unique('channel');
        const subscribeAndSend = async (): Promise<undefined | number> => {
          await api.succeed('POST', `/channel/subscribe/${channel}`, { user });
          return send(api, { channel }, 'x');
        };
        expect(await Promise.all([subscribeAndSend(), subscribeAndSend()])).toEqual([WORKERS, WORKERS]);
      }
      for (const socket of sockets) socket.destroy();
    });
    api.close();
  });

  test('promise 4, read your writes - after a disconnect /info shows nothing and no send is delivered, 300 rounds on 3 workers', async () => {
    const api = await openWires(cluster(), WIDTH);
    await inParallel(300, WIDTH, async (round) => {
      const user = unique('user');
      const sockets = await openOnEveryWorker(api, user);
      await api.succeed('POST', '/claim', { user });
      expect((await api.succeed('POST', '/disconnect', { user, code: '4001' })).disconnected).toBe(WORKERS);
      if (round % 2 === 0) {
        expect(await api.succeed('GET', '/info', { user })).toEqual({ success: true, connections: [], claims: [] });
      }
      expect(await send(api, { user }, 'late')).toBe(0);
      for (const socket of sockets) {
        await waitFor('the client is closed', () => socket.ended() !== undefined);
        expect({ code: socket.ended(), frames: socket.frames }).toEqual({ code: 4001, frames: [] });
      }
    });
    api.close();
  });
});
