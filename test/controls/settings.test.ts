import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { compareSettings, exportSettings } from '../../src/controls/index.js';
import { controlRoom } from '../support/controlRoom.js';

const words = {
  20: 1,
  27: 1,
  94: 2330,
  95: 530,
  96: 1,
  110: 20,
  111: 50,
  112: 50,
  114: 4,
  116: 80,
};

describe('an export', () => {
  const { settings, serial, code } = exportSettings(controlRoom({ words }).snapshot());

  test('holds every setting by name', () => {
    equal(serial, 'SA1234G567');
    equal(code, '2001');
    deepEqual(settings['chargeSlot1'], { start: '23:30', end: '05:30' });
    equal(settings['chargeTarget'], 80);
    equal(settings['chargeEnabled'], true);
  });

  test('holds no acts, nothing that may not be written, and is plain JSON', () => {
    for (const name of [
      'inverterRestart',
      'systemTime',
      'batteryCalibrationStage',
      'serialNumber',
      'gridUndervoltageTripLimit',
    ])
      ok(!(name in settings), name);
    deepEqual(JSON.parse(JSON.stringify(settings)), settings);
  });
});

test('two exports are compared by name', () => {
  const before = exportSettings(controlRoom({ words }).snapshot());
  const after = exportSettings(controlRoom({ words: { ...words, 116: 90, 95: 600 } }).snapshot());
  deepEqual(compareSettings(before, after), [
    {
      name: 'chargeSlot1',
      from: { start: '23:30', end: '05:30' },
      to: { start: '23:30', end: '06:00' },
    },
    { name: 'chargeTarget', from: 80, to: 90 },
  ]);
  deepEqual(compareSettings(before, before), []);
});

describe('restoreSettings', () => {
  const kept = exportSettings(controlRoom({ words }).snapshot());
  const changed = { ...words, 96: 0, 94: 100, 116: 50, 27: 0 };

  test('only shows what it would write', async () => {
    const { machine, writer } = controlRoom({ words: changed });
    const outcome = await writer.apply('restoreSettings', { ...kept });
    equal(outcome.result, 'dryRun');
    equal(machine.story, '');
    deepEqual(
      outcome.registers
        .filter(({ skipped }) => skipped === 'dryRun')
        .map(({ name, before, requested }) => [name, before, requested]),
      [
        ['chargeSlot1 start', 100, 2330],
        ['chargeTarget', 50, 80],
        ['ecoModeEnabled', 0, 1],
        ['chargeEnabled', 0, 1],
      ],
    );
    deepEqual(outcome.warnings, []);
  });

  test('writes what differs when told to, switches last', async () => {
    const { machine, writer } = controlRoom({ words: changed });
    equal((await writer.apply('restoreSettings', { ...kept, write: true })).result, 'confirmed');
    equal(machine.story, '94=2330 116=80 27=1 96=1');
  });

  test('takes the bare settings too', async () => {
    const { machine, writer } = controlRoom({ words: changed });
    await writer.apply('restoreSettings', { settings: { chargeTarget: 70 }, write: 'on' });
    equal(machine.story, '116=70');
  });

  test('says what this plant does not take, and whose settings these are', async () => {
    const { writer } = controlRoom({ code: '4004' });
    const { warnings } = await writer.apply('restoreSettings', { ...kept, serial: 'EA1111A111' });
    match(warnings.join(), /another inverter \(EA1111A111\)/);
    match(warnings.join(), /does not take them:.*batteryCutoff/);
  });

  for (const settings of [
    { chargeTarget: 101 },
    { chargeTarget: '80' },
    { chargeTarget: null },
    { chargeSlot1: { start: '25:00', end: '01:00' } },
    { chargeSlot1: { start: 100, end: 200 } },
    { chargeSlot1: 'all day' },
    { chargeEnabled: 1 },
    { batteryPauseMode: 'Sleep' },
  ])
    test(`refuses ${JSON.stringify(settings)} as a whole`, async () => {
      const { machine, writer } = controlRoom({ words });
      await rejects(
        writer.apply('restoreSettings', {
          settings: { batteryReserve: 30, ...settings },
          write: true,
        }),
        { code: 'BAD_INPUT' },
      );
      equal(machine.story, '');
    });

  test('never touches what is no setting', async () => {
    const { machine, writer } = controlRoom({ words });
    await writer.apply('restoreSettings', {
      settings: {
        inverterRestart: 100,
        systemTime: '2026-08-14T09:05:30',
        serialNumber: 'X',
        constructor: 1,
      },
      write: true,
    });
    equal(machine.story, '');
  });
});
