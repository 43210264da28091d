import type { Snapshot } from '../plant/snapshot.js';
import { numbersIn } from './numbersIn.js';
import { atLeast, condition } from './watch.js';

type Named = readonly [what: string, value: number | undefined];

/** °C that it must cool down. */
const COOLER = 5;
const WARMING = 60_000;

export const inverterHeat = condition('inverterHot', 'inverterCool', WARMING, (scene, held) =>
  inverterTemperatures(scene.snapshot).flatMap(([what, degrees]) =>
    atLeast(degrees, scene.limits.inverterHeat, COOLER, held(what)).map((finding) => ({
      what,
      ...finding,
    })),
  ),
);

const inverterTemperatures = ({ inverter: r }: Snapshot): readonly Named[] => [
  ['inverter', r.inverterTemperature],
  ['inverter 1', r.inverter1Temperature],
  ['inverter 2', r.inverter2Temperature],
  ['inverter 3', r.inverter3Temperature],
  ['inverter 4', r.inverter4Temperature],
];

export const batteryHeat = condition('batteryHot', 'batteryCool', WARMING, (scene, held) =>
  atLeast(warmestOf(scene.snapshot), scene.limits.batteryHeat, COOLER, held()),
);

const SENSOR = /^(cells\d+To\d+Temperature|temperature\d+)$/;

/** The warmest spot of all batteries that anybody tells of. */
const warmestOf = ({ inverter, packs, stacks }: Snapshot): number | undefined =>
  highest([
    inverter.batteryTemperature,
    ...packs.flatMap(({ readings }) => numbersIn(readings, SENSOR)),
    ...stacks.flatMap(({ readings, modules }) => [
      readings.maxCellTemperature,
      ...modules.flatMap((module) => numbersIn(module.readings, SENSOR)),
    ]),
  ]);

const highest = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
};
