import { equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import { conditionsAt, type Sky } from '../../src/simulator/weather.js';

const HOUR = 3_600_000;
const MIDNIGHT = Date.UTC(2026, 5, 15);
const site = { peaks: [3000, 2000], appetite: 1, seed: 7 } as const;

/** kWh of sun on one summer day. */
const sunOf = (sky: Sky, seed = 7): number => {
  const hours = Array.from({ length: 24 }, (_, hour) => MIDNIGHT + hour * HOUR);
  const watts = hours.map((wall) => {
    const { pv1, pv2 } = conditionsAt(wall, { ...site, seed, sky });
    return pv1 + pv2;
  });
  return watts.reduce((sum, each) => sum + each, 0) / 1000;
};

test('a grey day brings a fifth of a clear one at most, clouds something in between', () => {
  for (const seed of [1, 7, 42]) {
    ok(sunOf('grey', seed) > 0);
    ok(sunOf('grey', seed) <= 0.2 * sunOf('clear', seed));
    ok(sunOf('changeable', seed) > sunOf('grey', seed));
    ok(sunOf('changeable', seed) < sunOf('clear', seed));
  }
});

test('a clear day is the same whatever the seed', () =>
  equal(sunOf('clear', 1), sunOf('clear', 2)));
