import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { equal, ok } from 'node:assert/strict';
import { install } from '../../src/simulator/installation.js';
import { models } from '../../src/simulator/models.js';
import { SimulatedPlant } from '../../src/simulator/simulatedPlant.js';
import { runs } from '../support/frames.js';

type Model = keyof typeof models;
const all = Object.keys(models).filter((name): name is Model => name in models);

const words = fc.integer({ min: 0, max: 0xffff });
const addresses = fc.oneof(
  fc.integer({ min: 0, max: 330 }),
  fc.integer({ min: 1000, max: 1130 }),
  fc.integer({ min: 2030, max: 2080 }),
);
const settings = fc.array(fc.tuple(addresses, fc.oneof(words, fc.integer({ min: 0, max: 2400 }))), {
  minLength: 1,
  maxLength: 40,
});

const plantOf = (model: Model): { plant: SimulatedPlant; pass(ms: number): void } => {
  let time = 0;
  const plant = new SimulatedPlant({
    site: install({ model, seed: 1 }),
    wall: Date.UTC(2026, 5, 15, 15),
    elapsed: () => time,
  });
  return {
    plant,
    pass: (ms) => {
      time += ms;
    },
  };
};

const staysSound = ({ home, site }: SimulatedPlant): void => {
  const { pv1, pv2, load, grid, battery, inverter } = home.power;
  for (const watts of [pv1, pv2, load, grid, battery, inverter]) ok(Number.isInteger(watts));
  if (site.pv === 'dc') equal(inverter, load + grid);
  else equal(load, pv1 + pv2 + inverter - grid);
  ok(home.stored >= 0 && home.stored <= site.capacity);
  ok(Math.abs(inverter) <= site.ratedPower);
};

describe('whatever is written or poked, a plant stays sound', () => {
  for (const model of all)
    test(`as ${model}`, () => {
      fc.assert(
        fc.property(settings, fc.boolean(), (changes, poked) => {
          const { plant, pass } = plantOf(model);
          for (const [address, word] of changes) {
            const write = { kind: 'write', device: 0x11, address, word } as const;
            if (poked) plant.poke(0x11, 'holding', address, word);
            else if (plant.judge(write).kind === 'taken') plant.store(write);
            pass(600_000);
            staysSound(plant);
          }
        }),
        runs(15),
      );
    });
});

test('a refused word has a nearest one that is taken, where there is one', () => {
  const { plant } = plantOf('allInOne');
  fc.assert(
    fc.property(addresses, words, (address, word) => {
      const write = { kind: 'write', device: 0x11, address, word } as const;
      const verdict = plant.judge(write);
      if (verdict.kind === 'taken' || verdict.nearest === undefined) return;
      equal(plant.judge({ ...write, word: verdict.nearest }).kind, 'taken');
    }),
    runs(2000),
  );
});
