import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { beatFrom } from '../../src/fleet/membership.js';
import { owners, village } from './village.js';

const LEASE = 10_000;
const BEAT = LEASE / 6;

describe('members of a group', () => {
  test('a lone member begins a lease and a beat after it came, not before', () => {
    const { member, pass } = village(LEASE);
    const one = member('one');
    pass(LEASE);
    deepEqual(owners([one]), {});
    pass(2 * BEAT);
    equal(one.running.size, 30);
  });

  test('each plant has one owner, and all have work', () => {
    const { member, pass } = village(LEASE);
    const all = [member('one'), member('two'), member('three')];
    pass(3 * LEASE);
    const sizes = all.map(({ running }) => running.size);
    equal(
      sizes.reduce((sum, size) => sum + size),
      30,
    );
    ok(
      sizes.every((size) => size > 3),
      String(sizes),
    );
  });

  test('what a dead member had is begun after its lease, and within a beat and a half more', () => {
    const { member, pass, doubles } = village(LEASE);
    const [one, two] = [member('one'), member('two')];
    pass(3 * LEASE);
    two.die();
    pass(LEASE - BEAT);
    ok(one.running.size < 30);
    pass(2.5 * BEAT);
    equal(one.running.size, 30);
    equal(doubles(), 0);
  });

  test('a member that leaves in order is followed at once', () => {
    const { member, pass } = village(LEASE);
    const [one, two] = [member('one'), member('two')];
    pass(3 * LEASE);
    two.leave();
    pass(1.5 * BEAT);
    equal(one.running.size, 30);
  });

  test('a newcomer takes only its share, and nothing of the rest is interrupted', () => {
    const { member, pass, doubles } = village(LEASE);
    const one = member('one');
    pass(3 * LEASE);
    const two = member('two');
    pass(3 * LEASE);
    equal(one.running.size + two.running.size, 30);
    equal(one.begun, 30);
    equal(two.begun, two.running.size);
    equal(doubles(), 0);
  });

  test('a member that has lost the broker stops before its lease is over', () => {
    const { member, pass } = village(LEASE);
    const [one, two] = [member('one'), member('two')];
    pass(3 * LEASE);
    one.cutOff(true);
    pass(LEASE);
    equal(one.running.size, 0);
    equal(two.running.size < 30, true);
    one.cutOff(false);
    pass(4 * LEASE);
    equal(one.running.size + two.running.size, 30);
  });

  test('a broker that is away for less than a lease interrupts nothing', () => {
    const { member, pass } = village(LEASE);
    const all = [member('one'), member('two')];
    pass(3 * LEASE);
    for (const one of all) one.cutOff(true);
    pass(LEASE / 2);
    for (const one of all) one.cutOff(false);
    pass(LEASE);
    deepEqual(
      all.map(({ begun }) => begun).reduce((sum, count) => sum + count),
      30,
    );
  });

  test('a process that was stopped for longer than a lease does not go on with its plants', () => {
    const { member, pass, doubles } = village(LEASE);
    const [one, two] = [member('one'), member('two')];
    pass(3 * LEASE);
    one.freeze(true);
    pass(2 * LEASE);
    equal(two.running.size, 30);
    one.freeze(false);
    equal(one.running.size, 0);
    pass(3 * LEASE);
    ok(one.running.size > 3);
    // While it was stopped it polled nothing, whatever it held.
    equal(doubles(), 0);
  });

  test('what takes long to let go of is begun by the next owner only then', () => {
    const { member, pass, doubles } = village(LEASE, { closing: LEASE });
    const one = member('one');
    pass(3 * LEASE);
    const two = member('two');
    pass(LEASE + 3 * BEAT);
    equal(two.running.size, 0);
    pass(LEASE + 2 * BEAT);
    ok(two.running.size > 3);
    equal(one.running.size + two.running.size, 30);
    equal(doubles(), 0);
  });
});

describe('whatever happens to whom, no plant has two owners', () => {
  for (let seed = 1; seed <= 20; seed++)
    test(`story ${seed}`, () => {
      const { member, pass, doubles, random } = village(LEASE, { seed, delay: BEAT / 2 });
      const all = ['one', 'two', 'three', 'four'].map(member);
      for (let chapter = 0; chapter < 25; chapter++) {
        const hero = all[Math.floor(random() * all.length)];
        const what = random();
        if (what < 0.3) hero?.cutOff(random() < 0.5);
        else if (what < 0.6) hero?.freeze(random() < 0.5);
        else if (what < 0.7) hero?.die();
        else if (what < 0.8) hero?.leave();
        pass(random() * 2 * LEASE);
        if (what >= 0.6 && what < 0.8) all.push(member(`next ${chapter}`));
      }
      equal(doubles(), 0);
      for (const one of all) {
        one.cutOff(false);
        one.freeze(false);
      }
      pass(5 * LEASE);
      equal(Object.keys(owners(all)).length, 30);
    });
});

test('what is no beat is passed over', () => {
  for (const text of ['', '7', 'null', '{}', '{"member":1,"number":1,"view":[],"keeps":[]}'])
    equal(beatFrom(text), undefined);
  equal(beatFrom('{"member":"a","number":1,"view":[7],"keeps":[]}'), undefined);
});
