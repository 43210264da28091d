import { deepEqual, equal } from 'node:assert/strict';
import { describe, onTestFinished, test } from 'vitest';
import { decodeRecording, type Snapshot } from '../../src/index.js';
import { captureOf } from '../../src/simulator/capture.js';
import { RecordedPlant } from '../../src/simulator/recording.js';
import { parseRecording } from '../../src/protocol/recording.js';
import { holding, input, logOf } from '../support/handMade.js';
import * as plants from '../support/handMadePlants.js';
import { virtualInverter } from '../support/virtualInverter.js';

/** A plant as it is found, searched and read over the wire; nothing may be held or refused on the way. */
const read = async ({ serial, pages }: plants.HandMadePlant): Promise<Snapshot> => {
  const plant = new RecordedPlant(
    captureOf(parseRecording(logOf(pages, serial))),
    serial,
    'WF1234G567',
  );
  const scene = virtualInverter({ plant }, { polling: false });
  onTestFinished(() => scene.close());
  const snapshot = await scene.settle(scene.inverter.refresh('plant'));
  deepEqual(snapshot.held, []);
  deepEqual(refused(scene.inverter.counters), []);
  return snapshot;
};

// The first page of every battery waits for a second one.
const refused = (counters: Readonly<Record<string, number>>): string[] =>
  Object.keys(counters)
    .filter((name) => /^(rejected|bad)\./.test(name) && counters[name] !== 0)
    .filter((name) => name !== 'rejected.firstPage');

describe('plants that nobody has recorded here, written by hand from the reference', () => {
  test('Gen 3: a gap among the packs, pause mode, a third slot, totals of a young battery', async () => {
    const { model, inverter, figures, packs, missing } = await read(plants.gen3);
    deepEqual([model.family, model.ratedPower, model.maxBatteryPower], ['hybridGen3', 5000, 3600]);
    deepEqual(missing, []);
    deepEqual(
      packs.map(({ device, readings }) => [device, readings.serialNumber]),
      [
        [0x32, 'DZ2320G123'],
        [0x34, 'DZ2320G124'],
      ],
    );
    deepEqual(inverter.chargeSlot3, { start: '01:00', end: '02:30' });
    equal(inverter.batteryPauseMode, 'PauseDischarge');
    deepEqual(inverter.batteryPauseSlot, { start: '00:00', end: '24:00' });
    equal(inverter.chargeSlot2, undefined);
    const { charge, discharge, throughput } = figures.energy.total;
    deepEqual([charge, discharge, throughput], [60, 40, 100]);
    deepEqual(
      [figures.power.pv, figures.power.load, figures.power.grid, figures.power.battery],
      [1800, 1020, -120, -800],
    );
    // Its backup terminal is dead: no frequency, which is no mistake of anybody.
    equal(inverter.inverterOutputFrequency, undefined);
  });

  test('Gen 3 Plus: more sun on one string than its rating', async () => {
    const { model, figures } = await read(plants.gen3Plus);
    deepEqual([model.family, model.ratedPower], ['hybridGen3Plus', 8000]);
    equal(figures.power.pv, 11_300);
    deepEqual([figures.energy.total.charge, figures.energy.total.discharge], [70, 30]);
  });

  test('HV Gen 3: two stacks of unlike size, and a meter at its usual scale', async () => {
    const { model, figures, stacks, meters } = await read(plants.hvHybrid);
    deepEqual([model.family, model.phases], ['hvHybrid', 1]);
    deepEqual(
      stacks.map(({ device, modules }) => [device, modules.map((module) => module.device)]),
      [
        [0x70, [0x50, 0x51, 0x52, 0x53]],
        [0x71, [0x54, 0x55, 0x56]],
      ],
    );
    equal(stacks[1]?.modules[2]?.readings.serialNumber, 'HM2320G107');
    equal(stacks[0]?.readings.power, -1500);
    // 52 Ah x 76.8 V x 7, and the inverter's own charge.
    deepEqual([figures.battery.capacity, figures.battery.stateOfCharge], [27.9552, 44]);
    equal(figures.power.battery, 1495);
    equal(meters[0]?.readings.currentL1, 5.12);
  });

  test('three-phase with settings: charge by the capacity of both stacks, night, dead backup output', async () => {
    const { model, inverter, figures, missing } = await read(plants.threePhase);
    deepEqual([model.family, model.phases], ['threePhase', 3]);
    deepEqual(missing, []);
    // 6 modules at 60 % and 3 at 40 %; register 1132 says 58.
    deepEqual([inverter.stateOfCharge, figures.battery.stateOfCharge], [58, 53]);
    deepEqual(
      [figures.power.pv, figures.power.grid, figures.power.battery, figures.power.load],
      [0, -7200, -5980, 1100],
    );
    deepEqual([figures.power.inverter, figures.power.acCharge], [-6100, 6100]);
    deepEqual(inverter.faultWord0, ['grid frequency out of range']);
    deepEqual(
      [inverter.ratedPower, inverter.chargeTarget, inverter.batteryReserve],
      [11_000, 95, 12],
    );
    equal(inverter.epsFrequency, undefined);
  });

  test('three-phase whose firmware has no bank of meter 2: the mirror tells of its sun', async () => {
    const { serial, pages } = plants.threePhase;
    const without = pages.filter(({ base }) => base !== 1240 && base !== 1000);
    const { figures, missing } = await read({
      serial,
      pages: [
        ...without,
        holding(1000, 60, '1012=0xb190'),
        input(1000, 60, '1018=10000 1034=3430'),
      ],
    });
    deepEqual([figures.power.pv, missing], [1343, []]);
  });

  test('modules whose control unit is silent are found by their names', async () => {
    const { serial, pages } = plants.hvHybrid;
    const { stacks, figures } = await read({
      serial,
      pages: pages.filter(({ device = 0 }) => device < 0x54),
    });
    deepEqual(
      stacks.map(({ device, modules }) => [device, modules.map((module) => module.device)]),
      [[0x70, [0x50, 0x51, 0x52, 0x53]]],
    );
    equal(figures.power.battery, 1495);
  });

  test('Gateway of the documented firmware: low words first, serials apart, nothing discharged yet', async () => {
    const { model, inverter, figures, missing } = await read(plants.gateway);
    equal(model.family, 'gateway');
    deepEqual(missing, []);
    equal(inverter.firmwareVersion, 'GA000110');
    deepEqual(
      [inverter.aio1SerialNumber, inverter.aio2SerialNumber, inverter.aio3SerialNumber],
      ['CH2320G001', 'CH2320G002', undefined],
    );
    const { total } = figures.energy;
    deepEqual([total.import, total.pv, total.load], [7788.1, 10, 14_107.1]);
    deepEqual([figures.battery.stateOfCharge, figures.battery.capacity], [51, 27]);
    deepEqual([figures.power.battery, figures.power.grid], [-1000, 1200]);
    equal(inverter.realTimeControlEnabled, false);
  });

  test('Gateway that has a serial where nobody looks: what tells something is there', async () => {
    const pages = plants.gateway.pages.map((page) =>
      page.base === 1840 ? input(1840, 20, '1841=CH2320G001') : page,
    );
    const { inverter, figures } = await read({ ...plants.gateway, pages });
    deepEqual(
      [inverter.aio1SerialNumber, inverter.aio2SerialNumber, inverter.aio3SerialNumber],
      ['CH2320G001', undefined, undefined],
    );
    deepEqual(
      [inverter.aio2StateOfCharge, inverter.aio2Power, inverter.aio3Power],
      [46, 500, undefined],
    );
    equal(figures.battery.stateOfCharge, 51);
  });

  test('EMS: its meters have half a page, and of those that answer only the claimed ones are there', async () => {
    const { model, figures, meters, missing } = await read(plants.ems);
    equal(model.family, 'ems');
    deepEqual(missing, []);
    deepEqual(
      meters.map(({ device, readings }) => [device, readings.currentL1, readings.apparentPowerL1]),
      [
        [1, 4, 960],
        [3, 4, 960],
      ],
    );
    deepEqual([figures.power.grid, figures.power.battery], [-100, 700]);
  });

  test('PV inverter: no battery, and no words of one', async () => {
    const { model, figures } = await read(plants.pvInverter);
    deepEqual([model.family, model.ratedPower], ['pvOnly', 6000]);
    deepEqual([figures.power.pv, figures.power.battery, figures.battery], [1800, undefined, {}]);
  });

  test('an unknown code is read as a hybrid', async () => {
    const { model, figures, packs } = await read(plants.stranger);
    equal(model.family, 'unknown');
    deepEqual([figures.power.battery, packs.length], [-800, 1]);
  });

  test('an empty battery that is being calibrated says so at the first look, a dead grid too', async () => {
    const { inverter, figures } = await read(plants.calibrating);
    deepEqual([inverter.stateOfCharge, figures.battery.stateOfCharge], [0, 0]);
    deepEqual([inverter.gridVoltage, inverter.gridFrequency], [0, undefined]);
  });

  test('settings that are never believed hide no live values', async () => {
    const { serial, pages } = plants.gen3;
    const words = pages[0]?.words.with(34, 210) ?? [];
    const odd = pages.map((page, i) => (i === 0 ? { ...page, words } : page));
    const plant = new RecordedPlant(captureOf(parseRecording(logOf(odd, serial))), serial, 'WF1');
    const scene = virtualInverter({ plant }, { polling: false });
    onTestFinished(() => scene.close());
    const { model, inverter, missing, packs } = await scene.settle(scene.inverter.refresh('plant'));
    deepEqual([model.family, model.ratedPower], ['hybridGen3', 5000]);
    deepEqual([inverter.pv1Power, inverter.batteryReserve, packs.length], [1800, 4, 2]);
    deepEqual([inverter.batteryNominalCapacity, missing], [undefined, ['holding 0-59']]);
  });

  for (const [name, plant] of Object.entries(plants))
    test(`${name}: decoded without a connection it is the same`, async () => {
      const there = await read(plant);
      const { snapshot } = decodeRecording(logOf(plant.pages, plant.serial));
      for (const part of [
        'serial',
        'model',
        'inverter',
        'figures',
        'configuration',
        'aggregator',
      ] as const)
        deepEqual(snapshot[part], there[part]);
      for (const part of ['packs', 'stacks', 'meters'] as const)
        deepEqual(timeless(snapshot[part]), timeless(there[part]));
    });
});

/** Readings alone: when they came is another matter. */
const timeless = (parts: unknown): unknown =>
  JSON.parse(JSON.stringify(parts, (key, value: unknown) => (key === 'at' ? undefined : value)));
