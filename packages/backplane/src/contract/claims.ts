import type { ClaimTarget } from '@dsock/protocol';
import { describe, expect, test, vi } from 'vitest';
import type { Claim, ClaimReading, ClaimStore } from '../backplane.js';
import {
  type ContractNodes,
  channelTarget,
  claimOf,
  hostileNames,
  soon,
  unique,
  useFixture,
  userTarget,
} from './fixture.js';

type Found = ClaimReading & { kind: 'found' };

async function readFound(store: ClaimStore, id: string): Promise<Found> {
  const reading = await store.read(id, soon());
  if (reading.kind !== 'found') throw new Error(`expected a claim, found it ${reading.kind}`);
  return reading;
}

async function created(store: ClaimStore, fields: Partial<Claim> = {}): Promise<Claim> {
  const claim = claimOf(fields);
  expect(await store.create(claim, soon())).toBe(true);
  return claim;
}

async function expired(store: ClaimStore, fields: Partial<Claim> = {}): Promise<Claim> {
  const claim = await created(store, { ...fields, expiresAtMs: Date.now() + 20 });
  await vi.waitFor(async () => expect(await store.read(claim.id, soon())).toEqual({ kind: 'expired' }));
  return claim;
}

const idsOf = async (store: ClaimStore, target: ClaimTarget): Promise<string[]> => {
  return (await store.find(target, soon())).map(({ id }) => id).sort();
};

/** The contract of ClaimStore. */
export function claimStoreContract(create: () => Promise<ContractNodes>): void {
  describe('claims', () => {
    const fixture = useFixture(create);
    const stores = (): readonly [ClaimStore, ClaimStore, ClaimStore, ClaimStore] => {
      const { apis, workers } = fixture();
      return [apis[0].claims, apis[1].claims, workers[0].backplane.claims, workers[1].backplane.claims];
    };

    test('claims - what is created on one node is read on every other as it was', async () => {
      const claim = await created(stores()[0], { session: 'tab', channels: ['z', 'a', 'm'] });
      const plain = await created(stores()[1]);
      for (const store of stores()) {
        expect((await readFound(store, claim.id)).claim).toEqual(claim);
        expect((await readFound(store, plain.id)).claim).toEqual(plain);
      }
    });

    test('claims - of 100 creates of one id on two nodes exactly one succeeds, and its claim stands', async () => {
      const id = unique('claim');
      const claims = Array.from({ length: 100 }, (_, index) => claimOf({ id, user: `user ${index}` }));
      const outcomes = await Promise.all(
        claims.map((claim, index) => stores()[index % 2 ? 0 : 1].create(claim, soon())),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect((await readFound(stores()[0], id)).claim).toEqual(claims[outcomes.indexOf(true)]);
    });

    test('claims - a create that is refused changes nothing of the claim that has the id', async () => {
      const claim = await created(stores()[0], { channels: ['a'] });
      const again = { ...claim, expiresAtMs: Date.now() + 40 };
      expect(await stores()[1].create(again, soon())).toBe(false);
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(again.expiresAtMs));
      expect((await readFound(stores()[0], claim.id)).claim).toEqual(claim);
      expect(await idsOf(stores()[0], userTarget(claim.user))).toEqual([claim.id]);
    });

    test('claims - an unknown id reads as missing', async () => {
      expect(await stores()[0].read(unique('claim'), soon())).toEqual({ kind: 'missing' });
    });

    test('claims - an expired claim reads as expired and is found by no target', async () => {
      const claim = await expired(stores()[0], { session: 's', channels: ['a'] });
      expect(await stores()[2].read(claim.id, soon())).toEqual({ kind: 'expired' });
      expect(await idsOf(stores()[1], userTarget(claim.user))).toEqual([]);
      expect(await idsOf(stores()[1], userTarget(claim.user, 's'))).toEqual([]);
    });

    test('claims - the id of an expired claim can be used again, by another user', async () => {
      const old = await expired(stores()[0]);
      const next = claimOf({ id: old.id });
      expect(await stores()[1].create(next, soon())).toBe(true);
      expect((await readFound(stores()[2], old.id)).claim).toEqual(next);
      expect(await idsOf(stores()[0], userTarget(old.user))).toEqual([]);
    });

    test('claims - of 100 takes of one claim on four nodes exactly one wins', async () => {
      const claim = await created(stores()[0]);
      const { revision } = await readFound(stores()[2], claim.id);
      const takes = Array.from({ length: 100 }, (_, index) => stores()[(index % 4) as 0].take(claim, revision, soon()));
      const outcomes = await Promise.all(takes);
      expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'missing')).toHaveLength(99);
      expect(await stores()[1].read(claim.id, soon())).toEqual({ kind: 'missing' });
      expect(await idsOf(stores()[0], userTarget(claim.user))).toEqual([]);
    });

    test('claims - a claim that was edited since it was read is not taken but changed, until it is read again', async () => {
      const claim = await created(stores()[0], { channels: ['a'] });
      const before = await readFound(stores()[2], claim.id);
      await stores()[1].addChannel(userTarget(claim.user), 'b', soon());
      expect(await stores()[2].take(before.claim, before.revision, soon())).toBe('changed');
      const after = await readFound(stores()[2], claim.id);
      expect(after.revision).not.toBe(before.revision);
      expect(await stores()[2].take(after.claim, after.revision, soon())).toBe('taken');
      expect(await stores()[2].take(after.claim, after.revision, soon())).toBe('missing');
    });

    test('claims - every edit gives a revision of its own, also one that undoes another', async () => {
      const claim = await created(stores()[0]);
      const first = await readFound(stores()[0], claim.id);
      await stores()[0].addChannel(userTarget(claim.user), 'a', soon());
      await stores()[1].removeChannel(userTarget(claim.user), 'a', soon());
      const third = await readFound(stores()[0], claim.id);
      expect(third.claim).toEqual(claim);
      expect(await stores()[2].take(claim, first.revision, soon())).toBe('changed');
    });

    test('claims - the revision of an earlier claim does not take a later one of the same id', async () => {
      const claim = await created(stores()[0]);
      const { revision } = await readFound(stores()[0], claim.id);
      await stores()[0].discard(claim.id, soon());
      await created(stores()[0], { id: claim.id });
      expect(await stores()[2].take(claim, revision, soon())).toBe('changed');
    });

    test('claims - discard removes what is there and does not mind what is not', async () => {
      const claim = await created(stores()[0]);
      await stores()[2].discard(claim.id, soon());
      await stores()[2].discard(claim.id, soon());
      expect(await stores()[0].read(claim.id, soon())).toEqual({ kind: 'missing' });
      expect(await idsOf(stores()[0], userTarget(claim.user))).toEqual([]);
    });

    test('claims - find goes by user, by user and session, and by channel', async () => {
      const user = unique('user');
      const channel = unique('channel');
      const plain = await created(stores()[0], { user });
      const tab = await created(stores()[0], { user, session: 'tab', channels: ['x', channel] });
      const phone = await created(stores()[1], { user, session: 'phone' });
      const stranger = await created(stores()[1], { session: 'tab', channels: [channel] });
      expect(await idsOf(stores()[1], userTarget(user))).toEqual([plain.id, tab.id, phone.id].sort());
      expect(await idsOf(stores()[1], userTarget(user, 'tab'))).toEqual([tab.id]);
      expect(await idsOf(stores()[0], userTarget(user, 'none'))).toEqual([]);
      expect(await idsOf(stores()[0], channelTarget(channel))).toEqual([tab.id, stranger.id].sort());
      expect(await stores()[1].find(userTarget(user, 'tab'), soon())).toEqual([tab]);
    });

    test('claims - adding a channel twice adds it once, at the end, and finds the claim by it', async () => {
      const channel = unique('channel');
      const claim = await created(stores()[0], { channels: ['z', 'a'] });
      await stores()[0].addChannel(userTarget(claim.user), channel, soon());
      await stores()[1].addChannel(userTarget(claim.user), channel, soon());
      const expected = { ...claim, channels: ['z', 'a', channel] };
      expect((await readFound(stores()[3], claim.id)).claim).toEqual(expected);
      expect(await stores()[1].find(channelTarget(channel), soon())).toEqual([expected]);
    });

    test('claims - removing a channel twice removes it, and the claim is no longer found by it', async () => {
      const channel = unique('channel');
      const claim = await created(stores()[0], { channels: ['z', channel, 'a'] });
      await stores()[0].removeChannel(userTarget(claim.user), channel, soon());
      await stores()[1].removeChannel(userTarget(claim.user), channel, soon());
      expect((await readFound(stores()[3], claim.id)).claim.channels).toEqual(['z', 'a']);
      expect(await idsOf(stores()[1], channelTarget(channel))).toEqual([]);
      await stores()[1].addChannel(userTarget(claim.user), channel, soon());
      expect(await idsOf(stores()[1], channelTarget(channel))).toEqual([claim.id]);
    });

    test('claims - an edit by channel or by session leaves the other claims alone', async () => {
      const channel = unique('channel');
      const user = unique('user');
      const tab = await created(stores()[0], { user, session: 'tab', channels: [channel] });
      const plain = await created(stores()[0], { user });
      await stores()[0].addChannel(channelTarget(channel), 'by channel', soon());
      await stores()[0].addChannel(userTarget(user, 'tab'), 'by session', soon());
      await stores()[0].removeChannel(channelTarget(channel), channel, soon());
      expect((await readFound(stores()[1], tab.id)).claim.channels).toEqual(['by channel', 'by session']);
      expect((await readFound(stores()[1], plain.id)).claim.channels).toEqual([]);
    });

    test('claims - edits made at the same time on two nodes are all in force', async () => {
      const claim = await created(stores()[0]);
      const names = Array.from({ length: 12 }, (_, index) => `channel ${index}`);
      const target = userTarget(claim.user);
      await Promise.all(names.map((name, index) => stores()[index % 2 ? 0 : 1].addChannel(target, name, soon())));
      expect([...(await readFound(stores()[0], claim.id)).claim.channels].sort()).toEqual([...names].sort());
    });

    test('claims - revoke deletes the claims of the target and no other, twice if need be', async () => {
      const channel = unique('channel');
      const user = unique('user');
      const tab = await created(stores()[0], { user, session: 'tab' });
      const plain = await created(stores()[1], { user });
      const member = await created(stores()[1], { channels: [channel] });
      await stores()[0].revoke(userTarget(user, 'tab'), soon());
      expect(await stores()[2].read(tab.id, soon())).toEqual({ kind: 'missing' });
      expect(await idsOf(stores()[1], userTarget(user))).toEqual([plain.id]);
      for (const target of [userTarget(user), channelTarget(channel), userTarget(user)]) {
        await stores()[1].revoke(target, soon());
      }
      expect(await stores()[2].read(plain.id, soon())).toEqual({ kind: 'missing' });
      expect(await stores()[2].read(member.id, soon())).toEqual({ kind: 'missing' });
    });

    test('claims - no choice of names makes one claim another', async () => {
      const [store, other] = stores();
      const names = hostileNames();
      const prefix = unique('id');
      const claims = names.map((name, index) =>
        claimOf({ id: `${prefix}.${index}`, user: name, session: name, channels: [name] }),
      );
      for (const claim of claims) expect(await store.create(claim, soon())).toBe(true);
      for (const [index, name] of names.entries()) {
        const own = [claims[index]];
        expect(await other.find(userTarget(name), soon()), name).toEqual(own);
        expect(await other.find(userTarget(name, name), soon()), name).toEqual(own);
        expect(await other.find(channelTarget(name), soon()), name).toEqual(own);
      }
      for (const name of names) await other.revoke(userTarget(name), soon());
      for (const { id } of claims) expect((await store.read(id, soon())).kind).toBe('missing');
    });

    test('claims - session "c" of user "a-b" is not session "b-c" of user "a"', async () => {
      const base = unique('a');
      const one = await created(stores()[0], { user: `${base}-b`, session: 'c' });
      const two = await created(stores()[0], { user: base, session: 'b-c' });
      expect(await idsOf(stores()[1], userTarget(`${base}-b`, 'c'))).toEqual([one.id]);
      expect(await idsOf(stores()[1], userTarget(base, 'b-c'))).toEqual([two.id]);
    });

    test('claims - ids are told apart to the last byte', async () => {
      const ids = hostileNames().map((name) => Buffer.from(name).subarray(0, 128).toString());
      const distinct = [...new Set(ids)];
      for (const [index, id] of distinct.entries()) await created(stores()[0], { id, user: `user ${index}` });
      for (const [index, id] of distinct.entries()) {
        expect((await readFound(stores()[1], id)).claim.user).toBe(`user ${index}`);
        await stores()[1].discard(id, soon());
      }
    });
  });
}
