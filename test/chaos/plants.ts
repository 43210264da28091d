import type { Clock } from '../../src/time/clock.js';
import type { FamilyName } from '../../src/registers/families.js';
import { captureOf, parseCapture } from '../../src/simulator/capture.js';
import { install, type Sizes } from '../../src/simulator/installation.js';
import type { Plant } from '../../src/simulator/plant.js';
import { RecordedPlant } from '../../src/simulator/recording.js';
import { SimulatedPlant } from '../../src/simulator/simulatedPlant.js';
import { wallTime } from '../../src/simulator/wallClock.js';

/** A household in virtual time, alive from shortly after one. */
export const household = (
  model: Exclude<FamilyName, 'unknown'>,
  seed: number,
  elapsed: () => number,
  more: Sizes & { serial?: string; dongle?: string; startAt?: Date } = {},
): Plant => {
  const { startAt = new Date(2026, 5, 15, 13, 5), ...names } = more;
  return new SimulatedPlant({
    site: install({ model, seed, ...names }),
    wall: wallTime(startAt),
    stateOfCharge: undefined,
    elapsed,
  });
};

/** A recorded plant, gone through by its own times over and over. */
export const recordedPlant = (text: string, clock: Clock): Plant => {
  const capture = captureOf(parseCapture(text));
  const plant = new RecordedPlant(capture, capture.serial, capture.dongle);
  const first = capture.seen[0]?.at ?? 0;
  const length = (capture.seen.at(-1)?.at ?? first) - first;
  const began = clock.now();
  // A log without times is served as it ended.
  if (length === 0) return plant;
  // Its first half tells what is there, its second half is played.
  plant.playBy(() => length / 2 + ((clock.now() - began) % (length / 2)));
  return plant;
};
