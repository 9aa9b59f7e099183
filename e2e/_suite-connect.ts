import { describe, expect, it } from 'vitest';
import { expectError, fetchUrl } from './_http.js';
import { hmacJwt, nowSeconds } from './_jwt.js';
import type { Scenario } from './_scenario.js';
import { type Client, connectUrl, type OpenOptions, open, refused } from './_socket.js';
import { DEFAULT_CHANNELS } from './_suite-options.js';
import { unique, waitFor } from './_wait.js';

function describeCredentials(s: Scenario): void {
  const jwtOf = (user: string) => hmacJwt({ sub: user, exp: nowSeconds() + 60 });
  const url = (query = {}) => connectUrl(s.deployment(), 0, query);

  async function expectUser(socket: Client, user: string): Promise<void> {
    expect((await s.info({ user })).connections).toHaveLength(1);
    await s.sendText({ user }, 'yours');
    expect((await socket.nextMessage()).text).toBe('yours');
    await socket.close();
  }

  it('connect - a claim by query or by subprotocol opens, and the server chooses "dsock"', async () => {
    for (const [query, protocols] of [
      [true, []],
      [false, ['dsock']],
    ] as const) {
      // The id holds dots, as the protocol's name does before it.
      const claim = await s.claim({ id: unique('claim') });
      const chosen = query ? [] : [...protocols, `claim.${claim.id}`];
      const socket = await open(url(query ? { claim: claim.id } : {}), { protocols: chosen });
      expect(socket.protocol).toBe(query ? '' : 'dsock');
      await expectUser(socket, claim.user);
    }
  });

  it('connect - a JWT by query, by subprotocol and by Authorization opens', async () => {
    const ways: ((jwt: string) => [Record<string, string>, OpenOptions])[] = [
      (jwt) => [{ jwt }, {}],
      (jwt) => [{}, { protocols: ['dsock', `jwt.${jwt}`] }],
      (jwt) => [{}, { headers: { authorization: `Bearer ${jwt}` } }],
    ];
    for (const way of ways) {
      const user = unique('user');
      const [query, options] = way(jwtOf(user));
      const socket = await open(url(query), options);
      expect(socket.protocol).toBe(options.protocols ? 'dsock' : '');
      await expectUser(socket, user);
    }
  });

  it('connect - a claim wins over a JWT, also when the JWT is wrong', async () => {
    for (const jwt of [jwtOf(unique('user')), 'wrong']) {
      const byQuery = await s.claim();
      await expectUser(await open(url({ claim: byQuery.id, jwt })), byQuery.user);
      const byHeader = await s.claim();
      const headers = { authorization: `Bearer ${jwt}` };
      await expectUser(await open(url({ claim: byHeader.id }), { headers }), byHeader.user);
    }
  });

  it('connect - a claim wins over a JWT, also when the claim is wrong', async () => {
    const jwt = jwtOf(unique('user'));
    expectError(await refused(url({ claim: 'unknown', jwt })), 'MISSING_CLAIM');
    const headers = { authorization: `Bearer ${jwt}` };
    expectError(await refused(url({ claim: 'unknown' }), { headers }), 'MISSING_CLAIM');
  });

  it('connect - without claim and JWT is MISSING_AUTHENTICATION', async () => {
    expectError(await refused(url()), 'MISSING_AUTHENTICATION');
    expectError(await refused(url({ other: '1' })), 'MISSING_AUTHENTICATION');
    for (const protocols of [['dsock'], ['other'], ['dsock', 'other.abc']]) {
      expectError(await refused(url(), { protocols }), 'MISSING_AUTHENTICATION');
    }
  });

  it('connect - an unknown claim is MISSING_CLAIM, by query and subprotocol', async () => {
    for (const id of ['unknown', '__proto__', 'a:b', '%', '*', 'x'.repeat(128), 'x'.repeat(3000)]) {
      expectError(await refused(url({ claim: id })), 'MISSING_CLAIM');
    }
    expectError(await refused(url(), { protocols: ['dsock', 'claim.unknown'] }), 'MISSING_CLAIM');
  });

  it('connect - a claim that is not UTF-8 is refused with a documented error', async () => {
    const answer = await refused(`${url()}?claim=%FF`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.errorCode).toMatch(/^[A-Z_]+$/);
  });

  it('connect - a request that is no WebSocket handshake is UPGRADE_REQUIRED and leaves the claim unused', async () => {
    const claim = await s.claim();
    const http = url({ claim: claim.id }).replace('ws:', 'http:');
    expectError(await fetchUrl('GET', http), 'UPGRADE_REQUIRED');
    expectError(await fetchUrl('GET', url().replace('ws:', 'http:')), 'UPGRADE_REQUIRED');
    await expectUser(await open(url({ claim: claim.id })), claim.user);
  });

  it('connect - a handshake of another WebSocket version is UPGRADE_REQUIRED and names the version', async () => {
    const claim = await s.claim();
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '12',
    };
    const answer = await fetchUrl('GET', url({ claim: claim.id }).replace('ws:', 'http:'), { headers });
    expectError(answer, 'UPGRADE_REQUIRED');
    expect(answer.headers['sec-websocket-version']).toBe('13');
    expect((await s.info({ user: claim.user })).claims).toHaveLength(1);
  });

  it('connect - a refusal names a request id and no credential', async () => {
    const jwt = hmacJwt({ sub: 'a', exp: 1 });
    const refusals = [await refused(url({ claim: 'secret-claim' })), await refused(url({ jwt }))];
    for (const answer of refusals) {
      expect(answer.body.requestId).toMatch(/\S/);
      expect(answer.text).not.toContain('secret-claim');
      expect(answer.text).not.toContain(jwt);
    }
  });
}

function describeConnection(s: Scenario): void {
  it('connection - joins its own channels in the order given, then the defaults, each once', async () => {
    const user = unique('user');
    const [first = '', second = ''] = DEFAULT_CHANNELS;
    const peer = await s.connect({ user, channels: `b,${second},a` });
    expect((await s.info({ user })).connections[0]?.channels).toEqual(['b', second, 'a', first]);
    expect(peer.claim.channels).toEqual(['b', second, 'a']);
    for (const channel of DEFAULT_CHANNELS) {
      const text = unique(channel);
      await s.sendText({ channel }, text);
      await waitFor(`the message to ${channel}`, () => peer.received.some((message) => message.text === text));
    }
  });

  it('connection - a JWT gives user, session and channels', async () => {
    const user = unique('user');
    const jwt = hmacJwt({ sub: user, sid: 'tab 1', channels: ['b', 'a', 'b'], exp: nowSeconds() + 60 });
    const socket = await open(connectUrl(s.deployment(), 0, { jwt }));
    expect((await s.info({ user, session: 'tab 1' })).connections).toMatchObject([
      { user, session: 'tab 1', channels: ['b', 'a', ...DEFAULT_CHANNELS] },
    ]);
    await socket.close();
  });

  it('connection - one JWT opens any number of connections', async () => {
    const user = unique('user');
    const jwt = hmacJwt({ sub: user, exp: nowSeconds() + 60 });
    const workers = [...s.deployment().workers.keys(), 0];
    const sockets = await Promise.all(workers.map((worker) => open(connectUrl(s.deployment(), worker, { jwt }))));
    expect((await s.info({ user })).connections).toHaveLength(workers.length);
    for (const socket of sockets) await socket.close();
  });

  it('connection - what the client sends is ignored, text and binary, up to the limit', async () => {
    const [peer, other] = [await s.connect(), await s.connect()];
    for (const frame of ['hello', '', '{"type":"send"}', Buffer.alloc(16 * 1024), Buffer.from([0xff])])
      peer.send(frame);
    await peer.ping();
    await s.sendText({ user: peer.user }, 'still here');
    expect((await peer.nextMessage()).text).toBe('still here');
    expect(other.received).toEqual([]);
    expect(peer.isOpen()).toBe(true);
  });

  it('connection - a frame over max_inbound_size closes with 1009, one far over it also ends', async () => {
    const peer = await s.connect();
    peer.send(Buffer.alloc(16 * 1024 + 1));
    expect((await peer.closed).code).toBe(1009);
    await waitFor('it is gone', async () => (await s.info({ user: peer.user })).connections.length === 0);
    const far = await s.connect();
    far.send(Buffer.alloc(1024 * 1024));
    expect([1006, 1009]).toContain((await far.closed).code);
  });

  it('connection - a text frame that is not UTF-8 ends it, and nobody else', async () => {
    const user = unique('user');
    const [peer, other] = [await s.connect({ user, session: 'a', worker: 0 }), await s.connect({ worker: 0 })];
    peer.raw.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect([1006, 1007]).toContain((await peer.closed).code);
    await s.sendText({ user: other.user }, 'fine');
    expect((await other.nextMessage()).text).toBe('fine');
  });

  it('connection - a client that goes, politely or not, disappears from /info, and its user may come back', async () => {
    const user = unique('user');
    for (const end of ['close', 'terminate'] as const) {
      const peer = await s.connect({ user });
      void peer[end]();
      await waitFor('it is gone', async () => (await s.info({ user })).connections.length === 0);
    }
    const again = await s.connect({ user });
    await s.sendText({ user }, 'again');
    expect((await again.nextMessage()).text).toBe('again');
  });
}

/** `/connect`: credentials, refusals and what a connection is. */
export function describeConnect(s: Scenario): void {
  describe('connect', () => {
    describeCredentials(s);
    describeConnection(s);
  });
}
