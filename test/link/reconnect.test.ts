import { equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import { pauseBefore } from '../../src/link/reconnect.js';

const MIDDLE = 0.5;

for (const [name, past, ms, why] of [
  ['a cut after data is mended at once', { failures: 0, shortLives: 0, quiet: 0 }, 0, 'cut'],
  [
    'the first failure waits a quarter second',
    { failures: 1, shortLives: 0, quiet: 0 },
    250,
    'backoff',
  ],
  [
    'each further failure doubles the pause',
    { failures: 4, shortLives: 0, quiet: 0 },
    2000,
    'backoff',
  ],
  ['the pause ends at 30 s', { failures: 12, shortLives: 0, quiet: 200_000 }, 30_000, 'backoff'],
  [
    'after five minutes one try a minute',
    { failures: 20, shortLives: 0, quiet: 300_000 },
    60_000,
    'longOutage',
  ],
  [
    'three short lives in a row are churn',
    { failures: 0, shortLives: 3, quiet: 0 },
    10_000,
    'churn',
  ],
  ['churn never waits longer than 20 s', { failures: 0, shortLives: 9, quiet: 0 }, 20_000, 'churn'],
] as const)
  test(name, () => {
    const pause = pauseBefore(past, MIDDLE);
    equal(pause.ms, ms);
    equal(pause.why, why);
  });

test('jitter spreads a pause by a fifth either way', () => {
  const past = { failures: 3, shortLives: 0, quiet: 0 };
  equal(pauseBefore(past, 0).ms, 800);
  ok(Math.abs(pauseBefore(past, 1).ms - 1200) < 1e-9);
});
