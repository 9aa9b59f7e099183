import type { Deployment } from './_cluster.js';
import {
  type AnswerBody,
  type Call,
  type CallOptions,
  type ClaimJson,
  type ConnectionJson,
  createHttp,
  type HttpClient,
  type Query,
} from './_http.js';
import { type Client, connectUrl, type OpenOptions, open } from './_socket.js';
import { unique } from './_wait.js';

/** Who connects, and where. */
export interface PeerOptions {
  /** Default: a user of its own. */
  readonly user?: string;
  readonly session?: string;
  /** Comma-delimited, as `/claim` takes them. */
  readonly channels?: string;
  /** Number of the worker, counted around; default: one after the other. */
  readonly worker?: number;
  readonly open?: OpenOptions;
}

/** A client that connected with a claim. */
export interface Peer extends Client {
  readonly user: string;
  readonly session: undefined | string;
  readonly claim: ClaimJson;
}

/** What `/info` shows of a target. */
export interface Info {
  readonly connections: readonly ConnectionJson[];
  readonly claims: readonly ClaimJson[];
  readonly unreachable?: readonly string[];
}

/** A deployment seen by a back end and its clients: the words in which most tests are written. */
export interface Scenario {
  readonly deployment: () => Deployment;
  readonly call: Call;
  /** A call that must succeed. */
  readonly succeed: HttpClient['succeed'];
  /** `POST /send` of a text that must succeed. */
  readonly sendText: (target: Query, text: string, options?: CallOptions) => Promise<AnswerBody>;
  readonly claim: (query?: Readonly<Record<string, undefined | string | number>>) => Promise<ClaimJson>;
  readonly connect: (options?: PeerOptions) => Promise<Peer>;
  readonly info: (target: Query) => Promise<Info>;
  /** The connection id of a peer that is the only one of its user and session. */
  readonly idOf: (peer: Peer) => Promise<string>;
  /** Cut every socket that `connect` opened. */
  readonly closeSockets: () => void;
}

function withType(target: Query): Query {
  if (typeof target === 'string') return `${target}&type=text`;
  return Array.isArray(target) ? [...target, ['type', 'text']] : { ...target, type: 'text' };
}

/** Create a scenario; the deployment may start later, in a `beforeAll`. */
export function createScenario(deployment: () => Deployment): Scenario {
  const clients: Client[] = [];
  let client: undefined | HttpClient;
  let turn = 0;
  const http = () => {
    client ??= createHttp(deployment());
    return client;
  };
  const call: Call = (method, path, options) => http().call(method, path, options);
  const succeed: HttpClient['succeed'] = (method, path, options) => http().succeed(method, path, options);

  const claim: Scenario['claim'] = async (query = {}) => {
    const made = (await succeed('POST', '/claim', { query: { user: unique('user'), ...query } })).claim;
    if (made === undefined) throw new Error('the answer holds no claim');
    return made;
  };
  const connect: Scenario['connect'] = async (options = {}) => {
    const { user = unique('user'), session, channels, worker = turn++ } = options;
    const made = await claim({ user, session, channels });
    const opened = await open(connectUrl(deployment(), worker, { claim: made.id }), options.open);
    clients.push(opened);
    return { ...opened, user, session, claim: made };
  };
  const info: Scenario['info'] = async (target) => {
    const { connections, claims, unreachable } = await succeed('GET', '/info', { query: target });
    if (connections === undefined || claims === undefined) throw new Error('/info lacks connections or claims');
    return { connections, claims, ...(unreachable ? { unreachable } : {}) };
  };
  const idOf: Scenario['idOf'] = async ({ user, session }) => {
    const { connections } = await info({ user, session });
    const [only, ...more] = connections;
    if (only === undefined || more.length > 0) throw new Error(`${connections.length} connections instead of one`);
    return only.id;
  };
  return {
    deployment,
    call,
    succeed,
    sendText: (target, text, options) => succeed('POST', '/send', { ...options, query: withType(target), body: text }),
    claim,
    connect,
    info,
    idOf,
    closeSockets: () => {
      for (const opened of clients.splice(0)) opened.terminate();
    },
  };
}
