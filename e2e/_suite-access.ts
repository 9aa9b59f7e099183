import { ERRORS } from '@dsock/protocol';
import { describe, expect, it } from 'vitest';
import { SECOND_TOKEN, TOKEN } from './_cluster.js';
import { exchange, expectError, fetchUrl } from './_http.js';
import type { Scenario } from './_scenario.js';

/** Every call that wants the token, in a form that succeeds. */
const CALLS = [
  { name: '/claim', method: 'POST', path: '/claim', query: { user: 'access' } },
  { name: '/send', method: 'POST', path: '/send', query: { user: 'access', type: 'text' } },
  { name: '/disconnect', method: 'POST', path: '/disconnect', query: { user: 'access' } },
  { name: '/info', method: 'GET', path: '/info', query: { user: 'access' } },
  { name: 'subscribe', method: 'POST', path: '/channel/subscribe/access', query: { user: 'access' } },
  { name: 'unsubscribe', method: 'POST', path: '/channel/unsubscribe/access', query: { user: 'access' } },
] as const;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function describeAuthorization(s: Scenario): void {
  it.each(CALLS)('authorization - $name without a token is INVALID_AUTHORIZATION', async ({ method, path, query }) => {
    expectError(await s.call(method, path, { query, token: null }), 'INVALID_AUTHORIZATION');
  });

  it.each(CALLS)('authorization - $name takes every token of the list, by header and query', async (one) => {
    for (const token of [TOKEN, SECOND_TOKEN]) {
      const byHeader = await s.call(one.method, one.path, { query: one.query, token });
      expect(byHeader.body.success, byHeader.text).toBe(true);
      const byQuery = await s.call(one.method, one.path, { query: { ...one.query, token }, token: null });
      expect(byQuery.body.success, byQuery.text).toBe(true);
    }
  });

  it.each([
    ['another', 'wrong'],
    ['the whole list', `${TOKEN},${SECOND_TOKEN}`],
    ['the beginning of one', TOKEN.slice(0, -1)],
    ['one with more behind', `${TOKEN}x`],
    ['one in capitals', TOKEN.toUpperCase()],
    ['one of 10,000 characters', 'x'.repeat(10_000)],
    ['a comma', ','],
  ])('authorization - as token %s is refused, by header and query', async (_, token) => {
    expectError(await s.call('GET', '/info', { query: { user: 'access' }, token }), 'INVALID_AUTHORIZATION');
    const byQuery = await s.call('GET', '/info', { query: { user: 'access', token }, token: null });
    expectError(byQuery, 'INVALID_AUTHORIZATION');
  });

  it('authorization - an empty token and another scheme are refused', async () => {
    for (const authorization of ['Bearer', 'Bearer ', `Basic ${Buffer.from(TOKEN).toString('base64')}`, TOKEN]) {
      const answer = await s.call('GET', '/info', {
        query: { user: 'access' },
        token: null,
        headers: { authorization },
      });
      expectError(answer, 'INVALID_AUTHORIZATION');
    }
    expectError(await s.call('GET', '/info', { query: 'user=access&token=', token: null }), 'INVALID_AUTHORIZATION');
  });

  it('authorization - is checked before target, parameters and body', async () => {
    const body = Buffer.alloc(2 * 1024 * 1024, 0xff);
    for (const query of ['', 'type=neither', 'user=', 'user=%FF&type=text', 'user=a&user=b', 'user=a&type=text']) {
      expectError(await s.call('POST', '/send', { query, token: null }), 'INVALID_AUTHORIZATION');
    }
    const head = `POST /send?user=a&type=text HTTP/1.1\r\nHost: e2e\r\nContent-Length: ${body.length}\r\n\r\n`;
    const [api] = s.deployment().apis;
    if (api) expectError(await exchange(api, head), 'INVALID_AUTHORIZATION');
  });
}

function describeOpenPaths(s: Scenario): void {
  it('ping - answers pong as text to every verb, with no, a wrong and the right token', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const token of [null, 'wrong', TOKEN]) {
        const answer = await s.call(method, '/ping', { token });
        expect({ method, status: answer.status, text: answer.text }).toEqual({ method, status: 200, text: 'pong' });
        expect(answer.headers['content-type']).toContain('text/plain');
      }
    }
  });

  it('health - HEAD answers with the headers alone, and the connection stays usable', async () => {
    const { apis, workers } = s.deployment();
    for (const { url } of [...apis, ...workers]) {
      const [head, get] = [await fetchUrl('HEAD', `${url}/healthz`), await fetchUrl('GET', `${url}/healthz`)];
      expect({ status: head.status, text: head.text }).toEqual({ status: 200, text: '' });
      expect({ status: get.status, success: get.body.success }).toEqual({ status: 200, success: true });
    }
  });

  it('health - /healthz and /readyz of both services need no token', async () => {
    for (const { url } of [...s.deployment().apis, ...s.deployment().workers]) {
      for (const path of ['/healthz', '/readyz']) expect((await fetchUrl('GET', url + path)).status).toBe(200);
    }
  });

  it('metrics - of both services want a token', async () => {
    for (const { url } of [...s.deployment().apis, ...s.deployment().workers]) {
      expectError(await fetchUrl('GET', `${url}/metrics`), 'INVALID_AUTHORIZATION');
      expectError(await fetchUrl('GET', `${url}/metrics?token=wrong`), 'INVALID_AUTHORIZATION');
      const headers = { authorization: `Bearer ${TOKEN}` };
      for (const answer of [
        await fetchUrl('GET', `${url}/metrics`, { headers }),
        await fetchUrl('GET', `${url}/metrics?token=${SECOND_TOKEN}`),
      ]) {
        expect(answer.status).toBe(200);
        expect(answer.text).not.toBe('');
        expect(answer.text).not.toContain(TOKEN);
      }
    }
  });

  it('openapi - describes every call without a token', async () => {
    const answer = await s.call('GET', '/openapi.json', { token: null });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.body.openapi).toMatch(/^3\./);
    const paths = Object.keys(answer.body.paths as object).join(' ');
    for (const path of ['/claim', '/send', '/disconnect', '/info', '/channel/subscribe/', '/channel/unsubscribe/']) {
      expect(paths).toContain(path);
    }
  });
}

function describeRouting(s: Scenario): void {
  it.each(['/', '/nothing', '/claims', '/channel/subscribe', '/channel/other/x', '/connect', '/%FF', '/%'])(
    'routing - %s is NOT_FOUND on the API',
    async (path) => {
      expectError(await s.call('POST', path, { query: { user: 'access' } }), 'NOT_FOUND');
    },
  );

  it.each(['/', '/nothing', '/%FF'])('routing - %s is NOT_FOUND on a worker', async (path) => {
    const [worker] = s.deployment().workers;
    expectError(await fetchUrl('GET', `${worker?.url}${path}`), 'NOT_FOUND');
  });

  it.each([
    ...CALLS.map(({ method, path, query }) => ({
      path,
      query,
      allowed: method,
      wrong: method === 'GET' ? 'POST' : 'GET',
    })),
    ...CALLS.map(({ method, path, query }) => ({ path, query, allowed: method, wrong: 'DELETE' })),
    { path: '/healthz', query: {}, allowed: 'GET', wrong: 'POST' },
    { path: '/openapi.json', query: {}, allowed: 'GET', wrong: 'POST' },
  ])(
    'routing - $wrong $path is METHOD_NOT_ALLOWED and names what is allowed',
    async ({ path, query, allowed, wrong }) => {
      const answer = await s.call(wrong, path, { query });
      expectError(answer, 'METHOD_NOT_ALLOWED');
      expect((answer.headers.allow ?? '').split(/, */)).toContain(allowed);
      expect((answer.headers.allow ?? '').split(/, */)).not.toContain(wrong);
    },
  );
}

function describeRequestIds(s: Scenario): void {
  it('request id - every answer carries one; a sane one of the caller is kept', async () => {
    for (const { method, path, query } of [...CALLS, { method: 'GET', path: '/ping', query: {} }]) {
      const own = await s.call(method, path, { query, headers: { 'x-request-id': 'order-4711' } });
      expect(own.headers['x-request-id']).toBe('order-4711');
      const first = await s.call(method, path, { query });
      const second = await s.call(method, path, { query });
      expect(first.headers['x-request-id']).toMatch(UUID);
      expect(second.headers['x-request-id']).toMatch(UUID);
      expect(first.headers['x-request-id']).not.toBe(second.headers['x-request-id']);
    }
  });

  it('request id - an error names the id in header and body', async () => {
    const headers = { 'x-request-id': 'order-4712' };
    for (const answer of [
      await s.call('POST', '/send', { headers }),
      await s.call('POST', '/send', { headers, token: null }),
      await s.call('GET', '/nothing', { headers }),
      await s.call('GET', '/send', { headers }),
    ]) {
      expect(answer.body.requestId).toBe('order-4712');
      expect(answer.headers['x-request-id']).toBe('order-4712');
    }
    const without = await s.call('POST', '/send');
    expect(without.headers['x-request-id']).toMatch(UUID);
    expect(without.body.requestId).toBe(without.headers['x-request-id']);
  });

  it('request id - one that is not sane is replaced by a new UUID', async () => {
    for (const insane of ['x'.repeat(4000), '\u00e9\u00e8']) {
      const answer = await s.call('GET', '/info', { query: { user: 'a' }, headers: { 'x-request-id': insane } });
      expect(answer.headers['x-request-id'], insane.slice(0, 30)).toMatch(UUID);
    }
  });
}

function describeBrokenHttp(s: Scenario): void {
  it.each([
    ['no HTTP at all', 'GARBAGE\r\n\r\n'],
    ['an unknown version', 'GET /ping HTTP/9.9\r\n\r\n'],
    ['a header without colon', 'GET /ping HTTP/1.1\r\nHost: e2e\r\nnonsense\r\n\r\n'],
    ['two lengths', 'POST /send HTTP/1.1\r\nHost: e2e\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'],
    ['100 KB of header', `GET /ping HTTP/1.1\r\nHost: e2e\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`],
    ['a target of 100 KB', `GET /info?user=${'x'.repeat(100_000)} HTTP/1.1\r\nHost: e2e\r\n\r\n`],
    ['a length that is no number', 'POST /send HTTP/1.1\r\nHost: e2e\r\nContent-Length: many\r\n\r\n'],
  ])('bad input - %s gets a 4xx or a closed connection, and the service lives on', async (_, bytes) => {
    const { apis, workers } = s.deployment();
    for (const endpoint of [...apis, ...workers]) {
      const answer = await exchange(endpoint, bytes, { halfClose: true });
      // NOTE: 505 is the answer of the worker's native HTTP parser to an unknown version, before any code of ours.
      if (answer.status === 505 && workers.includes(endpoint)) continue;
      const isDocumented = answer.body.errorCode === undefined || answer.body.errorCode in ERRORS;
      expect({ status: answer.status, isDocumented, trace: /\bat .+:\d+:\d+/.test(answer.text) }).toEqual({
        status: answer.status === 0 ? 0 : expect.toSatisfy((status: number) => status >= 400 && status < 500),
        isDocumented: true,
        trace: false,
      });
      expect((await fetchUrl('GET', `${endpoint.url}/healthz`)).status).toBe(200);
    }
  });
}

/** Who may call, what needs no token, request ids, unknown paths and verbs, requests that are no HTTP. */
export function describeAccess(s: Scenario): void {
  describe('access', () => {
    describeAuthorization(s);
    describeOpenPaths(s);
    describeRouting(s);
    describeRequestIds(s);
    describeBrokenHttp(s);
  });
}
