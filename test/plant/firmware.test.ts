import { deepEqual, equal } from 'node:assert/strict';
import { describe, onTestFinished, test } from 'vitest';
import { text } from '../../src/registers/codecs.js';
import {
  virtualInverter,
  type VirtualInverter,
  type VirtualOptions,
} from '../support/virtualInverter.js';

const opened = (options: VirtualOptions): VirtualInverter => {
  const scene = virtualInverter(options);
  onTestFinished(() => scene.close());
  return scene;
};

const INVERTER = 0x11;
/** Holds input registers of the inverter at these words. */
const hold = ({ plant }: VirtualInverter, address: number, words: readonly number[]): void => {
  words.forEach((word, index) => plant.poke(INVERTER, 'input', address + index, word));
};
const letters = (value: string, size: number): readonly number[] =>
  text(size).encode?.(value) ?? [];

describe('a Gateway of the other firmware', () => {
  const later = (): VirtualInverter => {
    const scene = opened({ model: 'gateway', sizes: { aios: 2 } });
    hold(scene, 1600, [...letters('GA00', 2), 0x0000, 0x0100]);
    return scene;
  };

  test('has totals with the low word first, the small ones too', async () => {
    const scene = later();
    for (const address of [1644, 1647, 1650, 1653, 1656]) hold(scene, address, [40_000, 1]);
    hold(scene, 1641, [120, 3]);
    await scene.clock.run(60_000);
    const { importTotal, pvTotal } = scene.inverter.snapshot?.inverter ?? {};
    deepEqual([importTotal, pvTotal], [19_672.8, 10_553.6]);
  });

  test('has the serials of its All-in-Ones further apart', async () => {
    const scene = later();
    hold(
      scene,
      1841,
      Array.from({ length: 19 }, () => 0),
    );
    hold(scene, 1841, letters('CH2345G001', 5));
    hold(scene, 1848, letters('CH2345G002', 5));
    await scene.clock.run(60_000);
    const inverter = scene.inverter.snapshot?.inverter;
    equal(inverter?.firmwareVersion, 'GA000010');
    equal(inverter.aio1SerialNumber, 'CH2345G001');
    equal(inverter.aio2SerialNumber, 'CH2345G002');
    equal(inverter.aio3SerialNumber, undefined);
    equal(inverter.aio3StateOfCharge, undefined);
  });
});

test('a Gen 3 with two slots is not asked for ten', async () => {
  const { clock, inverter, plant } = opened({ model: 'hybridGen3' });
  plant.poke(INVERTER, 'holding', 21, 302);
  await clock.run(60_000);
  const { readAt, missing } = inverter.snapshot ?? {};
  equal(readAt?.['holding 240-299'], undefined);
  deepEqual(missing, []);
});

test('a three-phase inverter that answers for slots 3 to 10 shows them', async () => {
  const { clock, inverter, plant } = opened({ model: 'threePhase' });
  for (let address = 240; address < 300; address++) plant.poke(INVERTER, 'holding', address, 0);
  for (const [address, word] of [
    [246, 130],
    [247, 430],
    [248, 80],
  ] as const)
    plant.poke(INVERTER, 'holding', address, word);
  await clock.run(60_000);
  const read = inverter.snapshot?.inverter;
  deepEqual(read?.chargeSlot3, { start: '01:30', end: '04:30' });
  equal(read.chargeSlot3Target, 80);
});

test('an inverter that is said to be rated at 100 W shows its sun all the same', async () => {
  const { clock, inverter, plant } = opened({ model: 'hybridGen1' });
  plant.poke(INVERTER, 'holding', 2, 0x0801);
  plant.poke(INVERTER, 'input', 18, 3000);
  await clock.run(60_000);
  equal(inverter.snapshot?.inverter.pv1Power, 3000);
});

test('a charge above 100 % is no charge, on an EMS too', async () => {
  const { clock, inverter, plant } = opened({ model: 'ems' });
  plant.poke(INVERTER, 'input', 59, 0xff00);
  plant.poke(INVERTER, 'input', 2058, 101);
  await clock.run(60_000);
  const { stateOfCharge, inverter1StateOfCharge } = inverter.snapshot?.inverter ?? {};
  deepEqual([stateOfCharge, inverter1StateOfCharge], [undefined, undefined]);
});

test('a text that reaches over two answers is read when the second of them comes late', async () => {
  let silent = true;
  const { clock, inverter } = opened({
    model: 'gateway',
    mischief: {
      request: (bytes) =>
        silent && bytes[27] === 4 && bytes.readUInt16BE(28) === 1660 ? [] : [bytes],
    },
  });
  await clock.run(300_000);
  equal(inverter.snapshot?.inverter.gatewayFirmwareName, undefined);
  silent = false;
  await clock.run(20 * 60_000);
  equal(inverter.snapshot?.inverter.gatewayFirmwareName, 'GA1.0');
});

test('a PV inverter has no battery mode', async () => {
  const { clock, inverter } = opened({ model: 'pvOnly' });
  await clock.run(60_000);
  equal(inverter.snapshot?.figures.mode, undefined);
});

test('an inverter that has no serial written down goes by the one its answers carry', async () => {
  const { clock, inverter, plant } = opened({ model: 'hybridGen1' });
  for (let address = 13; address < 18; address++) plant.poke(INVERTER, 'holding', address, 0);
  await clock.run(600_000);
  const { snapshot } = inverter;
  equal(snapshot?.serial, plant.serial);
  deepEqual(snapshot.missing, []);
  equal(snapshot.packs.length, 2);
});
