import { afterAll, beforeAll } from 'vitest';
import { describeBroker } from '../_suite.js';
import { SUITE_OPTIONS } from '../_suite-options.js';
import { startContainers } from './_deployment.js';
import { BUILD_TIMEOUT_MS, buildImages, type Images } from './_images.js';

let images: Images;

beforeAll(async () => {
  images = await buildImages();
}, BUILD_TIMEOUT_MS);
afterAll(() => images?.remove());

describeBroker('2 API and 3 worker containers on Redis, messaging redis', () =>
  startContainers({ images, options: { ...SUITE_OPTIONS, messaging_method: 'redis' } }),
);
