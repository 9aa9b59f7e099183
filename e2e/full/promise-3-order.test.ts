import { expect, test } from 'vitest';
import { describeClusters } from '../_methods.js';
import { sendInOrder } from '../_order.js';

const MINUTE_MS = 60_000;

describeClusters({}, (cluster) => {
  test(
    'promise 3, order - 100,000 awaited sends to one user on 3 workers, and 20,000 to a channel, arrive in order and complete',
    async () => {
      const problems = await Promise.all([
        sendInOrder(cluster(), 'user', 100_000),
        sendInOrder(cluster(), 'channel', 20_000),
      ]);
      expect(problems).toEqual([[], []]);
    },
    10 * MINUTE_MS,
  );
});
