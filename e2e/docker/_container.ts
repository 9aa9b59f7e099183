import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';
import type { Endpoint } from '../_cluster.js';
import type { LogLine } from '../_process.js';

/** The port on which every service listens in its container. */
export const PORT = 6241;
/** Longer than any drain of these tests; a container that needs it all is killed, and its exit code says so. */
const STOP_TIMEOUT_MS = 30_000;

/** How a container ended. */
export interface ContainerExit {
  readonly code: number;
  readonly killedForMemory: boolean;
}

/** What the engine itself says about a container. */
export interface Inspection {
  readonly health: string;
  readonly running: boolean;
  readonly exit: ContainerExit;
}

/** One container of a deployment, reached through a port of this machine. */
export interface ServiceContainer extends Endpoint {
  readonly name: string;
  readonly container: StartedTestContainer;
  inspect(): Promise<Inspection>;
  /** Lines on standard output so far; those that are no JSON object as `{ level: 'no JSON', msg: line }`. */
  logs(): Promise<readonly LogLine[]>;
  stderr(): Promise<string>;
  /** `docker stop`: SIGTERM, and SIGKILL where that does not help. Resolves when it has ended. */
  stop(): Promise<ContainerExit>;
  /** `docker rm --force`. */
  remove(): Promise<void>;
}

/** Locked down as deploy/README.md tells people to run the images. */
export class LockedContainer extends GenericContainer {
  constructor(image: string) {
    super(image);
    this.hostConfig.ReadonlyRootfs = true;
    this.withDroppedCapabilities('ALL').withSecurityOpt('no-new-privileges').withAutoRemove(false);
  }
}

/** Options as environment variables. */
export function toEnvironment(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [`DSOCK_${name.toUpperCase()}`, value]));
}

const FRAME_HEAD_BYTES = 8;

/** The text of a log that the engine sends in frames of a type, three zeros, a length, and that many bytes. */
function unframe(log: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + FRAME_HEAD_BYTES <= log.length; ) {
    const end = at + FRAME_HEAD_BYTES + log.readUInt32BE(at + 4);
    parts.push(log.subarray(at + FRAME_HEAD_BYTES, end));
    at = end;
  }
  return Buffer.concat(parts).toString();
}

function toLogLine(line: string): LogLine {
  const noJson = { level: 'no JSON', msg: line };
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? (parsed as LogLine) : noJson;
  } catch {
    return noJson;
  }
}

/** Wrap a started container. */
export function toService(name: string, container: StartedTestContainer, port = PORT): ServiceContainer {
  const engine = async () => (await getContainerRuntimeClient()).container.getById(container.getId());
  const read = async (which: { stdout: boolean; stderr: boolean }) =>
    unframe(await (await engine()).logs({ ...which, follow: false }));
  const inspect = async (): Promise<Inspection> => {
    const { State } = await (await engine()).inspect();
    const exit = { code: State.ExitCode, killedForMemory: State.OOMKilled };
    return { health: State.Health?.Status ?? 'none', running: State.Running, exit };
  };
  // By name it may be IPv6, for which old engines map another port.
  const host = container.getHost() === 'localhost' ? '127.0.0.1' : container.getHost();
  return {
    name,
    container,
    url: `http://${host}:${container.getMappedPort(port)}`,
    inspect,
    logs: async () => {
      const text = await read({ stdout: true, stderr: false });
      return text.split('\n').flatMap((line) => (line === '' ? [] : [toLogLine(line)]));
    },
    stderr: () => read({ stdout: false, stderr: true }),
    stop: async () => {
      await container.stop({ timeout: STOP_TIMEOUT_MS, remove: false });
      return (await inspect()).exit;
    },
    remove: async () => {
      await (await engine()).remove({ force: true, v: true });
    },
  };
}

/** What went wrong in a container that has ended, in words; nothing of it shows outside. */
export async function problemsOf(service: ServiceContainer): Promise<string[]> {
  const { exit, running } = await service.inspect();
  const problems: string[] = [];
  if (running) problems.push('still runs');
  if (exit.code !== 0 || exit.killedForMemory) problems.push(`ended with ${JSON.stringify(exit)}`);
  for (const line of await service.logs()) {
    if (line.level !== 'info') problems.push(JSON.stringify(line));
  }
  const stderr = await service.stderr();
  if (stderr !== '') problems.push(`wrote to standard error: ${stderr.slice(0, 1000)}`);
  return problems.map((problem) => `${service.name}: ${problem}`);
}

/**
 * Undo whatever was started, in reverse, all of it even if a part fails; what never came to be is undefined.
 *
 * @throws {Error} at the end, with everything that failed
 */
export async function undoAll(undo: readonly (undefined | (() => Promise<unknown>))[]): Promise<void> {
  const failures: string[] = [];
  for (const step of [...undo].reverse()) {
    await step?.().catch((failure: Error) => failures.push(failure.message));
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
}
