import type { Register } from '../../registers/register.js';

/**
 * Plausibility of single values over time (quirks reference, sections 3 and 4). Bytes with a right
 * checksum can still be wrong; a wrong figure in an energy history stays there for ever.
 */
export type ValueRule =
  | 'bounds' // outside what the quantity can be
  | 'overRating' // more than this model can do
  | 'zeroCharge' // state of charge 0 without calibration or deep discharge
  | 'dip' // a counter fell
  | 'jump' // a counter rose faster than energy can flow
  | 'reset' // a daily counter fell to 0: believed when seen twice
  | 'rebound'; // yesterday's value came back after midnight

/** What is known of one reading: the last good value, and a doubted one that waits to be seen again. */
export interface Track {
  readonly value: unknown;
  /** The last words held no value: the good one is remembered, not shown. */
  readonly untold?: true;
  /** When the good value was last read. */
  readonly at: number;
  readonly doubted?: { readonly value: number; readonly times: number };
  /** Daily counters: when the last reset was believed, and the value before it. */
  readonly reset?: { readonly at: number; readonly before: number };
}

export interface Verdict {
  readonly track: Track | undefined;
  /** Set when the value just read was not believed. */
  readonly rule?: ValueRule;
}

export interface Context {
  readonly now: number;
  /** Most W that can flow through the plant. */
  readonly mostPower: number;
  /** Battery calibration runs: a state of charge of 0 is real. */
  readonly calibrating: boolean;
  /** When the inverter's battery power last changed, if known. */
  readonly batteryMovedAt?: number | undefined;
}

const TOLERANCE = 1e-6;
const SMALL_DIP = 0.2;
const NEAR_ZERO = 0.5;
const REBOUND_TIME = 30 * 60_000;
const POLLS_TO_BELIEVE = 3;
const DEEP_DISCHARGE = 4;

/** Judges a value that has just been read. `undefined` means the words held no value. */
export const judge = (
  row: Register,
  value: unknown,
  past: Track | undefined,
  context: Context,
): Verdict => {
  if (typeof value !== 'number') return untold(value, past, context);
  return judgeNumber(row, value, told(past), context);
};

const judgeNumber = (
  row: Register,
  value: number,
  past: Track | undefined,
  context: Context,
): Verdict => {
  if (!isPlausible(row, value)) return { track: past, rule: 'bounds' };
  switch (row.codec.quantity) {
    case 'energyTotal':
      return judgeTotal(value, past, context);
    case 'energyToday':
      return judgeToday(value, past, context);
    case 'stateOfCharge':
      return emptyWithoutReason(value, past, context) ? withheld(past) : believed(value, context);
    default:
      return believed(value, context);
  }
};

const untold = (value: unknown, past: Track | undefined, context: Context): Verdict =>
  typeof past?.value === 'number' ? { track: { ...past, untold: true } } : believed(value, context);

const told = (track: Track | undefined): Track | undefined => {
  if (track?.untold === undefined) return track;
  const { untold: _, ...rest } = track;
  return rest;
};

/** The value to show. */
export const shownBy = (track: Track | undefined): unknown =>
  track?.untold === true ? undefined : track?.value;

const believed = (value: unknown, { now }: Context): Verdict => ({ track: { value, at: now } });

/** Is this a counter or a charge, which is judged by what it was before? */
export const isCounter = ({ codec: { quantity } }: Register): boolean =>
  quantity === 'energyTotal' || quantity === 'energyToday' || quantity === 'stateOfCharge';

const FULL = 100;

// Settings are reported as read, whatever another program wrote there.
export const isPlausible = ({ bank, range, codec }: Register, value: number): boolean => {
  if (bank === 'holding') return true;
  if (codec.quantity === 'stateOfCharge' && value > FULL) return false;
  return range === undefined || (value >= range[0] && value <= range[1]);
};

const emptyWithoutReason = (value: number, past: Track | undefined, { calibrating }: Context) =>
  value === 0 &&
  !calibrating &&
  (past === undefined || typeof past.value !== 'number' || past.value > DEEP_DISCHARGE);

// A battery that never had a charge is none at all: nothing to hold, nothing to count.
const withheld = (past: Track | undefined): Verdict =>
  past === undefined ? { track: past } : { track: past, rule: 'zeroCharge' };

const numberIn = (track: Track | undefined): number | undefined =>
  typeof track?.value === 'number' ? track.value : undefined;

/** A counter that never falls: a small dip holds the highest value, a lasting fall is a replaced device. */
const judgeTotal = (value: number, past: Track | undefined, context: Context): Verdict => {
  const last = numberIn(past);
  if (past === undefined || last === undefined) return accept(value, context);
  if (value < last - TOLERANCE)
    return doubt(value, past, context, 'dip', last - value <= SMALL_DIP + TOLERANCE);
  if (value > last + mostRise(past, context)) return doubtRise(value, past, context);
  return accept(value, context, past);
};

/** A counter that starts again at midnight, when its bank's values do not all change in one poll. */
const judgeToday = (value: number, past: Track | undefined, context: Context): Verdict => {
  const last = numberIn(past);
  if (past === undefined || last === undefined) return accept(value, context);
  if (value < last - TOLERANCE) {
    const small = last - value <= SMALL_DIP + TOLERANCE;
    if (value === 0 || (value < NEAR_ZERO && !small)) return doubtReset(value, last, past, context);
    return doubt(value, past, context, 'dip', small);
  }
  if (isRebound(value, last, past, context)) return { track: past, rule: 'rebound' };
  if (value > last + mostRise(past, context)) return doubtRise(value, past, context);
  return accept(value, context, past);
};

const accept = (value: number, context: Context, past?: Track): Verdict =>
  past?.reset === undefined
    ? believed(value, context)
    : { track: { value, at: context.now, reset: past.reset } };

// Twice what the plant can carry in the time since.
const flow = ({ at }: Track, { now, mostPower }: Context): number =>
  (2 * mostPower * Math.max(0, now - at)) / 3_600_000_000;

// And a little for a counter that ticks late.
const mostRise = (past: Track, context: Context): number => flow(past, context) + 1;

// A day that has little of something may reach what yesterday had: then it does so step by step.
const isRebound = (value: number, last: number, past: Track, context: Context): boolean =>
  past.reset !== undefined &&
  context.now - past.reset.at < REBOUND_TIME &&
  value > last + SMALL_DIP + flow(past, context) &&
  Math.abs(value - past.reset.before) <= 1;

const again = (value: number, { doubted }: Track, most: number): number =>
  doubted !== undefined && value >= doubted.value - TOLERANCE && value <= doubted.value + most
    ? doubted.times + 1
    : 1;

// A jump is real when the next poll tells the same story.
const doubtRise = (value: number, past: Track, context: Context): Verdict => {
  const times = again(value, past, mostRise(past, context));
  if (times >= 2) return accept(value, context);
  return { track: { ...past, doubted: { value, times } }, rule: 'jump' };
};

const doubtReset = (value: number, before: number, past: Track, context: Context): Verdict => {
  const times = again(value, past, NEAR_ZERO);
  if (times < 2) return { track: { ...past, doubted: { value, times } }, rule: 'reset' };
  return { track: { value, at: context.now, reset: { at: context.now, before } } };
};

// A rounding step down is no news at all: the highest value stays, and counts as read.
const doubt = (
  value: number,
  past: Track,
  context: Context,
  rule: 'dip',
  small: boolean,
): Verdict => {
  const times = again(value, past, mostRise(past, context));
  if (times >= POLLS_TO_BELIEVE && !small) return accept(value, context);
  const doubted = { value, times };
  return small
    ? { track: { ...past, at: context.now, doubted } }
    : { track: { ...past, doubted }, rule };
};
