import type { Snapshot } from '../plant/snapshot.js';
import { deviceName } from '../registers/blocks.js';
import { numbersIn } from './numbersIn.js';
import { atLeast, condition } from './watch.js';

/** Near full, cells drift apart for a moment. */
const DRIFTING = 300_000;
const CLOSER = 0.2;

export const cells = condition('cellSpreadHigh', 'cellSpreadNormal', DRIFTING, (scene, held) => {
  const { cellSpread } = scene.limits;
  return spreads(scene.snapshot).flatMap(([what, millivolts]) =>
    atLeast(millivolts, cellSpread, cellSpread * CLOSER, held(what)).map((finding) => ({
      what,
      ...finding,
    })),
  );
});

/** Each pack and each module by itself: strings of cells differ among each other anyway. */
const spreads = ({ packs, stacks }: Snapshot): readonly Spread[] => [
  ...packs.map(({ device, readings }): Spread => [deviceName(device), spread(readings)]),
  ...stacks.flatMap(({ modules }) =>
    modules.map(({ device, readings }): Spread => [deviceName(device), spread(readings)]),
  ),
];

type Spread = readonly [what: string, millivolts: number | undefined];

const CELL = /^cell\d+Voltage$/;

/** mV from the lowest to the highest cell. */
const spread = (readings: object): number | undefined => {
  const volts = numbersIn(readings, CELL);
  return volts.length < 2
    ? undefined
    : Math.round(1000 * (Math.max(...volts) - Math.min(...volts)));
};
