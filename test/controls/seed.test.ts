import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { controlRoom, type RoomOptions } from '../support/controlRoom.js';

/** The hybrid the reference's writes were recorded on. */
const gen1: RoomOptions = {
  capacity: 17.7152,
  words: {
    20: 1,
    27: 1,
    32: 4,
    94: 2330,
    95: 530,
    96: 1,
    110: 4,
    111: 50,
    112: 50,
    114: 4,
    116: 29,
  },
};

const room = (words: Readonly<Record<number, number>> = {}) =>
  controlRoom({ ...gen1, words: { ...gen1.words, ...words } });

// The seed's functions with its payloads: what is written where the inverter holds something else.
for (const [name, payload, words, story] of [
  ['pauseChargeSchedule', undefined, { 96: 1 }, '96=0'],
  ['resumeChargeSchedule', undefined, { 96: 0 }, '96=1'],
  ['pauseDischargeSchedule', 1_781_000_000_000, { 59: 1 }, '59=0'],
  ['resumeDischargeSchedule', '', { 59: 0 }, '59=1'],
  ['setChargeTarget', { chargeToPercent: '50' }, {}, '116=50'],
  ['setChargeTarget', '{"chargeToPercent":"50"}', {}, '116=50'],
  ['setChargeTarget', 50, {}, '116=50'],
  ['setChargeTarget', '50', {}, '116=50'],
  ['setBatteryReserve', { dischargeToPercent: '5' }, {}, '110=5'],
  ['setBatteryReserve', { reservePercent: 20 }, {}, '110=20'],
  ['setBatteryReserve', { reservePercent: 2 }, { 110: 30 }, '110=4'],
  [
    'setChargeSlot1',
    { start: '0100', finish: '0400', chargeToPercent: '100' },
    {},
    '94=100 95=400 116=100',
  ],
  [
    'setChargeSlot1',
    { enable: true, start: '01:00', finish: '04:00', chargeToPercent: '55' },
    { 96: 0 },
    '94=100 95=400 116=55 96=1',
  ],
  ['setChargeSlot1', { enable: false, start: '0100', finish: '0400' }, {}, '94=100 95=400 96=0'],
  [
    'setDischargeSlot1',
    { start: '1600', finish: '1900', dischargeToPercent: '20' },
    {},
    '56=1600 57=1900 110=20',
  ],
  [
    'setDischargeSlot2',
    { start: '1600', finish: '1900', dischargeToPercent: '20' },
    {},
    '44=1600 45=1900 110=20',
  ],
  ['setBatteryMode', { mode: '1' }, { 59: 1, 27: 0, 110: 30 }, '27=1 59=0'],
  ['setBatteryMode', { mode: 1 }, { 59: 1, 110: 100 }, '59=0 110=4'],
  ['setBatteryMode', { mode: 2 }, {}, '56=1600 57=700 59=1'],
  ['setBatteryMode', { mode: '3' }, {}, '59=1'],
  ['setBatteryMode', { mode: 4 }, {}, '27=0 59=1'],
] as const)
  test(`${name} ${JSON.stringify(payload)} writes ${story}`, async () => {
    const { machine, writer } = room(words);
    const outcome = await writer.apply(name, payload);
    equal(machine.story, story);
    equal(outcome.result, 'confirmed');
    ok(outcome.registers.every(({ confirmed }) => confirmed));
  });

test('the strict seed option switches the charge schedule on with slot 1', async () => {
  const { machine, writer } = room({ 96: 0 });
  await writer.apply('setChargeSlot1', { start: '0100', finish: '0400' }, { strictSeed: true });
  equal(machine.story, '94=100 95=400 96=1');
});

test('a slot set while timed charging is off says that it is not active', async () => {
  const { writer } = room({ 96: 0 });
  const { warnings } = await writer.apply('setChargeSlot1', { start: '0100', finish: '0400' });
  ok(warnings.some((warning) => warning.includes('switched off')));
});

test('the outcome tells before, requested, echoed and read back, register by register', async () => {
  const { writer } = room({ 20: 0 });
  const outcome = await writer.apply('setChargeTarget', { chargeToPercent: '50' });
  deepEqual(outcome.registers, [
    {
      register: 116,
      was: '29 %',
      name: 'chargeTarget',
      label: 'charge target',
      before: 29,
      requested: 50,
      written: true,
      echoed: 50,
      after: 50,
      confirmed: true,
      meaning: '50 %',
    },
  ]);
  deepEqual(outcome.confirmed, { chargeTarget: 50, chargeTargetEnabled: false });
  deepEqual(outcome.requested, { chargeToPercent: 50 });
  ok(outcome.warnings.some((warning) => warning.startsWith('Stored, but not active')));
});

test('a value that is already there is not written again', async () => {
  const { machine, writer } = room();
  const outcome = await writer.apply('setChargeTarget', 29);
  equal(machine.story, '');
  equal(outcome.result, 'unchanged');
});

test('force writes a value that is already there', async () => {
  const { machine, writer } = room();
  equal((await writer.apply('setChargeTarget', 29, { force: true })).result, 'confirmed');
  equal(machine.story, '116=29');
});

test('a dry run tells old and new values and writes nothing', async () => {
  const { machine, writer } = room();
  const outcome = await writer.apply('setChargeTarget', 80, { dryRun: true });
  equal(machine.story, '');
  equal(outcome.result, 'dryRun');
  equal(outcome.registers[0]?.before, 29);
  equal(outcome.registers[0]?.skipped, 'dryRun');
});

describe('payloads that are refused', () => {
  for (const [name, payload, said] of [
    [
      'setChargeTarget',
      { chargeToPercent: 'abc' },
      /chargeToPercent is "abc": must be a whole number from 4 to 100 %/,
    ],
    ['setChargeTarget', { chargeToPercent: '' }, /chargeToPercent is ""/],
    ['setChargeTarget', { chargeToPercent: NaN }, /NaN/],
    ['setChargeTarget', { chargeToPercent: 50.5 }, /50.5/],
    ['setChargeTarget', { chargeToPercent: '50.5' }, /50.5/],
    ['setChargeTarget', { chargeToPercent: true }, /true/],
    ['setChargeTarget', { chargeToPercent: [50] }, /\[50\]/],
    ['setChargeTarget', { chargeToPercent: 101 }, /from 4 to 100/],
    ['setChargeTarget', { chargeToPercent: 3 }, /from 4 to 100/],
    ['setChargeTarget', {}, /chargeToPercent is missing/],
    ['setChargeTarget', undefined, /chargeToPercent is missing/],
    ['setChargeTarget', '{"chargeToPercent":', /looks like JSON/],
    ['setChargeTarget', '{"__proto__":{"chargeToPercent":50}}', /missing/],
    ['setChargeSlot1', { start: '2500', finish: '0400' }, /start is "2500"/],
    ['setChargeSlot1', { start: '01:60', finish: '0400' }, /start/],
    ['setChargeSlot1', { start: '0100' }, /finish is missing/],
    ['setBatteryMode', { mode: 5 }, /mode is 5: must be one of Eco/],
    ['setBatteryReserve', { reservePercent: -1 }, /from 0 to 100/],
  ] as const)
    test(`${name} ${JSON.stringify(payload)}`, async () => {
      const { machine, writer } = room();
      await rejects(writer.apply(name, payload), { code: 'BAD_INPUT', message: said });
      equal(machine.story, '');
    });
});

test('a read-only plant is never written to', async () => {
  const { machine, writer } = controlRoom({ ...gen1, readOnly: true });
  await rejects(writer.apply('setChargeTarget', 50), { code: 'READ_ONLY' });
  equal(machine.story, '');
});

test('an unknown name is refused by its own code', async () => {
  const { writer } = room();
  await rejects(writer.apply('setEverything', 1), { code: 'UNKNOWN_FUNCTION' });
  await rejects(writer.apply('__proto__', 1), { code: 'UNKNOWN_FUNCTION' });
});
