import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Outcome } from '../../src/controls/writing/outcome.js';
import type { InverterReadings } from '../../src/plant/snapshot.js';
import { controlRoom } from '../support/controlRoom.js';
import { TAKEN_AT } from '../publish/snapshots.js';
import { Life, onlyEvent } from './life.js';

const watching = { watch: ['settings'] } as const;
const BEFORE: InverterReadings = {
  chargeTarget: 100,
  chargeEnabled: false,
  chargeSlot1: { start: '00:30', end: '04:30' },
  systemTime: '2026-06-15T11:00:00',
  gridVoltage: 240,
};

/** A change that somebody makes elsewhere, and what is told of it. */
const changed = (after: InverterReadings): readonly string[] => {
  const life = new Life(watching);
  life.see(0, { inverter: BEFORE });
  for (const second of [120, 180]) life.see(second, { inverter: { ...BEFORE, ...after } });
  return life.told.map(({ label }) => label);
};

describe('a setting that somebody else has changed', () => {
  for (const [after, label] of [
    [{ chargeTarget: 80 }, 'Charge target was changed elsewhere: 100 % -> 80 %'],
    [{ chargeEnabled: true }, 'Timed charging was changed elsewhere: off -> on'],
    [
      { chargeSlot1: { start: '01:00', end: '04:30' } },
      'Charge slot 1 was changed elsewhere: 00:30-04:30 -> 01:00-04:30',
    ],
  ] as const satisfies readonly (readonly [InverterReadings, string])[])
    test(label, () => deepEqual(changed(after), [label]));

  test('has its name and both values in the event', () => {
    const life = new Life(watching);
    life.see(0, { inverter: BEFORE });
    life.see(120, { inverter: { ...BEFORE, chargeTarget: 80 } });
    const {
      event,
      what,
      old,
      new: now,
      since,
    } = onlyEvent(life.see(180, { inverter: { ...BEFORE, chargeTarget: 80 } }));
    deepEqual(
      { event, what, old, now, since },
      {
        event: 'settingChanged',
        what: 'chargeTarget',
        old: 100,
        now: 80,
        since: TAKEN_AT + 120_000,
      },
    );
  });

  test('is not one that moves by itself', () => {
    deepEqual(changed({ systemTime: '2026-06-15T11:02:00', gridVoltage: 231 }), []);
  });

  test('and changed back at once is not told', () => {
    const life = new Life(watching);
    life.see(0, { inverter: BEFORE });
    life.see(15, { inverter: { ...BEFORE, chargeTarget: 80 } });
    life.see(90, { inverter: BEFORE });
    deepEqual(life.see(180, { inverter: BEFORE }), []);
  });
});

describe('what we write ourselves', () => {
  const outcomeOf = async (control: string, payload: unknown): Promise<Outcome> =>
    controlRoom({ startAt: TAKEN_AT, words: { 116: 100, 94: 30, 95: 430 } }).writer.apply(
      control,
      payload,
    );

  test('is no news, whether a snapshot or the outcome comes first', async () => {
    const outcome = await outcomeOf('setChargeTarget', 80);
    const after = { ...BEFORE, chargeTarget: 80 };
    const early = new Life(watching);
    early.see(0, { inverter: BEFORE });
    early.note(outcome);
    for (const second of [15, 200]) early.see(second, { inverter: after });
    const late = new Life(watching);
    for (const [second, inverter] of [
      [0, BEFORE],
      [15, after],
    ] as const)
      late.see(second, { inverter });
    late.note(outcome);
    for (const second of [30, 200]) late.see(second, { inverter: after });
    deepEqual([early.told, late.told], [[], []]);
  });

  test('is no news in parts, such as the start of a slot', async () => {
    const outcome = await outcomeOf('setChargeSlot1', { start: '01:00', finish: '04:30' });
    const life = new Life(watching);
    life.see(0, { inverter: BEFORE });
    life.note(outcome);
    const chargeSlot1 = { start: '01:00', end: '04:30' };
    for (const second of [15, 200]) life.see(second, { inverter: { ...BEFORE, chargeSlot1 } });
    deepEqual(life.told, []);
  });

  test('does not hide what somebody else makes of it', async () => {
    const outcome = await outcomeOf('setChargeTarget', 80);
    const life = new Life(watching);
    life.see(0, { inverter: BEFORE });
    life.note(outcome);
    for (const second of [15, 100]) life.see(second, { inverter: { ...BEFORE, chargeTarget: 50 } });
    deepEqual(
      life.told.map(({ old, new: now }) => [old, now]),
      [[80, 50]],
    );
  });

  test('and could not be read back is taken as the next look shows it', async () => {
    const done = await outcomeOf('setChargeTarget', 80);
    const life = new Life(watching);
    life.see(0, { inverter: BEFORE });
    life.note({ ...done, result: 'unconfirmed', confirmed: {} });
    for (const second of [15, 200]) life.see(second, { inverter: { ...BEFORE, chargeTarget: 80 } });
    deepEqual(life.told, []);
  });

  test('and did not change anything leaves nobody excused', async () => {
    const dry = await controlRoom({ startAt: TAKEN_AT }).writer.apply('setChargeTarget', 80, {
      dryRun: true,
    });
    equal(
      dry.registers.some(({ written }) => written),
      false,
    );
    const life = new Life(watching);
    life.see(0, { inverter: BEFORE });
    life.note(dry);
    for (const second of [15, 100]) life.see(second, { inverter: { ...BEFORE, chargeTarget: 80 } });
    equal(life.told.length, 1);
  });
});
