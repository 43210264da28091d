import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import { ownerOf } from '../../src/fleet/rendezvous.js';

const plants = Array.from({ length: 3000 }, (_, index) => `house ${index}`);
const members = ['a', 'b', 'c'];
const sharesAmong = (some: readonly string[]) => plants.map((plant) => ownerOf(plant, some));

test('nobody looks after a plant where nobody is', () => equal(ownerOf('house', []), undefined));

test('the order in which members are named makes no difference', () => {
  deepEqual(sharesAmong(members), sharesAmong(members.toReversed()));
});

test('the same plants have the same owners on every machine and in every version', () => {
  equal(sharesAmong(members).slice(0, 8).join(''), 'cbcacbcc');
});

test('shares are nearly equal', () => {
  const shares = sharesAmong(members);
  for (const member of members) {
    const count = shares.filter((owner) => owner === member).length;
    ok(Math.abs(count - 1000) < 100, `${member} has ${count}`);
  }
});

test('when a member comes, only what it gets changes hands', () => {
  const [before, after] = [sharesAmong(['a', 'b']), sharesAmong(members)];
  const moved = plants.filter((_, index) => before[index] !== after[index]);
  ok(moved.length > 0);
  ok(moved.every((plant) => ownerOf(plant, members) === 'c'));
});
