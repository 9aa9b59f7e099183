import { JWT_SECRET } from './_jwt.js';
import type { Options } from './_process.js';

/** Channels that every connection of the suites' deployments joins, in this order. */
export const DEFAULT_CHANNELS = ['lobby', 'news'] as const;

/** What a deployment must be started with for the suites; everything else is the default. */
export const SUITE_OPTIONS: Options = {
  default_channels: DEFAULT_CHANNELS.join(','),
  jwt_secret: JWT_SECRET,
};
