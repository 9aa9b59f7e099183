import type { Command } from 'commander';

/** How the client commands reach the API. */
export interface ApiOptions {
  readonly api: string;
  readonly token?: string;
}

/** The target options of a command. */
export interface TargetOptions {
  readonly id?: string;
  readonly channel?: string;
  readonly user?: string;
  readonly session?: string;
}

/** Something the person at the terminal can mend. */
export class UsageError extends Error {}

/** Give a command the options that reach the API. */
export function withApi(command: Command): Command {
  return command
    .option('--api <url>', 'address of the API', 'http://localhost:6241')
    .option('--token <token>', 'API token (default: $DSOCK_TOKEN)');
}

/** Give a command the options that name a target. */
export function withTarget(command: Command): Command {
  return command
    .option('--id <id>', 'connection id')
    .option('--channel <channel>', 'channel')
    .option('--user <user>', 'user')
    .option('--session <session>', 'session of the user');
}

/** One call; parameters that are undefined are left out. */
export interface ApiCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly parameters: Readonly<Record<string, undefined | string>>;
  readonly body?: string | Buffer;
}

/**
 * Make one call.
 *
 * @throws {UsageError} with the API's own sentence and code, or that it cannot be reached
 */
export async function callApi(options: ApiOptions, call: ApiCall): Promise<Record<string, unknown>> {
  const { method, path, parameters, body } = call;
  const url = new URL(path, options.api);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  const token = options.token ?? process.env.DSOCK_TOKEN ?? '';
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body }),
    });
  } catch (cause) {
    throw new UsageError(`No API answers at ${options.api}. Is it running? ("dsock start")`, { cause });
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return answer;
  throw new UsageError(`${answer.error ?? `HTTP status ${response.status}`} (${answer.errorCode ?? 'no code'})`);
}
