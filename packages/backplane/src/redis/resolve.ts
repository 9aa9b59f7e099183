import { procOfConnection, type Target } from '@dsock/protocol';
import { routeOf } from '../target-routes.js';
import type { CommandClient } from './commands.js';
import type { Keys } from './keys.js';

/** A living worker; `address` is empty when it takes no direct messages. */
export interface ResolvedWorker {
  readonly workerId: string;
  readonly address: string;
}

/** The living workers that hold a target. */
export async function resolveWorkers(client: CommandClient, keys: Keys, target: Target): Promise<ResolvedWorker[]> {
  let found: string[];
  if (target.kind === 'connection') {
    const proc = procOfConnection(target.id);
    if (proc === undefined) return [];
    found = await client.dsockBusResolve(keys.workers, keys.leasePrefix, keys.addressPrefix, String(proc));
  } else {
    found = await client.dsockBusResolve(keys.route(routeOf(target)), keys.leasePrefix, keys.addressPrefix, '');
  }
  const workers: ResolvedWorker[] = [];
  for (let at = 0; at + 1 < found.length; at += 2) {
    workers.push({ workerId: found[at] ?? '', address: found[at + 1] ?? '' });
  }
  return workers;
}
