import type { Metrics } from './metrics-port.js';

/** The answer of an operations endpoint. */
export interface OpsAnswer {
  readonly status: 200 | 503;
  readonly contentType: string;
  readonly body: string;
}

/** `/healthz`, `/readyz` and `/metrics` of a service, whichever server they are asked on. */
export interface Ops {
  /** undefined: no such endpoint. `/metrics` is only to be asked when the caller may see it. */
  answer(path: string): Promise<undefined | OpsAnswer>;
}

/** Why a service should get no traffic; undefined: it should. */
export type NotReady = () => undefined | string;

const JSON_TYPE = 'application/json';

/**
 * Create the operations endpoints.
 *
 * `/healthz` says that the event loop turns and nothing else, so that a failing Redis restarts no process;
 * `/readyz` says whether traffic should come.
 */
export function createOps(options: { notReady: NotReady; metrics: undefined | Metrics }): Ops {
  const { notReady, metrics } = options;
  return {
    answer: async (path) => {
      if (path === '/healthz') return { status: 200, contentType: JSON_TYPE, body: '{"success":true}' };
      if (path === '/readyz') {
        const reason = notReady();
        const body = JSON.stringify(reason === undefined ? { success: true } : { success: false, reason });
        return { status: reason === undefined ? 200 : 503, contentType: JSON_TYPE, body };
      }
      if (path === '/metrics' && metrics) {
        return { status: 200, contentType: metrics.contentType, body: await metrics.text() };
      }
      return undefined;
    },
  };
}
