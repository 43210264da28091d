import { deepStrictEqual, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { asAnswer, type Read } from '../../src/protocol/messages.js';
import { flowFigures } from '../../src/plant/figures/derived.js';
import { planOf, tableFor } from '../../src/plant/polling/plan.js';
import { Plant } from '../../src/plant/plant.js';
import type { Snapshot } from '../../src/plant/snapshot.js';
import type { Topology } from '../../src/plant/detection/topology.js';
import type { Block } from '../../src/registers/blocks.js';
import {
  families,
  familyNamed,
  type Family,
  type FamilyName,
} from '../../src/registers/families.js';
import { modelOf } from '../../src/registers/models.js';
import { within } from '../../src/registers/register.js';
import { runs } from '../support/frames.js';

/** A plant with a little of everything that its family may have. */
const plantOf = (family: Family): Plant => {
  const [prefix = '99'] = family.codes;
  const code = `${prefix}01`;
  const arm = [312, 812, 449].find((one) => family.firmware?.(one) ?? true) ?? 0;
  const low = family.battery === 'lowVoltage';
  const topology: Topology = {
    serial: 'SA1234G567',
    code,
    armFirmware: arm,
    ratedHundreds: 0,
    packs: low ? [0x32, 0x33] : [],
    stacks: family.battery === 'highVoltage' ? [{ device: 0x70, modules: [0x50, 0x51] }] : [],
    meters: [1],
    lowVoltageControl: low,
    aggregator: family.battery === 'highVoltage',
    absent: [],
    foundAt: 1,
  };
  return new Plant(modelOf(code, arm), topology);
};

const word = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }),
  fc.integer({ min: 0, max: 120 }),
  fc.constantFrom(0, 1, 0xffff, 0x8000, 0x7fff, 0xf556, 60, 2400, 0x4142),
);
/** Any words: noise, something like a page, or the page before with a few words changed. */
const page = fc.oneof(
  fc.array(word, { minLength: 60, maxLength: 60 }),
  fc.constantFrom(Array<number>(60).fill(0), Array<number>(60).fill(0xffff)),
);
const change = fc.record({ index: fc.nat({ max: 59 }), word });

interface Step {
  readonly which: number;
  readonly words: readonly number[];
  readonly changes: readonly { index: number; word: number }[];
  readonly again: boolean;
  readonly partial: boolean;
  readonly after: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  which: fc.nat({ max: 40 }),
  words: page,
  changes: fc.array(change, { maxLength: 3 }),
  again: fc.boolean(),
  partial: fc.boolean(),
  after: fc.constantFrom(0, 300, 15_000, 120_000, 1_000_000, -5000),
});

const answerTo = (
  { device, bank, base, count }: Block,
  { words, partial }: Pick<Step, 'words' | 'partial'>,
) => {
  const skip = partial ? Math.min(count - 1, words[0] ?? 0) : 0;
  const query: Read = { kind: 'read', device, bank, base: base + skip, count: count - skip };
  return asAnswer(query, Uint16Array.from(words.slice(0, count - skip)));
};

/** Plays the steps into a plant; a snapshot after each. */
const play = (
  family: FamilyName,
  steps: readonly Step[],
  then: (snapshot: Snapshot) => void = () => undefined,
): Snapshot[] => {
  const plant = plantOf(familyNamed(family));
  const last = new Map<Block, readonly number[]>();
  let now = Date.UTC(2026, 5, 15);
  return steps.map(({ which, words, changes, again, partial, after }) => {
    now += after;
    const blocks = planOf(plant.family, plant.topology);
    const block = blocks[which % blocks.length];
    ok(block !== undefined);
    const told = [...(again ? (last.get(block) ?? words) : words)];
    for (const { index, word: changed } of changes) told[index] = changed;
    last.set(block, told);
    const answer = answerTo(block, { words: told, partial });
    plant.recognizes(answer);
    plant.receive(answer, now);
    const snapshot = plant.snapshot(now, true, []);
    then(snapshot);
    return snapshot;
  });
};

const anyFamily = fc.constantFrom(...families.map(({ name }) => name));
const steps = fc.array(step, { minLength: 1, maxLength: 12 });

/** Changes all that can be changed in it. */
const spoil = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inside] of Object.entries(value)) {
    spoil(inside);
    Reflect.set(value, key, 'spoilt');
  }
  Reflect.set(value, 'more', 'spoilt');
};

/** Readings of all devices, each with its row. */
const readingsIn = (snapshot: Snapshot, family: Family) =>
  [
    { device: 0x11, readings: snapshot.inverter },
    ...snapshot.packs,
    ...snapshot.stacks.flatMap((stack) => [stack, ...stack.modules]),
    ...snapshot.meters,
  ].flatMap(({ device, readings }) =>
    Object.entries(readings).map(([name, value]: [string, unknown]) => ({
      name,
      value,
      rows: (['input', 'meter'] as const).flatMap(
        (bank) => tableFor(device, bank, family)[name] ?? [],
      ),
    })),
  );

describe('whatever words arrive', () => {
  test('snapshots are plain data, through and through', () => {
    fc.assert(
      fc.property(anyFamily, steps, (family, all) => {
        for (const snapshot of play(family, all))
          deepStrictEqual(JSON.parse(JSON.stringify(snapshot)), snapshot);
      }),
      runs(200),
    );
  });

  test('whatever is done to a snapshot, later ones are right', () => {
    fc.assert(
      fc.property(anyFamily, steps, (family, all) => {
        const right = play(family, all).map((snapshot) => JSON.stringify(snapshot));
        const told: string[] = [];
        play(family, all, (snapshot) => {
          told.push(JSON.stringify(snapshot));
          spoil(snapshot);
        });
        deepStrictEqual(told, right);
      }),
      runs(100),
    );
  });

  test('no live value is beyond its bounds, and none is without a row', () => {
    fc.assert(
      fc.property(anyFamily, steps, (family, all) => {
        for (const snapshot of play(family, all))
          for (const { name, value, rows } of readingsIn(snapshot, familyNamed(family)))
            ok(
              rows.some((row) => row.bank === 'holding' || within(row, value)),
              `${name} ${String(value)}`,
            );
      }),
      runs(200),
    );
  });

  test('flows are never negative and add up', () => {
    fc.assert(
      fc.property(anyFamily, steps, (family, all) => {
        for (const { figures } of play(family, all)) {
          ok(Object.values(figures.flows).every((watts) => watts >= 0));
          assertBalanced(figures.power, figures.flows);
        }
      }),
      runs(200),
    );
  });
});

type Power = Snapshot['figures']['power'];
type Flows = Snapshot['figures']['flows'];

const total = (...parts: readonly (number | undefined)[]): number =>
  parts.reduce<number>((sum, part = 0) => sum + part, 0);

/** The house gets its load, the battery its charge; nothing gives more than it has. */
const assertBalanced = (power: Power, flows: Flows): void => {
  if (flows.solarToHouse === undefined) return;
  const { pv = 0, load = 0, charge = 0, discharge = 0, export: sold = 0 } = power;
  const house = total(flows.solarToHouse, flows.batteryToHouse, flows.gridToHouse);
  ok(house === load, `house ${house} of ${load}`);
  ok(total(flows.solarToBattery, flows.gridToBattery) === charge);
  ok(total(flows.solarToHouse, flows.solarToBattery, flows.solarToGrid) <= pv);
  ok(total(flows.batteryToHouse, flows.batteryToGrid) <= discharge);
  ok(total(flows.solarToGrid, flows.batteryToGrid) <= sold);
};

test('flows of any powers whatever are never negative and add up', () => {
  const watts = fc.integer({ min: 0, max: 20_000 });
  const signed = fc.integer({ min: -20_000, max: 20_000 });
  fc.assert(
    fc.property(watts, watts, signed, signed, (pv, load, grid, battery) => {
      const power = {
        pv,
        load,
        import: Math.max(0, -grid),
        export: Math.max(0, grid),
        charge: Math.max(0, -battery),
        discharge: Math.max(0, battery),
      };
      const flows = flowFigures(power);
      ok(Object.values(flows).every((one) => one >= 0));
      assertBalanced(power, flows);
    }),
    runs(1000),
  );
});
