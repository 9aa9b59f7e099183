// npm run build: dependencies and dist of every package.
import { ensureBuilt, ensureInstalled, ensureNode, orExplain } from './setup.mjs';

ensureNode();
await orExplain(async () => {
  await ensureInstalled();
  await ensureBuilt({ force: true });
});
