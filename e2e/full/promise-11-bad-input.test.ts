import { describeBadInput } from '../_bad-input-suite.js';

/** Another seed than the short run, so that together they see more. */
const SEED = 1_011;

describeBadInput({ seed: SEED, requests: 40_000, frames: 3000, payloads: 100_000, claims: 300, messages: 10_000 });
