import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Claim, ClaimStore, WorkerBackplane } from '@dsock/backplane';
import { BrokerError } from '@dsock/protocol';
import { describe, expect, test } from 'vitest';
import { FakeRoutes, soon } from '../../tests/_fakes.js';
import { Hub } from '../hub/hub.js';
import { type AdmissionContext, admit } from './admission.js';

const PROC = 2 ** 33;
const USER = { kind: 'user', user: 'a', session: undefined } as const;

interface Stored {
  claim: Claim;
  revision: string;
}

/** A claim store with one claim, whose steps wait while the test holds them. */
class HeldClaims {
  stored: undefined | Stored = { claim: claimWith(['own']), revision: '1' };
  gate: Promise<void> = Promise.resolve();
  reads = 0;

  async read(): ReturnType<ClaimStore['read']> {
    this.reads++;
    await this.gate;
    return this.stored ? { kind: 'found', ...this.stored } : { kind: 'missing' };
  }

  async take(_claim: Claim, revision: string): ReturnType<ClaimStore['take']> {
    await this.gate;
    if (!this.stored) return 'missing';
    if (this.stored.revision !== revision) return 'changed';
    this.stored = undefined;
    return 'taken';
  }

  edit(channels: readonly string[]): void {
    if (this.stored) this.stored = { claim: claimWith(channels), revision: `${this.stored.revision}+` };
  }

  /** Hold what comes next; returns what lets it go. */
  hold(): () => Promise<void> {
    let open = (): void => undefined;
    this.gate = new Promise((resolve) => {
      open = resolve;
    });
    return () => {
      open();
      return nextTurn();
    };
  }
}

function claimWith(channels: readonly string[]): Claim {
  return { id: 'claim', user: 'a', session: undefined, channels, expiresAtMs: Date.now() + 60_000 };
}

function setup(options: Partial<AdmissionContext> = {}) {
  const routes = new FakeRoutes();
  const hub = new Hub(routes);
  const claims = new HeldClaims();
  const context: AdmissionContext = {
    hub,
    backplane: { claims, proc: PROC, routes } as unknown as WorkerBackplane,
    verifyJwt: () => ({ user: 'a', session: undefined, channels: ['own'] }),
    isOriginAllowed: () => true,
    isWithinRate: () => true,
    defaultChannels: ['lobby', 'own'],
    maxConnections: 0,
    isDraining: () => false,
    ...options,
  };
  const connect = (query = 'claim=claim') =>
    admit(context, { query, authorization: '', protocols: '', origin: '', address: '127.0.0.1' });
  return { hub, routes, claims, connect };
}

const codeOf = (reason: unknown): unknown => (reason instanceof BrokerError ? reason.code : reason);

describe('admission', () => {
  test('admission - has its own channels first, then the defaults, and is routable when it is admitted', async () => {
    const { hub, connect } = setup();
    const connection = await connect();
    expect(connection).toMatchObject({ user: 'a', channels: ['own', 'lobby'], socket: undefined });
    expect(hub.select(USER)).toEqual([connection]);
  });

  test('admission - waits for its routes before it uses the claim', async () => {
    const { routes, claims, connect } = setup();
    let isWritten = (): void => undefined;
    routes.written = new Promise((resolve) => {
      isWritten = resolve;
    });
    const connecting = connect();
    await nextTurn();
    expect(claims.stored).toBeDefined();
    isWritten();
    await connecting;
    expect(claims.stored).toBeUndefined();
  });

  test('admission - a claim that was edited is read again, and what calls asked meanwhile still counts', async () => {
    const { hub, claims, connect } = setup();
    const connecting = connect();
    const letGo = claims.hold();
    await nextTurn();
    // Routable, and about to take the claim: a subscription edits the claim and comes by, in this order.
    claims.edit(['own', 'added']);
    await hub.subscribe(hub.select(USER), 'added', soon());
    hub.unsubscribe(hub.select(USER), 'lobby');
    await letGo();
    const connection = await connecting;
    expect(claims.reads).toBe(2);
    expect(connection.channels).toEqual(['own', 'added']);
    expect([...hub.connections()]).toEqual([connection]);
  });

  test('admission - is found by every call also while an edited claim is read again', async () => {
    const { hub, claims, connect } = setup();
    const connecting = connect();
    const letTake = claims.hold();
    await nextTurn();
    claims.edit(['own', 'first']);
    await hub.subscribe(hub.select(USER), 'first', soon());
    const takeAnswered = letTake();
    const letRead = claims.hold();
    await takeAnswered;
    // Between the two: an end of the first subscription, and one that leaves claims alone.
    claims.edit(['own']);
    expect(hub.select(USER)).toHaveLength(1);
    hub.unsubscribe(hub.select(USER), 'first');
    await hub.subscribe(hub.select(USER), 'second', soon());
    await letRead();
    const connection = await connecting;
    expect(connection.channels).toEqual(['own', 'lobby', 'second']);
    expect(hub.select(USER)).toEqual([connection]);
  });

  test('admission - a disconnect that keeps claims closes also who reads an edited claim again', async () => {
    const { hub, claims, connect } = setup();
    const connecting = connect();
    const letTake = claims.hold();
    await nextTurn();
    claims.edit(['own', 'first']);
    const takeAnswered = letTake();
    const letRead = claims.hold();
    await takeAnswered;
    for (const connection of hub.select(USER)) hub.close(connection, { code: 1000, reason: '' });
    await letRead();
    expect((await connecting).admission?.closing).toEqual({ code: 1000, reason: '' });
  });

  test('admission - leaves nothing behind when the claim goes, the routes fail, or Redis does', async () => {
    const gone = setup();
    const connecting = gone.connect().catch(codeOf);
    const letGo = gone.claims.hold();
    await nextTurn();
    gone.claims.stored = undefined;
    await letGo();
    expect(await connecting).toBe('MISSING_CLAIM');

    const unwritten = setup();
    unwritten.routes.written = Promise.reject(new BrokerError('ERROR_GETTING_WORKER'));
    expect(await unwritten.connect().catch(codeOf)).toBe('ERROR_GETTING_CLAIM');
    expect(unwritten.claims.stored).toBeDefined();

    const failing = setup();
    failing.claims.take = () => Promise.reject(new BrokerError('ERROR_GETTING_CLAIM'));
    expect(await failing.connect().catch(codeOf)).toBe('ERROR_GETTING_CLAIM');

    for (const { hub, routes } of [gone, unwritten, failing]) {
      expect({ size: hub.size, routes: [...routes.counts] }).toEqual({ size: 0, routes: [] });
    }
  });

  test('admission - a limit counts who is being admitted, and a connection that starts over only once', async () => {
    const { hub, claims, connect } = setup({ maxConnections: 1 });
    const connecting = connect();
    const letGo = claims.hold();
    await nextTurn();
    claims.edit(['own', 'added']);
    expect(await connect('jwt=x').catch(codeOf)).toBe('TOO_MANY_CONNECTIONS');
    await letGo();
    await connecting;
    expect(hub.size).toBe(1);
  });

  test('admission - refuses while draining, beyond the rate or from a foreign page, and leaves the claim unused', async () => {
    const refusals = [
      [{ isDraining: () => true }, 'WORKER_DRAINING'],
      [{ isWithinRate: () => false }, 'RATE_LIMITED'],
      [{ isOriginAllowed: () => false }, 'ORIGIN_NOT_ALLOWED'],
    ] as const;
    for (const [options, code] of refusals) {
      const { claims, connect } = setup(options);
      expect(await connect().catch(codeOf)).toBe(code);
      expect(claims.reads).toBe(0);
    }
  });

  test('admission - a JWT without a key to check it is no credential', async () => {
    const { connect } = setup({ verifyJwt: undefined });
    expect(await connect('jwt=x').catch(codeOf)).toBe('MISSING_AUTHENTICATION');
  });
});
