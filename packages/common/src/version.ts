import { readFileSync } from 'node:fs';

/** The version of this program. The path holds from src and from dist; all packages carry the same version. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
