import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { ReadingName } from '../../src/plant/snapshot.js';
import { familyNamed, type FamilyName } from '../../src/registers/families.js';
import { sightOf } from '../../src/tariff/counters.js';
import { noFigures, snapshotWith, TAKEN_AT } from '../publish/snapshots.js';

const known = { import: 1, export: 2, charge: 3, discharge: 4, acCharge: 5 };
const heldBack = (...readings: readonly string[]) =>
  sightOf(
    snapshotWith({
      figures: { energy: { ...noFigures.energy, today: known, total: known } },
      held: readings.map((reading) => ({ reading, rule: 'jump', since: TAKEN_AT })),
    }),
  );

describe('a counter is doubted while a reading it is made of is held', () => {
  for (const [reading, counter, family] of [
    ['importTotal', 'import', 'hybridGen1'],
    ['exportTotal', 'export', 'ems'],
    ['acChargeTotal', 'acCharge', 'threePhase'],
    ['batteryChargeTotal', 'charge', 'gateway'],
    ['batteryDischargeTotal', 'discharge', 'threePhase'],
    ['batteryChargeTotalLow', 'charge', 'hybridGen1'],
    ['batteryDischargeTotalLow', 'discharge', 'hybridGen1'],
    ['batteryChargeToday', 'chargeToday', 'hybridGen1'],
    ['batteryDischargeToday', 'dischargeToday', 'gateway'],
  ] as const satisfies readonly (readonly [ReadingName, string, FamilyName])[])
    test(`${counter}, with ${reading}`, () => {
      equal(reading in familyNamed(family).table, true);
      const { doubted, counters } = heldBack(reading);
      deepEqual([...doubted], [counter]);
      equal(counters[counter], undefined);
      equal(Object.values(counters).filter((value) => value !== undefined).length, 6);
    });

  test('and not while others are', () =>
    deepEqual([...heldBack('batteryPower', 'module 1: chargeTotal', 'chargeTotal').doubted], []));
});

test('what is seen is as old as the inverter bank that was read longest ago', () => {
  const readAt = { 'input 0-59': 50, 'input 180-239': 20, 'holding 0-59': 5, 'pack 1 input 60': 6 };
  equal(sightOf(snapshotWith({ readAt })).readSince, 20);
});
