/** The two published clients, request by request, as their bytes are on the wire. */
import { describe, expect, it } from 'vitest';
import { exchange, type RawAnswer } from './_http.js';
import { nowSeconds } from './_jwt.js';
import type { Scenario } from './_scenario.js';
import { connectUrl, open } from './_socket.js';
import { unique } from './_wait.js';

interface Request {
  readonly method: string;
  /** With the query as the client writes it. */
  readonly target: string;
  readonly body?: string | Buffer;
}

type Dialect = (request: Request, host: string, token: string) => Buffer;

/** Node client `dsock` 0.1.x: axios 0.21, a form's content type on everything it posts with a body. */
const nodeClient: Dialect = ({ method, target, body }, host, token) => {
  const content = Buffer.from(body ?? '');
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Accept: application/json, text/plain, */*',
    ...(body === undefined ? [] : ['Content-Type: application/x-www-form-urlencoded']),
    `Authorization: Bearer ${token}`,
    'User-Agent: axios/0.21.1',
    ...(body === undefined && method === 'GET' ? [] : [`Content-Length: ${content.length}`]),
    `Host: ${host}`,
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), content]);
};

/** Go client `dSock-go` v1: net/http, a question mark even before an empty query. */
const goClient: Dialect = ({ method, target, body }, host, token) => {
  const content = Buffer.from(body ?? '');
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    'User-Agent: Go-http-client/1.1',
    ...(method === 'GET' ? [] : [`Content-Length: ${content.length}`]),
    `Authorization: Bearer ${token}`,
    'Accept-Encoding: gzip',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), content]);
};

const DIALECTS = [
  { client: 'Node', dialect: nodeClient },
  { client: 'Go', dialect: goClient },
] as const;

/** What both clients insist on before they look at anything else. */
function expectReadable(answer: RawAnswer): void {
  expect(answer.headers['content-type']).toContain('application/json');
  expect(typeof answer.body.success).toBe('boolean');
}

/** The published clients' requests and what they read from the answers. */
export function describeClients(s: Scenario): void {
  describe.each(DIALECTS)('published clients - $client', ({ client, dialect }) => {
    const ask = async (method: string, target: string, body?: string | Buffer): Promise<RawAnswer> => {
      const [api] = s.deployment().apis;
      if (api === undefined) throw new Error('there is no API');
      const request = body === undefined ? { method, target } : { method, target, body };
      const answer = await exchange(api, dialect(request, new URL(api.url).host, s.deployment().token));
      expectReadable(answer);
      return answer;
    };

    it(`${client} client - creates claims with duration, expiration, own id, session and channels`, async () => {
      const [user, id] = [unique('user'), unique('claim')];
      const plain = (await ask('POST', `/claim?user=${user}`)).body;
      expect(plain).toMatchObject({ success: true, claim: { user, channels: [] } });
      const expiration = nowSeconds() + 100;
      // Node leaves commas as they are, Go encodes them; both write a space as a plus sign.
      const channels = client === 'Node' ? 'a,b+c' : 'a%2Cb+c';
      const full = `/claim?channels=${channels}&expiration=${expiration}&id=${id}&session=tab+1&user=${user}`;
      expect((await ask('POST', full)).body).toEqual({
        success: true,
        claim: { id, expiration, user, session: 'tab 1', channels: ['a', 'b c'] },
      });
      const timed = (await ask('POST', `/claim?user=${user}&duration=30`)).body.claim;
      expect(Number.isInteger(timed?.expiration)).toBe(true);
      expect((await ask('POST', full)).body).toMatchObject({ success: false, errorCode: 'CLAIM_ID_ALREADY_USED' });
      expect((await ask('POST', '/claim?user=')).body).toMatchObject({ success: false, errorCode: 'USER_ID_REQUIRED' });
    });

    it(`${client} client - sends text and binary to every kind of target`, async () => {
      const channel = unique('channel');
      const peer = await s.connect({ session: 'tab 1', channels: channel });
      const targets = [
        `user=${peer.user}`,
        `session=tab+1&user=${peer.user}`,
        `id=${await s.idOf(peer)}`,
        `channel=${channel}`,
      ];
      for (const target of targets) {
        expect((await ask('POST', `/send?${target}&type=text`, 'a=1&b=ü')).body).toEqual({ success: true });
        expect(await peer.nextMessage()).toMatchObject({ type: 'text', text: 'a=1&b=ü' });
        const bytes = Buffer.from([0, 255, 10, 13]);
        expect((await ask('POST', `/send?${target}&type=binary`, bytes)).body).toEqual({ success: true });
        const message = await peer.nextMessage();
        expect({ type: message.type, same: message.data.equals(bytes) }).toEqual({ type: 'binary', same: true });
      }
    });

    it(`${client} client - reads info: connections and claims in the documented types`, async () => {
      const peer = await s.connect({ session: 'tab 1', channels: 'own' });
      const claim = await s.claim({ user: peer.user });
      const { body } = await ask('GET', `/info?user=${peer.user}`);
      expect(body.claims).toEqual([claim]);
      const [connection] = body.connections ?? [];
      expect(connection).toMatchObject({ user: peer.user, session: 'tab 1' });
      expect([typeof connection?.id, typeof connection?.worker, typeof connection?.lastPing]).toEqual([
        'string',
        'string',
        'number',
      ]);
      expect(connection?.channels).toContain('own');
      expect((await ask('GET', '/info?id=unknown')).body).toEqual({ success: true, connections: [], claims: [] });
    });

    it(`${client} client - subscribes, unsubscribes and disconnects`, async () => {
      const channel = unique('channel');
      const peer = await s.connect();
      const claim = await s.claim({ user: peer.user });
      const ignore = client === 'Go' ? 'ignoreClaims=true&' : '';
      expect((await ask('POST', `/channel/subscribe/${channel}?${ignore}user=${peer.user}`)).body.success).toBe(true);
      expect((await ask('POST', `/send?channel=${channel}&type=text`, 'in')).body.success).toBe(true);
      expect((await peer.nextMessage()).text).toBe('in');
      expect((await ask('POST', `/channel/unsubscribe/${channel}?${ignore}user=${peer.user}`)).body.success).toBe(true);
      expect((await s.info({ channel })).connections).toEqual([]);
      expect((await ask('POST', `/disconnect?user=${peer.user}&keepClaims=true`)).body.success).toBe(true);
      expect(await peer.closed).toEqual({ code: 1000, reason: '' });
      const again = await open(connectUrl(s.deployment(), 0, { claim: claim.id }));
      // axios writes a false switch out; the Go client leaves it away.
      const off = client === 'Node' ? '&keepClaims=false' : '';
      expect((await ask('POST', `/disconnect?user=${peer.user}${off}`)).body.success).toBe(true);
      expect((await again.closed).code).toBe(1000);
    });

    it(`${client} client - reads errorCode and error of a failure`, async () => {
      const cases = [
        ['POST', '/send?type=text', 'MISSING_TARGET'],
        ['POST', '/send?type=&user=a', 'INVALID_MESSAGE_TYPE'],
        ['POST', '/disconnect?', 'MISSING_TARGET'],
        ['GET', '/info?', 'MISSING_TARGET'],
        ['POST', '/channel/subscribe/a?', 'MISSING_TARGET'],
        ['POST', '/claim?duration=-1&user=a', 'NEGATIVE_DURATION'],
      ] as const;
      for (const [method, target, errorCode] of cases) {
        const { body } = await ask(method, target, method === 'POST' && target.startsWith('/send') ? 'x' : undefined);
        expect(body).toMatchObject({ success: false, errorCode });
        expect(body.error).toMatch(/\S/);
      }
    });
  });
}
