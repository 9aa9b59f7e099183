import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getContainerRuntimeClient, ImageName } from 'testcontainers';

/** Where the builder's context is: the root of the repository. */
const CONTEXT = fileURLToPath(new URL('../..', import.meta.url));
const DOCKERFILE = 'deploy/docker/Dockerfile';

/** A cold build downloads the base image and every package. */
export const BUILD_TIMEOUT_MS = 15 * 60_000;

/** The images of both services, under names of this run. */
export interface Images {
  readonly api: string;
  readonly worker: string;
  /** Remove the names; layers stay where they are, as the builder's cache. */
  remove(): Promise<void>;
}

interface BuildOptions {
  readonly name: string;
  readonly dockerfile: string;
  readonly context?: string;
  readonly target?: string;
}

/** Build one image as the oldest builder would: nothing in the Dockerfile may need more. */
export async function buildImage({ name, dockerfile, context = CONTEXT, target }: BuildOptions): Promise<void> {
  const client = await getContainerRuntimeClient();
  await client.image.build(context, {
    t: name,
    dockerfile,
    ...(target === undefined ? {} : { target }),
    version: '1',
    // Steps reach the package registries by the way that the host has.
    networkmode: 'host',
    forcerm: true,
  });
  // A failed build ends like any other; all that it prints goes to that log.
  if (!(await client.image.exists(ImageName.fromString(name)))) {
    throw new Error(`${dockerfile} does not build; with DEBUG=testcontainers:build in the environment this shows why`);
  }
}

/** Remove the name of an image; its layers stay, so that the next build is quick. */
export async function removeImage(name: string): Promise<void> {
  const client = await getContainerRuntimeClient();
  const { dockerode } = client.container;
  // @types/dockerode knows no options but `force`.
  const options: Record<string, unknown> = { noprune: true };
  await dockerode.getImage(name).remove(options);
}

/** Build the images of deploy/docker. */
export async function buildImages(): Promise<Images> {
  if (!existsSync(`${CONTEXT}/.dockerignore`)) throw new Error('without .dockerignore the whole disk would be sent');
  const run = randomBytes(4).toString('hex');
  const [api, worker] = [`dsock-api:e2e-${run}`, `dsock-worker:e2e-${run}`];
  // One after the other: the second finds the common stages built.
  await buildImage({ name: api, dockerfile: DOCKERFILE, target: 'api' });
  await buildImage({ name: worker, dockerfile: DOCKERFILE, target: 'worker' });
  return {
    api,
    worker,
    remove: async () => {
      await Promise.all([removeImage(api), removeImage(worker)]);
    },
  };
}
