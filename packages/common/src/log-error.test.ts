import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';

const SECRET = 'hunter2';

/** As the Redis client throws it: the command hangs on the error. */
function replyError(): Error {
  const text = `ERR unknown command 'evalsha', with args beginning with: 'sha' '1' 'claim:${SECRET}' `;
  return Object.assign(new Error(text), { command: { name: 'evalsha', args: ['sha', 1, `claim:${SECRET}`] } });
}

function logged(fields: object): string {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  createLogger({ service: 'api', level: 'debug', stream }).error(fields, 'failed');
  return lines.join('');
}

describe('logged errors', () => {
  it('logged error - shows type, message, code, stack and cause', () => {
    const cause = Object.assign(new TypeError('socket closed'), { code: 'ECONNRESET' });
    const line = JSON.parse(logged({ error: new Error('request failed', { cause }) }));
    expect(line.error).toMatchObject({
      type: 'Error',
      message: 'request failed',
      stack: expect.stringContaining('log-error.test'),
      cause: { type: 'TypeError', message: 'socket closed', code: 'ECONNRESET' },
    });
  });

  it.each(['error', 'err'])('logged error - a driver error under %s brings no argument of its command', (field) => {
    for (const thrown of [replyError(), new Error('outer', { cause: replyError() }), replyError().message]) {
      const line = logged({ [field]: thrown });
      expect(line).not.toContain(SECRET);
      expect(line).toContain("unknown command 'evalsha'");
    }
  });

  it('logged error - what is no error is shown as text, and a loop of causes ends', () => {
    expect(JSON.parse(logged({ error: 'gone' })).error).toBe('gone');
    const loop = new Error('loop');
    loop.cause = loop;
    expect(logged({ error: loop })).toContain('loop');
  });
});
