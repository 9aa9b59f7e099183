import { BrokerError } from '@dsock/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDeadline, withinDeadline } from './deadline.js';

const forever = new Promise<never>(() => undefined);

describe('deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('deadline - what remains goes down to zero and no further', () => {
    const deadline = createDeadline(1000);
    expect(deadline.remainingMs()).toBe(1000);
    vi.advanceTimersByTime(600);
    expect(deadline.remainingMs()).toBe(400);
    vi.advanceTimersByTime(600);
    expect(deadline.remainingMs()).toBe(0);
  });

  test('deadline - a change of the system clock does not move it', () => {
    const deadline = createDeadline(1000);
    vi.setSystemTime(Date.now() + 86_400_000);
    expect(deadline.remainingMs()).toBe(1000);
  });

  test('deadline - work that ends in time gives its result or its error', async () => {
    await expect(withinDeadline(Promise.resolve(1), createDeadline(10), 'ERROR_GETTING_CLAIM')).resolves.toBe(1);
    const failing = withinDeadline(Promise.reject(new Error('boom')), createDeadline(10), 'ERROR_GETTING_CLAIM');
    await expect(failing).rejects.toThrow('boom');
  });

  test('deadline - work that does not is given up with the code, and its cause says why', async () => {
    const outcome = withinDeadline(forever, createDeadline(500), 'ERROR_GETTING_USER').catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(499);
    expect(await Promise.race([outcome, 'still waiting'])).toBe('still waiting');
    await vi.advanceTimersByTimeAsync(1);
    const error = await outcome;
    expect(error).toBeInstanceOf(BrokerError);
    expect(error).toMatchObject({ code: 'ERROR_GETTING_USER', cause: new Error('deadline exceeded') });
  });

  test('deadline - work that fails after it was given up is nobody else to handle', async () => {
    let fail = (_error: Error): void => undefined;
    const work = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const outcome = withinDeadline(work, createDeadline(5), 'ERROR_GETTING_USER').catch(() => 'given up');
    await vi.advanceTimersByTimeAsync(5);
    expect(await outcome).toBe('given up');
    fail(new Error('late'));
    await vi.advanceTimersByTimeAsync(1);
  });

  test('deadline - no timer is left behind by work that ended', async () => {
    await withinDeadline(Promise.resolve(1), createDeadline(10_000), 'ERROR_GETTING_USER');
    expect(vi.getTimerCount()).toBe(0);
  });
});
