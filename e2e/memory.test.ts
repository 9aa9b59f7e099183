import { startCluster } from './_cluster.js';
import { describeBroker } from './_suite.js';
import { SUITE_OPTIONS } from './_suite-options.js';

describeBroker('dsock start in memory', () => startCluster({ redisUrl: 'memory', options: SUITE_OPTIONS }));
