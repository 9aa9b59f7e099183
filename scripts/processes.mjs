// Child processes that never outlive the script that started them, whatever signal ends it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** What a command gets to end by itself before it is killed. */
const TERM_GRACE_MS = 3000;
const OWN_GROUP = process.platform !== 'win32';

const pending = new Set();
let isStopping = false;

async function stopAndExit(signal) {
  if (isStopping) return;
  isStopping = true;
  await Promise.allSettled([...pending].reverse().map((undo) => undo()));
  process.exit(128 + constants.signals[signal]);
}

/**
 * Have `undo` called should a signal end this script from now on.
 * Signals are only listened to while something is pending, so that what runs later in this process has them to itself.
 * @returns call it once there is nothing left to undo
 */
export function undoOnSignal(undo) {
  if (pending.size === 0) for (const signal of SIGNALS) process.on(signal, stopAndExit);
  pending.add(undo);
  return () => {
    pending.delete(undo);
    if (pending.size === 0) for (const signal of SIGNALS) process.off(signal, stopAndExit);
  };
}

function killGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (OWN_GROUP) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/**
 * Run a command to its end, collecting what it prints, in a process group of its own: whatever the command leaves behind
 * is killed with it.
 * @returns `{ code, output }`; code is null when it was killed or could not be started
 */
export function run(command, args, { cwd, env = {}, timeoutMs, onOutput } = {}) {
  return new Promise((resolve) => {
    if (isStopping) return;
    const chunks = [];
    const collect = (chunk) => {
      chunks.push(chunk);
      onOutput?.(chunk);
    };
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: OWN_GROUP,
      // npx is a .cmd file on Windows, which only a shell can start.
      shell: process.platform === 'win32' && !/\.exe$/i.test(command),
    });
    const done = undoOnSignal(async () => {
      killGroup(child, 'SIGTERM');
      await Promise.race([once(child, 'close'), sleep(TERM_GRACE_MS)]);
      killGroup(child, 'SIGKILL');
    });
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            collect(Buffer.from(`\nkilled after ${timeoutMs / 1000} s\n`));
            killGroup(child, 'SIGKILL');
          }, timeoutMs);
    const finish = (code) => {
      clearTimeout(timer);
      killGroup(child, 'SIGKILL');
      done();
      // Whoever awaits this must not go on to start the next thing while the script is being ended.
      if (!isStopping) resolve({ code, output: Buffer.concat(chunks).toString('utf8') });
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      collect(Buffer.from(`${command}: ${error.message}\n`));
      finish(null);
    });
    // A process left behind may hold the pipes open, so that 'close' alone might never come.
    child.on('exit', () => setTimeout(() => killGroup(child, 'SIGKILL'), 500).unref());
    child.on('close', finish);
  });
}
