import { describe } from 'vitest';
import { claimStoreContract } from './contract/claims.js';
import type { ContractNodes } from './contract/fixture.js';
import { lifecycleContract } from './contract/lifecycle.js';
import { publishContract } from './contract/publish.js';
import { requestContract } from './contract/request.js';
import { routesContract } from './contract/routes.js';

/**
 * State every sentence of the ports in backplane.ts as a test, against the adapter that `create` makes nodes of.
 *
 * Each part runs on two workers and two APIs of one backplane, so that what one node does is seen by the others.
 */
export function backplaneContract(name: string, create: () => Promise<ContractNodes>): void {
  describe(`backplane contract over ${name}`, () => {
    claimStoreContract(create);
    routesContract(create);
    publishContract(create);
    requestContract(create);
    lifecycleContract(create);
  });
}
