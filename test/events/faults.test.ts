import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { InverterReadings } from '../../src/plant/snapshot.js';
import { Life, type Scene } from './life.js';

const faults = { watch: ['fault', 'warning'] } as const;

/** What is told when a plant goes from one state to another and stays there. */
const between = (before: Scene, after: Scene): readonly string[] => {
  const life = new Life(faults);
  life.see(0, before);
  life.see(15, after);
  return life.see(30, after).map(({ label }) => label);
};
const inverter = (before: InverterReadings, after: InverterReadings): readonly string[] =>
  between({ inverter: before }, { inverter: after });

describe('trouble in words', () => {
  for (const [sentence, before, after, told] of [
    [
      'a state',
      { inverterStatus: 'normal' },
      { inverterStatus: 'fault' },
      ['Fault, inverter: fault'],
    ],
    [
      'a warning',
      { inverterStatus: 'normal' },
      { inverterStatus: 'warning' },
      ['Warning, inverter: warning'],
    ],
    [
      'several bits that have names',
      { faultWord1: [], faultWord3: [] },
      { faultWord1: ['no grid connection'], faultWord3: ['BMS error', 'BMS communication'] },
      ['Fault, inverter: no grid connection', 'Fault, inverter: BMS error, BMS communication'],
    ],
    [
      'bits that nobody has named',
      { inverterFaultWord: 0 },
      { inverterFaultWord: 0x8001 },
      ['Fault, inverter: fault bit 0, fault bit 15'],
    ],
    [
      'the battery',
      { batteryWarningFlags: [] },
      { batteryWarningFlags: ['BMS over-current'] },
      ['Warning, battery: BMS over-current'],
    ],
    ['a Gateway', { workMode: 'on grid' }, { workMode: 'fault' }, ['Fault, gateway: fault']],
    [
      'one of several inverters',
      { inverter2Status: 'online' },
      { inverter2Status: 'error' },
      ['Fault, inverter 2: error'],
    ],
    [
      'one goes as another comes',
      { faultWord0: ['L1 voltage', 'buck-boost'] },
      { faultWord0: ['buck-boost', 'L2 voltage'] },
      ['Fault, inverter: L2 voltage', 'Fault is gone, inverter: L1 voltage'],
    ],
    ['nothing that was there all the time', { inverterFaultWord: 4 }, { inverterFaultWord: 4 }, []],
  ] as const satisfies readonly (readonly [
    string,
    InverterReadings,
    InverterReadings,
    readonly string[],
  ])[])
    test(sentence, () => deepEqual(inverter(before, after), told));

  test('of a stack, with its number', () => {
    const stack = (packFaultFlags: number): Scene => ({
      stacks: [
        {
          kind: 'stack',
          device: 0x71,
          at: 0,
          readings: { packFaultFlags, status: 'standby' },
          modules: [],
        },
      ],
    });
    deepEqual(between(stack(0), stack(2)), ['Fault, stack 2: fault bit 1']);
  });

  test('lists what there was and what there is', () => {
    const life = new Life(faults);
    life.see(0, { inverter: { faultWord0: ['buck-boost'] } });
    for (const second of [15, 30])
      life.see(second, { inverter: { faultWord0: ['buck-boost', 'L2 voltage'] } });
    const [event] = life.told;
    equal(event?.level, 'alarm');
    deepEqual([event?.old, event?.new], [['buck-boost'], ['buck-boost', 'L2 voltage']]);
  });

  test('at the start is told where that was wished', () => {
    const life = new Life({ ...faults, tellAtStart: true });
    for (const second of [0, 15])
      life.see(second, { inverter: { inverterStatus: 'fault', inverterFaultWord: 0 } });
    deepEqual(
      life.told.map(({ event }) => event),
      ['inverterFault'],
    );
  });

  test('that only flickers is not told', () => {
    const life = new Life(faults);
    for (const [second, status] of [
      [0, 'normal'],
      [15, 'fault'],
      [30, 'normal'],
      [45, 'fault'],
      [60, 'normal'],
    ] as const)
      life.see(second, { inverter: { inverterStatus: status } });
    deepEqual(life.told, []);
  });
});
