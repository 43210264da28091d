import { describe, test } from 'vitest';
import { deepEqual, equal, ok } from 'node:assert/strict';
import {
  inverterClock,
  stateOfCharge,
  type Energies,
  type Home,
} from '../../src/simulator/home.js';
import { install } from '../../src/simulator/installation.js';
import { models, type ModelFacts } from '../../src/simulator/models.js';
import { SimulatedPlant, type SimulatedOptions } from '../../src/simulator/simulatedPlant.js';

type Model = keyof typeof models;
const all = Object.keys(models).filter((name): name is Model => name in models);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const midsummer = Date.UTC(2026, 5, 15);

interface Lived {
  readonly plant: SimulatedPlant;
  pass(ms: number): Home;
  word(address: number): number;
  signed(address: number): number;
  pair(address: number): number;
}

const live = (model: Model, options: Partial<SimulatedOptions> = {}, facts = {}): Lived => {
  let time = 0;
  const plant = new SimulatedPlant({
    site: { ...install({ model, seed: 1, ...facts }) },
    wall: midsummer,
    elapsed: () => time,
    ...options,
  });
  const word = (address: number): number => {
    const found = plant.word(0x11, 'input', address);
    ok(found !== undefined, `input ${address} is there`);
    return found;
  };
  return {
    plant,
    pass: (ms) => {
      time += ms;
      return plant.home;
    },
    word,
    signed: (address) => (word(address) << 16) >> 16,
    pair: (address) => word(address) * 0x10000 + word(address + 1),
  };
};

const counters = [
  'pv1',
  'pv2',
  'load',
  'import',
  'export',
  'charge',
  'discharge',
  'output',
  'acCharge',
] as const satisfies readonly (keyof Energies)[];

/** A day in steps of ten minutes. */
const throughDay = (lived: Lived, see: (home: Home) => void, days = 1): void => {
  for (let step = 0; step < 144 * days; step++) see(lived.pass(10 * MINUTE));
};

describe('all day the figures add up', () => {
  for (const model of all)
    test(`of ${model}`, () => {
      const lived = live(model);
      const { site } = lived.plant;
      let [sunny, dark] = [0, 0];
      throughDay(lived, (home) => {
        const { pv1, pv2, load, grid, battery, inverter } = home.power;
        const pv = pv1 + pv2;
        if (site.pv === 'dc') equal(inverter, load + grid);
        else equal(load, pv + inverter - grid);
        const losses = (site.pv === 'dc' ? pv : 0) + battery - inverter;
        ok(losses >= 0 && losses <= 25 + 0.032 * (pv + Math.abs(battery)), `losses of ${losses} W`);
        ok(home.stored >= 0 && home.stored <= site.capacity);
        ok(Math.abs(battery) <= site.batteryPower);
        ok(Math.abs(inverter) <= site.ratedPower);
        if (pv > 500) sunny++;
        if (pv === 0) dark++;
      });
      ok(sunny > 20 && dark > 30, 'there was a day and a night');
    });
});

describe('registers show the household to the watt', () => {
  for (const model of ['hybridGen1', 'hybridGen2', 'hvHybrid', 'pvOnly'] as const)
    test(`${model}: output is load plus export`, () => {
      const lived = live(model);
      throughDay(lived, ({ power }) => {
        equal(lived.signed(24), lived.word(42) + lived.signed(30));
        equal(lived.word(18) + lived.word(20), power.pv1 + power.pv2);
        equal(lived.signed(52), power.battery);
      });
    });

  for (const model of ['allInOne', 'acCoupled'] as const)
    test(`${model}: load is PV plus output less export`, () => {
      const lived = live(model);
      throughDay(lived, () => {
        equal(
          lived.word(42),
          lived.word(18) + lived.word(20) + lived.signed(24) - lived.signed(30),
        );
      });
    });

  test('gateway: PV less charging is load plus export', () => {
    const lived = live('gateway');
    throughDay(lived, () => {
      equal(lived.word(1617) - lived.signed(1619), lived.word(1618) + lived.signed(1616));
      equal(lived.signed(1816) + lived.signed(1817) + lived.signed(1818), lived.signed(1702));
    });
  });

  test('ems: load is PV, batteries and import', () => {
    const lived = live('ems');
    throughDay(lived, () => {
      equal(lived.word(2086), lived.word(2088) + lived.signed(2090) + lived.signed(2089));
      equal(lived.signed(30) + lived.signed(2089), 0);
      equal(lived.signed(2054) + lived.signed(2055), lived.signed(2090));
    });
  });

  for (const model of ['threePhase', 'acThreePhase', 'aioHybrid'] as const)
    test(`${model}: phases sum up, and load is output, meter 2 and import`, () => {
      const lived = live(model);
      const phases = (from: number): number =>
        lived.signed(from) + lived.signed(from + 1) + lived.signed(from + 2);
      const tenths = (from: number): number => (lived.pair(from) | 0) / 10;
      throughDay(lived, ({ power }) => {
        equal(phases(1083), tenths(1081) - tenths(1079));
        equal(phases(1086), tenths(1089));
        equal(phases(1091), tenths(1069));
        equal(tenths(1089), tenths(1069) + tenths(1244) + tenths(1079) - tenths(1081));
        equal(tenths(1136) - tenths(1138), power.battery);
      });
    });
});

describe('counters', () => {
  for (const model of all)
    test(`of ${model} only grow, and today's begin anew at midnight`, () => {
      const lived = live(model, { wall: midsummer + 18 * HOUR });
      let before = lived.plant.home;
      let resets = 0;
      throughDay(lived, (home) => {
        const newDay = dayOf(home) !== dayOf(before);
        if (newDay) resets++;
        for (const name of counters) {
          ok(home.total[name] >= before.total[name], `${name} in all`);
          if (newDay)
            ok(home.today[name] <= (lived.plant.site.ratedPower + 20_000) / 6, `${name} today`);
          else ok(home.today[name] >= before.today[name], `${name} today`);
        }
        before = home;
      });
      equal(resets, 1);
    });

  test('grow by the power that flows', () => {
    const lived = live('hybridGen1', { wall: midsummer + 12 * HOUR });
    const before = lived.plant.home;
    const after = lived.pass(1000);
    const hour = 1000 / HOUR;
    const taken = after.total.load - before.total.load;
    ok(Math.abs(taken - after.power.load * hour) < 1e-6);
    const filled = after.stored - before.stored;
    ok(Math.abs(filled + after.power.battery * hour) < 1e-6);
  });

  test('of the battery wrap at 16 bits on Gen 1, in the inverter as in its packs, and sum up to the whole', () => {
    const lived = live('hybridGen1');
    throughDay(lived, ({ total }) => {
      const [charge, discharge] = [total.charge, total.discharge].map((wh) =>
        Math.floor(wh / 100 + 1e-9),
      );
      ok((charge ?? 0) > 0x10000 && (discharge ?? 0) > 0x10000);
      equal(lived.word(181), (charge ?? 0) % 0x10000);
      equal(lived.word(180), (discharge ?? 0) % 0x10000);
      equal(lived.pair(6), (charge ?? 0) + (discharge ?? 0));
      equal(lived.plant.word(0x32, 'input', 105), lived.word(180));
      equal(lived.plant.word(0x33, 'input', 106), lived.word(181));
    });
  });

  for (const model of ['allInOne', 'hvHybrid'] as const)
    test(`of the battery are whole on ${model}`, () => {
      const lived = live(model);
      lived.pass(HOUR);
      equal(lived.pair(194) + lived.pair(196), lived.pair(6));
      equal(lived.word(180), 0);
    });
});

describe('the clock', () => {
  const shown = (plant: SimulatedPlant): readonly (number | undefined)[] =>
    [35, 36, 37, 38, 39, 40].map((address) => plant.word(0x11, 'holding', address));
  const set = (plant: SimulatedPlant, parts: readonly number[]): void =>
    parts.forEach((word, i) => plant.store({ kind: 'write', device: 0x11, address: 35 + i, word }));

  test('runs', () => {
    const lived = live('hybridGen1', { wall: Date.UTC(2026, 11, 31, 23, 59, 50) });
    deepEqual(shown(lived.plant), [26, 12, 31, 23, 59, 50]);
    lived.pass(15_000);
    deepEqual(shown(lived.plant), [27, 1, 1, 0, 0, 5]);
  });

  for (const [from, to] of [
    [Date.UTC(2026, 0, 31, 10), [26, 2, 28, 9, 5, 30]],
    [Date.UTC(2026, 1, 28, 10), [26, 3, 31, 9, 5, 30]],
    [Date.UTC(2026, 4, 31, 23, 59, 59), [28, 2, 29, 0, 0, 0]],
  ] as const)
    test(`can be set part by part to ${to.join(' ')}`, () => {
      const lived = live('hybridGen1', { wall: from });
      set(lived.plant, to);
      deepEqual(shown(lived.plant), [...to]);
    });

  test('decides when the day ends, while the sun keeps its own time', () => {
    const lived = live('hybridGen1', { wall: midsummer + 12 * HOUR });
    set(lived.plant, [26, 6, 15, 23, 59, 58]);
    const after = lived.pass(5000);
    ok(after.today.load < 100);
    ok(after.power.pv1 > 0);
    equal(new Date(inverterClock(after)).getUTCDate(), 16);
  });
});

describe('what is attached', () => {
  const modules = { stacks: 2, modulesPerStack: 3 };

  test('stacks and modules are as many as ordered', () => {
    const { plant } = live('threePhase', {}, modules);
    deepEqual(
      [60, 61, 62, 63].map((address) => plant.word(0xa0, 'input', address)),
      [1, 2, 6, 144],
    );
    deepEqual(
      [0x70, 0x71, 0x72].map((device) => plant.word(device, 'input', 64)),
      [3, 3, undefined],
    );
    equal(plant.word(0x55, 'input', 60) !== undefined, true);
    equal(plant.word(0x56, 'input', 60), undefined);
  });

  test('a stack counts charging as positive, in tenths of a kW and in whole kWh', () => {
    const lived = live('allInOne', { wall: midsummer + 12 * HOUR, stateOfCharge: 50 });
    const { power } = lived.pass(MINUTE);
    ok(power.battery < -100);
    const [current = 0, watts = 0, charge = 0] = [76, 79, 80].map(
      (address) => lived.plant.word(0x70, 'input', address) ?? 0,
    );
    ok(current > 0 && current < 0x8000);
    equal(watts, Math.round(-power.battery / 100));
    equal(charge >> 8, stateOfCharge(lived.plant.home, lived.plant.site));
  });

  test('the cells of a pack sum up to its voltage', () => {
    const { plant } = live('acCoupled');
    const cells = Array.from({ length: 16 }, (_, i) => plant.word(0x33, 'input', 60 + i) ?? 0);
    equal(
      cells.reduce((sum, cell) => sum + cell, 0),
      plant.word(0x33, 'input', 80),
    );
    ok(Math.max(...cells) - Math.min(...cells) > 0);
  });

  for (const [model, sizes, capacity] of [
    ['hybridGen1', { packs: 3 }, 3 * 8192],
    ['allInOne', {}, 15_974.4],
    ['threePhase', { stacks: 1, modulesPerStack: 4 }, 15_974.4],
    ['gateway', { aios: 3 }, 47_923.2],
    ['pvOnly', { packs: 2 }, 0],
  ] as const)
    test(`${model} with ${JSON.stringify(sizes)} holds ${capacity} Wh`, () => {
      equal(Math.round(live(model, {}, sizes).plant.site.capacity * 10) / 10, capacity);
    });

  test('a grid meter says + import, and shows the same as the inverter', () => {
    const lived = live('hybridGen2', { stateOfCharge: 100, wall: midsummer + 12 * HOUR });
    const { power } = lived.pass(MINUTE);
    ok(power.grid > 0);
    equal(lived.plant.word(1, 'input', 68), 0x10000 - power.grid);
    equal(lived.plant.word(1, 'input', 71), 0);
  });
});

test('the same seed lives the same day, another one another day', () => {
  const powers = (seed: number): unknown => {
    const { plant } = live('hybridGen1', { wall: midsummer + 15 * HOUR }, { seed });
    return plant.home.power;
  };
  deepEqual(powers(3), powers(3));
  ok(JSON.stringify(powers(3)) !== JSON.stringify(powers(4)));
});

test('winter days bring less sun than summer days', () => {
  const harvest = (wall: number): number => {
    const { today } = live('pvOnly', { wall: wall + 23 * HOUR }).plant.home;
    return today.pv1 + today.pv2;
  };
  ok(harvest(Date.UTC(2026, 11, 15)) * 3 < harvest(midsummer));
});

const dayOf = (home: Home): number => Math.floor(inverterClock(home) / (24 * HOUR));

test('serial numbers of all models are ten characters, none twice', () => {
  const facts: readonly ModelFacts[] = Object.values(models);
  const serials = facts.flatMap(({ serial, dongle }) => [serial, dongle]);
  deepEqual(
    serials.filter((serial) => !/^[A-Z0-9]{10}$/.test(serial)),
    [],
  );
  equal(new Set(serials).size, serials.length);
});
