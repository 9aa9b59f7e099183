import type { ApiBackplane } from '@dsock/backplane';
import type { Config, FailureLog, Logger, Ops, TokenCheck } from '@dsock/common';
import type { Delivery } from './delivery.js';

/** What names a call in metrics and traces: the template, never the URL. */
export interface RouteName {
  readonly method: string;
  readonly path: string;
}

/** Everything the API's calls need, built once at start. */
export interface ApiContext {
  readonly config: Config;
  readonly log: Logger;
  readonly failures: FailureLog;
  readonly backplane: ApiBackplane;
  readonly delivery: Delivery;
  readonly isTokenValid: TokenCheck;
  readonly ops: Ops;
  /** Note an answered call. */
  observe(route: RouteName, status: number, seconds: number): void;
}
