import { backplaneContract } from '../contract.js';
import { createMemoryBackplane } from './memory-backplane.js';

backplaneContract('memory', () => {
  const { worker, api } = createMemoryBackplane();
  return Promise.resolve({ worker, api, close: () => Promise.resolve() });
});
