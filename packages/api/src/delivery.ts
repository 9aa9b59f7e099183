import type { Bus } from '@dsock/backplane';
import type { Deadline } from '@dsock/common';
import { BrokerError, type Target } from '@dsock/protocol';
import type { Action, Result } from '@dsock/protocol/codec';

/** What a call carries on its way to the workers. */
export interface Call {
  readonly requestId: string;
  readonly traceparent: undefined | string;
  readonly tracestate: undefined | string;
  readonly target: Target;
  readonly deadline: Deadline;
}

/** Part of every answer of a call with a target: absent when every worker was reached. */
export interface Unreachable {
  readonly unreachable?: readonly string[];
}

/** What the workers did, in their own order. */
export interface Outcome {
  readonly results: readonly { readonly workerId: string; readonly result: Result }[];
  readonly workers: number;
  readonly unreachable: Unreachable;
}

/** From a call to the workers that hold its target. */
export interface Delivery {
  /** Hand over and forget: resolves when the backplane has it. */
  publish(call: Call, action: Action): Promise<Unreachable>;
  /** Hand over and wait for what every worker says. */
  request(call: Call, action: Action): Promise<Outcome>;
}

/**
 * Create the delivery over a bus.
 *
 * Both reject with `ERROR_REACHING_WORKER` when workers hold the target and none was reached, and with the codes of
 * the bus when the backplane fails.
 */
export function createDelivery(bus: Bus): Delivery {
  return {
    publish: async ({ deadline, ...call }, action) => {
      const { reached, unreachable } = await bus.publish({ ...call, sentAtMs: Date.now(), action }, deadline);
      return judge(reached.length, unreachable);
    },
    request: async ({ deadline, ...call }, action) => {
      const { replies, unreachable } = await bus.request({ ...call, sentAtMs: Date.now(), action }, deadline);
      return {
        results: replies.flatMap(({ workerId, results }) => results.map((result) => ({ workerId, result }))),
        workers: replies.length + unreachable.length,
        unreachable: judge(replies.length, unreachable),
      };
    },
  };
}

const ALL_REACHED: Unreachable = {};

function judge(reached: number, unreachable: readonly string[]): Unreachable {
  if (unreachable.length === 0) return ALL_REACHED;
  if (reached === 0) throw new BrokerError('ERROR_REACHING_WORKER');
  return { unreachable };
}
