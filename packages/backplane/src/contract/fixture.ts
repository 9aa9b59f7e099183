import { createDeadline, type Deadline } from '@dsock/common';
import type { Target } from '@dsock/protocol';
import type { Action, Envelope, Result } from '@dsock/protocol/codec';
import { afterAll, beforeAll } from 'vitest';
import type { ApiBackplane, Claim, Respond, WorkerBackplane } from '../backplane.js';

/** Makes the nodes of one backplane; `close` comes after the last of them is closed. */
export interface ContractNodes {
  worker(): WorkerBackplane;
  api(): ApiBackplane;
  close(): Promise<void>;
}

/** A started worker that notes what arrives, and answers what it is told to. */
export interface ContractWorker {
  readonly backplane: WorkerBackplane;
  readonly received: Envelope[];
  /** How requests are answered; by default with no connections. */
  answer: (envelope: Envelope, respond: Respond) => void;
}

/** Two started workers and two started APIs of one backplane, shared by the tests of a suite. */
export interface Fixture {
  readonly nodes: ContractNodes;
  readonly workers: readonly [ContractWorker, ContractWorker];
  readonly apis: readonly [ApiBackplane, ApiBackplane];
}

const COMMON_CHANNEL = 'held by every worker';

let drawn = 0;

/** A name that no other test uses. */
export function unique(what: string): string {
  return `${what}.${process.pid.toString(36)}.${Date.now().toString(36)}.${++drawn}`;
}

/** What a call usually has. */
export function soon(ms = 1800): Deadline {
  return createDeadline(ms);
}

const NOTHING: Result = { kind: 'info', connections: [] };

/** Start one more worker; the caller closes it. */
export async function startWorker(nodes: ContractNodes): Promise<ContractWorker> {
  const worker: ContractWorker = {
    backplane: nodes.worker(),
    received: [],
    answer: (_envelope, respond) => respond(NOTHING, true),
  };
  const inbox = (envelope: Envelope, respond: undefined | Respond): void => {
    worker.received.push(envelope);
    if (respond) worker.answer(envelope, respond);
  };
  await worker.backplane.start(inbox, 0);
  return worker;
}

/** Start one more API; the caller closes it. */
export async function startApi(nodes: ContractNodes): Promise<ApiBackplane> {
  const api = nodes.api();
  await api.start();
  return api;
}

/** Start two workers and two APIs before the tests of a suite and close them afterwards. */
export function useFixture(create: () => Promise<ContractNodes>): () => Fixture {
  let fixture: undefined | Fixture;
  beforeAll(async () => {
    const nodes = await create();
    fixture = {
      nodes,
      workers: [await startWorker(nodes), await startWorker(nodes)],
      apis: [await startApi(nodes), await startApi(nodes)],
    };
    for (const { backplane } of fixture.workers) await backplane.routes.join([`c:${COMMON_CHANNEL}`], soon());
  });
  afterAll(async () => {
    if (!fixture) return;
    const { nodes, workers, apis } = fixture;
    await Promise.all([...workers.map(({ backplane }) => backplane.close()), ...apis.map((api) => api.close())]);
    await nodes.close();
  });
  return () => {
    if (!fixture) throw new Error('the nodes were not started');
    return fixture;
  };
}

/** Resolve when both workers have all that was published before: awaited calls arrive in order. */
export async function settled({ apis: [api] }: Fixture): Promise<void> {
  await api.bus.request(envelopeTo({ kind: 'channel', channel: COMMON_CHANNEL }, { kind: 'info' }), soon());
}

export const userTarget = (user: string, session?: string): Target & { kind: 'user' } => {
  return { kind: 'user', user, session };
};

export const channelTarget = (channel: string): Target & { kind: 'channel' } => ({ kind: 'channel', channel });

/** An envelope with a request id of its own. */
export function envelopeTo(target: Target, action: Action = message('hello')): Envelope {
  return { requestId: unique('request'), traceparent: undefined, target, action };
}

export function message(body: string | Uint8Array): Action {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { kind: 'send', type: 'binary', body: bytes, except: undefined };
}

/** A claim with an id and a user of its own that lives for a minute. */
export function claimOf(fields: Partial<Claim> = {}): Claim {
  const defaults = { session: undefined, channels: [], expiresAtMs: Date.now() + 60_000 };
  return { id: unique('claim'), user: unique('user'), ...defaults, ...fields };
}

/** Names that a careless encoding would mix up with each other, with a pattern, or with something built in. */
export function hostileNames(): readonly string[] {
  const base = unique('x');
  return [
    `${base}-a`,
    `${base}-a-b`,
    `${base}:a`,
    `${base}:a:b`,
    `${base}%3Aa`,
    `${base}%`,
    `${base}*`,
    `${base}?`,
    `${base}[a]`,
    `${base}\\`,
    `${base} `,
    `${base}\n`,
    `${base}\r\n*1\r\n`,
    `${base}\u0000`,
    `${base}😀`,
    `${base}é`,
    `${base}e\u0301`,
    `${base}"{}`,
    base.padEnd(256, 'x'),
    base.padEnd(255, 'x'),
    '__proto__',
    'constructor',
    'u:',
    'c:',
    '*',
  ];
}
