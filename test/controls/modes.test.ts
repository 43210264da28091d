import { deepEqual, equal, match } from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { percentOfCapacity, percentOfPower } from '../../src/controls/catalogue/rates.js';
import { controlRoom, NOON, type RoomOptions } from '../support/controlRoom.js';

const hybrid = (words: Readonly<Record<number, number>>, more: RoomOptions = {}) =>
  controlRoom({ rest: 0, ...more, words: { 27: 1, 59: 0, 110: 4, ...words } });

describe('modes keep the reserve', () => {
  test('Eco (Paused) remembers it, Eco brings it back', async () => {
    const { machine, writer, store } = hybrid({ 110: 30 });
    await writer.apply('setBatteryMode', 'Eco (Paused)');
    equal((await store.load('SA1234G567'))?.reserve, 30);
    await writer.apply('setBatteryMode', 'Eco');
    equal(machine.story, '110=100 110=30');
  });

  test('a reserve that another program overwrote is known from before', async () => {
    const { machine, writer } = hybrid({ 110: 30 });
    writer.wake();
    await setImmediate();
    machine.memory.set(110, 100);
    writer.wake();
    await setImmediate();
    await writer.apply('setBatteryMode', 'Eco');
    equal(machine.story, '110=30');
  });

  test('what a job lowers the reserve to is not remembered', async () => {
    const { writer, store, machine } = hybrid({ 110: 30 });
    await store.save('SA1234G567', {
      reserve: 30,
      jobs: [
        {
          name: 'forceExport',
          startedAt: 0,
          endsAt: NOON + 3_600_000,
          registers: [{ register: 110, name: 'batteryReserve', before: 30, during: 4 }],
        },
      ],
    });
    machine.memory.set(110, 4);
    writer.wake();
    await setImmediate();
    equal((await store.load('SA1234G567'))?.reserve, 30);
  });

  test('a reserve of 100 % is never remembered', async () => {
    const { writer, store } = hybrid({ 110: 100 });
    await writer.apply('setBatteryMode', 'Eco (Paused)', { force: true });
    equal((await store.load('SA1234G567'))?.reserve, undefined);
  });

  test('it is remembered before it is overwritten', async () => {
    const { machine, writer, store } = hybrid({ 110: 30 });
    const seen: (number | undefined)[] = [];
    machine.meanwhile = () =>
      void store.load('SA1234G567').then((memory) => seen.push(memory?.reserve));
    await writer.apply('enableDischarge', 'disable');
    deepEqual(seen, [30]);
  });

  test('Eco leaves any other reserve alone', async () => {
    const { machine, writer } = hybrid({ 59: 1, 110: 30 });
    const outcome = await writer.apply('setBatteryMode', 'Eco');
    equal(machine.story, '59=0');
    equal(outcome.confirmed['batteryReserve'], 30);
  });

  test('a timed mode with a reserve of 100 % and nothing remembered says that nothing will discharge', async () => {
    const { machine, writer } = hybrid({ 110: 100 });
    const { warnings } = await writer.apply('setBatteryMode', 'Timed Demand');
    equal(machine.story, '59=1');
    match(warnings.join(), /will not discharge/);
  });

  test('a timed mode with a reserve of 100 % brings the remembered one back', async () => {
    const { machine, writer } = hybrid({ 110: 30 });
    await writer.apply('enableDischarge', 'disable');
    await writer.apply('setBatteryMode', 'Timed Export');
    equal(machine.story, '110=100 27=0 59=1 110=30');
  });

  test('Export (Paused) is two flags', async () => {
    const { machine, writer } = hybrid({ 59: 1, 110: 100 });
    await writer.apply('setBatteryMode', 'Export (Paused)');
    equal(machine.story, '27=0 59=0');
  });

  test('enableDischarge leaves a reserve that lets it discharge', async () => {
    const { machine, writer } = hybrid({ 110: 30 });
    equal((await writer.apply('enableDischarge', 'enable')).result, 'unchanged');
    await writer.apply('enableDischarge', 'disable');
    await writer.apply('enableDischarge', 'enable');
    equal(machine.story, '110=100 110=30');
  });

  test('three-phase modes say that their effect is unverified', async () => {
    const { writer } = controlRoom({ code: '4004', words: { 27: 1, 1109: 10 } });
    const { warnings } = await writer.apply('setBatteryMode', 'Timed Demand');
    match(warnings.join(), /unverified/);
  });
});

describe('charge target warnings', () => {
  test('100 % with the target switched on bounces', async () => {
    const { writer } = hybrid({ 20: 1, 116: 50 });
    match((await writer.apply('setChargeTarget', 100)).warnings.join(), /bounce/);
  });
  test('switching the target on at 100 % bounces', async () => {
    const { writer } = hybrid({ 20: 0, 116: 100 });
    const outcome = await writer.apply('enableChargeTarget', 'enable');
    match(outcome.warnings.join(), /bounce/);
    deepEqual(outcome.confirmed, { chargeTargetEnabled: true, chargeTarget: 100 });
  });
  test('switching it off sets it to 100 %', async () => {
    const { machine, writer } = hybrid({ 20: 1, 116: 50 });
    await writer.apply('enableChargeTarget', 'disable');
    equal(machine.story, '20=0 116=100');
  });
});

describe('rates', () => {
  for (const [watts, capacity, most, percent] of [
    [2500, 17_700, 2600, 14],
    [99_999, 17_700, 2600, 15],
    [2600, 17_700, 2600, 15],
    [2500, 15_960, 6000, 16],
    [6000, 15_960, 6000, 38],
    [2600, 5200, 2600, 50],
    [5000, 5200, undefined, 50],
    [1000, 5200, undefined, 19],
    [0, 5200, 2600, 0],
  ] as const)
    test(`${watts} W of ${capacity} Wh, at most ${most} W, is ${percent} %`, () =>
      equal(percentOfCapacity(watts, capacity, most), percent));

  for (const [watts, most, percent] of [
    [2500, 12_000, 21],
    [99_999, 12_000, 100],
    [0, 12_000, 1],
    [30, 12_000, 1],
  ] as const)
    test(`three-phase: ${watts} W of ${most} W is ${percent} %`, () =>
      equal(percentOfPower(watts, most), percent));

  test('the rate reached is told in watts', async () => {
    const { writer } = hybrid({ 111: 50 }, { capacity: 17.7, maxPower: 2600 });
    const outcome = await writer.apply('setChargeRate', { chargeRate: '2500' });
    equal(outcome.registers[0]?.meaning, '14 % of the capacity per hour (about 2478 W)');
  });

  test('percent goes without a known capacity', async () => {
    const { machine, writer } = hybrid({ 112: 50 });
    await writer.apply('setDischargeRate', { percent: 25 });
    equal(machine.story, '112=25');
  });

  test('0 W stops, on three-phase all but 1 %', async () => {
    const single = hybrid({ 112: 50 });
    await single.writer.apply('setDischargeRate', 0);
    equal(single.machine.story, '112=0');
    const three = controlRoom({ code: '4004', words: { 1108: 50 } });
    const { warnings } = await three.writer.apply('setDischargeRate', 0);
    equal(three.machine.story, '1108=1');
    match(warnings.join(), /Limited to 1 %/);
  });
});

describe('other controls', () => {
  for (const [options, name, payload, story] of [
    [{ code: '8001', arm: 612, words: { 311: 0 } }, 'setExportPriority', 'battery', '311=1'],
    [{ code: '8001', arm: 612, words: { 311: 1 } }, 'setExportPriority', 0, '311=0'],
    [{ code: '8001', arm: 612 }, 'enableEPS', 'on', '317=1'],
    [{ code: '8001', arm: 612 }, 'setPauseSlot', { start: '00:00', finish: '24:00' }, '320=2400'],
    [{ words: { 94: 100, 95: 200 } }, 'clearChargeSlot', 1, '94=0 95=0'],
    [{ words: { 44: 100, 45: 200 } }, 'clearDischargeSlot', { slot: 2 }, '44=0 45=0'],
    [{ code: '4004', words: { 1078: 10 } }, 'setBatteryReserveAlternate', 3, '1078=4'],
    [{ words: { 20: 1, 116: 50 } }, 'disableChargeTarget', undefined, '20=0 116=100'],
    [{ words: { 27: 0 } }, 'setBatteryPowerMode', 'enable', '27=1'],
    [{ words: { 59: 0 } }, 'enableDishargeSchedule', 'enable', '59=1'],
    [{ words: { 110: 4 } }, 'setShallowCharge', '20', '110=20'],
    [{}, 'rebootInvertor', 'restart', '163=100'],
    [{}, 'REBOOT', {}, '163=100'],
    [{ words: { 29: 0 } }, 'setBatteryCalibration', 'Charge Only', '29=3'],
    [
      { code: '5001', words: { 2068: 0 } },
      'setExportSlot3',
      { start: '16:00', finish: '19:00', exportToPercent: 30 },
      '2068=1600 2069=1900 2070=30',
    ],
    [{ code: '5001', words: { 2040: 1 } }, 'setEmsPlant', 'disable', '2040=0'],
    [{ code: '5001', words: { 2071: 9500 } }, 'setExportLimit', 3600, '2071=3600'],
  ] as const satisfies readonly (readonly [RoomOptions, string, unknown, string])[])
    test(`${name} ${JSON.stringify(payload)} writes ${story}`, async () => {
      const { machine, writer } = controlRoom(options);
      await writer.apply(name, payload);
      equal(machine.story, story);
    });
});
