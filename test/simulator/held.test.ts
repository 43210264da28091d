import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { describe, onTestFinished, test } from 'vitest';
import { INVERTER } from '../../src/protocol/messages.js';
import { families, type FamilyName } from '../../src/registers/families.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { movableClock } from '../support/movableClock.js';

const start = async (model: FamilyName = 'hybridGen1'): Promise<Simulator> => {
  const simulator = await startSimulator({ model, clock: movableClock(), seed: 7 });
  onTestFinished(() => simulator.close());
  return simulator;
};

const reading = (simulator: Simulator, name: string): unknown => {
  const row = simulator.site.family.table[name];
  ok(row);
  const words = Array.from(
    { length: row.codec.size },
    (_, i) => simulator.read(INVERTER, row.bank, row.address + i) ?? Number.NaN,
  );
  return row.codec.decode(words, 0);
};

describe('a reading that is held', () => {
  for (const [name, value] of [
    ['stateOfCharge', 12],
    ['gridVoltage', 231.5],
    ['systemMode', 'off grid'],
    ['batteryWarningFlags', []],
    ['chargeEnabled', true],
    ['chargeSlot1', { start: '01:00', end: '04:30' }],
    ['inverterFaultWord', 64],
  ] as const)
    test(`${name} says what it was told, until it is let go`, async () => {
      const simulator = await start();
      const before = reading(simulator, name);
      simulator.hold(name, value);
      deepEqual(reading(simulator, name), value);
      simulator.advance(3_600_000);
      deepEqual(reading(simulator, name), value);
      simulator.release(name);
      if (name === 'systemMode') equal(reading(simulator, name), before);
      if (name === 'stateOfCharge') ok(reading(simulator, name) !== value);
    });

  test('may be one of a battery', async () => {
    const simulator = await start();
    simulator.hold('cell3Voltage', 3.05, 0x33);
    equal(simulator.read(0x33, 'input', 62), 3050);
  });

  for (const [what, name, value, device] of [
    ['a name that nobody knows', 'beer', 1, INVERTER],
    ['a reading of another family', 'faultWord0', [], INVERTER],
    ['a device that is not there', 'cell1Voltage', 3, 0x60],
    ['a word for a number', 'stateOfCharge', 'full', INVERTER],
    ['a number that has no register', 'stateOfCharge', 70_000, INVERTER],
    ['a state that has no code', 'systemMode', 'on fire', INVERTER],
    ['a slot without an end', 'chargeSlot1', { start: '01:00' }, INVERTER],
    ['nothing', 'stateOfCharge', undefined, INVERTER],
  ] as const)
    test(`is not ${what}`, async () => {
      const simulator = await start();
      throws(() => simulator.hold(name, value, device), { code: 'BAD_INPUT' });
    });

  test('is let go with all that was poked', async () => {
    const simulator = await start();
    const before = [simulator.read(INVERTER, 'input', 5), simulator.read(INVERTER, 'input', 49)];
    simulator.hold('systemMode', 'off grid');
    simulator.poke(INVERTER, 'input', 5, 1);
    simulator.release();
    deepEqual(
      [simulator.read(INVERTER, 'input', 5), simulator.read(INVERTER, 'input', 49)],
      before,
    );
  });
});

describe('a grid that is lost', () => {
  for (const { name, title } of families)
    test(`shows on a ${title}, and so does its return`, async () => {
      const simulator = await start(name);
      const shown = ['systemMode', 'workMode', 'gridVoltage', 'gridVoltageL1'].filter((one) => {
        const row = simulator.site.family.table[one];
        return row !== undefined && simulator.read(INVERTER, row.bank, row.address) !== undefined;
      });
      const before = shown.map((one) => reading(simulator, one));
      simulator.grid(false);
      const without = shown.map((one) => reading(simulator, one));
      ok(shown.length > 0 && without.every((value) => value === 0 || value === 'off grid'));
      simulator.grid(true);
      deepEqual(
        shown.map((one) => reading(simulator, one)),
        before,
      );
    });
});
