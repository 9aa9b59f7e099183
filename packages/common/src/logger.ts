import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { serializeError } from './log-error.js';

export type { Logger };

/** Fields that never reach a log, wherever a caller put them. */
const SECRET_FIELDS = ['token', 'claim', 'jwt', 'authorization', 'credential'].flatMap((name) => [name, `*.${name}`]);

/**
 * Create the logger of a process: one JSON object a line on standard output.
 *
 * Messages are fixed sentences, values are fields. Written at once, so that nothing is lost at a crash.
 */
export function createLogger(options: {
  service: string;
  level: 'debug' | 'info' | 'warn' | 'silent';
  stream?: DestinationStream;
}): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // pino adds one for `err` by itself, which shows everything that hangs on an error.
      serializers: { error: serializeError, err: serializeError },
      redact: { paths: SECRET_FIELDS, censor: '[secret]' },
    },
    options.stream ?? destination({ dest: 1, sync: true }),
  );
}
