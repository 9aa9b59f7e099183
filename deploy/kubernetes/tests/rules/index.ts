import { CONFIGURATION_RULES } from './configuration.js';
import { CONTAINER_RULES } from './containers.js';
import { LIFECYCLE_RULES } from './lifecycle.js';
import { NETWORK_RULES } from './network.js';
import { REFERENCE_RULES } from './references.js';
import { ROUTE_RULES } from './routes.js';
import type { Rule } from './rule.js';
import { SCALING_RULES } from './scaling.js';

/** Everything that schemas and types cannot say. */
export const RULES: readonly Rule[] = [
  ...REFERENCE_RULES,
  ...CONFIGURATION_RULES,
  ...LIFECYCLE_RULES,
  ...CONTAINER_RULES,
  ...SCALING_RULES,
  ...NETWORK_RULES,
  ...ROUTE_RULES,
];
