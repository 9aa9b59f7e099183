import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createConnectionId, createProc, procOfConnection, procOfWorker, toWorkerId } from './ids.js';

const procs = fc.integer({ min: 2 ** 32, max: 2 ** 37 - 1 });
const incarnations = fc.integer({ min: 1, max: 65_535 });
/** RFC 9562: version 8 and variant 10. */
const UUID_8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('ids', () => {
  test('ids - a connection id leads back to its process', () => {
    fc.assert(fc.property(procs, (proc) => procOfConnection(createConnectionId(proc)) === proc));
  });

  test('ids - a worker id leads back to its process, and is a whole number that loses nothing', () => {
    fc.assert(
      fc.property(procs, incarnations, (proc, incarnation) => {
        const id = toWorkerId(proc, incarnation);
        expect(procOfWorker(id)).toBe(proc);
        expect(id).toBe(String(BigInt(proc) * 65_536n + BigInt(incarnation)));
        expect(Number.isSafeInteger(Number(id))).toBe(true);
      }),
    );
  });

  test('ids - another incarnation or process is another worker', () => {
    fc.assert(
      fc.property(procs, incarnations, procs, incarnations, (proc, incarnation, otherProc, other) => {
        const same = proc === otherProc && incarnation === other;
        expect(toWorkerId(proc, incarnation) === toWorkerId(otherProc, other)).toBe(same);
      }),
    );
  });

  test('ids - a connection id is a UUID of version 8', () => {
    fc.assert(fc.property(procs, (proc) => UUID_8.test(createConnectionId(proc))));
  });

  test('ids - every bit that is neither process, version nor variant is drawn at random', () => {
    const [proc, draws] = [createProc(), 400];
    const ones = new Array<number>(128).fill(0);
    for (let draw = 0; draw < draws; draw++) {
      const bits = BigInt(`0x${createConnectionId(proc).replaceAll('-', '')}`)
        .toString(2)
        .padStart(128, '0');
      for (const [at, bit] of [...bits].entries()) ones[at] = (ones[at] ?? 0) + Number(bit);
    }
    const fixed = ones.flatMap((count, at) => (count === 0 || count === draws ? [at] : []));
    const expected = [...Array.from({ length: 37 }, (_, at) => at), 48, 49, 50, 51, 64, 65];
    expect(fixed).toEqual(expected);
  });

  test('ids - connection ids are not drawn twice', () => {
    const proc = createProc();
    expect(new Set(Array.from({ length: 5000 }, () => createConnectionId(proc))).size).toBe(5000);
  });

  test('ids - processes are drawn from the whole range', () => {
    const drawn = Array.from({ length: 2000 }, createProc);
    for (const proc of drawn) {
      expect(Number.isInteger(proc)).toBe(true);
      expect(proc).toBeGreaterThanOrEqual(2 ** 32);
      expect(proc).toBeLessThan(2 ** 37);
    }
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(Math.max(...drawn)).toBeGreaterThan(2 ** 36);
    expect(Math.min(...drawn)).toBeLessThan(2 ** 34);
  });

  test.each([
    '',
    'x',
    '00000000-0000-4000-8000-000000000000',
    '00000000-0000-8000-8000-000000000000',
    'ffffffff-ffff-8fff-8fff-fffffffffff',
    'ffffffff-ffff-8fff-8fff-fffffffffffff',
    'ffffffff-ffff-8fff-cfff-ffffffffffff',
    'FFFFFFFF-FFFF-8FFF-8FFF-FFFFFFFFFFFF',
    'ffffffff-ffff-8fff-8fff-ffffffffffff\n',
    'gfffffff-ffff-8fff-8fff-ffffffffffff',
    '__proto__',
  ])('ids - %j is no connection id of ours', (text) => {
    expect(procOfConnection(text)).toBeUndefined();
  });

  test('ids - no text makes the look-up throw or leave the range of processes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uuid()), (text) => {
        const proc = procOfConnection(text);
        expect(proc === undefined || (proc >= 2 ** 32 && proc < 2 ** 37)).toBe(true);
      }),
    );
  });
});
