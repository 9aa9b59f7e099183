import { CLOSE_CODES } from '@dsock/protocol';
import type { Connection } from './hub/connection.js';
import type { Hub } from './hub/hub.js';

const TICK_MS = 20;

/**
 * Close every connection at a random moment of the next `durationMs`, so that the other workers take them in evenly.
 *
 * Resolves when none is left, early if the clients go by themselves. Never rejects.
 */
export function drain(hub: Hub, durationMs: number): Promise<void> {
  const { code, reason } = CLOSE_CODES.restarting;
  const started = performance.now();
  const queue = [...hub.connections()]
    .map((connection) => ({ connection, atMs: started + Math.random() * durationMs }))
    .sort((a, b) => b.atMs - a.atMs);
  const closeDue = (): void => {
    const now = performance.now();
    for (let next = queue.at(-1); next && next.atMs <= now; next = queue.at(-1)) {
      queue.pop();
      closeIfOpen(hub, next.connection, code, reason);
    }
  };
  return new Promise((resolve) => {
    const tick = (): void => {
      closeDue();
      if (queue.length > 0 && hub.size > 0) return void setTimeout(tick, TICK_MS);
      // What was still being admitted when the drain began has opened or gone by now.
      for (const connection of [...hub.connections()]) closeIfOpen(hub, connection, code, reason);
      resolve();
    };
    tick();
  });
}

function closeIfOpen(hub: Hub, connection: Connection, code: number, reason: string): void {
  if (connection.socket || connection.admission) hub.close(connection, { code, reason });
}
