import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { ems } from '../../src/registers/ems.js';
import { families, familyOf, unknownFamily, type Family } from '../../src/registers/families.js';
import type { Register, RegisterTable, Settings } from '../../src/registers/register.js';
import { singlePhase } from '../../src/registers/singlePhase.js';
import { threePhase } from '../../src/registers/threePhase.js';
import { tables } from '../support/tables.js';

/** "20, 35-40" as the single registers it names. */
const listed = (text: string): number[] =>
  text.split(/,\s*/).flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });

const registersOf = ({ address, codec }: Register): number[] =>
  Array.from({ length: codec.size }, (_, i) => address + i);

const inOrder = (registers: Iterable<number>): number[] =>
  [...new Set(registers)].toSorted((a, b) => a - b);

// The allow list, literally as the controls reference has it (section 8).
const hybrid =
  '20, 27, 29, 31, 32, 35-40, 44, 45, 50, 56, 57, 59, 94-96, 110-112, 114, 116, 163, 166';
const targets =
  '242, 245, 248, 251, 254, 257, 260, 263, 266, 269, 272, 275, 278, 281, 284, 287, 290, 293, 296, 299';
const laterSlots =
  '246-247, 249-250, 252-253, 255-256, 258-259, 261-262, 264-265, 267-268, 276-277, 279-280, 282-283, 285-286, 288-289, 291-292, 294-295, 297-298';
const laterTargets =
  '248, 251, 254, 257, 260, 263, 266, 269, 278, 281, 284, 287, 290, 293, 296, 299';
const tenSlots = `${targets}, ${laterSlots}`;
const limits = '311, 313, 314, 317';
const pauseMode = '318';
const pauseSlot = '318-320';
const threePhaseList = '20, 27, 29, 35-40, 50, 59, 163, 166, 1078, 1108-1116, 1118-1123';
const emsList = '2040, 2044-2071';
const extended = '243-244, 273-274';
const smartLoads = '554-573';

/** A device by register 0 and firmware; what it allows when nothing, or everything, of its banks has answered; what the unverified switch adds. */
const allowed: readonly [
  code: string,
  arm: number,
  bare: string,
  answered: string,
  switched: string,
][] = [
  ['2001', 449, hybrid, `${hybrid}, ${pauseMode}`, smartLoads],
  ['2001', 186, hybrid, hybrid, smartLoads],
  ['2001', 920, hybrid, `${hybrid}, ${pauseSlot}`, smartLoads],
  ['2001', 302, hybrid, `${hybrid}, ${pauseSlot}`, smartLoads],
  ['2001', 303, hybrid, `${hybrid}, ${tenSlots}, ${pauseSlot}`, `${extended}, ${smartLoads}`],
  ['2101', 0, hybrid, hybrid, smartLoads],
  ['2201', 0, hybrid, `${hybrid}, ${pauseSlot}`, smartLoads],
  ['2401', 0, hybrid, hybrid, smartLoads],
  ['2501', 0, hybrid, hybrid, smartLoads],
  ['3001', 282, hybrid, `${hybrid}, ${limits}, ${pauseMode}`, smartLoads],
  ['3001', 199, hybrid, `${hybrid}, ${limits}`, smartLoads],
  [
    '8001',
    612,
    hybrid,
    `${hybrid}, ${tenSlots}, ${limits}, ${pauseSlot}`,
    `${extended}, ${smartLoads}`,
  ],
  ['8102', 0, hybrid, `${hybrid}, ${tenSlots}, ${pauseSlot}`, `${extended}, ${smartLoads}`],
  ['8301', 0, hybrid, `${hybrid}, ${tenSlots}`, `${extended}, ${smartLoads}`],
  ['7001', 14, hybrid, `${hybrid}, ${tenSlots}, ${pauseSlot}`, `${extended}, ${smartLoads}`],
  ['2301', 0, '35-40, 50, 163', '35-40, 50, 163', ''],
  ['4004', 0, threePhaseList, `${threePhaseList}, ${laterSlots}, ${laterTargets}`, ''],
  ['4101', 0, threePhaseList, `${threePhaseList}, ${laterSlots}, ${laterTargets}`, ''],
  ['6001', 0, threePhaseList, `${threePhaseList}, ${laterSlots}, ${laterTargets}`, ''],
  ['5001', 1036, emsList, emsList, '2073'],
  ['5101', 1036, emsList, emsList, '2073'],
  ['8201', 0, '', '', ''],
  ['9901', 0, '', '', ''],
];

/** Can this family meet the row's condition, once its banks have answered? */
const canMeet = (family: Family, arm: number, { needs, address }: Register): boolean => {
  switch (needs) {
    case undefined:
    case 'largestSeen':
      return true;
    case 'tenSlots':
      return family.tenSlots(arm);
    case 'powerLimits':
      return family.powerLimits;
    case 'pauseMode':
      return family.pause(arm) !== 'none';
    case 'pauseSlot':
      return family.pause(arm) === 'modeAndSlot';
    case 'unverified':
      return address >= 300 || family.tenSlots(arm);
  }
};

const mayWrite = (family: Family, name: string): boolean =>
  family.writes === 'all' || (family.writes !== 'none' && family.writes.includes(name));

const writable = (family: Family): Register[] => {
  const rows: [string, Register][] = Object.entries(family.table);
  return rows.filter(([name, row]) => row.writable && mayWrite(family, name)).map(([, row]) => row);
};

const expectWritable = (rows: readonly Register[], list: string): void =>
  deepEqual(inOrder(rows.flatMap(registersOf)), inOrder(list === '' ? [] : listed(list)));

for (const [code, arm, bare, answered, switched] of allowed)
  describe(`${code} with ARM ${arm}`, () => {
    const family = familyOf(code, arm);
    const rows = writable(family);

    test('always takes these settings and no others', () =>
      expectWritable(
        rows.filter(({ needs }) => needs === undefined || needs === 'largestSeen'),
        bare,
      ));
    test('takes these once its banks have answered', () =>
      expectWritable(
        rows.filter((row) => row.needs !== 'unverified' && canMeet(family, arm, row)),
        answered,
      ));
    test('takes these besides with the unverified switch', () =>
      expectWritable(
        rows.filter((row) => row.needs === 'unverified' && canMeet(family, arm, row)),
        switched,
      ));
  });

test('every family has been asked', () =>
  deepEqual(
    new Set(allowed.map(([code, arm]) => familyOf(code, arm).name)),
    new Set([...families, unknownFamily].map(({ name }) => name)),
  ));

describe('never written', () => {
  const never = listed(
    '1, 2, 63-83, 101, 102, 115, 162, 164, 165, 174, 200, 201, 300-310, 312, 315, 316, 321-330, 332-351, 479, 540-553, 1016, 1048, 1063, 1077, 1081-1087, 1102, 1103, 1125-1131, 1144-1165, 4001, 5002-5009, 5011, 5012, 5018-5023',
  );
  const leftOut = listed('104, 172, 199, 331, 1002, 1005, 1141, 2072, 5010, 5014');
  const rows = Object.values(tables).flatMap((table): Register[] => Object.values(table));
  const everWritten = new Set(rows.filter((row) => row.writable).flatMap(registersOf));

  test('identity, grid protection, triggers and installer settings', () =>
    deepEqual(
      never.filter((register) => everWritten.has(register)),
      [],
    ));
  test('what nobody has shown to be safe', () =>
    deepEqual(
      leftOut.filter((register) => everWritten.has(register)),
      [],
    ));
  test('anything from 20000 on', () => ok([...everWritten].every((register) => register < 20_000)));
  test('any bank but the settings', () =>
    ok(rows.every((row) => !row.writable || row.bank === 'holding')));
  test('on three-phase, the settings that moved above 1000', () => {
    const there = new Set(writable(familyOf('4004', 0)).flatMap(registersOf));
    const twins = listed('31, 32, 44, 45, 56, 57, 94-96, 110-112, 114, 116');
    deepEqual(
      twins.filter((register) => there.has(register)),
      [],
    );
  });
});

describe('values with a meaning of their own', () => {
  test('the restart takes 100 and nothing else', () =>
    deepEqual(singlePhase.inverterRestart.accepts, [100]));
  test('calibration can be stopped, started or charge only', () =>
    deepEqual(singlePhase.batteryCalibrationStage.accepts, [0, 1, 3]));
  test('the export limit of an EMS follows the largest value seen', () =>
    equal(ems.exportPowerLimit.needs, 'largestSeen'));
});

/** True where the compiler lets a plant be told `Name`. */
type Takes<Table extends RegisterTable, Name extends string> = Name extends keyof Settings<Table>
  ? true
  : false;

test('the types know what may be told and what is only said', () => {
  const target: Takes<typeof singlePhase, 'chargeTarget'> = true;
  const power: Takes<typeof singlePhase, 'batteryPower'> = false;
  const cutoff: Takes<typeof threePhase, 'batteryCutoff'> = false;
  equal(singlePhase.chargeTarget.writable, target);
  equal(singlePhase.batteryPower.writable, power);
  equal('batteryCutoff' in threePhase, cutoff);
});
