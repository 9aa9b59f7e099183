import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { Deployment } from './_cluster.js';
import { createScenario } from './_scenario.js';
import { describeAccess } from './_suite-access.js';
import { describeBodies } from './_suite-bodies.js';
import { describeClaims } from './_suite-claims.js';
import { describeClients } from './_suite-clients.js';
import { describeConnect } from './_suite-connect.js';
import { describeControl } from './_suite-control.js';
import { describeJwt } from './_suite-jwt.js';
import { describeNames } from './_suite-names.js';
import { describeParameterChecks } from './_suite-parameters.js';
import { describeSend } from './_suite-send.js';

/**
 * The contract, seen from outside, for one kind of deployment.
 *
 * @param start - starts it with SUITE_OPTIONS and the tokens of _cluster.ts; processes and containers are alike
 */
export function describeBroker(name: string, start: () => Promise<Deployment>): void {
  describe(name, () => {
    let deployment: undefined | Deployment;
    const scenario = createScenario(() => {
      if (deployment === undefined) throw new Error('the deployment has not started');
      return deployment;
    });

    beforeAll(async () => {
      deployment = await start();
    });
    afterEach(() => scenario.closeSockets());
    afterAll(async () => {
      await deployment?.close();
      expect(deployment).toBeDefined();
    });

    describeAccess(scenario);
    describeParameterChecks(scenario);
    describeClaims(scenario);
    describeSend(scenario);
    describeBodies(scenario);
    describeControl(scenario);
    describeConnect(scenario);
    describeJwt(scenario);
    describeNames(scenario);
    describeClients(scenario);
  });
}
