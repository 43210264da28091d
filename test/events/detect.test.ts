import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { PackReadings } from '../../src/plant/snapshot.js';
import { SERIAL, TAKEN_AT } from '../publish/snapshots.js';
import { Life, onlyEvent, story, type LifeOptions, type Scene } from './life.js';

const soc = (stateOfCharge: number): Scene => ({ figures: { battery: { stateOfCharge } } });
const power = (watts: Readonly<Record<string, number>>): Scene => ({ figures: { power: watts } });
const inverter = (readings: NonNullable<NonNullable<Scene>['inverter']>): Scene => ({
  inverter: readings,
});
const cells = (cell1Voltage: number, cell2Voltage: number): Scene => ({
  packs: [
    pack(0x32, { cell1Voltage: 3.3, cell2Voltage: 3.3 }),
    pack(0x33, { cell1Voltage, cell2Voltage }),
  ],
});
const pack = (device: number, readings: PackReadings) => ({
  kind: 'pack' as const,
  device,
  at: TAKEN_AT,
  readings,
});

/** What is looked at and when (seconds), and what is told of it and when. */
const stories: Readonly<
  Record<
    string,
    readonly [steps: readonly (readonly [number, Scene])[], told: readonly string[], LifeOptions?]
  >
> = {
  'the grid is lost once two looks say so, and is back again': [
    [
      [0, inverter({ systemMode: 'grid tied', gridVoltage: 240 })],
      [15, inverter({ systemMode: 'off grid', gridVoltage: 240 })],
      [30, inverter({ systemMode: 'off grid', gridVoltage: 0 })],
      [45, inverter({ systemMode: 'off grid', gridVoltage: 0 })],
      [60, inverter({ systemMode: 'grid tied', gridVoltage: 241 })],
      [75, inverter({ systemMode: 'grid tied', gridVoltage: 241 })],
    ],
    ['30 gridLost', '75 gridRestored'],
  ],
  'a clock that is set back does not put off what is about to be told': [
    [
      [0, inverter({ gridVoltage: 240 })],
      [3600, inverter({ gridVoltage: 0 })],
      [15, inverter({ gridVoltage: 0 })],
      [30, inverter({ gridVoltage: 0 })],
    ],
    ['30 gridLost'],
  ],
  'one odd look is no lost grid': [
    [
      [0, inverter({ gridVoltage: 240 })],
      [15, inverter({ gridVoltage: 0 })],
      [30, inverter({ gridVoltage: 240 })],
      [45, inverter({ gridVoltage: 0 })],
      [60, inverter({ gridVoltage: 240 })],
    ],
    [],
  ],
  'a grid of three phases is lost when none of them is there': [
    [
      [0, inverter({ gridVoltageL1: 400, gridVoltageL2: 400, gridVoltageL3: 400 })],
      [15, inverter({ gridVoltageL1: 0, gridVoltageL2: 400, gridVoltageL3: 0 })],
      [30, inverter({ gridVoltageL1: 0, gridVoltageL2: 400, gridVoltageL3: 0 })],
      [45, inverter({ gridVoltageL1: 0, gridVoltageL2: 0, gridVoltageL3: 0 })],
      [60, inverter({ gridVoltageL1: 0, gridVoltageL2: 0, gridVoltageL3: 0 })],
    ],
    ['60 gridLost'],
  ],
  'a Gateway says it in its own word': [
    [
      [0, inverter({ workMode: 'on grid' })],
      [15, inverter({ workMode: 'off grid' })],
      [30, inverter({ workMode: 'off grid' })],
    ],
    ['30 gridLost'],
  ],
  'a battery is full at 100 % and no longer at 97 %': [
    [
      [0, soc(99)],
      [15, soc(100)],
      [30, soc(100)],
      [45, soc(98)],
      [60, soc(98)],
      [75, soc(97)],
      [90, soc(96)],
    ],
    ['30 batteryFull', '90 batteryNotFull'],
  ],
  'a battery is low at 20 % and no longer at 23 %, whatever happens between': [
    [
      [0, soc(21)],
      [15, soc(20)],
      [30, soc(19)],
      [45, soc(21)],
      [60, soc(22)],
      [75, soc(20)],
      [90, soc(23)],
      [105, soc(23)],
    ],
    ['30 batteryLow', '105 batteryNotLow'],
  ],
  'the limit may be another': [
    [
      [0, soc(60)],
      [15, soc(50)],
      [30, soc(50)],
    ],
    ['30 batteryLow'],
    { limits: { low: 50 } },
  ],
  'the reserve is what the settings say, the higher of reserve and cutoff': [
    [
      [0, { ...soc(11), inverter: { batteryReserve: 4, batteryCutoff: 10 } }],
      [15, { ...soc(10), inverter: { batteryReserve: 4, batteryCutoff: 10 } }],
      [30, { ...soc(10), inverter: { batteryReserve: 4, batteryCutoff: 10 } }],
      [45, { ...soc(13), inverter: { batteryReserve: 4, batteryCutoff: 10 } }],
      [60, { ...soc(13), inverter: { batteryReserve: 4, batteryCutoff: 10 } }],
    ],
    ['30 reserveReached', '60 reserveLeft'],
    { watch: ['reserve'] },
  ],
  'a reserve of 100 % is a pause, and reached by nobody': [
    [
      [0, { ...soc(50), inverter: { batteryReserve: 4 } }],
      [15, { ...soc(50), inverter: { batteryReserve: 100 } }],
      [60, { ...soc(50), inverter: { batteryReserve: 100 } }],
    ],
    [],
    { watch: ['reserve'] },
  ],
  'import is high once it has been for a minute, and normal a tenth below': [
    [
      [0, power({ import: 100 })],
      [15, power({ import: 5200 })],
      [45, power({ import: 5100 })],
      [60, power({ import: 4900 })],
      [75, power({ import: 5000 })],
      [120, power({ import: 5000 })],
      [135, power({ import: 6000 })],
      [150, power({ import: 4600 })],
      [165, power({ import: 4400 })],
      [225, power({ import: 300 })],
    ],
    ['135 importHigh', '225 importNormal'],
  ],
  'export has a limit of its own': [
    [
      [0, power({ export: 0 })],
      [15, power({ export: 2500 })],
      [30, power({ export: 2500 })],
    ],
    ['30 exportHigh'],
    { limits: { exportPower: 2000, powerFor: 10_000 } },
  ],
  'charging starts and finishes, and a kettle in between is not told': [
    [
      [0, power({ charge: 0, discharge: 0 })],
      [15, power({ charge: 1500, discharge: 0 })],
      [45, power({ charge: 1500, discharge: 0 })],
      [60, power({ charge: 0, discharge: 400 })],
      [75, power({ charge: 1400, discharge: 0 })],
      [90, power({ charge: 70, discharge: 0 })],
      [150, power({ charge: 0, discharge: 30 })],
      [180, power({ charge: 0, discharge: 0 })],
    ],
    ['45 chargeStarted', '180 chargeFinished'],
  ],
  'discharging starts and finishes': [
    [
      [0, power({ discharge: 0 })],
      [15, power({ discharge: 800 })],
      [45, power({ discharge: 800 })],
      [60, power({ discharge: 0 })],
      [90, power({ discharge: 0 })],
    ],
    ['45 dischargeStarted', '90 dischargeFinished'],
  ],
  'an inverter is hot at 65 °C for a minute, and cool at 60 °C': [
    [
      [0, inverter({ inverterTemperature: 40 })],
      [15, inverter({ inverterTemperature: 65.1 })],
      [75, inverter({ inverterTemperature: 66 })],
      [90, inverter({ inverterTemperature: 61 })],
      [150, inverter({ inverterTemperature: 61 })],
      [165, inverter({ inverterTemperature: 59.9 })],
      [225, inverter({ inverterTemperature: 59 })],
    ],
    ['75 inverterHot inverter', '225 inverterCool inverter'],
  ],
  'the warmest sensor of a battery counts': [
    [
      [
        0,
        { inverter: { batteryTemperature: 20 }, packs: [pack(0x32, { cells5To8Temperature: 25 })] },
      ],
      [
        15,
        { inverter: { batteryTemperature: 20 }, packs: [pack(0x32, { cells5To8Temperature: 46 })] },
      ],
      [
        75,
        { inverter: { batteryTemperature: 20 }, packs: [pack(0x32, { cells5To8Temperature: 46 })] },
      ],
    ],
    ['75 batteryHot'],
  ],
  'cells too far apart for five minutes name their pack': [
    [
      [0, cells(3.3, 3.31)],
      [60, cells(3.2, 3.41)],
      [300, cells(3.2, 3.42)],
      [360, cells(3.2, 3.42)],
      [420, cells(3.24, 3.41)],
      [1000, cells(3.24, 3.39)],
      [1300, cells(3.24, 3.38)],
    ],
    ['360 cellSpreadHigh pack 2', '1300 cellSpreadNormal pack 2'],
  ],
};

describe('what is told', () => {
  for (const [sentence, [steps, told, options]] of Object.entries(stories))
    test(sentence, () => deepEqual(story(steps, options), told));
});

describe('the first look', () => {
  const low = inverter({ systemMode: 'off grid' });

  test('only learns how things stand', () => {
    deepEqual(
      story([
        [0, low],
        [60, low],
      ]),
      [],
    );
  });

  test('is told, where that was wished, once it has lasted', () => {
    deepEqual(
      story(
        [
          [0, low],
          [15, low],
          [60, low],
        ],
        { tellAtStart: true },
      ),
      ['15 gridLost'],
    );
  });

  test('has nothing to tell of what is as usual, nor of settings', () => {
    const fine: Scene = { ...soc(50), inverter: { systemMode: 'grid tied', chargeTarget: 80 } };
    deepEqual(
      story(
        [
          [0, fine],
          [60, fine],
          [120, fine],
        ],
        { tellAtStart: true },
      ),
      [],
    );
  });

  test('waits for each reading by itself', () => {
    deepEqual(
      story([
        [0, soc(50)],
        [15, { ...soc(50), inverter: { systemMode: 'off grid' } }],
        [60, { ...soc(50), inverter: { systemMode: 'off grid' } }],
        [75, inverter({ systemMode: 'grid tied' })],
        [90, inverter({ systemMode: 'grid tied' })],
      ]),
      ['90 gridRestored'],
    );
  });
});

describe('what is not known', () => {
  test('changes nothing', () => {
    deepEqual(
      story([
        [0, soc(50)],
        [15, soc(10)],
        [30, {}],
        [45, {}],
        [60, soc(50)],
        [75, soc(50)],
      ]),
      [],
    );
  });

  test('an old reading looked at again proves nothing', () => {
    const life = new Life();
    life.see(0, soc(50));
    life.see(15, soc(10));
    deepEqual(life.look(300, 'online'), []);
    equal(onlyEvent(life.see(315, soc(10))).event, 'batteryLow');
  });

  test('another inverter at the same address begins anew', () => {
    deepEqual(
      story([
        [0, { ...soc(50), serial: 'AA0000A000' }],
        [15, { ...soc(10), serial: 'BB0000B000' }],
        [60, { ...soc(10), serial: 'BB0000B000' }],
      ]),
      [],
    );
  });

  test('what nobody watches is not told', () => {
    deepEqual(
      story(
        [
          [0, soc(50)],
          [15, soc(10)],
          [30, soc(10)],
        ],
        { watch: ['grid'] },
      ),
      [],
    );
  });
});

describe('an event', () => {
  test('says what, from what to what, since when, and what was passed', () => {
    const life = new Life();
    life.see(0, soc(21));
    life.see(15, soc(18));
    deepEqual(onlyEvent(life.see(30, soc(17))), {
      event: 'batteryLow',
      level: 'warning',
      label: 'The battery is low: 17 %',
      serial: SERIAL,
      old: 21,
      new: 17,
      since: TAKEN_AT + 15_000,
      limit: 20,
      lasted: 15_000,
    });
  });

  test('names a grid by words, and how long it was away', () => {
    const life = new Life();
    life.see(0, inverter({ systemMode: 'grid tied' }));
    for (const second of [15, 30]) life.see(second, inverter({ systemMode: 'off grid' }));
    life.see(780, inverter({ systemMode: 'grid tied' }));
    const {
      label,
      old,
      new: now,
      lasted,
    } = onlyEvent(life.see(795, inverter({ systemMode: 'grid tied' })));
    equal(label, 'The grid is back after 13 min');
    deepEqual([old, now, lasted], ['off grid', 'on grid', 765_000]);
  });

  test('at the start has nothing before it', () => {
    const life = new Life({ tellAtStart: true });
    life.see(0, soc(10));
    const event = onlyEvent(life.see(15, soc(10)));
    equal('old' in event || 'lasted' in event, false);
  });

  test('is plain JSON, and so is what is remembered', () => {
    const life = new Life();
    life.see(0, {
      ...cells(3.3, 3.3),
      inverter: { chargeSlot1: { start: '01:00', end: '02:00' } },
    });
    life.see(15, cells(3.3, 3.6));
    deepEqual(JSON.parse(JSON.stringify(life.state)), life.state);
  });
});

describe('the connection', () => {
  const away = (life: Life): readonly string[] =>
    [
      ...life.look(10, 'offline', '192.0.2.1 refuses the connection'),
      ...life.look(11, 'connecting'),
      ...life.look(60, 'offline'),
      ...life.look(61, 'connecting'),
      ...life.look(129, 'stale'),
    ].map(({ event }) => event);

  test('is lost when it has been away for long enough, and says why', () => {
    const life = new Life();
    life.see(0, soc(50));
    deepEqual(away(life), []);
    const {
      event,
      label,
      old,
      new: now,
      since,
    } = onlyEvent(life.look(130, 'offline', '192.0.2.1 refuses the connection'));
    equal(event, 'connectionLost');
    match(label, /192\.0\.2\.1 refuses/);
    deepEqual([old, now, since], ['online', 'offline', TAKEN_AT + 10_000]);
  });

  test('that comes back in time is no news', () => {
    const life = new Life();
    life.see(0, soc(50));
    away(life);
    life.look(125, 'online');
    deepEqual(life.look(600, 'online'), []);
  });

  test('is restored at the first answer', () => {
    const life = new Life();
    life.see(0, soc(50));
    away(life);
    life.look(130, 'offline');
    const { event, lasted } = onlyEvent(life.look(250, 'online'));
    deepEqual([event, lasted], ['connectionRestored', 240_000]);
  });

  test('tells when to look again, as nothing else will come', () => {
    const life = new Life();
    life.see(0, soc(50));
    equal(life.due, undefined);
    life.look(10, 'offline');
    equal(life.due, 130);
    equal(onlyEvent(life.look(130, 'offline')).event, 'connectionLost');
    equal(life.due, undefined);
  });

  test('does not make one look again and again while it is being made', () => {
    const life = new Life();
    life.see(0, soc(50));
    life.look(10, 'offline');
    life.look(140, 'connecting');
    equal(life.due, undefined);
  });

  test('that takes a moment to come about is no news', () => {
    const life = new Life();
    life.look(0, 'offline');
    life.look(5, 'connecting');
    life.look(6, 'online');
    deepEqual(life.see(7, soc(50)), []);
    deepEqual(life.see(600, soc(50)), []);
  });

  test('that does not come about is told before the inverter is known', () => {
    const life = new Life();
    life.look(0, 'connecting');
    life.look(5, 'offline');
    const event = onlyEvent(life.look(125, 'offline'));
    equal(event.event, 'connectionLost');
    equal('serial' in event, false);
  });

  test('that goes makes what was half believed begin anew', () => {
    const life = new Life();
    life.see(0, soc(50));
    life.see(15, soc(10));
    life.look(20, 'offline');
    life.look(140, 'offline');
    deepEqual(
      life.see(3600, soc(10)).map(({ event }) => event),
      ['connectionRestored'],
    );
    const event = onlyEvent(life.see(3615, soc(10)));
    ok(event.event === 'batteryLow' && event.since === TAKEN_AT + 3_600_000);
  });

  test('is kept in mind even where nobody wants to hear of it', () => {
    const life = new Life({ watch: ['low'] });
    life.see(0, soc(50));
    life.look(20, 'offline');
    deepEqual(life.look(140, 'offline'), []);
    deepEqual(life.look(150, 'online'), []);
  });
});
