import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { phaseAt, portionsOf, type Switched } from '../../src/tariff/portions.js';
import { settleTariff, type Tariff } from '../../src/tariff/tariff.js';

const at = (iso: string): number => Date.parse(iso);
const london = (more: Partial<Tariff> = {}) =>
  settleTariff({ dayRate: 0.3, nightRate: 0.07, zone: 'Europe/London', ...more });

describe('day and rate at a moment', () => {
  for (const [moment, day, rate] of [
    // Winter: the clock on the wall is UTC.
    ['2026-01-15T00:29:59Z', '2026-01-15', 'day'],
    ['2026-01-15T00:30:00Z', '2026-01-15', 'night'],
    ['2026-01-15T07:30:00Z', '2026-01-15', 'day'],
    // Summer: it is an hour ahead.
    ['2026-06-14T23:29:00Z', '2026-06-15', 'day'],
    ['2026-06-14T23:30:00Z', '2026-06-15', 'night'],
    ['2026-06-15T06:30:00Z', '2026-06-15', 'day'],
    // Put forward at 01:00 UTC: the night is an hour shorter.
    ['2026-03-29T00:59:00Z', '2026-03-29', 'night'],
    ['2026-03-29T01:00:00Z', '2026-03-29', 'night'],
    ['2026-03-29T06:29:00Z', '2026-03-29', 'night'],
    ['2026-03-29T06:30:00Z', '2026-03-29', 'day'],
    // Put back at 01:00 UTC: it is an hour longer.
    ['2026-10-24T23:29:00Z', '2026-10-25', 'day'],
    ['2026-10-24T23:30:00Z', '2026-10-25', 'night'],
    ['2026-10-25T07:29:00Z', '2026-10-25', 'night'],
    ['2026-10-25T07:30:00Z', '2026-10-25', 'day'],
  ] as const)
    test(`${moment} is ${rate} of ${day}`, () =>
      deepEqual(phaseAt(london(), [], at(moment)), { day, rate }));

  test('a night that begins in the hour that comes twice begins twice, as the clock on the wall says', () => {
    const twice = london({ nightStart: '01:30' });
    const rates = ['00:29', '00:30', '00:59', '01:00', '01:29', '01:30'].map(
      (time) => phaseAt(twice, [], at(`2026-10-25T${time}:00Z`)).rate,
    );
    deepEqual(rates, ['day', 'night', 'night', 'day', 'day', 'night']);
  });
});

/** Shares as hours, to be read. */
const hours = (
  tariff: ReturnType<typeof london>,
  from: string,
  to: string,
  ...by: readonly Switched[]
) => {
  const length = (at(to) - at(from)) / 3_600_000;
  return portionsOf(tariff, by, at(from), at(to)).map(
    ({ day, rate, share }) => `${day.slice(8)} ${rate} ${Math.round(share * length * 1000) / 1000}`,
  );
};

describe('a time is taken apart', () => {
  for (const [what, from, to, parts] of [
    ['within a rate', '2026-01-15T10:00:00Z', '2026-01-15T10:00:15Z', ['15 day 0.004']],
    [
      'at a change',
      '2026-01-15T07:15:00Z',
      '2026-01-15T07:45:00Z',
      ['15 night 0.25', '15 day 0.25'],
    ],
    [
      'to the second',
      '2026-01-15T07:29:51Z',
      '2026-01-15T07:30:27Z',
      ['15 night 0.003', '15 day 0.008'],
    ],
    [
      'at midnight and both changes',
      '2026-01-14T22:00:00Z',
      '2026-01-15T08:00:00Z',
      ['14 day 2', '15 day 1', '15 night 7'],
    ],
    [
      'in the night that is shorter',
      '2026-03-28T23:00:00Z',
      '2026-03-29T07:00:00Z',
      ['28 day 1', '29 day 1', '29 night 6'],
    ],
    [
      'in the night that is longer',
      '2026-10-24T22:00:00Z',
      '2026-10-25T08:00:00Z',
      ['24 day 1', '25 day 1', '25 night 8'],
    ],
  ] as const)
    test(what, () => deepEqual(hours(london(), from, to), parts));

  test('by hand, where it was switched; before the first time it was day', () => {
    const byHand = london({ byHand: true });
    const span = ['2026-01-15T02:00:00Z', '2026-01-15T05:00:00Z'] as const;
    deepEqual(hours(byHand, ...span), ['15 day 3']);
    deepEqual(hours(byHand, ...span, { rate: 'night', at: at('2026-01-15T03:30:20Z') }), [
      '15 day 1.506',
      '15 night 1.494',
    ]);
  });

  test('whose clock was put back: all of it now', () =>
    deepEqual(portionsOf(london(), [], at('2026-01-15T09:00Z'), at('2026-01-15T06:00Z')), [
      { day: '2026-01-15', rate: 'night', share: 1 },
    ]));

  test('a month of it adds up to one', () => {
    const shares = portionsOf(london(), [], at('2026-03-10T10:07Z'), at('2026-04-10T04:11Z'));
    equal(Math.round(shares.reduce((sum, { share }) => sum + share, 0) * 1e9), 1e9);
    ok(shares.length > 60);
  });
});
