import { deepEqual, equal, throws } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { rateByClock, settleTariff, type Tariff } from '../../src/tariff/tariff.js';

describe('the rate by the clock', () => {
  for (const [dayStart, nightStart, time, rate] of [
    ['07:30', '00:30', '00:29', 'day'],
    ['07:30', '00:30', '00:30', 'night'],
    ['07:30', '00:30', '07:29', 'night'],
    ['07:30', '00:30', '07:30', 'day'],
    ['07:30', '00:30', '23:59', 'day'],
    // A night that begins before midnight.
    ['05:30', '23:30', '23:29', 'day'],
    ['05:30', '23:30', '23:30', 'night'],
    ['05:30', '23:30', '00:00', 'night'],
    ['05:30', '23:30', '05:29', 'night'],
    ['05:30', '23:30', '05:30', 'day'],
    // A night from midnight on, and one until then.
    ['07:00', '00:00', '23:59', 'day'],
    ['07:00', '00:00', '00:00', 'night'],
    ['00:00', '22:00', '23:59', 'night'],
    ['00:00', '22:00', '00:00', 'day'],
  ] as const)
    test(`day from ${dayStart}, night from ${nightStart}: at ${time} it is ${rate}`, () => {
      const settled = settleTariff({ dayRate: 0.3, dayStart, nightStart });
      equal(rateByClock(settled, Number(time.slice(0, 2)) * 60 + Number(time.slice(3))), rate);
    });
});

test('a day rate is enough', () => {
  const { rates, exportRate, byHand, currency, dayStart, nightStart } = settleTariff({
    dayRate: 0.3,
  });
  deepEqual(rates, { day: 0.3, night: 0.3 });
  deepEqual(
    [exportRate, byHand, currency, dayStart, nightStart],
    [undefined, false, 'GBP', 450, 30],
  );
});

test('a rate may be below 0: some tariffs pay for what is taken', () =>
  equal(settleTariff({ dayRate: 0.3, nightRate: -0.05 }).rates.night, -0.05));

for (const [wrong, field] of [
  [{ dayRate: Number.NaN }, /dayRate/],
  [{ dayRate: 28_640_000 }, /dayRate/],
  [{ nightRate: Infinity }, /nightRate/],
  [{ exportRate: Number.NaN }, /exportRate/],
  [{ dayStart: '24:00' }, /dayStart/],
  [{ nightStart: 'late' }, /nightStart/],
  [{ nightStart: '07:30' }, /nightStart.*another time/],
  [{ currency: '£' }, /currency.*three capital letters/],
  [{ zone: 'Mars/Olympus' }, /zone/],
] satisfies readonly (readonly [Partial<Tariff>, RegExp])[])
  test(`${JSON.stringify(wrong)} is refused`, () =>
    throws(() => settleTariff({ dayRate: 0.3, ...wrong }), { code: 'BAD_CONFIG', message: field }));
