import { expect, test } from 'vitest';
import { createHttp } from './_http.js';
import { describeClusters } from './_methods.js';
import { connectRaw, RawRefusal } from './_raw-socket.js';
import { connectUrl } from './_socket.js';
import { unique } from './_wait.js';

const CONNECTS = 1000;
const ROUNDS = 3;

describeClusters({ methods: ['redis'] }, (cluster) => {
  test(`promise 2, single use - of ${CONNECTS} simultaneous connects with one claim over 3 workers exactly one opens`, async () => {
    const { succeed } = createHttp(cluster());
    for (let round = 0; round < ROUNDS; round++) {
      const user = unique('user');
      const { claim } = await succeed('POST', '/claim', { query: { user } });
      const connections = await Promise.all(
        Array.from({ length: CONNECTS }, (_, index) =>
          connectRaw({ url: connectUrl(cluster(), index, { claim: claim?.id }) }),
        ),
      );
      const outcomes = await Promise.allSettled(connections.map((connection) => connection.upgrade()));

      const opened = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(opened).toHaveLength(1);
      const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      const reasons = new Set(refusals.map((reason) => (reason instanceof RawRefusal ? reason.errorCode : reason)));
      expect([...reasons]).toEqual(['MISSING_CLAIM']);
      // None of those that were refused is left behind as a connection.
      expect((await succeed('GET', '/info', { query: { user } })).connections).toHaveLength(1);
      const sent = await succeed('POST', '/send', { query: { user, type: 'text', ack: true }, body: 'x' });
      expect(sent).toMatchObject({ delivered: 1, dropped: 0 });
      opened[0]?.destroy();
    }
  });
});
