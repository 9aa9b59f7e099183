import { createHash } from 'node:crypto';
import type { Command, Redis } from 'ioredis';
import type { BackplaneObserver } from '../observer.js';

/** Sends one command; where ioredis' every way of sending one comes together, batches and scripts included. */
type Send = (command: Command, ...rest: unknown[]) => unknown;

/** What the driver says by itself while it connects; it does not mind what older servers refuse of it. */
const HANDSHAKE: ReadonlySet<string> = new Set(['auth', 'client', 'info', 'select']);

/**
 * Tell the observer of every command of a client: how long its answer took, or that it failed.
 *
 * @param scripts - the sources of scripts by name, which is what they are called by
 */
export function observeCommands(
  client: Redis,
  scripts: ReadonlyMap<string, string>,
  observer: BackplaneObserver,
): void {
  const names = new Map<unknown, string>();
  for (const [name, source] of scripts) names.set(createHash('sha1').update(source).digest('hex'), name);
  const send = client.sendCommand.bind(client) as Send;
  const observed: Send = (command, ...rest) => {
    if (HANDSHAKE.has(command.name)) return send(command, ...rest);
    const name = command.name === 'evalsha' ? (names.get(command.args[0]) ?? command.name) : command.name;
    const sentMs = performance.now();
    command.promise.then(
      () => observer.answered(name, (performance.now() - sentMs) / 1000),
      () => observer.failed(name),
    );
    return send(command, ...rest);
  };
  client.sendCommand = observed as typeof client.sendCommand;
}
