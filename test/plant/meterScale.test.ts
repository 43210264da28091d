import { deepEqual } from 'node:assert/strict';
import { onTestFinished, test } from 'vitest';
import type { FamilyName } from '../../src/registers/families.js';
import { virtualInverter } from '../support/virtualInverter.js';

/** Words of the first phase: 0.1 V, current, W, VA, power factor. */
type Words = readonly [volt: number, current: number, watt: number, apparent: number, pf: number];
const PLACES = [60, 63, 68, 76, 80] as const;

interface Case {
  readonly model: Exclude<FamilyName, 'unknown'>;
  readonly words: readonly Words[];
  /** A, VA and power factor of the first phase. */
  readonly told: readonly (number | undefined)[];
}

// 5 A at 240 V: 1200 VA, of which 1150 W are used.
const hundredths: Words = [2400, 500, 1150, 1200, 19_583];
const tenths: Words = [2400, 50, 1150, 1200, 19_583];
const external: Words = [2400, 50, 1150, 12_000, 9583];

const cases: Readonly<Record<string, Case>> = {
  'the usual CT of a hybrid': {
    model: 'hybridGen2',
    words: [hundredths],
    told: [5, 1200, 0.9583],
  },
  'a meter in tenths at a hybrid': {
    model: 'hybridGen2',
    words: [tenths],
    told: [5, 1200, 0.9583],
  },
  'it stays in tenths where little flows': {
    model: 'hybridGen2',
    words: [tenths, [2400, 1, 20, 24, 18_333]],
    told: [0.1, 24, 0.8333],
  },
  'an external meter at a hybrid': {
    model: 'hybridGen2',
    words: [external],
    told: [5, 1200, 0.9583],
  },
  'the usual meter of a three-phase inverter': {
    model: 'threePhase',
    words: [tenths],
    told: [5, 1200, 0.9583],
  },
  'a meter in hundredths at a three-phase inverter': {
    model: 'threePhase',
    words: [hundredths],
    told: [5, 1200, 0.9583],
  },
  'a poor power factor is no other scale': {
    model: 'hybridGen2',
    words: [[2400, 500, 100, 1200, 10_833]],
    told: [5, 1200, 0.0833],
  },
};

for (const [title, { model, words, told }] of Object.entries(cases))
  test(title, async () => {
    const { clock, inverter, plant, close } = virtualInverter({ model, sizes: { meters: 1 } });
    onTestFinished(close);
    for (const set of words) {
      for (let address = 60; address < 90; address++) plant.poke(1, 'input', address, 0);
      set.forEach((word, index) => plant.poke(1, 'input', PLACES[index] ?? 0, word));
      await clock.run(180_000);
    }
    const meter = inverter.snapshot?.meters[0]?.readings;
    deepEqual([meter?.currentL1, meter?.apparentPowerL1, meter?.powerFactorL1], told);
  });
