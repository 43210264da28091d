import { equal } from 'node:assert/strict';
import { test } from 'vitest';
import { familyNamed, unknownFamily } from '../../src/registers/families.js';
import { modelOf } from '../../src/registers/models.js';

// The most W into or out of the battery, by register 0 and ARM firmware (detection reference, section 8).
for (const [code, arm, watts] of [
  ['2001', 449, 2600],
  ['2001', 302, 3600],
  ['2001', 920, 3600],
  ['2101', 0, undefined],
  ['2201', 0, 5400],
  ['2203', 0, 5400],
  ['2401', 0, 5400],
  ['2506', 0, 5400],
  ['2301', 0, undefined],
  ['3002', 282, 3000],
  ['8001', 612, 6000],
  ['8002', 612, 3600],
  ['8103', 0, 10_000],
  ['8301', 0, 6000],
] as const)
  test(`${code} with firmware ${arm} gives at most ${watts ?? 'nobody knows how many'} W`, () =>
    equal(modelOf(code, arm).maxBatteryPower, watts));

test('a name that no family has is an error to the compiler, and no family at run time', () => {
  // @ts-expect-error: the names are those of the table.
  equal(familyNamed('hybridGen9'), unknownFamily);
});
