import { describe, expect, it } from 'vitest';
import { type CallOptions, expectError } from './_http.js';
import type { Scenario } from './_scenario.js';
import { unique } from './_wait.js';

const LONG = 'x'.repeat(257);
/** 64 characters, 128 UTF-16 units, 256 bytes. */
const EMOJI_256 = '\u{1F9E6}'.repeat(64);

interface TargetCall {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** What the call needs besides its target. */
  readonly base: string;
  /** Its own parameters with a good value each. */
  readonly own: readonly (readonly [string, string])[];
  /** Parameter, value out of its range. */
  readonly bad: readonly (readonly [string, string])[];
}

/** The six calls that address a target. */
const TARGET_CALLS: readonly TargetCall[] = [
  {
    name: '/send',
    method: 'POST',
    path: '/send',
    base: 'type=text',
    own: [
      ['ack', 'true'],
      ['except', 'nobody'],
    ],
    bad: [
      ['ack', 'maybe'],
      ['except', ''],
    ],
  },
  {
    name: '/disconnect',
    method: 'POST',
    path: '/disconnect',
    base: '',
    own: [
      ['keepClaims', 'true'],
      ['code', '3000'],
      ['reason', 'because'],
    ],
    bad: [
      ['keepClaims', 'maybe'],
      ...['0', '-1', '999', '1001', '1012', '2999', '5000', '3000.5', 'abc', '99999999999'].map(
        (code) => ['code', code] as const,
      ),
      ['reason', 'x'.repeat(124)],
      ['reason', '\u20ac'.repeat(42)],
    ],
  },
  { name: '/info', method: 'GET', path: '/info', base: '', own: [], bad: [] },
  ...(['subscribe', 'unsubscribe'] as const).map((verb) => ({
    name: verb,
    method: 'POST',
    path: `/channel/${verb}/parameters`,
    base: '',
    own: [['ignoreClaims', 'true']] as const,
    bad: [['ignoreClaims', 'maybe']] as const,
  })),
];

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('&');
}

function describeTargets(s: Scenario): void {
  const ask = (one: TargetCall, query: string, options: CallOptions = {}) =>
    s.call(one.method, one.path, { ...options, query: join(query, one.base) });

  it.each(TARGET_CALLS)('target - $name without one is MISSING_TARGET; an empty one counts as absent', async (one) => {
    for (const query of ['', 'id=', 'channel=', 'user=', 'id=&channel=&user=', 'session=a', 'other=1']) {
      expectError(await ask(one, query), 'MISSING_TARGET');
    }
  });

  it.each(TARGET_CALLS)('target - $name skips empty ones', async (one) => {
    const user = unique('user');
    for (const query of [`id=&channel=&user=${user}`, `id=&channel=${user}&user=`, `id=${user}&channel=&user=`]) {
      expect((await ask(one, query)).body.success).toBe(true);
    }
  });

  it.each(TARGET_CALLS)('target - $name without connections, or with an unknown id, succeeds', async (one) => {
    const ids = ['nobody', '00000000-0000-4000-8000-000000000000', '__proto__', '%F0%9F%A7%A6', '%00'];
    for (const query of [...ids.map((id) => `id=${id}`), 'user=nobody', 'user=nobody&session=none', 'channel=nobody']) {
      const answer = await ask(one, query);
      expect({ query, status: answer.status, success: answer.body.success }).toEqual({
        query,
        status: 200,
        success: true,
      });
    }
  });

  it.each(TARGET_CALLS)('target - $name takes names of 256 bytes and refuses 257', async (one) => {
    const good = encodeURIComponent(EMOJI_256);
    for (const query of [`user=${good}&session=${good}`, `channel=${good}`]) {
      expect((await ask(one, query)).body.success).toBe(true);
    }
    for (const long of [LONG, encodeURIComponent(`${EMOJI_256}x`)]) {
      for (const [name, query] of [
        ['user', `user=${long}`],
        ['session', `user=a&session=${long}`],
        ['channel', `channel=${long}`],
      ] as const) {
        const answer = await ask(one, query);
        expectError(answer, 'INVALID_PARAMETER');
        expect(answer.body.error).toContain(name);
      }
    }
  });

  it.each(TARGET_CALLS)('target - $name refuses an empty session, which would widen the target', async (one) => {
    const answer = await ask(one, 'user=a&session=');
    expectError(answer, 'INVALID_PARAMETER');
    expect(answer.body.error).toContain('session');
  });

  it.each(TARGET_CALLS)('target - $name refuses a channel with a comma', async (one) => {
    expectError(await ask(one, 'channel=a%2Cb'), 'INVALID_PARAMETER');
  });

  it.each(TARGET_CALLS)('target - $name checks it before other parameters and the body', async (one) => {
    for (const [name, value] of one.bad) {
      expectError(await ask(one, `${name}=${encodeURIComponent(value)}`), 'MISSING_TARGET');
    }
    expectError(await ask(one, '', { body: Buffer.alloc(1_200_000, 0xff) }), 'MISSING_TARGET');
  });
}

function describeParameters(s: Scenario): void {
  const cases = TARGET_CALLS.flatMap((one) => one.bad.map(([name, value]) => ({ ...one, parameter: name, value })));

  it.each(cases)('parameters - $name refuses $parameter=$value and names it', async (one) => {
    const query = join('user=nobody', one.base, `${one.parameter}=${encodeURIComponent(one.value)}`);
    const answer = await s.call(one.method, one.path, { query });
    expectError(answer, 'INVALID_PARAMETER');
    expect(answer.body.error).toContain(one.parameter);
  });

  it.each(TARGET_CALLS)('parameters - $name refuses every parameter that is given twice', async (one) => {
    const targets = [
      ['id', 'a'],
      ['channel', 'a'],
      ['user', 'a'],
    ] as const;
    const base = one.base === '' ? [] : [['type', 'text'] as const];
    const needed = [['user', 'a'] as const, ...base];
    for (const [name, value] of [...targets, ['session', 'a'] as const, ...base, ...one.own]) {
      const rest = needed.filter(([other]) => other !== name);
      const once = await s.call(one.method, one.path, { query: [...rest, [name, value]] });
      expect(once.body.success, `${name} once: ${once.text}`).toBe(true);
      const twice = await s.call(one.method, one.path, { query: [...rest, [name, value], [name, value]] });
      expectError(twice, 'INVALID_PARAMETER');
      expect(twice.body.error).toContain(name);
    }
  });

  it('parameters - /claim refuses every parameter that is given twice', async () => {
    const expiration = String(Math.floor(Date.now() / 1000) + 60);
    for (const [name, value] of [
      ['user', 'a'],
      ['session', 'a'],
      ['channels', 'a'],
      ['expiration', expiration],
      ['duration', '60'],
      ['id', unique('claim')],
    ] as const) {
      const rest = name === 'user' ? [] : [['user', 'a'] as const];
      const twice = await s.call('POST', '/claim', { query: [...rest, [name, value], [name, value]] });
      expectError(twice, 'INVALID_PARAMETER');
      expect(twice.body.error).toContain(name);
    }
  });

  it.each(TARGET_CALLS)('parameters - $name ignores unknown ones, however often', async (one) => {
    const query = join('user=nobody', one.base, 'unknown=1&unknown=2&__proto__=1&constructor=1&toString=&=&&a');
    expect((await s.call(one.method, one.path, { query })).body.success).toBe(true);
  });

  it.each(TARGET_CALLS)('parameters - $name takes true and false of its switches', async (one) => {
    for (const [name] of one.own.filter(([, value]) => value === 'true')) {
      for (const value of ['true', 'false']) {
        const query = join('user=nobody', one.base, `${name}=${value}`);
        expect((await s.call(one.method, one.path, { query })).body.success, `${name}=${value}`).toBe(true);
      }
    }
  });

  it('parameters - their limits themselves are allowed', async () => {
    for (const query of [
      'code=1000',
      'code=3000',
      'code=4999',
      `reason=${'x'.repeat(123)}`,
      `reason=${'%E2%82%AC'.repeat(41)}`,
    ]) {
      expect((await s.call('POST', '/disconnect', { query: `user=nobody&${query}` })).body.success, query).toBe(true);
    }
  });
}

function describeEncoding(s: Scenario): void {
  // A lone byte, a broken sequence, an overlong slash, a surrogate half, a code point beyond Unicode.
  const NOT_UTF8 = ['%FF', 'a%C3%28b', '%C0%AF', '%ED%A0%80', '%F4%90%80%80'];

  it.each(TARGET_CALLS)('encoding - $name refuses names that are not UTF-8', async (one) => {
    for (const wrong of NOT_UTF8) {
      for (const query of [`user=${wrong}`, `user=a&session=${wrong}`, `channel=${wrong}`]) {
        expectError(await s.call(one.method, one.path, { query: join(query, one.base) }), 'INVALID_PARAMETER');
      }
    }
  });

  it('encoding - /claim, a channel in a path and a close reason refuse what is not UTF-8', async () => {
    for (const wrong of NOT_UTF8) {
      for (const query of [
        `user=${wrong}`,
        `user=a&session=${wrong}`,
        `user=a&channels=b,${wrong}`,
        `user=a&id=${wrong}`,
      ]) {
        expectError(await s.call('POST', '/claim', { query }), 'INVALID_PARAMETER');
      }
      for (const verb of ['subscribe', 'unsubscribe']) {
        expectError(await s.call('POST', `/channel/${verb}/${wrong}`, { query: 'user=a' }), 'INVALID_PARAMETER');
      }
      expectError(await s.call('POST', '/disconnect', { query: `user=a&reason=${wrong}` }), 'INVALID_PARAMETER');
    }
  });

  it('encoding - a broken percent sign gets no 5xx', async () => {
    for (const one of TARGET_CALLS) {
      for (const query of ['user=%', 'user=%zz', 'user=%1', 'channel=%E2%82']) {
        const { status } = await s.call(one.method, one.path, { query: join(query, one.base) });
        expect([200, 400]).toContain(status);
      }
    }
    expect([200, 400]).toContain((await s.call('POST', '/channel/subscribe/%zz', { query: 'user=a' })).status);
  });

  it.each(['subscribe', 'unsubscribe'])(
    'encoding - %s refuses a channel of its path that is no channel',
    async (verb) => {
      for (const channel of [LONG, 'a%2Cb']) {
        const answer = await s.call('POST', `/channel/${verb}/${channel}`, { query: 'user=a' });
        expectError(answer, 'INVALID_PARAMETER');
        expect(answer.body.error).toContain('channel');
      }
    },
  );
}

/** Targets and parameters of every call: absent, empty, twice, out of range, not UTF-8. */
export function describeParameterChecks(s: Scenario): void {
  describe('targets and parameters', () => {
    describeTargets(s);
    describeParameters(s);
    describeEncoding(s);
  });
}
