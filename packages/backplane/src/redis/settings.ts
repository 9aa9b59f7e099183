/** How to reach Redis and how this deployment names things in it. */
export interface RedisSettings {
  readonly mode: 'standalone' | 'sentinel';
  /** The server, or the Sentinels. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly sentinelMaster: undefined | string;
  readonly username: undefined | string;
  readonly password: undefined | string;
  readonly db: number;
  readonly tls: boolean;
  /** In front of every key and, with the database number, of every Pub/Sub channel. */
  readonly prefix: string;
  /** Attempts to connect at start; afterwards reconnecting never ends. */
  readonly connectAttempts: number;
  /** Lease length of a worker. */
  readonly leaseMs: number;
}

/** The longest time between two renewals of a lease, and between two probes. */
const RENEW_INTERVAL_MAX_MS = 2000;

/** Time between two renewals of a lease: five or more attempts fit into its life. */
export function renewIntervalMs(settings: RedisSettings): number {
  return Math.min(RENEW_INTERVAL_MAX_MS, settings.leaseMs / 5);
}
