import type { EnergyFigures } from '../plant/figures/figures.js';
import type { ReadingName, Snapshot } from '../plant/snapshot.js';

interface Place {
  readonly span: 'total' | 'today';
  readonly figure: keyof EnergyFigures;
  /** What the figure is made of, whichever of it a family has: it is doubted with any of them. */
  readonly readings: readonly ReadingName[];
}

/** Where each is found. Not every battery tells how much went through it in all: then the counters of the day must do. */
const places = {
  import: { span: 'total', figure: 'import', readings: ['importTotal'] },
  export: { span: 'total', figure: 'export', readings: ['exportTotal'] },
  charge: {
    span: 'total',
    figure: 'charge',
    readings: ['batteryChargeTotal', 'batteryChargeTotalLow'],
  },
  discharge: {
    span: 'total',
    figure: 'discharge',
    readings: ['batteryDischargeTotal', 'batteryDischargeTotalLow'],
  },
  acCharge: { span: 'total', figure: 'acCharge', readings: ['acChargeTotal'] },
  chargeToday: { span: 'today', figure: 'charge', readings: ['batteryChargeToday'] },
  dischargeToday: { span: 'today', figure: 'discharge', readings: ['batteryDischargeToday'] },
} as const satisfies Record<string, Place>;
export type CounterName = keyof typeof places;
const counterNames = Object.keys(places).filter((name): name is CounterName => name in places);

/** What the counters of a plant show at one moment, kWh; what is not known or doubted is absent. */
export interface Sight {
  readonly serial: string;
  /** ms since 1970. */
  readonly at: number;
  /** Every page that counters may come from was read then or later, ms since 1970. */
  readonly readSince: number;
  readonly counters: { readonly [N in CounterName]?: number | undefined };
  /** A counter is at odds with its past: what it says next is looked at twice. */
  readonly doubted: ReadonlySet<CounterName>;
  /** kWh in the battery. */
  readonly stored: number | undefined;
}

/** A counter as it was last seen. */
export interface Seen {
  readonly value: number;
  /** ms since 1970. */
  readonly at: number;
  readonly doubted?: true;
  /** The first look after it was long out of sight: only a second one that agrees is believed. */
  readonly next?: Omit<Seen, 'next' | 'doubted'>;
}

export type SeenCounters = { readonly [N in CounterName]?: Seen };

export const sightOf = ({ serial, takenAt, readAt, figures, held }: Snapshot): Sight => {
  const heldNames = new Set(held.map(({ reading }) => reading));
  const isHeld = (name: CounterName): boolean =>
    places[name].readings.some((reading) => heldNames.has(reading));
  const doubted = new Set(counterNames.filter(isHeld));
  const counters = counterNames.map((name): [CounterName, number | undefined] => {
    const { span, figure } = places[name];
    return [name, doubted.has(name) ? undefined : figures.energy[span][figure]];
  });
  return {
    serial,
    at: takenAt,
    readSince: readSince(readAt),
    counters: Object.fromEntries(counters),
    doubted,
    stored: figures.battery.energy,
  };
};

/** When the one of the inverter's input banks was read that waits longest: counters are in any of them. */
const readSince = (readAt: Snapshot['readAt']): number => {
  const banks = Object.entries(readAt).filter(([label]) => label.startsWith('input '));
  return Math.min(...banks.map(([, at]) => at));
};

/** Each counter as seen now; one that is not known stays as it was. */
export const seenIn = (before: SeenCounters, sight: Sight): SeenCounters => {
  const seen: { [N in CounterName]?: Seen } = {};
  for (const name of counterNames) {
    const now = seenNow(before[name], sight.counters[name], sight);
    if (now !== undefined) seen[name] = sight.doubted.has(name) ? { ...now, doubted: true } : now;
  }
  return seen;
};

/** Is there a counter that was long out of sight and has been seen once since? */
export const awaitsSecondLook = (seen: SeenCounters, { counters }: Sight): boolean =>
  counterNames.some((name) => counters[name] !== undefined && seen[name]?.next !== undefined);

/** kWh; with a little for what floating point makes of tenths. */
const SMALL_DIP = 0.2 + 1e-6;

/** A small step down is rounding: the highest value stays. */
const seenNow = (
  before: Seen | undefined,
  value: number | undefined,
  look: Look,
): Seen | undefined => {
  if (value === undefined) return before;
  const { at } = look;
  if (before !== undefined && !isSure(before, value, look))
    return agrees(before.next, value, at) ? before : { ...before, next: { value, at } };
  const dipped = before !== undefined && value < before.value && before.value - value <= SMALL_DIP;
  return { value: dipped ? before.value : value, at };
};

const HOUR = 3_600_000;
/** kW that no house draws for long. */
const MOST_POWER = 100;
/** A value may be this old before it is not shown any more: so long its counter may have stood. */
const STANDS = 900_000;
const LONGEST_GAP = 31 * 24 * HOUR;

/** When it was looked, and how old what was seen may be. */
type Look = Pick<Sight, 'at' | 'readSince'>;

/**
 * What was long out of sight, as over a restart, has no past by which its first value could be judged.
 * Only what was read again is a second look: a slow bank shows the same page for minutes.
 */
const isSure = (before: Seen, value: number, { at, readSince }: Look): boolean => {
  const { next } = before;
  if (next === undefined || isRecent(before, at)) return isRecent(before, at);
  return readSince > next.at && agrees(next, value, at);
};

const isRecent = ({ at }: Seen, now: number): boolean => now - at <= STANDS;

const agrees = (first: Seen | undefined, value: number, at: number): boolean => {
  if (first === undefined || at < first.at) return false;
  const rise = value - first.value;
  return rise >= -SMALL_DIP && rise <= SMALL_DIP + (MOST_POWER * (at - first.at)) / HOUR;
};

/** A time over which a counter rose evenly, as far as is known. */
export interface Climb {
  /** ms since 1970. */
  readonly from: number;
  readonly to: number;
  /** kWh */
  readonly rise: number;
}

/** How a counter rose since the last sight; what was long out of sight is told apart from what came after. */
export const climbsOf = (
  before: Seen | undefined,
  value: number | undefined,
  look: Look,
): readonly Climb[] => {
  if (before === undefined || value === undefined || !isSure(before, value, look)) return [];
  const { at } = look;
  const now = { value, at };
  const { next } = before;
  const climbs =
    next === undefined || isRecent(before, at)
      ? [climb(before, now)]
      : [climb(before, next), climb(next, now)];
  return climbs.filter(({ rise }) => rise > 0);
};

/** A counter that fell, jumped, or was away for a month adds nothing. */
const climb = (before: Seen, { value, at }: Seen): Climb => {
  const gap = at - before.at;
  const time = Math.max(gap, before.doubted === true ? 0 : STANDS);
  const rise = value - before.value;
  const isGood = rise > 0 && gap <= LONGEST_GAP && rise <= (MOST_POWER * time) / HOUR;
  return { from: before.at, to: at, rise: isGood ? rise : 0 };
};

/** kWh since the last sight. */
export const riseOf = (...look: Parameters<typeof climbsOf>): number =>
  climbsOf(...look).reduce((sum, { rise }) => sum + rise, 0);
