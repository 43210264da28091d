import type { Block } from '../../registers/blocks.js';

/** ms between reads of the live banks, and of all others. */
export interface Pace {
  readonly liveEvery: number;
  readonly allEvery: number;
}

export const USUAL_PACE: Pace = { liveEvery: 15_000, allEvery: 120_000 };

const LONGEST_EASED = 600_000;

/** A dongle that struggles is asked for less: settings and batteries first, then live values too. */
export const eased = ({ liveEvery, allEvery }: Pace, strain: number): Pace => ({
  liveEvery: strain > 1 ? 2 * liveEvery : liveEvery,
  // What is read this seldom is still shown meanwhile.
  allEvery: Math.min(allEvery * 2 ** strain, Math.max(2 * allEvery, LONGEST_EASED)),
});

const DAY = 86_400_000;
/** A page not renewed for this long is not shown any more: an old value is no reading. */
export const TOO_OLD = 15 * 60_000;
const MISSED_PERIODS = 2.5;
const EARLY = 0.1;

/** How often (ms) a block is to be read. */
const periodOf = ({ pace }: Block, { liveEvery, allEvery }: Pace): number => {
  if (pace === 'rare') return DAY;
  return pace === 'live' ? liveEvery : allEvery;
};

/** Blocks due within a tenth of their period come along, so that those read together stay together. */
export const isDue = (block: Block, age: number, pace: Pace): boolean =>
  age >= periodOf(block, pace) * (1 - EARLY);

/** ms until the first of these blocks is due, given how long ago each was read. */
export const untilDue = (ages: readonly (readonly [Block, number])[], pace: Pace): number => {
  const waits = ages.map(([block, age]) => periodOf(block, pace) - age);
  return Math.max(0, Math.min(pace.liveEvery, ...waits));
};

/** How long (ms) what was read is shown; longer where it is meant to be read seldom. */
export const shownFor = (block: Block, pace: Pace): number =>
  Math.max(TOO_OLD, MISSED_PERIODS * periodOf(block, pace));
