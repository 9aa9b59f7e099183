import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeClusters } from './_methods.js';
import { openRaw, type RawSocket } from './_raw-socket.js';
import { connectUrl } from './_socket.js';
import { waitFor } from './_wait.js';
import { openWires, type WirePool } from './_wire.js';

const SEED = 20_260_711;
const RUNS = 100;
const NAME_BYTES = 256;
const CLAIM_ID_BYTES = 128;

/** What names are glued from: separators of keys, globs, escapes, prototypes, and characters that look or sort alike. */
const PIECES = [
  ...[
    'a',
    'b',
    '-',
    ':',
    '%',
    '*',
    '?',
    '[',
    ']',
    '\\',
    '{',
    '}',
    '\n',
    '\r',
    '\0',
    ' ',
    '+',
    '&',
    '=',
    '#',
    '/',
    '.',
    "'",
  ],
  ...['__proto__', 'constructor', 'hasOwnProperty', 'null', 'undefined', '%3A', '%00', 'u:', 'c:', 'claim:', 'route:'],
  ...['é', 'e\u0301', '\u200b', '\ufeff', '\u202e', '😀', '👩‍👩‍👧', 'ſ', 'S', 's', '\ud7ff', '\uffff'],
];

const cutTo = (text: string, bytes: number): string => {
  const characters = [...text];
  while (Buffer.byteLength(characters.join('')) > bytes) characters.pop();
  return characters.join('');
};

const glued = (bytes: number) =>
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 }).map((pieces) => cutTo(pieces.join(''), bytes));
const long = (bytes: number) => fc.constantFrom('x', ':', '\n').map((piece) => piece.repeat(bytes));
const name = fc.oneof({ arbitrary: glued(NAME_BYTES), weight: 8 }, { arbitrary: long(NAME_BYTES), weight: 1 });
/** Clients take `.` and `..` out of a path before they send it (RFC 3986 section 5.2.4). */
const pathName = name.filter((one) => one !== '.' && one !== '..');
const claimId = fc.oneof(
  { arbitrary: glued(CLAIM_ID_BYTES), weight: 8 },
  { arbitrary: long(CLAIM_ID_BYTES), weight: 1 },
);

interface Person {
  readonly user: string;
  readonly session: string;
  readonly channel: string;
}

/** Names that become one when somebody folds, trims, decodes or cuts them. */
const TWINS: readonly ((name: string) => string)[] = [
  (one) => one.normalize('NFD'),
  (one) => one.normalize('NFKC'),
  (one) => one.toUpperCase(),
  (one) => ` ${one}`,
  (one) => `${one}\n`,
  (one) => `${one}\0`,
  (one) => `\ufeff${one}`,
  (one) => encodeURIComponent(one),
  (one) => one.replaceAll(/[%:*]/g, ''),
];
const nameAndTwin = fc
  .tuple(glued(NAME_BYTES), fc.constantFrom(...TWINS))
  .map(([one, twin]) => [one, cutTo(twin(one), NAME_BYTES) || 'x'] as const);

/** Two that share some names and swap others: `a-b`/`c` against `a`/`b-c`, a user called like a channel, twins. */
const pair: fc.Arbitrary<readonly [Person, Person]> = fc.oneof(
  fc.tuple(name, name, name).map(([user, session, channel]): [Person, Person] => [
    { user, session, channel },
    { user: session, session: channel, channel: user },
  ]),
  fc.tuple(nameAndTwin, nameAndTwin, nameAndTwin).map(([users, sessions, channels]): [Person, Person] => [
    { user: users[0], session: sessions[0], channel: channels[0] },
    { user: users[0], session: sessions[1], channel: channels[1] },
  ]),
  fc.tuple(nameAndTwin, nameAndTwin).map(([users, channels]): [Person, Person] => [
    { user: users[0], session: 's', channel: channels[0] },
    { user: users[1], session: 's', channel: channels[1] },
  ]),
  fc
    .tuple(
      fc.array(fc.constantFrom(...PIECES), { minLength: 3, maxLength: 6 }),
      fc.constantFrom('-', ':', '%', '\n', ''),
    )
    .map(([pieces, separator]): [Person, Person] => {
      const split = (at: number): Person => ({
        user: pieces.slice(0, at).join(separator),
        session: pieces.slice(at).join(separator),
        channel: pieces.join(separator),
      });
      return [split(1), split(2)];
    }),
);

type Target = Readonly<Record<string, string>>;

function matches(target: Target, person: Person): boolean {
  if (target.channel !== undefined) return target.channel === person.channel;
  return target.user === person.user && (target.session === undefined || target.session === person.session);
}

/** Every way to address any name of the two, the right ones and the wrong ones. */
function targetsOf(people: readonly Person[]): Target[] {
  const targets = people.flatMap(({ user, session, channel }) => [
    { user },
    { channel },
    { user, session },
    { user: session },
    { user: channel },
    { channel: user },
    { user: session, session: user },
    { user, session: channel },
  ]);
  const distinct = new Map(targets.map((target) => [JSON.stringify(target), target]));
  return [...distinct.values()].filter((target) => !('channel' in target && target.channel.includes(',')));
}

describeClusters({}, (cluster) => {
  async function connect(api: WirePool, person: Person, worker: number): Promise<RawSocket> {
    const query = { user: person.user, session: person.session, channels: person.channel };
    const { claim } = await api.succeed('POST', '/claim', query);
    expect(claim).toMatchObject({ user: person.user, session: person.session, channels: [person.channel] });
    return openRaw({ url: connectUrl(cluster(), worker, { claim: claim?.id }) });
  }

  test(`promise 5, no crossing - messages of hostile names reach their target and no other, ${RUNS} pairs`, async () => {
    const api = await openWires(cluster(), 16);
    const property = fc.asyncProperty(pair, fc.boolean(), async (people, areTogether) => {
      const onWorkers = people.map((person, index) => connect(api, person, areTogether ? 0 : index));
      const sockets = await Promise.all(onWorkers);
      const targets = targetsOf(people);
      const expected = people.map((): string[] => []);
      const answers = await Promise.all(
        targets.map(async (target, index) => {
          const reached = people.flatMap((person, at) => (matches(target, person) ? [at] : []));
          for (const at of reached) expected[at]?.push(String(index));
          const { connections = [] } = await api.succeed('GET', '/info', target);
          const seen = connections.map(({ user, session, channels }) => ({
            user,
            session,
            channel: channels.join(','),
          }));
          expect({ target, seen: new Set(seen) }).toEqual({ target, seen: new Set(reached.map((at) => people[at])) });
          const { delivered } = await api.succeed(
            'POST',
            '/send',
            { ...target, type: 'text', ack: true },
            String(index),
          );
          return { target, delivered, reached: reached.length };
        }),
      );
      for (const { target, delivered, reached } of answers)
        expect({ target, delivered }).toEqual({ target, delivered: reached });
      for (const [at, socket] of sockets.entries()) {
        await waitFor('all messages have arrived', () => socket.frames.length >= (expected[at]?.length ?? 0));
        const received = socket.frames.map(({ payload }) => payload.toString());
        expect(received.sort()).toEqual(expected[at]?.sort());
      }
      for (const { user } of people) await api.succeed('POST', '/disconnect', { user });
      for (const socket of sockets) await waitFor('the client is closed', () => socket.ended() === 1000);
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
    api.close();
  });

  test(`promise 5, no crossing - a disconnect and a channel call touch the claims of their target and no other, ${RUNS} pairs`, async () => {
    const api = await openWires(cluster(), 4);
    // By session more often than chance would have it: that is where two names meet.
    const bySession = 2;
    const choices = fc.oneof(fc.constant(bySession), fc.nat());
    const property = fc.asyncProperty(pair, choices, pathName, async (people, choice, added) => {
      for (const { user, session, channel } of people) {
        await api.succeed('POST', '/claim', { user, session, channels: channel });
      }
      const targets = targetsOf(people);
      const target = targets[choice % targets.length] as Target;
      const claimsOf = async ({ user, session, channel }: Person): Promise<readonly string[][]> => {
        const { claims = [] } = await api.succeed('GET', '/info', { user });
        const own = claims.filter((claim) => claim.session === session && claim.channels[0] === channel);
        return own.map(({ channels }) => [...channels]);
      };
      // What a channel call adds has to survive the way through a path.
      await api.succeed('POST', `/channel/subscribe/${encodeURIComponent(added)}`, target);
      for (const person of people) {
        const channels = matches(target, person) ? [...new Set([person.channel, added])] : [person.channel];
        for (const claim of await claimsOf(person))
          expect({ person, target, claim }).toEqual({ person, target, claim: channels });
      }
      await api.succeed('POST', '/disconnect', target);
      for (const person of people) {
        const isLeft = (await claimsOf(person)).length > 0;
        expect({ person, target, isLeft }).toEqual({ person, target, isLeft: !matches(target, person) });
      }
      for (const { user } of people) await api.succeed('POST', '/disconnect', { user });
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
    api.close();
  });

  test(`promise 5, no crossing - a claim of a hostile id opens its own user and no other, ${RUNS} pairs`, async () => {
    const api = await openWires(cluster(), 4);
    const property = fc.asyncProperty(claimId, claimId, fc.boolean(), async (first, second, isEncodedTwice) => {
      const ids = [first, isEncodedTwice ? cutTo(encodeURIComponent(first), CLAIM_ID_BYTES) : second];
      fc.pre(ids[0] !== ids[1]);
      for (const [index, id] of ids.entries()) {
        const { claim } = await api.succeed('POST', '/claim', { user: `owner-${index}`, id });
        expect(claim?.id).toBe(id);
      }
      expect((await api.call('POST', '/claim', { user: 'thief', id: first })).body.errorCode).toBe(
        'CLAIM_ID_ALREADY_USED',
      );
      for (const [index, claim] of ids.entries()) {
        const socket = await openRaw({ url: connectUrl(cluster(), index, { claim }) });
        const { connections, claims } = await api.succeed('GET', '/info', { user: `owner-${index}` });
        expect({ claim, connections: connections?.length, claims }).toEqual({ claim, connections: 1, claims: [] });
        await api.succeed('POST', '/disconnect', { user: `owner-${index}` });
        await waitFor('the client is closed', () => socket.ended() === 1000);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
    api.close();
  });
});
