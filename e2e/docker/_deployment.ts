import { GenericContainer, Network, type StartedNetwork, Wait } from 'testcontainers';
import { type Deployment, leftKeys, SECOND_TOKEN, TOKEN } from '../_cluster.js';
import type { Options } from '../_process.js';
import {
  LockedContainer,
  PORT,
  problemsOf,
  type ServiceContainer,
  toEnvironment,
  toService,
  undoAll,
} from './_container.js';
import type { Images } from './_images.js';

const REDIS_IMAGE = 'redis:7';
const REDIS_PORT = 6379;
const START_TIMEOUT_MS = 60_000;

const DEFAULT_OPTIONS: Options = {
  redis_host: `redis:${REDIS_PORT}`,
  token: `${TOKEN},${SECOND_TOKEN}`,
  drain_duration: '1s',
};

/** What to start. */
export interface ContainersOptions {
  readonly images: Images;
  /** Default 2. */
  readonly apis?: number;
  /** Default 3. */
  readonly workers?: number;
  readonly options?: Options;
}

/** Containers on a network of their own, with a Redis. */
export interface Containers extends Deployment {
  readonly apis: readonly ServiceContainer[];
  readonly workers: readonly ServiceContainer[];
  readonly network: StartedNetwork;
  /**
   * `docker stop` what still runs, check that nothing went wrong, and remove everything.
   *
   * @throws {Error} on an exit code other than 0, a warning or error in a log, output on standard error, or a key left
   *   in Redis that is not an unexpired claim
   */
  close(): Promise<void>;
}

interface Launch {
  readonly name: string;
  readonly image: string;
  /** Name on the network; several containers may share one. */
  readonly alias: string;
  readonly options: Options;
}

async function launch(network: StartedNetwork, { name, image, alias, options }: Launch): Promise<ServiceContainer> {
  const container = await new LockedContainer(image)
    .withNetwork(network)
    .withNetworkAliases(alias)
    .withEnvironment(toEnvironment(options))
    .withExposedPorts(PORT)
    .withWaitStrategy(Wait.forHttp('/readyz', PORT).forStatusCode(200))
    .withStartupTimeout(START_TIMEOUT_MS)
    .start();
  return toService(name, container);
}

/** Start Redis, APIs and workers in containers, and wait until every one is ready. */
export async function startContainers({
  images,
  apis = 2,
  workers = 3,
  options,
}: ContainersOptions): Promise<Containers> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const network = await new Network().start();
    undo.push(() => network.stop());
    const redis = await new GenericContainer(REDIS_IMAGE)
      .withCommand(['redis-server', '--save', '', '--appendonly', 'no'])
      .withNetwork(network)
      .withNetworkAliases('redis')
      .withExposedPorts(REDIS_PORT)
      .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
      .start();
    undo.push(() => redis.stop());
    const launchOne = async (alias: 'api' | 'worker', index: number) => {
      const all = { ...DEFAULT_OPTIONS, ...options };
      const service = await launch(network, { name: `${alias}-${index}`, image: images[alias], alias, options: all });
      undo.push(service.remove);
      return service;
    };
    const launched = [
      ...Array.from({ length: apis }, (_, index) => launchOne('api', index)),
      ...Array.from({ length: workers }, (_, index) => launchOne('worker', index)),
    ];
    // All of them, so that none starts behind the back of the clean-up when another fails.
    await Promise.allSettled(launched);
    const services = await Promise.all(launched);
    const redisUrl = `redis://${redis.getHost()}:${redis.getMappedPort(REDIS_PORT)}`;
    const close = async () => {
      const problems: string[] = [];
      try {
        await Promise.all(services.map((service) => service.stop()));
        problems.push(...(await Promise.all(services.map(problemsOf))).flat());
        problems.push(...(await leftKeys(redisUrl, '')));
      } finally {
        await undoAll(undo);
      }
      if (problems.length > 0) throw new Error(`the containers did not end well:\n${problems.join('\n')}`);
    };
    return { apis: services.slice(0, apis), workers: services.slice(apis), network, token: TOKEN, close };
  } catch (failure) {
    await undoAll(undo).catch(() => undefined);
    throw failure;
  }
}
