import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { InverterReadings } from '../../src/plant/snapshot.js';
import { TAKEN_AT } from '../publish/snapshots.js';
import { Life, onlyEvent, story, type Scene } from './life.js';

const NIGHT: InverterReadings = {
  systemTime: '2026-11-23T01:00:00',
  chargeEnabled: true,
  chargeSlot1: { start: '00:30', end: '04:30' },
  chargeSlot2: { start: '00:00', end: '00:00' },
  chargeTargetEnabled: true,
  chargeTarget: 80,
};
const at = (
  second: number,
  clock: string,
  inverter: InverterReadings,
): readonly [number, Scene] => [
  second,
  { inverter: { ...inverter, systemTime: `2026-11-23T${clock}:00` } },
];
const slots = { watch: ['slots'] } as const;

describe('slots', () => {
  test('begin and end by the clock of the inverter', () => {
    deepEqual(
      story(
        [
          at(0, '00:29', NIGHT),
          at(60, '00:30', NIGHT),
          at(120, '04:29', NIGHT),
          at(180, '04:30', NIGHT),
        ],
        slots,
      ),
      ['60 slotBegan charge slot 1', '180 slotEnded charge slot 1'],
    );
  });

  test('may cross midnight', () => {
    const late = { ...NIGHT, chargeSlot1: { start: '23:30', end: '05:30' } };
    deepEqual(
      story(
        [
          at(0, '23:29', late),
          at(60, '23:31', late),
          at(120, '00:10', late),
          at(180, '05:30', late),
        ],
        slots,
      ),
      ['60 slotBegan charge slot 1', '180 slotEnded charge slot 1'],
    );
  });

  test('are in force only while their switch is on', () => {
    const off = { ...NIGHT, chargeEnabled: false };
    deepEqual(story([at(0, '00:29', off), at(60, '00:31', off), at(120, '00:32', NIGHT)], slots), [
      '120 slotBegan charge slot 1',
    ]);
  });

  test('of an EMS hang on its own switch', () => {
    const ems: InverterReadings = {
      plantControlEnabled: true,
      exportSlot2: { start: '16:00', end: '19:00' },
      dischargeSlot1: { start: '16:00', end: '17:00' },
    };
    deepEqual(story([at(0, '15:59', ems), at(60, '16:00', ems)], slots), [
      '60 slotBegan discharge slot 1',
      '60 slotBegan export slot 2',
    ]);
  });

  test('go on by a clock that was read a while ago', () => {
    const life = new Life(slots);
    const inverter = { ...NIGHT, systemTime: '2026-11-23T00:29:30' };
    const readAt = { 'input 0-59': TAKEN_AT, 'holding 0-59': TAKEN_AT };
    life.see(0, { inverter, readAt });
    deepEqual(life.see(15, { inverter, readAt }), []);
    const { label, old, new: now } = onlyEvent(life.see(30, { inverter, readAt }));
    equal(label, 'Charge slot 1 has begun: 00:30 to 04:30');
    deepEqual([old, now], [false, true]);
  });

  test('of an inverter that has lost its clock are not guessed', () => {
    const { systemTime: _, ...lost } = NIGHT;
    deepEqual(
      story([at(0, '00:29', NIGHT), [60, { inverter: lost }], [14_400, { inverter: lost }]], slots),
      [],
    );
  });
});

interface Night {
  readonly inverter?: InverterReadings;
  readonly charge?: number;
  readonly discharge?: number;
  readonly exported?: number;
  readonly percent?: number;
  readonly limit?: number;
}
const night = (
  second: number,
  { inverter = {}, percent = 40, limit, ...power }: Night = {},
): readonly [number, Scene] => [
  second,
  {
    inverter: { ...NIGHT, ...inverter },
    figures: {
      power: {
        charge: power.charge ?? 0,
        discharge: power.discharge ?? 0,
        export: power.exported ?? 0,
      },
      battery: {
        stateOfCharge: percent,
        ...(limit !== undefined && { chargeLimit: limit, dischargeLimit: limit }),
      },
    },
  },
];
const EXPORTING: InverterReadings = {
  chargeEnabled: false,
  ecoModeEnabled: false,
  dischargeEnabled: true,
  dischargeSlot1: { start: '00:30', end: '04:30' },
  batteryReserve: 10,
};
const planned = { watch: ['plan'] } as const;
const tenMinutes = (more: Night): readonly string[] =>
  story(
    [
      night(0, { ...more, charge: 2000, discharge: 2000 }),
      night(60, more),
      night(600, more),
      night(660, more),
    ],
    planned,
  );

describe('a plan', () => {
  test('of a charge that does not come is told after ten minutes', () => {
    deepEqual(tenMinutes({}), ['660 planNotObeyed charging']);
  });

  test('says what was to be, and is told to be obeyed when the power comes', () => {
    const life = new Life(planned);
    for (const [second, scene] of [night(0, { charge: 2000 }), night(60)]) life.see(second, scene);
    const event = onlyEvent(life.see(...night(660)));
    match(
      event.label,
      /^Charging is planned.*charge slot 1 is on, the battery is at 40 % of 80 %$/,
    );
    deepEqual([event.old, event.new], [2000, 0]);
    life.see(...night(675, { charge: 1500 }));
    equal(onlyEvent(life.see(...night(690, { charge: 1500 }))).event, 'planObeyed');
  });

  for (const [why, more] of [
    ['the target is reached', { percent: 79 }],
    ['the slot has a lower target of its own', { inverter: { chargeSlot1Target: 40 } }],
    ['charging is paused', { inverter: { batteryPauseMode: 'PauseCharge' } }],
    ['the rate is set to nothing', { limit: 0 }],
    ['the schedule is off', { inverter: { chargeEnabled: false } }],
    ['the grid is lost', { inverter: { systemMode: 'off grid' } }],
  ] as const)
    test(`is not broken when ${why}`, () => deepEqual(tenMinutes(more), []));

  test('is broken though there is a pause at another time', () => {
    const inverter: InverterReadings = {
      batteryPauseMode: 'PauseBoth',
      batteryPauseSlot: { start: '16:00', end: '19:00' },
    };
    deepEqual(tenMinutes({ inverter }), ['660 planNotObeyed charging']);
  });

  test('of a timed export that does not come is told', () => {
    deepEqual(tenMinutes({ inverter: EXPORTING }), ['660 planNotObeyed discharging']);
  });

  for (const [why, more] of [
    ['the sun alone fills the inverter', { inverter: EXPORTING, exported: 3000 }],
    ['the reserve is reached', { inverter: EXPORTING, percent: 11 }],
    [
      'slots only let the battery serve the house',
      { inverter: { ...EXPORTING, ecoModeEnabled: true } },
    ],
    ['discharging is paused', { inverter: { ...EXPORTING, batteryPauseMode: 'PauseDischarge' } }],
  ] as const)
    test(`of an export is not broken when ${why}`, () => deepEqual(tenMinutes(more), []));

  test('may be given more time', () => {
    const steps = [night(0, { charge: 2000 }), night(60), night(1200), night(1260)];
    deepEqual(story(steps, { ...planned, limits: { disobeyedFor: 1_200_000 } }), [
      '1260 planNotObeyed charging',
    ]);
  });
});
