/**
 * Ids of worker processes, workers and connections.
 *
 * A process draws `proc` once. The worker in it is `proc * 65536 + incarnation`, a new incarnation after every lost
 * lease, so that what is pruned under the old id can never hit the new one. It is an integer because Redis keeps sets
 * of integers in half the memory; in JSON it travels as an opaque decimal string.
 * A connection id is a UUID of version 8 (RFC 9562 section 5.8) whose leading 37 bits are `proc`: it leads to its
 * process without a look-up; the other 85 bits are random, so it cannot be guessed.
 */
const PROC_MIN = 2 ** 32;
const PROC_MAX = 2 ** 37;
const INCARNATIONS = 65_536;
const RANDOM_BITS_BEHIND_PROC = 11;

const CONNECTION_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const pool = new Uint8Array(16 * 256);
let used = pool.length;

function randomBytes16(): Uint8Array {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += 16;
  return pool.subarray(used - 16, used);
}

/** Draw the number of this process: a whole number in [2^32, 2^37). */
export function createProc(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return PROC_MIN + (high % (PROC_MAX / PROC_MIN - 1)) * PROC_MIN + low;
}

/** The id of incarnation `incarnation` (1 to 65535) of the worker in process `proc`. */
export function toWorkerId(proc: number, incarnation: number): string {
  return String(proc * INCARNATIONS + incarnation);
}

/** The process that a worker id belongs to. */
export function procOfWorker(workerId: string): number {
  return Math.floor(Number(workerId) / INCARNATIONS);
}

/** A new connection id of process `proc`. */
export function createConnectionId(proc: number): string {
  const random = randomBytes16();
  const low = ((random[0] ?? 0) << 3) | ((random[1] ?? 0) >> 5);
  const head = (proc * 2 ** RANDOM_BITS_BEHIND_PROC + low).toString(16).padStart(12, '0');
  let tail = '';
  for (let i = 6; i < 16; i++) tail += (random[i] ?? 0).toString(16).padStart(2, '0');
  const variant = '89ab'[(random[2] ?? 0) & 3];
  return `${head.slice(0, 8)}-${head.slice(8)}-8${tail.slice(0, 3)}-${variant}${tail.slice(3, 6)}-${tail.slice(6, 18)}`;
}

/** The process of a connection id, or undefined when the text is none of our ids. */
export function procOfConnection(connectionId: string): undefined | number {
  if (!CONNECTION_ID.test(connectionId)) return undefined;
  const head = Number.parseInt(connectionId.slice(0, 8) + connectionId.slice(9, 13), 16);
  const proc = Math.floor(head / 2 ** RANDOM_BITS_BEHIND_PROC);
  return proc >= PROC_MIN ? proc : undefined;
}
