import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { figuresOf, flowFigures, modeOf } from '../../src/plant/figures/derived.js';
import { rebuilt } from '../../src/plant/figures/energies.js';
import type { Figures, FlowFigures, PowerFigures } from '../../src/plant/figures/figures.js';
import type { InverterReadings, Stack } from '../../src/plant/snapshot.js';
import { familyNamed, type FamilyName } from '../../src/registers/families.js';
import { modelOf } from '../../src/registers/models.js';

// Figures worked out by hand from the formulas of the reference.
const figures = (
  name: FamilyName,
  inverter: InverterReadings,
  stacks: readonly Stack[] = [],
  code = `${familyNamed(name).codes[0]}01`,
): Figures =>
  figuresOf({ model: modelOf(code, 0), family: familyNamed(name), inverter, packs: [], stacks });

const stack = (moduleCount: number, fullCapacity = 52): Stack => ({
  kind: 'stack',
  device: 0x70,
  at: 0,
  readings: { moduleCount, fullCapacity },
  modules: [],
});

const flows: readonly (readonly [string, PowerFigures, FlowFigures])[] = [
  [
    'a sunny noon: house first, then battery, the rest is sold',
    { pv: 6000, load: 800, charge: 2500, discharge: 0, export: 2600 },
    {
      solarToHouse: 800,
      batteryToHouse: 0,
      gridToHouse: 0,
      solarToBattery: 2500,
      gridToBattery: 0,
      batteryToGrid: 0,
      solarToGrid: 2600,
    },
  ],
  [
    'an evening from the battery',
    { pv: 100, load: 1500, charge: 0, discharge: 1400, export: 0 },
    {
      solarToHouse: 100,
      batteryToHouse: 1400,
      gridToHouse: 0,
      solarToBattery: 0,
      gridToBattery: 0,
      batteryToGrid: 0,
      solarToGrid: 0,
    },
  ],
  [
    'a cheap night: house and battery from the grid',
    { pv: 0, load: 400, charge: 2600, discharge: 0, export: 0 },
    {
      solarToHouse: 0,
      batteryToHouse: 0,
      gridToHouse: 400,
      solarToBattery: 0,
      gridToBattery: 2600,
      batteryToGrid: 0,
      solarToGrid: 0,
    },
  ],
  [
    'a forced export: the battery feeds house and grid',
    { pv: 500, load: 700, charge: 0, discharge: 2500, export: 2200 },
    {
      solarToHouse: 500,
      batteryToHouse: 200,
      gridToHouse: 0,
      solarToBattery: 0,
      gridToBattery: 0,
      batteryToGrid: 2200,
      solarToGrid: 0,
    },
  ],
  [
    'losses end in no flow',
    { pv: 3000, load: 500, charge: 2000, discharge: 0, export: 400 },
    {
      solarToHouse: 500,
      batteryToHouse: 0,
      gridToHouse: 0,
      solarToBattery: 2000,
      gridToBattery: 0,
      batteryToGrid: 0,
      solarToGrid: 400,
    },
  ],
  ['nothing without the load', { pv: 3000, export: 10 }, {}],
  [
    'no flows to the grid where nobody knows what is sold',
    { pv: 3000, load: 500 },
    { solarToHouse: 500, batteryToHouse: 0, gridToHouse: 0, solarToBattery: 0, gridToBattery: 0 },
  ],
];

describe('flows', () => {
  for (const [name, power, expected] of flows)
    test(name, () => deepEqual(flowFigures(power), expected));
});

const energyOfDay: InverterReadings = {
  pv1Today: 10,
  pv2Today: 5,
  importToday: 3,
  exportToday: 4,
  acChargeToday: 1,
  inverterOutputToday: 9,
  batteryChargeToday: 6,
  batteryDischargeToday: 5,
};

describe('energy of a day', () => {
  test('a hybrid: what leaves the inverter, less what it took in and what was sold, and what was bought', () => {
    const { energy, share } = figures('hybridGen1', energyOfDay);
    equal(energy.today.load, 9 - 1 - 4 + 3);
    equal(energy.today.pv, 15);
    equal(energy.today.selfConsumption, 11);
    // 4 of 7 kWh were not bought; 11 of 15 kWh were used at home.
    deepEqual(share, { selfSufficiency: 57.1, selfUse: 73.3 });
  });

  test('AC coupled: PV has an inverter of its own', () =>
    equal(figures('acCoupled', energyOfDay).energy.today.load, 9 - 1 - 4 + 3 + 15));

  test('never less than nothing', () =>
    equal(figures('hybridGen1', { ...energyOfDay, exportToday: 20 }).energy.today.load, 0));

  test('absent where a counter is', () => {
    const { importToday: _, ...rest } = energyOfDay;
    equal(figures('hybridGen1', rest).energy.today.load, undefined);
  });

  test('PV only: no battery figures at all', () => {
    const { energy, battery, power } = figures('pvOnly', { ...energyOfDay, batteryPower: 7 });
    deepEqual(
      [energy.today.charge, energy.today.throughput, power.battery],
      [undefined, undefined, undefined],
    );
    deepEqual(battery, {});
  });
});

test('nobody knows the flows while the battery has not told what it does', () => {
  const known = { pv1Power: 1000, pv2Power: 0, loadPower: 1500, gridPower: -500 };
  deepEqual(figures('hybridGen1', known).flows, {});
  equal(figures('hybridGen1', { ...known, batteryPower: 0 }).flows.gridToHouse, 500);
  equal(figures('pvOnly', known).flows.gridToHouse, 500);
});

describe('lifetime charge and discharge from low words', () => {
  for (const [name, throughput, chargeLow, dischargeLow, expected] of [
    ['no wrap', 2000, 1010, 990, { charge: 1010, discharge: 990 }],
    ['a young battery, still filling', 100, 70, 30, { charge: 70, discharge: 30 }],
    ['one wrap each', 14_000, 514, 378.8, { charge: 7067.6, discharge: 6932.4 }],
    ['only charge has wrapped', 13_100, 50, 6496.4, { charge: 6603.6, discharge: 6496.4 }],
    ['a battery that wastes much', 11_600, 146.4, 4900, { charge: 6700, discharge: 4900 }],
    ['words that do not belong together', 14_000, 600, 378.8, undefined],
    ['nothing told', 14_000, 0, 0, undefined],
    ['two ways to share that both fit', 20 * 6553.6 + 10, 5, 5, undefined],
  ] as const)
    test(name, () => {
      const found = rebuilt(throughput, chargeLow, dischargeLow);
      equal(found?.charge.toFixed(1), expected?.charge.toFixed(1));
      equal(found?.discharge.toFixed(1), expected?.discharge.toFixed(1));
    });
});

describe('battery', () => {
  test('low voltage: 320 Ah at 51.2 V', () => {
    const { battery } = figures('hybridGen1', { batteryNominalCapacity: 320, stateOfCharge: 50 });
    deepEqual([battery.capacity, battery.energy], [16.384, 8.19]);
  });

  test('high voltage: 76.8 V a module, over all stacks', () =>
    equal(figures('threePhase', {}, [stack(6), stack(4)]).battery.capacity, 39.936));

  test('All-in-One: four modules', () =>
    equal(figures('allInOne', { batteryNominalCapacity: 52 }).battery.capacity, 15.9744));

  test('Gateway: 13.5 kWh for each All-in-One, and the mean of their charges', () => {
    const { battery } = figures('gateway', {
      aioCount: 2,
      aio1StateOfCharge: 60,
      aio2StateOfCharge: 71,
    });
    deepEqual([battery.capacity, battery.stateOfCharge, battery.maxPower], [27, 66, 12_000]);
  });

  test('time to the target at the present power', () => {
    const charging = { batteryNominalCapacity: 320, stateOfCharge: 50, batteryPower: -2048 };
    // 50 % of 16.384 kWh at 2.048 kW; with a target of 75 % half of it.
    equal(figures('hybridGen1', charging).battery.timeToFull, 240);
    const target = { ...charging, chargeTargetEnabled: true, chargeTarget: 75 };
    equal(figures('hybridGen1', target).battery.timeToFull, 120);
  });

  test('time to the reserve', () => {
    const emptying = {
      batteryNominalCapacity: 320,
      stateOfCharge: 50,
      batteryPower: 2048,
      batteryReserve: 10,
    };
    equal(figures('hybridGen1', emptying).battery.timeToEmpty, 192);
  });

  test('no time where next to nothing flows, and never more than four days', () => {
    const still = { batteryNominalCapacity: 320, stateOfCharge: 50, batteryPower: 9 };
    equal(figures('hybridGen1', still).battery.timeToEmpty, undefined);
    equal(figures('hybridGen1', { ...still, batteryPower: 11 }).battery.timeToEmpty, 5999);
  });

  test('the lowest limit counts: rate, or what the model can do', () => {
    const settings = {
      batteryNominalCapacity: 320,
      batteryChargeRateLimit: 10,
      batteryDischargeRateLimit: 50,
    };
    const { chargeLimit, dischargeLimit } = figures('hybridGen1', settings).battery;
    deepEqual([chargeLimit, dischargeLimit], [1638, 2600]);
  });

  for (const [watts, state] of [
    [11, 'discharging'],
    [-11, 'charging'],
    [10, 'idle'],
    [-10, 'idle'],
  ] as const)
    test(`at ${watts} W it is ${state}`, () =>
      equal(figures('hybridGen1', { batteryPower: watts }).battery.state, state));
});

describe('powers with the same signs on every plant', () => {
  for (const [name, readings, expected] of [
    [
      'hybridGen1',
      { gridPower: -500, batteryPower: -300, loadPower: 900, pv1Power: 400, pv2Power: 0 },
      { pv: 400, load: 900, grid: -500, battery: -300 },
    ],
    [
      'ems',
      { gridMeterPower: 500, batteryPower: 300, calculatedLoadPower: 900, generationPower: 100 },
      { pv: 100, load: 900, grid: -500, battery: 300 },
    ],
    [
      'gateway',
      { gridPower: -500, aioPower: -300, loadPower: 900, pvPower: 100 },
      { pv: 100, load: 900, grid: -500, battery: 300 },
    ],
    [
      'threePhase',
      {
        gridExportPower: 0,
        gridImportPower: 500,
        batteryDischargePower: 300,
        batteryChargePower: 0,
        loadPower: 900,
      },
      { load: 900, grid: -500, battery: 300 },
    ],
  ] as const)
    test(name, () => {
      const { power } = figures(name, readings);
      for (const [figure, watts] of Object.entries(expected))
        equal(power[figure as keyof PowerFigures], watts);
    });
});

describe('mode of the battery', () => {
  for (const [eco, timed, reserve, mode] of [
    [true, false, 4, 'Eco'],
    [true, false, 100, 'Eco (Paused)'],
    [true, true, 4, 'Timed Demand'],
    [false, true, 4, 'Timed Export'],
    [false, false, 4, 'Export (Paused)'],
  ] as const)
    test(mode, () =>
      equal(
        modeOf({ ecoModeEnabled: eco, dischargeEnabled: timed, batteryReserve: reserve }),
        mode,
      ),
    );

  test('unknown while a setting is', () => {
    equal(modeOf({ ecoModeEnabled: true }), undefined);
    equal(modeOf({ ecoModeEnabled: true, dischargeEnabled: false }), undefined);
  });
});
