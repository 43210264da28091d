import { deepEqual, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { energyToday, energyTotal, power, stateOfCharge } from '../../src/registers/codecs.js';
import { hr, ir, type Register } from '../../src/registers/register.js';
import { judge, shownBy, type Context, type Track } from '../../src/plant/belief/guard.js';
import { runs } from '../support/frames.js';

const POLL = 15_000;
const RATED = 5000;
const NOON = Date.UTC(2026, 5, 15, 12);

const total = ir(0, energyTotal());
const today = ir(0, energyToday());
const charge = ir(0, stateOfCharge, { range: [0, 100] });
const load = ir(0, power('uint16'), { range: [0, 15_500] });
const reserve = hr(0, stateOfCharge, { range: [4, 100] });

interface Read {
  readonly value: number | undefined;
  /** ms since the read before. */
  readonly after?: number;
}

/** What is shown after each read. */
const shown = (
  row: Register,
  reads: readonly Read[],
  more: Partial<Context> = {},
): readonly unknown[] => {
  let now = NOON;
  let track: Track | undefined;
  return reads.map(({ value, after = POLL }) => {
    now += after;
    track = judge(row, value, track, { now, mostPower: RATED, calibrating: false, ...more }).track;
    return shownBy(track);
  });
};

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** "20.1 - 3": numbers as read, "-" for words that hold no value, "+1h" for time that passes first. */
const readsOf = (text: string): Read[] => {
  let after = POLL;
  return text.split(' ').flatMap((word) => {
    const [, time, unit] = /^\+(\d+)([smh])$/.exec(word) ?? [];
    if (time !== undefined) {
      after = Number(time) * (UNITS[unit ?? ''] ?? 0);
      return [];
    }
    const read = { value: word === '-' ? undefined : Number(word), after };
    after = POLL;
    return [read];
  });
};

const wordsOf = (values: readonly unknown[]): string =>
  values.map((value) => (value === undefined ? '-' : String(value))).join(' ');

const stories: readonly (readonly [string, Register, read: string, shown: string])[] = [
  ['a total rises', total, '100 100.1 100.2', '100 100.1 100.2'],
  [
    'a step back by a tenth holds the highest',
    total,
    '100 99.9 99.9 99.9 99.9',
    '100 100 100 100 100',
  ],
  ['a glitch down is held', total, '100 3 100.1', '100 100 100.1'],
  [
    'a fall that lasts is a replaced device: believed at the third poll',
    total,
    '100 3 3 3.1',
    '100 100 100 3.1',
  ],
  ['falls to ever other values are noise', total, '100 3 50 9 70 100', '100 100 100 100 100 100'],
  ['a spike is not shown', total, '100 5000 100.1', '100 100 100.1'],
  [
    'two spikes that agree are shown, and taken back at the third poll',
    total,
    '100 5000 5000 100 100 100',
    '100 100 5000 5000 5000 100',
  ],
  ['two spikes that differ are not', total, '100 5000 400 100.1', '100 100 100 100.1'],
  ['what flowed while nobody looked is no spike', total, '100 +5h 149', '100 149'],
  ['more than can have flowed is', total, '100 +5h 152 152', '100 100 152'],
  [
    'words without a value leave no value, and are no excuse for a spike',
    total,
    '100 - 5000 100.1',
    '100 - 100 100.1',
  ],

  ['midnight', today, '20.1 0 0 0.1', '20.1 20.1 0 0.1'],
  ['midnight with a rebound before it is sure', today, '20.1 0 20.1 0 0', '20.1 20.1 20.1 20.1 0'],
  ['midnight with two rebounds after it', today, '20.1 0 0 20.1 20.1 0.1', '20.1 20.1 0 0 0 0.1'],
  [
    'yesterday comes back after a quarter of an hour',
    today,
    '20.1 0 0 +15m 20.1 0.1',
    '20.1 20.1 0 0 0.1',
  ],
  [
    'a night that soon has as much as all of a poor day had',
    today,
    '0.6 0 0 +4m 0.3 +4m 0.6 +4m 0.9',
    '0.6 0.6 0 0.3 0.6 0.9',
  ],
  ['a day in which next to nothing flowed', today, '0.1 0 0 0.1', '0.1 0.1 0 0.1'],
  ['a day in which nothing flowed', today, '0 0 0 0', '0 0 0 0'],
  ['midnight seen late: the first tenths are there', today, '20.1 +2m 0.2 0.2', '20.1 20.1 0.2'],
  [
    'midnight slept through: a fall that lasts is believed at the third poll',
    today,
    '20.1 +9h 3 3 3',
    '20.1 20.1 20.1 3',
  ],
  ['midnight slept through with more sun than yesterday', today, '2 +20h 21', '2 21'],
  ['a glitch to zero at noon', today, '9.5 0 9.5 9.6', '9.5 9.5 9.5 9.6'],
  ['a step back by a tenth', today, '9.5 9.4 9.4 9.6', '9.5 9.5 9.5 9.6'],
  [
    'a second midnight, as when the clock goes back an hour',
    today,
    '20.1 0 0 0.3 0 0',
    '20.1 20.1 0 0.3 0.3 0',
  ],
  ['a spike after midnight that is not yesterday', today, '20.1 0 0 400 0.1', '20.1 20.1 0 0 0.1'],

  ['a charge of 0 out of the blue is held', charge, '57 0 0 56', '57 57 57 56'],
  ['a charge of 0 after deep discharge is real', charge, '5 4 0', '5 4 0'],
  ['a charge of 0 as the first word is none', charge, '0 0 12', '- - 12'],
  ['a charge above 100 is held', charge, '57 120 57', '57 57 57'],

  ['a power beyond its bounds is held', load, '400 60000 410', '400 400 410'],
  ['and none is shown before a good one', load, '60000 410', '- 410'],
  ['a setting is shown as it is, whatever its bounds', reserve, '4 0 120', '4 0 120'],
];

describe('values over time', () => {
  for (const [name, row, read, expected] of stories)
    test(name, () => deepEqual(wordsOf(shown(row, readsOf(read))), expected));

  test('while the battery is calibrated a charge of 0 is real', () =>
    deepEqual(shown(charge, readsOf('57 0 1'), { calibrating: true }), [57, 0, 1]));
});

const tenths = fc.integer({ min: 0, max: 60_000 }).map((n) => n / 10);
const near = fc
  .tuple(tenths, fc.integer({ min: -5, max: 20 }))
  .map(([a, b]) => Math.max(0, Math.round(10 * a + b)) / 10);
/** Counters as a bad line might tell them: some rise, some repeat, some are anything. */
const readings = fc.array(
  fc.record({
    value: fc.oneof(tenths, near, fc.constantFrom(0, 0.1, 20.1, 20.2, 5000, undefined)),
    after: fc.constantFrom(POLL, POLL, 1000, 120_000, 3_600_000, -60_000),
  }),
  { minLength: 1, maxLength: 40 },
);

const numbersOf = (values: readonly unknown[]): { at: number; value: number }[] =>
  values.flatMap((value, at) => (typeof value === 'number' ? [{ at, value }] : []));

const valuesOf = (reads: readonly Read[], end: number, count: number): number[] =>
  reads
    .slice(0, end + 1)
    .flatMap(({ value }) => value ?? [])
    .slice(-count);

describe('whatever is read', () => {
  test('nothing is shown that was never read', () => {
    fc.assert(
      fc.property(fc.constantFrom(total, today, charge, load), readings, (row, reads) => {
        const known = new Set(reads.map(({ value }) => value));
        ok(shown(row, reads).every((value) => value === undefined || known.has(Number(value))));
      }),
      runs(300),
    );
  });

  test('a total falls only to what three reads in a row have told', () => {
    fc.assert(
      fc.property(readings, (reads) => {
        const values = numbersOf(shown(total, reads));
        values.forEach(({ at, value }, i) => {
          const before = values[i - 1]?.value ?? value;
          if (value >= before) return;
          const last = valuesOf(reads, at, 3);
          ok(last.length === 3 && last.every((one) => one < before), wordsOf(last));
        });
      }),
      runs(500),
    );
  });

  test('a day counter falls to nearly nothing after two reads, to anything else after three', () => {
    fc.assert(
      fc.property(readings, (reads) => {
        const values = numbersOf(shown(today, reads));
        values.forEach(({ at, value }, i) => {
          const before = values[i - 1]?.value ?? value;
          if (value >= before) return;
          const last = valuesOf(reads, at, value < 0.5 ? 2 : 3);
          ok(last.length >= 2 && last.every((one) => one < before), `${wordsOf(last)} ${before}`);
        });
      }),
      runs(500),
    );
  });

  test('a counter that tells the same long enough is believed', () => {
    fc.assert(
      fc.property(fc.constantFrom(total, today), readings, tenths, (row, reads, value) => {
        const steady = Array.from({ length: 4 }, () => ({ value, after: 31 * 60_000 }));
        const end = shown(row, [...reads, ...steady]).at(-1);
        ok(Math.abs(Number(end) - value) <= 0.2 + 1e-6, `${String(end)} for ${value}`);
      }),
      runs(500),
    );
  });
});
