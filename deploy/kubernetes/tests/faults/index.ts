import { API_FAULTS } from './api.js';
import { CONFIGURATION_FAULTS } from './configuration.js';
import { CONTAINER_FAULTS } from './containers.js';
import type { Fault } from './fault.js';
import { LIFECYCLE_FAULTS } from './lifecycle.js';
import { NETWORK_FAULTS } from './network.js';
import { REFERENCE_FAULTS } from './references.js';
import { RENDER_FAULTS } from './render.js';
import { ROUTE_FAULTS } from './routes.js';
import { SCALING_FAULTS } from './scaling.js';

/** Every mistake to be found, one test each. */
export const FAULTS: readonly Fault[] = [
  ...RENDER_FAULTS,
  ...API_FAULTS,
  ...REFERENCE_FAULTS,
  ...CONFIGURATION_FAULTS,
  ...LIFECYCLE_FAULTS,
  ...CONTAINER_FAULTS,
  ...SCALING_FAULTS,
  ...NETWORK_FAULTS,
  ...ROUTE_FAULTS,
];
