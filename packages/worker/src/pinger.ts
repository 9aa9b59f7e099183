import type { Connection } from './hub/connection.js';
import type { Hub } from './hub/hub.js';

/** Parts of an interval: so many small rounds instead of one burst of pings. */
const PARTS = 50;

/** Ping every open connection once per interval, spread evenly. Returns the stop function. */
export function startPinger(hub: Hub, intervalMs: number): () => void {
  let round: Connection[] = [];
  let part = 0;
  const timer = setInterval(() => {
    if (part === 0) round = [...hub.connections()];
    const share = Math.ceil(round.length / PARTS);
    for (const connection of round.slice(part * share, (part + 1) * share)) connection.socket?.ping();
    part = (part + 1) % PARTS;
  }, intervalMs / PARTS);
  return () => clearInterval(timer);
}
