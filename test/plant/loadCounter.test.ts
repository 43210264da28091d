import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'vitest';
import type { EnergyFigures, Figures } from '../../src/plant/figures/figures.js';
import { LoadCounter } from '../../src/plant/belief/loadCounter.js';

const POLL = 15_000;

interface Counters {
  readonly import: number;
  readonly export: number;
  readonly inverter: number;
}

// What leaves the inverter and does not leave the house, and what the grid adds.
const loadOf = ({ import: bought, export: sold, inverter }: Counters): number =>
  Math.max(0, inverter - sold + bought);

const figuresOf = (counters: Counters): Figures => {
  const today: EnergyFigures = { ...counters, load: loadOf(counters) };
  return { power: {}, flows: {}, battery: {}, energy: { today, total: {} }, share: {} };
};

/** Consumption shown after each poll, in kWh. */
const shown = (polls: readonly Counters[]): (number | undefined)[] => {
  const counter = new LoadCounter();
  return polls.map((counters, i) => {
    const context = { now: Date.UTC(2026, 5, 15) + i * POLL, mostPower: 5000, calibrating: false };
    return counter.steady(figuresOf(counters), context).energy.today.load;
  });
};

const times = (count: number, counters: Counters): Counters[] =>
  Array.from({ length: count }, () => counters);

const evening = { import: 6, export: 20, inverter: 24 };
const morning = { import: 0.1, export: 0, inverter: 0 };

test('at midnight, when counters begin the day one after the other, consumption is of one day', () => {
  for (const first of ['import', 'export', 'inverter'] as const)
    for (const second of ['import', 'export', 'inverter'] as const) {
      const one = { ...evening, [first]: morning[first] };
      const two = { ...one, [second]: morning[second] };
      const polls = [evening, evening, ...times(8, one), ...times(8, two)];
      const all = shown([...polls, ...times(4, morning)]);
      ok(
        all.every((load) => load === 10 || load === 0.1),
        `${first}, ${second}: ${all.join(' ')}`,
      );
      deepEqual(all.at(-1), 0.1);
    }
});

test('a counter that begins no day holds consumption up for half an hour, not for ever', () => {
  const stuck = { ...morning, export: 0, inverter: 24 };
  const all = shown([evening, evening, ...times(200, stuck)]);
  ok(all.slice(0, 100).every((load) => load === 10));
  deepEqual(all.at(-1), 24.1);
});

test('a part that ticks late does not make it fall', () => {
  const late = { ...evening, export: 20.1 };
  deepEqual(shown([evening, late, { ...late, inverter: 24.1 }]), [10, 10, 10]);
});

test('consumption that is kept from falling is named among what is held', () => {
  const counter = new LoadCounter();
  const poll = (counters: Counters, i: number) => {
    const now = Date.UTC(2026, 5, 15) + i * POLL;
    counter.steady(figuresOf(counters), { now, mostPower: 5000, calibrating: false });
    return counter.held.map(({ reading, rule, since }) => [reading, rule, now - since]);
  };
  deepEqual(poll(evening, 0), []);
  deepEqual(poll({ ...evening, export: 21 }, 1), [['energy.today.load', 'dip', POLL]]);
  deepEqual(poll({ ...evening, export: 21, inverter: 25 }, 2), []);
});

test('a day without export is a day like others', () => {
  const dull = { import: 6, export: 0, inverter: 4 };
  deepEqual(shown([dull, dull, morning, morning, morning]), [10, 10, 10, 0.1, 0.1]);
});
