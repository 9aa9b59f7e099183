import { describe, expect, test } from 'vitest';
import { pendingConnection } from '../../tests/_fakes.js';
import { MemberIndex, Members } from './members.js';

describe('members', () => {
  test('members - a snapshot stays as it was while members come and go, and is shared until they do', () => {
    const [first, second] = [pendingConnection(), pendingConnection()];
    const members = new Members();
    members.add(first);
    const before = members.snapshot();
    expect(members.snapshot()).toBe(before);
    members.add(second);
    members.delete(first);
    expect(before).toEqual([first]);
    expect(members.snapshot()).toEqual([second]);
  });
});

describe('member index', () => {
  test('member index - finds one, several and none, and forgets a name with its last member', () => {
    const index = new MemberIndex();
    const [first, second, third] = [pendingConnection(), pendingConnection(), pendingConnection()];
    expect(index.of('a')).toEqual([]);
    index.add('a', first);
    expect(index.of('a')).toEqual([first]);
    index.add('a', second);
    index.add('b', third);
    expect(index.of('a')).toEqual([first, second]);
    expect(index.size).toBe(2);
    index.delete('a', first);
    index.delete('a', second);
    expect(index.has('a')).toBe(false);
    expect(index.of('b')).toEqual([third]);
  });

  test('member index - deleting who is not a member changes nothing', () => {
    const index = new MemberIndex();
    const member = pendingConnection();
    index.add('a', member);
    index.delete('a', pendingConnection());
    index.delete('b', member);
    expect(index.of('a')).toEqual([member]);
  });

  test('member index - names of object members are names like any other', () => {
    const index = new MemberIndex();
    const member = pendingConnection();
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(index.of(name)).toEqual([]);
      index.add(name, member);
      expect(index.of(name)).toEqual([member]);
    }
  });
});
