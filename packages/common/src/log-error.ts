/** Causes that are followed; a loop of them ends here too. */
const MAX_CAUSES = 5;

/** What a log shows of an error. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError | string;
}

/** Redis repeats the arguments of a command that it refuses, and they may be claims. */
function withoutArguments(text: string): string {
  return text.replaceAll(/,? with args beginning with:.*/g, '');
}

function toLogged(error: Error, depth: number): LoggedError {
  const { code, cause } = error as Error & { code?: unknown };
  const type = error.constructor.name;
  return {
    type,
    message: withoutArguments(error.message),
    ...(typeof code === 'string' && { code }),
    ...(error.stack !== undefined && { stack: withoutArguments(error.stack) }),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: serialize(cause, depth + 1) }),
  };
}

function serialize(thrown: unknown, depth: number): LoggedError | string {
  return thrown instanceof Error ? toLogged(thrown, depth) : withoutArguments(String(thrown));
}

/**
 * What a log shows of whatever was thrown: its words, where it came from and why.
 *
 * Nothing else that hangs on an error: drivers put the whole command on theirs, with claims and passwords in it.
 */
export function serializeError(thrown: unknown): LoggedError | string {
  return serialize(thrown, 0);
}
