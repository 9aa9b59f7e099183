import type * as Uws from 'uWebSockets.js';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Logger } from '@dsock/common';

/** Runs the native upgrade of a response whose request is long over. */
export interface UpgradePath {
  run(response: Uws.HttpResponse, upgrade: () => void): void;
  /** Run writes that must not be corked, without the addon's warning about it. */
  uncorked(response: Uws.HttpResponse, write: () => void): void;
  close(): void;
}

const MOVING_ALLOCATORS = /jemalloc|tcmalloc|mimalloc/;

/** Whether an allocator is loaded that moves a block when it shrinks. */
function isMovingAllocatorLoaded(): boolean {
  try {
    return MOVING_ALLOCATORS.test(readFileSync('/proc/self/maps', 'utf8'));
  } catch {
    return false; // No /proc: not Linux, where nothing is preloaded by us.
  }
}

/**
 * Choose how to upgrade after an `await`.
 *
 * `res.cork(() => res.upgrade())` is eight times cheaper, but this version of uWebSockets.js then reads the freed
 * response, and closes the new socket if it finds certain bytes there. It skips that look when the upgrade moved the
 * block in memory, as jemalloc does at every change of size class and glibc never does. (uWebSockets.js issue 1108)
 *
 * So without such an allocator the upgrade runs uncorked. The addon would write a warning to standard error for each;
 * it does not while any cork callback runs. Hence the holder: a response to ourselves that is never ended, whose cork
 * is held around the upgrade, so that the response upgraded inside finds the cork taken and writes directly.
 */
export async function createUpgradePath(uws: typeof Uws, log: Logger): Promise<UpgradePath> {
  const holder = await createHolder(uws, log);
  const uncorked = (response: Uws.HttpResponse, write: () => void): void => {
    holder.response.cork(() => response.cork(write));
  };
  const corked = isMovingAllocatorLoaded();
  log.debug({ corked }, 'upgrade path chosen');
  return {
    run: corked ? (response, upgrade) => void response.cork(upgrade) : uncorked,
    uncorked,
    close: () => holder.close(),
  };
}

async function createHolder(
  uws: typeof Uws,
  log: Logger,
): Promise<{ response: Pick<Uws.HttpResponse, 'cork'>; close: () => void }> {
  const app = uws.App();
  const held = new Promise<Uws.HttpResponse>((resolve) => {
    app.get('/*', (response) => {
      resolve(response);
    });
  });
  const listening = await new Promise<Uws.us_listen_socket | false>((resolve) => {
    app.listen('127.0.0.1', 0, resolve);
  });
  if (!listening) throw new Error('no port on 127.0.0.1 is free');
  const client = connect(uws.us_socket_local_port(listening), '127.0.0.1');
  client.unref();
  client.on('error', () => undefined);
  client.write('GET / HTTP/1.1\r\nHost: holder\r\n\r\n');
  const response = await held;
  // Our own connection stands; nobody else gets in.
  uws.us_listen_socket_close(listening);
  const holder: { response: Pick<Uws.HttpResponse, 'cork'>; close: () => void } = {
    response,
    close: () => client.destroy(),
  };
  response.onAborted(() => {
    // Never seen but at close. Without it the writes are the same and the addon warns.
    log.debug('cork holder gone');
    holder.response = {
      cork: (write) => {
        write();
        return response;
      },
    };
  });
  return holder;
}
