import type { Logger } from '@dsock/common';

/** How a service ends. */
export interface Shutdown {
  /** SIGTERM: let go of clients gently. */
  drain(): Promise<void>;
  /** SIGINT, or after the drain: close everything. */
  close(): Promise<void>;
}

/** Takes the signals of a process from its first moment on. */
export interface SignalHandling {
  /** Say how to end, once there is something to end. */
  use(shutdown: Shutdown): void;
}

/**
 * Take SIGTERM and SIGINT. The first ends the process in order, with exit code 0; a second one ends it at once.
 *
 * Called before anything else is started: as process 1 of a container, a process without a handler ignores SIGTERM.
 */
export function handleSignals(log: Logger): SignalHandling {
  let shutdown: undefined | Shutdown;
  let ending = false;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (ending) process.exit(1);
    ending = true;
    log.info({ signal }, 'shutting down');
    try {
      if (signal === 'SIGTERM') await shutdown?.drain();
      await shutdown?.close();
    } catch (error) {
      log.error({ error }, 'shutdown failed');
      process.exit(1);
    }
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void end(signal));
  process.on('SIGINT', (signal) => void end(signal));
  process.on('uncaughtException', (error) => {
    log.fatal({ error }, 'defect: uncaught exception');
    process.exit(1);
  });
  return {
    use: (ready) => {
      shutdown = ready;
    },
  };
}
