import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from './_cluster.js';
import { exchange, expectError } from './_http.js';
import type { Scenario } from './_scenario.js';

const MIB = 1024 * 1024;

/** The head of a `/send` to `user`, to be continued by hand. */
function sendHead(s: Scenario, user: string, fields: string, type = 'binary'): string {
  const { token } = s.deployment();
  return `POST /send?user=${user}&type=${type} HTTP/1.1\r\nHost: e2e\r\nAuthorization: Bearer ${token}\r\n${fields}\r\n\r\n`;
}

function firstApi(s: Scenario): Endpoint {
  const [api] = s.deployment().apis;
  if (api === undefined) throw new Error('there is no API');
  return api;
}

function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** Bodies of `/send`: encoding, size, and bodies that break off. */
export function describeBodies(s: Scenario): void {
  describe('bodies', () => {
    it.each([
      ['a lone byte', Buffer.from([0xff])],
      ['a cut character', Buffer.from('grün').subarray(0, 3)],
      ['a surrogate half', Buffer.from([0xed, 0xa0, 0x80])],
      ['an overlong form', Buffer.from([0xc0, 0xaf])],
      ['a wrong byte after 100 KB', Buffer.concat([Buffer.alloc(100_000, 0x61), Buffer.from([0x80])])],
    ])(
      'body - a text with %s is INVALID_MESSAGE_ENCODING and reaches nobody; as binary it arrives',
      async (_, body) => {
        const peer = await s.connect();
        for (const type of ['text', '1']) {
          const answer = await s.call('POST', '/send', { query: { user: peer.user, type }, body });
          expectError(answer, 'INVALID_MESSAGE_ENCODING');
        }
        await s.succeed('POST', '/send', { query: { user: peer.user, type: 'binary' }, body });
        const message = await peer.nextMessage();
        expect({ type: message.type, same: message.data.equals(body) }).toEqual({ type: 'binary', same: true });
      },
    );

    it('body - one byte over max_message_size is MESSAGE_TOO_LARGE, as text and binary', async () => {
      for (const type of ['text', 'binary']) {
        const body = Buffer.alloc(MIB + 1, 0x61);
        expectError(await s.call('POST', '/send', { query: { user: 'a', type }, body }), 'MESSAGE_TOO_LARGE');
      }
    });

    it('body - a Content-Length over the limit is answered without reading the body', async () => {
      const answer = await exchange(firstApi(s), sendHead(s, 'a', `Content-Length: ${MIB + 1}`));
      expectError(answer, 'MESSAGE_TOO_LARGE');
    });

    it('body - one that breaks off after its call was refused gets no second answer', async () => {
      const { hostname, port } = new URL(firstApi(s).url);
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      const chunks: Buffer[] = [];
      const ended = new Promise((resolve) => {
        socket.on('data', (part: Buffer) => {
          chunks.push(part);
          // Refused for its token; now the promised body breaks off.
          socket.end();
        });
        socket.on('close', resolve);
      });
      socket.write('POST /claim?user=a HTTP/1.1\r\nHost: e2e\r\nContent-Length: 99\r\n\r\nshort');
      await ended;
      const received = Buffer.concat(chunks).toString();
      expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401']);
    });

    it('body - one of 20 MB gets its answer although the client goes on writing', async () => {
      const started = Date.now();
      const body = Buffer.alloc(20_000_000, 0x61);
      expectError(await s.call('POST', '/send', { query: { user: 'a', type: 'text' }, body }), 'MESSAGE_TOO_LARGE');
      expect(Date.now() - started).toBeLessThan(2000);
      // And the client's next call, on the same connection if it was kept, is not held up by the rest.
      expect((await s.call('GET', '/ping')).text).toBe('pong');
    });

    it('body - a chunked one over the limit is answered while it still goes on', async () => {
      const head = Buffer.from(sendHead(s, 'a', 'Transfer-Encoding: chunked'));
      const chunks = Array.from({ length: 17 }, () => chunk(Buffer.alloc(64 * 1024, 0x61)));
      const answer = await exchange(firstApi(s), Buffer.concat([head, ...chunks]));
      expectError(answer, 'MESSAGE_TOO_LARGE');
    });

    it('body - a chunked one within the limit arrives whole', async () => {
      const peer = await s.connect();
      const parts = [Buffer.from('one '), Buffer.from('two '), Buffer.alloc(70_000, 0x62)];
      const head = Buffer.from(sendHead(s, peer.user, 'Transfer-Encoding: chunked'));
      const bytes = Buffer.concat([head, ...parts.map(chunk), Buffer.from('0\r\n\r\n')]);
      expect((await exchange(firstApi(s), bytes)).body).toEqual({ success: true });
      expect((await peer.nextMessage()).data.equals(Buffer.concat(parts))).toBe(true);
    });

    it.each([
      ['its length', 'Content-Length: 100', 'only this much'],
      ['its last chunk', 'Transfer-Encoding: chunked', '5\r\nhello\r\n'],
      ['the end of a chunk', 'Transfer-Encoding: chunked', '50\r\nhello'],
    ])('body - one that breaks off before %s is ERROR_READING_MESSAGE and reaches nobody', async (_, field, bytes) => {
      const peer = await s.connect();
      const answer = await exchange(firstApi(s), sendHead(s, peer.user, field) + bytes, { halfClose: true });
      expectError(answer, 'ERROR_READING_MESSAGE');
      await s.sendText({ user: peer.user }, 'mark');
      expect((await peer.nextMessage()).text).toBe('mark');
    });

    it('body - broken chunks get a 4xx and reach nobody', async () => {
      const peer = await s.connect();
      const bytes = `${sendHead(s, peer.user, 'Transfer-Encoding: chunked')}zz\r\nhello\r\n0\r\n\r\n`;
      const answer = await exchange(firstApi(s), bytes, { halfClose: true });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      await s.sendText({ user: peer.user }, 'mark');
      expect((await peer.nextMessage()).text).toBe('mark');
    });

    it('body - of calls that take none is no harm', async () => {
      for (const [method, path] of [
        ['POST', '/claim'],
        ['POST', '/disconnect'],
        ['POST', '/channel/subscribe/a'],
        ['GET', '/info'],
      ] as const) {
        const answer = await s.call(method, path, { query: { user: 'nobody' }, body: Buffer.alloc(5000, 0xff) });
        expect(answer.body.success, `${method} ${path}: ${answer.text}`).toBe(true);
      }
      expect((await s.call('GET', '/ping', { body: 'x' })).text).toBe('pong');
    });
  });
}
