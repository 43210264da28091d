import { deepEqual, doesNotThrow, equal, match, ok, rejects, throws } from 'node:assert/strict';
import { describe, test } from 'vitest';
import {
  allowedRows,
  assertWritable,
  type PlantState,
} from '../../src/controls/writing/permission.js';
import { isNeverWritten } from '../../src/controls/writing/neverWrite.js';
import { modelNamed } from '../../src/registers/models.js';
import { controlRoom, type RoomOptions } from '../support/controlRoom.js';

const plant = (options: RoomOptions, more: Partial<PlantState> = {}): PlantState => ({
  snapshot: controlRoom(options).snapshot(),
  readOnly: false,
  unverified: false,
  ...more,
});

/** "20, 35-40" as the registers it names. */
const listed = (text: string): number[] =>
  text.split(/,\s*/).flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });

const registersOf = (state: PlantState): number[] =>
  [...allowedRows(state).values()]
    .flatMap(({ address, codec }) => Array.from({ length: codec.size }, (_, i) => address + i))
    .toSorted((a, b) => a - b);

/** The allow list of the controls reference, section 8, in its own words. */
const hybrid =
  '20, 27, 29, 31, 32, 35-40, 44, 45, 50, 56, 57, 59, 94-96, 110-112, 114, 116, 163, 166';
const tenSlots = '242, 245, 246-269, 272, 275, 276-299'; // every slot from 3 on with its target; of 1 and 2 the targets
const limits = '311, 313, 314, 317';

const silentPause = [318, 319, 320];
const bank = (base: number): number[] => Array.from({ length: 60 }, (_, i) => base + i);

for (const [title, options, list] of [
  ['Gen 1, firmware 449', { code: '2001', arm: 449 }, `${hybrid}, 318`],
  ['Gen 1, firmware 186: no pause mode', { code: '2001', arm: 186 }, hybrid],
  ['Gen 1 whose 318 has not answered', { code: '2001', arm: 449, silent: silentPause }, hybrid],
  ['Gen 2', { code: '2001', arm: 920 }, `${hybrid}, 318-320`],
  ['Gen 3 with ten slots', { code: '2001', arm: 303 }, `${hybrid}, ${tenSlots}, 318-320`],
  ['Gen 3, firmware 302: two slots', { code: '2001', arm: 302 }, `${hybrid}, 318-320`],
  [
    'Gen 3 whose slot bank is silent',
    { code: '2001', arm: 303, silent: bank(240) },
    `${hybrid}, 318-320`,
  ],
  ['Polar', { code: '2101' }, hybrid],
  ['PV only', { code: '2301' }, '35-40, 50, 163'],
  ['AC coupled', { code: '3001', arm: 282 }, `${hybrid}, ${limits}, 318`],
  ['AC coupled, firmware 199: no pause mode', { code: '3001', arm: 199 }, `${hybrid}, ${limits}`],
  ['AC coupled whose bank 300 is silent', { code: '3001', arm: 282, silent: bank(300) }, hybrid],
  ['All-in-One', { code: '8001', arm: 612 }, `${hybrid}, ${tenSlots}, ${limits}, 318-320`],
  ['HV hybrid', { code: '8102' }, `${hybrid}, ${tenSlots}, 318-320`],
  ['Gen 4', { code: '8301' }, `${hybrid}, ${tenSlots}`],
  ['Gateway', { code: '7001' }, `${hybrid}, ${tenSlots}, 318-320`],
  [
    'three-phase',
    { code: '4004', silent: bank(240) },
    '20, 27, 29, 35-40, 50, 59, 163, 166, 1078, 1108-1116, 1118-1123',
  ],
  [
    'three-phase that answers for slots 3 to 10',
    { code: '4004' },
    '20, 27, 29, 35-40, 50, 59, 163, 166, 246-269, 276-299, 1078, 1108-1116, 1118-1123',
  ],
  ['EMS', { code: '5001' }, '2040, 2044-2071'],
  ['All-in-One hybrid: unverified map', { code: '8201' }, ''],
  ['an unknown code', { code: '9901' }, ''],
  ['register 0 not read', { code: '' }, ''],
] as const satisfies readonly (readonly [string, RoomOptions, string])[])
  test(`what may be written: ${title}`, () =>
    deepEqual(registersOf(plant(options)), list === '' ? [] : listed(list)));

test('the unverified switch opens the second copy of slot 2 and the car charger, and nothing else', () => {
  const opened = (options: RoomOptions): number[] => {
    const before = registersOf(plant(options));
    return registersOf(plant(options, { unverified: true })).filter(
      (register) => !before.includes(register),
    );
  };
  deepEqual(opened({ code: '8001', arm: 612 }), [243, 244, 273, 274]);
  deepEqual(opened({ code: '5001' }), [2073]);
  deepEqual(opened({ code: '2001', arm: 302 }), []);
  deepEqual(opened({ code: '2001', arm: 449 }), []);
  deepEqual(opened({ code: '4004' }), []);
});

describe('the last check before the wire', () => {
  const never =
    '1, 2, 63-83, 101, 102, 115, 162, 164, 165, 174, 200, 201, 300-310, 312, 315, 316, 321-330, 332-351, 479, 540-553, 1016, 1048, 1063, 1077, 1081-1087, 1102, 1103, 1125-1131, 1144-1165, 4001, 5002-5009, 5011, 5012, 5018-5023, 20000-20010, 65535';

  test('the never-write list is the one of the reference', () => {
    for (const register of listed(never)) ok(isNeverWritten(register, 1), String(register));
    ok(isNeverWritten(163, 101));
    ok(!isNeverWritten(163, 100));
  });

  test('no plant gets a register of it, whatever its switches', () => {
    for (const code of ['2001', '2301', '3001', '4004', '5001', '7001', '8001', '8102', '8201']) {
      const state = plant({ code, arm: 612 }, { unverified: true });
      for (const register of listed(never))
        throws(() => assertWritable(state, register, 1), { code: 'NOT_ALLOWED' });
      for (const word of [0, 1, 2, 3, 101, 200])
        throws(() => assertWritable(state, 163, word), { code: 'NOT_ALLOWED' });
    }
  });

  const aio = plant({ code: '8001', arm: 612 });
  for (const [register, word, allowed] of [
    [116, 100, true],
    [116, 101, false],
    [116, 3, false],
    [111, 50, true],
    [111, 51, false],
    [29, 3, true],
    [29, 2, false],
    [94, 2359, true],
    [94, 2360, false],
    [94, 60, false],
    [95, 2400, false],
    [319, 2400, false],
    [320, 2400, true],
    [96, 2, false],
    [318, 3, true],
    [318, 4, false],
    [313, 0, false],
    [35, 100, false],
    [116, 65536, false],
    [116, 50.5, false],
  ] as const)
    test(`${register} = ${word} is ${allowed ? 'let through' : 'stopped'}`, () => {
      const attempt = (): void => assertWritable(aio, register, word);
      if (allowed) doesNotThrow(attempt);
      else throws(attempt, { code: 'NOT_ALLOWED' });
    });

  test('read only stops everything', () =>
    throws(() => assertWritable({ ...aio, readOnly: true }, 116, 50), { code: 'READ_ONLY' }));
});

test('a model set by hand that is not what the inverter says makes the plant read only', () => {
  const state = plant({ code: '2001', arm: 449 });
  const named = modelNamed('4004');
  ok(named);
  deepEqual(registersOf({ ...state, snapshot: { ...state.snapshot, model: named } }), []);
  const same = modelNamed('2003', 449);
  ok(same);
  ok(registersOf({ ...state, snapshot: { ...state.snapshot, model: same } }).length > 0);
});

describe('refusals say why', () => {
  for (const [options, name, payload, code, said] of [
    [
      { code: '2001' },
      'setChargeSlot3',
      { start: '01:00', finish: '02:00' },
      'NOT_SUPPORTED',
      /has charge slots 1 to 2/,
    ],
    [
      { code: '2001' },
      'setChargeTarget1',
      80,
      'NOT_SUPPORTED',
      /target of charge slot 1 cannot be set here/,
    ],
    [
      { code: '2001' },
      'setPauseSlot',
      { start: '01:00', finish: '02:00' },
      'NOT_SUPPORTED',
      /firmware does not have it/,
    ],
    [
      { code: '2001' },
      'setExportLimit',
      3000,
      'NOT_SUPPORTED',
      /no setting "export limit of the EMS"/,
    ],
    [{ code: '2001' }, 'setEMSChargeStart1', '01:00', 'NOT_SUPPORTED', /for an EMS/],
    [{ code: '2001' }, 'setACCharge', 'enable', 'NOT_SUPPORTED', /for three-phase inverters/],
    [{ code: '2001' }, 'setForceCharge', 'enable', 'NOT_SUPPORTED', /forced charging/],
    [
      { code: '2001' },
      'setChargeRate',
      2500,
      'NOT_SUPPORTED',
      /capacity of this plant is not known/,
    ],
    [
      { code: '4004' },
      'setBatteryCutoff',
      10,
      'NOT_SUPPORTED',
      /\(setBatteryReserve\) or .*\(setBatteryReserveAlternate\)/,
    ],
    [{ code: '4004' }, 'setBatteryPauseMode', 'PauseBoth', 'NOT_SUPPORTED', /tempPauseCharge/],
    [{ code: '5001' }, 'setBatteryMode', 'Eco', 'NOT_SUPPORTED', /eco mode/],
    [{ code: '5001' }, 'rebootInverter', '', 'NOT_SUPPORTED', /restart of the inverter/],
    [{ code: '5001' }, 'setChargeRate', 2500, 'NOT_SUPPORTED', /charge rate/],
    [
      { code: '5001', words: { 2071: 3000 } },
      'setExportLimit',
      3001,
      'NOT_ALLOWED',
      /largest value ever read from this EMS \(3000\)/,
    ],
    [{ code: '5001' }, 'setCarChargeBoost', 2500, 'NOT_ALLOWED', /Untried settings/],
    [
      { code: '5001' },
      'setChargeSlot',
      { slot: 1, start: '01:00', finish: '02:00', chargeToPercent: 2 },
      'BAD_INPUT',
      /from 4 to 100/,
    ],
    [{ code: '9901' }, 'setChargeTarget', 50, 'NOT_ALLOWED', /can only be read/],
    [{ code: '2001' }, 'setLocalControlMode', 'Load', 'NOT_SUPPORTED', /does nothing here/],
    [{ code: '2001' }, 'switchRate', 'Day', 'NOT_SUPPORTED', /tariff/],
  ] as const satisfies readonly (readonly [RoomOptions, string, unknown, string, RegExp])[])
    test(`${options.code} ${name} ${JSON.stringify(payload)}`, async () => {
      const { machine, writer } = controlRoom(options);
      await rejects(writer.apply(name, payload), { code, message: said });
      equal(machine.story, '');
      deepEqual(machine.reads, []);
    });
});

test('an EMS slot may have target 0 when it is cleared', async () => {
  const { machine, writer } = controlRoom({
    code: '5001',
    words: { 2053: 100, 2054: 200, 2055: 80 },
  });
  await writer.apply('setChargeSlot', {
    slot: 1,
    start: '00:00',
    finish: '00:00',
    chargeToPercent: 0,
  });
  equal(machine.story, '2053=0 2054=0 2055=0');
});

test('an outcome that needed the unverified switch says so', async () => {
  const { machine, writer } = controlRoom({ code: '5001', unverified: true });
  const outcome = await writer.apply('setCarChargeBoost', { boost: '2500' });
  equal(machine.story, '2073=2500');
  match(outcome.warnings.join(), /only because "Untried settings" is on/);
});

test('slot 2 is written to both its places when asked, and only with the switch', async () => {
  const slot = { slot: 2, start: '01:00', finish: '02:00', extended: true };
  const open = controlRoom({ code: '8001', arm: 612, unverified: true });
  await open.writer.apply('setChargeSlot', slot);
  equal(open.machine.story, '31=100 32=200 243=100 244=200');
  const shut = controlRoom({ code: '8001', arm: 612 });
  await rejects(shut.writer.apply('setChargeSlot', slot), { code: 'NOT_ALLOWED' });
  equal(shut.machine.story, '');
});
