import { describe, test } from 'vitest';
import { equal, ok } from 'node:assert/strict';
import { stateOfCharge, type Home } from '../../src/simulator/home.js';
import { install } from '../../src/simulator/installation.js';
import { type models } from '../../src/simulator/models.js';
import { SimulatedPlant } from '../../src/simulator/simulatedPlant.js';

type Model = keyof typeof models;
type Words = Readonly<Record<number, number>>;

const MINUTE = 60_000;
const midsummer = Date.UTC(2026, 5, 15);
const at = (hour: number, minute = 0): number => midsummer + (hour * 60 + minute) * MINUTE;

interface Scene {
  readonly model?: Model;
  readonly from: number;
  readonly stateOfCharge: number;
  /** Holding registers as a client writes them. */
  readonly words: Words;
}

/** A plant that was given these settings, and a way to let time pass. */
const scene = ({ model = 'hybridGen1', from, stateOfCharge: percent, words }: Scene) => {
  let time = 0;
  const site = install({ model, seed: 1 });
  const plant = new SimulatedPlant({
    site,
    wall: from,
    stateOfCharge: percent,
    elapsed: () => time,
  });
  for (const [address, word] of Object.entries(words)) {
    const write = { kind: 'write', device: 0x11, address: Number(address), word } as const;
    equal(plant.judge(write).kind, 'taken', `register ${address} takes ${word}`);
    plant.store(write);
  }
  return {
    site,
    pass: (minutes: number): Home => {
      time += minutes * MINUTE;
      return plant.home;
    },
    soc: (): number => stateOfCharge(plant.home, site),
  };
};

const night = at(1);
const evening = at(20, 30);
const noon = at(12);

describe('a single-phase battery', () => {
  for (const [what, wanted, setting] of [
    [
      'in Eco covers the house at night',
      ({ power }) => power.battery > 0 && Math.abs(power.grid) <= 1,
      { from: night, stateOfCharge: 60, words: {} },
    ],
    [
      'in Eco takes the surplus by day',
      ({ power }) => power.battery < 0 && Math.abs(power.grid) <= 1,
      { from: noon, stateOfCharge: 60, words: {} },
    ],
    [
      'in Eco (Paused) covers nothing',
      ({ power }) => power.battery === 0 && power.grid < 0,
      { from: night, stateOfCharge: 60, words: { 110: 100 } },
    ],
    [
      'does not go below the reserve',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 30, words: { 110: 40 } },
    ],
    [
      'does not go below the cutoff',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 30, words: { 114: 40 } },
    ],
    [
      'in Timed Demand covers the house within a discharge slot',
      ({ power }) => power.battery > 0 && Math.abs(power.grid) <= 1,
      { from: evening, stateOfCharge: 60, words: { 59: 1, 56: 2000, 57: 2200 } },
    ],
    [
      'in Timed Demand covers nothing outside of it',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 60, words: { 59: 1, 56: 2000, 57: 2200 } },
    ],
    [
      'in Timed Demand obeys the second slot, across midnight',
      ({ power }) => power.battery > 0,
      { from: night, stateOfCharge: 60, words: { 59: 1, 44: 2300, 45: 200 } },
    ],
    [
      'in Timed Export gives all it can within a discharge slot',
      ({ power }) => power.battery === 2600 && power.grid > 1000,
      { from: evening, stateOfCharge: 60, words: { 27: 0, 59: 1, 56: 2000, 57: 2200 } },
    ],
    [
      'in Timed Export gives nothing outside of it',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 60, words: { 27: 0, 59: 1, 56: 2000, 57: 2200 } },
    ],
    [
      'in Export (Paused) gives nothing',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 60, words: { 27: 0 } },
    ],
    [
      'charges at full rate within a charge slot',
      ({ power }) => power.battery === -2600 && power.grid < -2600,
      { from: night, stateOfCharge: 40, words: { 94: 30, 95: 430, 96: 1 } },
    ],
    [
      'does not charge when timed charge is off',
      ({ power }) => power.battery > 0,
      { from: night, stateOfCharge: 40, words: { 94: 30, 95: 430 } },
    ],
    [
      'does not charge when the slot is empty',
      ({ power }) => power.battery > 0,
      { from: night, stateOfCharge: 40, words: { 94: 0, 95: 0, 96: 1 } },
    ],
    [
      'charges no further than an enabled target, and gives nothing in that slot',
      ({ power }) => power.battery === 0 && power.grid < 0,
      { from: night, stateOfCharge: 60, words: { 20: 1, 116: 50, 94: 30, 95: 430, 96: 1 } },
    ],
    [
      'charges past a target that is not enabled',
      ({ power }) => power.battery < -2000,
      { from: night, stateOfCharge: 60, words: { 116: 50, 94: 30, 95: 430, 96: 1 } },
    ],
    [
      'keeps to the charge rate, in percent of its capacity an hour',
      ({ power }) => power.battery === -1638,
      { from: night, stateOfCharge: 40, words: { 94: 30, 95: 430, 96: 1, 111: 10 } },
    ],
    [
      'keeps to the discharge rate',
      ({ power }) => power.battery === 819,
      {
        from: evening,
        stateOfCharge: 60,
        words: { 27: 0, 59: 1, 56: 2000, 57: 2200, 112: 5 },
      },
    ],
    [
      'gives nothing at a discharge rate of 0',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 60, words: { 112: 0 } },
    ],
    [
      'keeps to the active power rate of the inverter',
      ({ power }) => Math.abs(power.inverter - 1000) <= 1,
      {
        from: evening,
        stateOfCharge: 60,
        words: { 27: 0, 59: 1, 56: 2000, 57: 2200, 50: 20 },
      },
    ],
    [
      'is paused from discharging',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 60, words: { 318: 2 } },
    ],
    [
      'is paused from charging',
      ({ power }) => power.battery === 0 && power.grid > 0,
      { from: noon, stateOfCharge: 60, words: { 318: 1 } },
    ],
    [
      'is paused both ways',
      ({ power }) => power.battery === 0,
      { from: noon, stateOfCharge: 60, words: { 318: 3 } },
    ],
    [
      'is paused only within the pause slot',
      ({ power }) => power.battery > 0,
      {
        model: 'hybridGen3',
        from: night,
        stateOfCharge: 60,
        words: { 318: 2, 319: 1600, 320: 2400 },
      },
    ],
    [
      'is paused until the end of the day',
      ({ power }) => power.battery === 0,
      {
        model: 'hybridGen3',
        from: at(23, 30),
        stateOfCharge: 60,
        words: { 318: 2, 319: 1600, 320: 2400 },
      },
    ],
    [
      'obeys a third charge slot where there are ten, and its own target',
      ({ power }) => power.battery === 0,
      {
        model: 'allInOne',
        from: night,
        stateOfCharge: 60,
        words: { 246: 30, 247: 430, 248: 55, 94: 0, 95: 0, 96: 1 },
      },
    ],
    [
      'keeps the floor of its discharge slot',
      ({ power }) => power.battery === 0,
      {
        model: 'allInOne',
        from: evening,
        stateOfCharge: 60,
        words: { 27: 0, 59: 1, 56: 2000, 57: 2200, 272: 70 },
      },
    ],
    [
      'keeps to the charge power in percent',
      ({ power }) => power.battery === -2400,
      {
        model: 'allInOne',
        from: night,
        stateOfCharge: 40,
        words: { 94: 30, 95: 430, 96: 1, 313: 40 },
      },
    ],
  ] as const satisfies readonly (readonly [string, (home: Home) => boolean, Scene])[])
    test(`it ${what}`, () => {
      const home = scene(setting).pass(1);
      ok(wanted(home), JSON.stringify(home.power));
    });

  test('reaches its target and stays there', () => {
    const plant = scene({
      from: night,
      stateOfCharge: 40,
      words: { 20: 1, 116: 50, 94: 30, 95: 430, 96: 1 },
    });
    plant.pass(180);
    equal(plant.soc(), 50);
  });

  test('is filled ever more slowly towards the end', () => {
    const plant = scene({ from: night, stateOfCharge: 94, words: { 94: 30, 95: 800, 96: 1 } });
    equal(plant.pass(1).power.battery, -2600);
    ok(plant.pass(60).power.battery > -1500);
    plant.pass(180);
    equal(plant.soc(), 100);
  });

  test('begins and ends with the minute of its slot', () => {
    const plant = scene({ from: at(0, 29), stateOfCharge: 40, words: { 94: 30, 95: 35, 96: 1 } });
    ok(plant.pass(0.98).power.battery >= 0);
    equal(plant.pass(0.05).power.battery, -2600);
    equal(plant.pass(4.9).power.battery, -2600);
    ok(plant.pass(0.1).power.battery > 0);
  });

  test('a PV inverter throttles its strings to the active power rate', () => {
    const plant = scene({ model: 'pvOnly', from: noon, stateOfCharge: 0, words: { 50: 10 } });
    const { power, conditions } = plant.pass(1);
    ok(Math.abs(power.inverter - 500) <= 1);
    ok(power.pv1 + power.pv2 < conditions.pv1 + conditions.pv2);
  });
});

describe('a three-phase battery', () => {
  for (const [what, wanted, setting] of [
    [
      'is forced to charge',
      ({ power }) => power.inverter === -11_000 && power.grid < -11_000,
      { from: night, stateOfCharge: 40, words: { 1123: 1 } },
    ],
    [
      'is forced to charge at half its power, up to its target',
      ({ power }) => power.battery === -5500,
      { from: night, stateOfCharge: 40, words: { 1123: 1, 1110: 50, 1111: 80 } },
    ],
    [
      'is not charged past its target',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 40, words: { 1123: 1, 1111: 30 } },
    ],
    [
      'is forced to discharge at a quarter of its power',
      ({ power }) => power.battery === 2750 && power.grid > 0,
      { from: night, stateOfCharge: 40, words: { 1122: 1, 1108: 25 } },
    ],
    [
      'keeps the reserve when forced',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 40, words: { 1122: 1, 1109: 50 } },
    ],
    [
      'keeps the other floor as well',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 40, words: { 1078: 50 } },
    ],
    [
      'charges within its slot when AC charging is on',
      ({ power }) => power.inverter === -11_000,
      { from: night, stateOfCharge: 40, words: { 1112: 1, 1113: 30, 1114: 430 } },
    ],
    [
      'covers nothing outside its discharge slot in Timed Demand',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 40, words: { 59: 1, 1118: 1600, 1119: 1900 } },
    ],
  ] as const satisfies readonly (readonly [string, (home: Home) => boolean, Scene])[])
    test(`it ${what}`, () => {
      const home = scene({ model: 'threePhase', ...setting }).pass(1);
      ok(wanted(home), JSON.stringify(home.power));
    });
});

describe('the plant of an EMS', () => {
  for (const [what, wanted, setting] of [
    [
      'charges within its slot, up to the slot target',
      ({ power }) => power.battery < -5000,
      { from: night, stateOfCharge: 40, words: { 2053: 30, 2054: 430, 2055: 80 } },
    ],
    [
      'is not charged past the slot target',
      ({ power }) => power.battery === 0,
      { from: night, stateOfCharge: 85, words: { 2053: 30, 2054: 430, 2055: 80 } },
    ],
    [
      'exports within an export slot up to the export limit',
      ({ power }) => Math.abs(power.grid - 1500) <= 1,
      {
        from: evening,
        stateOfCharge: 80,
        words: { 2062: 2000, 2063: 2200, 2064: 20, 2071: 1500 },
      },
    ],
    [
      'looks after itself when plant control is off',
      ({ power }) => Math.abs(power.grid) <= 1,
      { from: night, stateOfCharge: 40, words: { 2040: 0, 2053: 30, 2054: 430 } },
    ],
  ] as const satisfies readonly (readonly [string, (home: Home) => boolean, Scene])[])
    test(`it ${what}`, () => {
      const home = scene({ model: 'ems', ...setting }).pass(1);
      ok(wanted(home), JSON.stringify(home.power));
    });
});

test('a Gateway hands its settings on to its All-in-Ones', () => {
  const words = { 94: 30, 95: 430, 96: 1, 20: 1, 116: 90 };
  const home = scene({ model: 'gateway', from: night, stateOfCharge: 40, words }).pass(1);
  ok(home.power.battery < -11_000, JSON.stringify(home.power));
});
