import type { Route } from '../route.js';
import { subscribe, unsubscribe } from './channel.js';
import { claim } from './claim.js';
import { disconnect } from './disconnect.js';
import { info } from './info.js';
import { send } from './send.js';

/** Every call that needs the token. */
export const ROUTES: readonly Route[] = [claim, send, disconnect, info, subscribe, unsubscribe];
