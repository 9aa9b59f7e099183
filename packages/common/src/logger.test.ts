import { describe, expect, test } from 'vitest';
import { createLogger } from './logger.js';

const SECRET = 'hunter2';

function logged(
  write: (log: ReturnType<typeof createLogger>) => void,
  level: 'debug' | 'info' | 'silent' = 'info',
): string[] {
  const lines: string[] = [];
  write(createLogger({ service: 'worker', level, stream: { write: (line) => void lines.push(line) } }));
  return lines;
}

describe('logger', () => {
  test.each(['token', 'claim', 'jwt', 'authorization', 'credential'])(
    'logger - the field %s is never written, at the top or one level down',
    (field) => {
      const [line = ''] = logged((log) => log.info({ [field]: SECRET, request: { [field]: SECRET, id: 1 } }, 'a call'));
      expect(line).not.toContain(SECRET);
      expect(JSON.parse(line)).toMatchObject({ [field]: '[secret]', request: { [field]: '[secret]', id: 1 } });
    },
  );

  test('logger - a child does not write it either', () => {
    const [line = ''] = logged((log) => log.child({ token: SECRET }).info({ jwt: SECRET }, 'a call'));
    expect(line).not.toContain(SECRET);
  });

  test('logger - a line is one JSON object with level, service, time, message and fields', () => {
    const lines = logged((log) => log.warn({ worker: '7' }, 'a line\nbreak'));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      service: 'worker',
      pid: process.pid,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      msg: 'a line\nbreak',
      worker: '7',
    });
  });

  test('logger - the level decides what is written', () => {
    expect(logged((log) => log.debug('x'))).toHaveLength(0);
    expect(logged((log) => log.debug('x'), 'debug')).toHaveLength(1);
    expect(logged((log) => log.error('x'), 'silent')).toHaveLength(0);
  });
});
