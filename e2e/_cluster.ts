/**
 * Whole clusters as users run them: real processes, real ports, a real Redis or memory.
 *
 * ```ts
 * const cluster = await startCluster({ redisUrl: 'redis://127.0.0.1:6379', apis: 2, workers: 3 });
 * const { call } = createHttp(cluster);                    // _http.ts
 * const claim = await call('POST', '/claim', { query: { user: '1' } });
 * const socket = await open(connectUrl(cluster, 0, { claim: claim.body.claim?.id ?? '' })); // _socket.ts
 * await cluster.workers[0]?.process.stop('SIGKILL');       // an end that the test asks for is no failure
 * await cluster.close();                                   // fails on whatever went wrong unasked
 * ```
 */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { type DsockProcess, listeningPort, type Options, startProcess, tailOf } from './_process.js';
import { keysWith, redisClient } from './_redis.js';
import { waitFor } from './_wait.js';

/** Where a service is reached from outside; all that the suites know, so that containers can stand in for processes. */
export interface Endpoint {
  /** `http://host:port`, no slash at the end. */
  readonly url: string;
}

/** Anything that the suites can run against. */
export interface Deployment {
  readonly apis: readonly Endpoint[];
  readonly workers: readonly Endpoint[];
  /** A token that the API accepts. */
  readonly token: string;
  close(): Promise<void>;
}

/** One service of a cluster. With `dsock start` an API and a worker share a process. */
export interface Service extends Endpoint {
  readonly service: 'api' | 'worker';
  readonly port: number;
  readonly process: DsockProcess;
}

/** What to start. */
export interface ClusterOptions {
  /** `memory` is one `dsock start`; with a URL there are `apis` and `workers` processes of their own. */
  readonly redisUrl: 'memory' | string;
  /** One `dsock start` over that Redis instead. */
  readonly allInOne?: boolean;
  /** Default 2. */
  readonly apis?: number;
  /** Default 3. */
  readonly workers?: number;
  readonly messagingMethod?: 'redis' | 'direct';
  /** More options, for every service; see DEFAULT_OPTIONS. */
  readonly options?: Options;
  /** More environment variables, for every process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What `close` overlooks. */
export interface CloseOptions {
  /** Lines of level error or fatal, as JSON, that the test provoked. */
  readonly allowErrors?: readonly RegExp[];
  /** Do not look for keys left in Redis. Needless when a process was killed or the URL is `memory`: then nobody looks. */
  readonly ignoreKeys?: boolean;
}

/** A running cluster. `apis` and `workers` grow with `startApi` and `startWorker`. */
export interface Cluster extends Deployment {
  readonly apis: readonly Service[];
  readonly workers: readonly Service[];
  readonly processes: readonly DsockProcess[];
  /** In every key of this cluster. */
  readonly prefix: string;
  /** Start one more, ready when this resolves. `options` go over those of the cluster. */
  startApi(options?: Options): Promise<Service>;
  startWorker(options?: Options): Promise<Service>;
  /**
   * End every process that still runs and check that nothing went wrong behind the test's back.
   *
   * @throws {Error} on an exit that the test did not ask for, an exit code other than 0, a log line of level error or
   *   fatal, output that is no JSON (except of `dsock start`), or a key left in Redis that is not an unexpired claim
   */
  close(options?: CloseOptions): Promise<void>;
}

/** The first token of every cluster started here. */
export const TOKEN = 'e2e-token-one';
/** The second one. */
export const SECOND_TOKEN = 'e2e-token-two';

const DEFAULT_OPTIONS: Options = {
  port: '0',
  token: `${TOKEN},${SECOND_TOKEN}`,
  // The default of 30 s spreads closes at SIGTERM; tests that leave sockets open need not wait for it.
  drain_duration: '1s',
};

async function isReady(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request(`${url}/readyz`, { agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    probe.on('timeout', () => probe.destroy());
    probe.on('error', () => resolve(false));
    probe.end();
  });
}

async function toService(running: DsockProcess, service: 'api' | 'worker'): Promise<Service> {
  const port = await listeningPort(running, service);
  const url = `http://127.0.0.1:${port}`;
  await waitFor(`${running.name} is ready`, () => isReady(url), 15_000).catch((cause: Error) => {
    throw new Error(`${cause.message}\n${tailOf(running)}`);
  });
  return { service, url, port, process: running };
}

function redisOptions(url: string): Options {
  const { hostname, port, pathname, username, password, protocol } = new URL(url);
  const parts: Options = {
    redis_db: pathname.replace('/', ''),
    redis_username: decodeURIComponent(username),
    redis_password: decodeURIComponent(password),
    redis_tls: protocol === 'rediss:' ? 'true' : '',
  };
  const given = Object.entries(parts).filter(([, value]) => value !== '');
  return { redis_host: `${hostname}:${port || '6379'}`, ...Object.fromEntries(given) };
}

function problemsOf(running: DsockProcess, unasked: boolean, allowErrors: readonly RegExp[]): string[] {
  const problems: string[] = [];
  const end = running.ended();
  if (unasked) problems.push(`${running.name} ended unasked: ${JSON.stringify(end)}`);
  else if (!running.wasKilled() && end?.code !== 0) problems.push(`${running.name} ended with ${JSON.stringify(end)}`);
  for (const line of running.logs) {
    const text = JSON.stringify(line);
    const isError = line.level === 'error' || line.level === 'fatal';
    if (isError && !allowErrors.some((pattern) => pattern.test(text))) problems.push(`${running.name} logged ${text}`);
  }
  if (!running.name.startsWith('start')) {
    for (const line of running.otherLines.slice(0, 5)) problems.push(`${running.name} wrote beside its log: ${line}`);
  }
  return problems;
}

/** Keys of a deployment that has ended, in words; claims that will expire may stay. */
export async function leftKeys(redisUrl: string, prefix: string): Promise<string[]> {
  const client = redisClient(redisUrl);
  try {
    const left: string[] = [];
    for (const key of await keysWith(client, prefix)) {
      const isExpiringClaim = key.includes('claim') && (await client.pttl(key)) > 0;
      if (!isExpiringClaim) left.push(`left in Redis: ${key}`);
    }
    return left;
  } finally {
    client.disconnect();
  }
}

async function endAll(processes: readonly DsockProcess[]): Promise<string[]> {
  const ends = processes.map(async (running) => {
    if (running.ended() !== undefined) return [];
    running.signal('SIGCONT');
    try {
      await running.stop();
      return [];
    } catch (late) {
      await running.stop('SIGKILL');
      return [(late as Error).message];
    }
  });
  return (await Promise.all(ends)).flat();
}

/** Start a cluster and wait until every service is ready. */
export async function startCluster(cluster: ClusterOptions): Promise<Cluster> {
  const inMemory = cluster.redisUrl === 'memory';
  const prefix = `e2e${randomBytes(6).toString('hex')}`;
  const shared: Options = {
    ...DEFAULT_OPTIONS,
    ...(inMemory ? {} : { ...redisOptions(cluster.redisUrl), redis_prefix: prefix }),
    ...(cluster.messagingMethod ? { messaging_method: cluster.messagingMethod } : {}),
    ...(cluster.messagingMethod === 'direct' ? { direct_message_hostname: '127.0.0.1' } : {}),
    ...cluster.options,
  };
  const processes: DsockProcess[] = [];
  const apis: Service[] = [];
  const workers: Service[] = [];

  const launch = (service: 'api' | 'worker' | 'start', options: Options = {}) => {
    const name = `${service}-${processes.length}`;
    const more = cluster.env ? { env: cluster.env } : {};
    const running = startProcess({ name, service, options: { ...shared, ...options }, ...more });
    processes.push(running);
    return running;
  };
  const startOne = async (service: 'api' | 'worker', options?: Options) => {
    const started = await toService(launch(service, options), service);
    (service === 'api' ? apis : workers).push(started);
    return started;
  };

  const close = async ({ allowErrors = [], ignoreKeys = false }: CloseOptions = {}) => {
    const unasked = new Set(processes.filter((running) => running.ended() && !running.isEndExpected()));
    const late = await endAll(processes);
    const problems = processes.flatMap((running) => problemsOf(running, unasked.has(running), allowErrors));
    const killed = processes.some((running) => running.wasKilled());
    const left = inMemory || ignoreKeys || killed ? [] : await leftKeys(cluster.redisUrl, prefix);
    const all = [...late, ...problems, ...left];
    if (all.length > 0) throw new Error(`the cluster did not end well:\n${all.join('\n')}`);
  };

  try {
    if (inMemory || cluster.allInOne) {
      const running = launch('start');
      apis.push(await toService(running, 'api'));
      workers.push(await toService(running, 'worker'));
    } else {
      await Promise.all([
        ...Array.from({ length: cluster.apis ?? 2 }, () => startOne('api')),
        ...Array.from({ length: cluster.workers ?? 3 }, () => startOne('worker')),
      ]);
    }
  } catch (failure) {
    await endAll(processes);
    throw failure;
  }
  const startApi = (options?: Options) => startOne('api', options);
  const startWorker = (options?: Options) => startOne('worker', options);
  return { apis, workers, processes, prefix, token: TOKEN, startApi, startWorker, close };
}
