import { describeBadInput } from './_bad-input-suite.js';

const SEED = 11;

describeBadInput({ seed: SEED, requests: 2000, frames: 150, payloads: 5000, claims: 40, messages: 500 });
