import { equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { leaseClock } from '../../src/fleet/leaseClock.js';

describe('the clock of leases goes by whichever clock went further', () => {
  for (const [what, steadily, byWall, passed] of [
    ['both agree', 500, 500, 500],
    ['the computer slept', 0, 60_000, 60_000],
    ['the time was set back', 500, -3_600_000, 500],
    ['the time was set forward', 500, 3_600_000, 3_600_000],
    ['both stand still', 0, 0, 0],
  ] as const)
    test(what, () => {
      let [steady, wall] = [7, 1_800_000_000_000];
      const clock = leaseClock(
        () => steady,
        () => wall,
      );
      const before = clock.now();
      steady += steadily;
      wall += byWall;
      equal(clock.now() - before, passed);
    });
});
