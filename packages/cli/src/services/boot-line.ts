import { readFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import { type Config, type Logger, VERSION } from '@dsock/common';

/** Files, and so sockets, that the system lets this process open at most; Node raises the soft limit to it. */
function openFilesLimit(): undefined | number {
  try {
    const limit = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined; // No /proc: not Linux.
  }
}

/** Write the line that answers the first questions about a process in trouble: what is it, and what are its limits. */
export function logBoot(log: Logger, config: Config, backplane: 'memory' | 'redis'): void {
  log.info(
    {
      version: VERSION,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      backplane,
      messaging: config.messagingMethod,
      openFilesLimit: openFilesLimit(),
      heapLimitBytes: getHeapStatistics().heap_size_limit,
      maxConnections: config.maxConnections,
      pingIntervalMs: config.pingIntervalMs,
      leaseMs: config.ttlDurationMs,
      drainMs: config.drainDurationMs,
    },
    'starting',
  );
}
