import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { metaOf, report, type ReadFunction } from '../../src/publish/report/report.js';
import { reportDocs } from '../../src/publish/report/reportDocs.js';
import { sample, SERIAL, snapshotWith, TAKEN_AT } from './snapshots.js';

const extras = { now: TAKEN_AT + 300 };
const read = (name: ReadFunction, snapshot = sample) => report(name, snapshot, extras);

describe('getCombinedStats', () => {
  test('is nested, rounded, and says nothing of what is not known', () =>
    deepEqual(read('getCombinedStats'), {
      time: '2026-11-23T10:15:02.120Z',
      power: {
        pv: 1840,
        load: 620,
        grid: 310,
        import: 0,
        export: 310,
        battery: -910,
        charge: 910,
        discharge: 0,
        inverter: 930,
        eps: 0,
      },
      battery: {
        stateOfCharge: 67,
        energy: 5.49,
        capacity: 8.2,
        temperature: 21.4,
        voltage: 52.31,
      },
      energy: {
        today: { pv: 6.1, import: 2.3, export: 0.4, load: 5.9, charge: 3.2, discharge: 1.1 },
        total: { pv: 21146.3, load: 30.6, charge: 1.05, throughput: 29628.5 },
      },
    }));

  test('of an empty snapshot is its time alone', () =>
    deepEqual(read('getCombinedStats', snapshotWith()), { time: '2026-11-23T10:15:02.120Z' }));

  test('never says -0', () => {
    const still = snapshotWith({ figures: { power: { battery: -0.2 } } });
    deepEqual(read('getCombinedStats', still)['power'], { battery: 0 });
  });
});

test('getModes tells settings in words and percent', () => {
  const { time: _, ...modes } = read('getModes');
  deepEqual(modes, {
    mode: 'Eco',
    batteryReserve: 4,
    batteryCutoff: 4,
    batteryCapacity: 8.2,
    chargeTarget: 80,
    chargeTargetEnabled: true,
    chargeSchedule: 'active',
    dischargeSchedule: 'paused',
  });
});

test('getTimeslots lists the slots that are set, with their targets where there are any', () => {
  const plant = snapshotWith({
    inverter: {
      chargeSlot1: { start: '23:30', end: '05:30' },
      chargeSlot1Target: 80,
      chargeSlot3: { start: '13:00', end: '14:00' },
      exportSlot2: { start: '17:00', end: '18:00' },
      batteryPauseSlot: { start: '00:00', end: '24:00' },
    },
  });
  const { time: _, ...slots } = read('getTimeslots', plant);
  deepEqual(slots, {
    charge: [
      { slot: 1, start: '23:30', end: '05:30', target: 80 },
      { slot: 3, start: '13:00', end: '14:00' },
    ],
    export: [{ slot: 2, start: '17:00', end: '18:00' }],
    pause: { start: '00:00', end: '24:00' },
  });
});

test('runAll is all three together', () => {
  const all = read('runAll');
  deepEqual(Object.keys(all), ['time', 'power', 'battery', 'energy', 'modes', 'timeslots']);
});

describe('getBatteryStats', () => {
  const plant = snapshotWith({
    packs: [
      {
        kind: 'pack',
        device: 0x33,
        at: TAKEN_AT,
        readings: {
          serialNumber: 'BG1234G002',
          cell1Voltage: 3.366,
          cell3Voltage: 3.3801,
          calibratedCapacity: 189.61,
          designCapacity: 160,
          cells1To4Temperature: 23.3,
        },
      },
    ],
    stacks: [
      {
        kind: 'stack',
        device: 0x70,
        at: TAKEN_AT,
        readings: { current: 1.5, power: 400, cellVoltageSpread: 0.012 },
        modules: [
          { kind: 'module', device: 0x50, at: TAKEN_AT, readings: { serialNumber: 'HX1' } },
        ],
      },
    ],
  });
  const stats = read('getBatteryStats', plant);

  test('numbers cells, so that one without a reading does not shift the others', () =>
    deepEqual(stats['packs'], [
      {
        number: 2,
        serial: 'BG1234G002',
        capacity: 189.61,
        designCapacity: 160,
        stateOfHealth: 100,
        cellDelta: 0.014,
        cells: [
          { number: 1, voltage: 3.366 },
          { number: 3, voltage: 3.38 },
        ],
        temperatures: [{ number: 1, temperature: 23.3 }],
      },
    ]));

  test('turns the sign of a stack, which counts charging as positive', () =>
    deepEqual(stats['stacks'], [
      {
        number: 1,
        current: -1.5,
        power: -400,
        cellDelta: 0.012,
        modules: [{ number: 1, serial: 'HX1' }],
      },
    ]));
});

test('getMeters takes the phases for the total where the meter has none', () => {
  const plant = snapshotWith({
    meters: [
      {
        kind: 'meter',
        device: 1,
        at: TAKEN_AT,
        readings: { activePowerTotal: 0, activePowerL1: -721, voltageL1: 243.5, frequency: 50.11 },
      },
    ],
  });
  deepEqual(read('getMeters', plant)['meters'], [
    {
      number: 1,
      power: -721,
      frequency: 50.11,
      phases: [{ number: 1, voltage: 243.5, power: -721 }],
    },
  ]);
});

test('getMeters of an EMS leaves out meters that it does not have', () => {
  const plant = snapshotWith({
    family: 'ems',
    inverter: { meter1Status: 'online', meter1Power: -1834, meter2Status: 'disabled' },
  });
  deepEqual(read('getMeters', plant)['meters'], [{ number: 1, status: 'online', power: -1834 }]);
});

test('getInverterInfo writes the firmware as people know it', () => {
  const plant = snapshotWith({ inverter: { dspFirmwareVersion: 449, armFirmwareVersion: 450 } });
  equal(read('getInverterInfo', plant)['firmware'], 'D0.449-A0.450');
});

test('a three-phase inverter has a firmware name of its own', () => {
  const plant = snapshotWith({
    family: 'threePhase',
    inverter: { dspFirmwareVersion: 0, armFirmwareVersion: 11, firmwareVersion: 'ZAAA111111' },
  });
  equal(read('getInverterInfo', plant)['firmware'], 'ZAAA111111');
});

test('getRaw numbers the words that it is handed', () => {
  const raw = { bank: 'holding', base: 110, words: new Uint16Array([4, 50]) } as const;
  const { registers } = report('getRaw', sample, { ...extras, raw });
  deepEqual(registers, { 110: 4, 111: 50 });
});

test('what stands beside the payload', () =>
  deepEqual(metaOf('getModes', { ...sample, missing: ['input 180-239'] }, extras), {
    serial: SERIAL,
    function: 'getModes',
    age: 0.3,
    missing: ['input 180-239'],
    source: 'input',
  }));

test('every value of a payload is documented', () => {
  const documented = new Set(reportDocs.getCombinedStats.map(({ path }) => path));
  const said = Object.entries(read('getCombinedStats')).filter(([group]) => group !== 'time');
  for (const [group, values] of said)
    for (const path of pathsOf(values, group)) equal(documented.has(path), true, path);
});

const pathsOf = (value: unknown, path: string): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, below]) => pathsOf(below, `${path}.${name}`))
    : [path];
