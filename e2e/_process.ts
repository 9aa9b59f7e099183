import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitFor, within } from './_wait.js';

const COMMAND = fileURLToPath(new URL('../packages/cli/bin/dsock.mjs', import.meta.url));

/** Option names as in the table of options, without `DSOCK_`: `{ max_message_size: '1024' }`. */
export type Options = Readonly<Record<string, string>>;

/** One line that a process logged. */
export interface LogLine {
  readonly level?: string;
  readonly msg?: string;
  readonly service?: string;
  readonly port?: number;
  readonly [field: string]: unknown;
}

/** How a process ended. */
export interface Exit {
  readonly code: null | number;
  readonly signal: null | NodeJS.Signals;
}

/** A running `dsock` command. */
export interface DsockProcess {
  /** `api`, `worker` or `start`, and a number: `worker-2`. */
  readonly name: string;
  readonly pid: number;
  /** Everything logged so far, as objects. */
  readonly logs: readonly LogLine[];
  /** Lines of standard output that are no JSON, and all of standard error. */
  readonly otherLines: readonly string[];
  /** Resolves when the process has ended; says nothing about whether it should have. */
  readonly exit: Promise<Exit>;
  /** Undefined while it runs. */
  ended(): undefined | Exit;
  /** Whether the test asked for the end. */
  isEndExpected(): boolean;
  /** Whether it was killed without a chance to clean up. */
  wasKilled(): boolean;
  /** Send a signal (default `SIGTERM`) and wait for the end, at most 15 s. An end by it is expected. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
  /** Send a signal without waiting. After `SIGTERM`, `SIGINT` or `SIGKILL` an end is expected. */
  signal(signal: NodeJS.Signals): void;
}

const END_TIMEOUT_MS = 15_000;
const ENDING: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGKILL'];

function toEnvironment(options: Options, home: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: home };
  for (const [name, value] of Object.entries(options)) environment[`DSOCK_${name.toUpperCase()}`] = value;
  return environment;
}

function toLogLine(line: string): undefined | LogLine {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? (parsed as LogLine) : undefined;
  } catch {
    return undefined;
  }
}

function collect(child: ChildProcess): { logs: LogLine[]; otherLines: string[] } {
  const logs: LogLine[] = [];
  const otherLines: string[] = [];
  if (child.stdout === null || child.stderr === null) throw new Error('output is not piped');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const parsed = toLogLine(line);
    if (parsed === undefined) otherLines.push(line);
    else logs.push(parsed);
  });
  createInterface({ input: child.stderr }).on('line', (line) => otherLines.push(line));
  return { logs, otherLines };
}

/** Options of `startProcess`. */
export interface ProcessOptions {
  readonly name: string;
  readonly service: 'api' | 'worker' | 'start';
  readonly options: Options;
  /** More environment variables, for example of the allocator. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Start `dsock <service>` in an empty folder, so that no configuration file of this machine counts. Does not wait. */
export function startProcess({ name, service, options, env }: ProcessOptions): DsockProcess {
  const home = mkdtempSync(join(tmpdir(), 'dsock-e2e-'));
  const child = spawn(process.execPath, [COMMAND, service], {
    cwd: home,
    env: { ...toEnvironment(options, home), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { logs, otherLines } = collect(child);
  let ended: undefined | Exit;
  let endExpected = false;
  let killed = false;
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const exit = new Promise<Exit>((resolve) => {
    // "close", not "exit": all output has been read by then.
    child.once('close', (code, signal) => {
      ended = { code, signal };
      process.off('exit', killWithUs);
      rmSync(home, { recursive: true, force: true });
      resolve(ended);
    });
  });
  const signal = (which: NodeJS.Signals) => {
    if (ENDING.includes(which)) endExpected = true;
    if (which === 'SIGKILL') killed = true;
    child.kill(which);
  };
  return {
    name,
    pid: child.pid ?? 0,
    logs,
    otherLines,
    exit,
    ended: () => ended,
    isEndExpected: () => endExpected,
    wasKilled: () => killed,
    signal,
    stop(which = 'SIGTERM') {
      if (ended === undefined) signal(which);
      return within(`${name} ends after ${which}`, END_TIMEOUT_MS, exit);
    },
  };
}

/** The last lines of a process, for an error message. */
export function tailOf(running: DsockProcess): string {
  const lines = [...running.otherLines.slice(-15), ...running.logs.slice(-10).map((line) => JSON.stringify(line))];
  return `--- ${running.name} ---\n${lines.join('\n')}`;
}

/** Wait until a process says on which port `service` listens. */
export async function listeningPort(running: DsockProcess, service: 'api' | 'worker'): Promise<number> {
  const alone = !running.name.startsWith('start');
  try {
    return await waitFor(
      `${running.name} logs "listening" for ${service}`,
      () => {
        const line = running.logs.find((entry) => entry.msg === 'listening' && (alone || entry.service === service));
        return line?.port ?? (running.ended() === undefined ? undefined : -1);
      },
      15_000,
    ).then((port) => {
      if (port === -1) throw new Error(`${running.name} ended before it was ready`);
      return port;
    });
  } catch (cause) {
    throw new Error(`${(cause as Error).message}\n${tailOf(running)}`, { cause });
  }
}
