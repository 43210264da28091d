import { deepEqual, equal, ok } from 'node:assert/strict';
import { onTestFinished, test } from 'vitest';
import type { InverterOptions } from '../../src/index.js';
import {
  virtualInverter,
  type VirtualInverter,
  type VirtualOptions,
} from '../support/virtualInverter.js';

const MINUTE = 60_000;

const opened = (
  options: VirtualOptions = {},
  more: Partial<InverterOptions> = {},
): VirtualInverter => {
  const scene = virtualInverter(options, more);
  onTestFinished(() => scene.close());
  return scene;
};

test('what is read once a day is shown all day', async () => {
  const { clock, inverter } = opened({ model: 'hybridGen2' });
  await clock.run(10 * 60 * MINUTE);
  equal(inverter.snapshot?.meters[0]?.readings.factoryCode, 'EST');
});

test('settings read every half hour are shown in between', async () => {
  const { clock, inverter } = opened({}, { allEvery: 30 * MINUTE });
  await clock.run(29 * MINUTE);
  ok(inverter.snapshot?.inverter.batteryReserve !== undefined);
});

test('live values that stop coming are shown for a quarter of an hour', async () => {
  const { clock, inverter, dongle } = opened();
  await clock.run(2 * MINUTE);
  dongle.mischief = { request: (bytes) => (bytes[27] === 4 && bytes[28] === 0 ? [] : [bytes]) };
  await clock.run(10 * MINUTE);
  ok(inverter.snapshot?.inverter.loadPower !== undefined);
  await clock.run(10 * MINUTE);
  equal(inverter.snapshot?.inverter.loadPower, undefined);
  deepEqual(inverter.snapshot?.figures.power, {});
});

test('a value that makes no sense any more is stood in for by the last good one, not for ever', async () => {
  const { clock, inverter, plant } = opened();
  await clock.run(2 * MINUTE);
  const good = inverter.snapshot?.inverter.stateOfCharge;
  plant.poke(0x11, 'input', 59, 120);
  await clock.run(10 * MINUTE);
  equal(inverter.snapshot?.inverter.stateOfCharge, good);
  ok(inverter.snapshot?.held.some(({ reading }) => reading === 'stateOfCharge'));
  await clock.run(10 * MINUTE);
  equal(inverter.snapshot?.inverter.stateOfCharge, undefined);
  plant.poke(0x11, 'input', 59, 55);
  await clock.run(MINUTE);
  equal(inverter.snapshot?.inverter.stateOfCharge, 55);
});
