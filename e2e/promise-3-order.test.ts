import { expect, test } from 'vitest';
import { describeClusters } from './_methods.js';
import { sendInOrder } from './_order.js';

describeClusters({}, (cluster) => {
  test('promise 3, order - 10,000 awaited sends to one user on 3 workers, and 3,000 to a channel, arrive in order and complete', async () => {
    const problems = await Promise.all([
      sendInOrder(cluster(), 'user', 10_000),
      sendInOrder(cluster(), 'channel', 3000),
    ]);
    expect(problems).toEqual([[], []]);
  });
});
