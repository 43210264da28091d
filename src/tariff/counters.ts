import type { EnergyFigures } from '../plant/figures/figures.js';
import type { Snapshot } from '../plant/snapshot.js';

const counterNames = ['import', 'export', 'charge', 'discharge', 'acCharge'] as const;
export type CounterName = (typeof counterNames)[number] & keyof EnergyFigures;

/** What the counters of a plant show at one moment, kWh; what is not known or doubted is absent. */
export interface Sight {
  readonly serial: string;
  /** ms since 1970. */
  readonly at: number;
  readonly counters: Readonly<Record<CounterName, number | undefined>>;
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
}

export type SeenCounters = { readonly [N in CounterName]?: Seen };

export const sightOf = ({ serial, takenAt, figures, held }: Snapshot): Sight => {
  const { today, total } = figures.energy;
  const doubted = new Set(
    counterNames.filter((name) => held.some(({ reading }) => reading === `${name}Total`)),
  );
  const value = (name: CounterName) => (doubted.has(name) ? undefined : total[name]);
  return {
    serial,
    at: takenAt,
    counters: {
      import: value('import'),
      export: value('export'),
      // Not every battery tells how much went through it in all.
      charge: total.charge ?? today.charge,
      discharge: total.discharge ?? today.discharge,
      acCharge: value('acCharge'),
    },
    doubted,
    stored: figures.battery.energy,
  };
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

/** kWh; with a little for what floating point makes of tenths. */
const SMALL_DIP = 0.2 + 1e-6;

/** A small step down is rounding: the highest value stays. */
const seenNow = (
  before: Seen | undefined,
  value: number | undefined,
  { at }: Sight,
): Seen | undefined => {
  if (value === undefined) return before;
  const dipped = before !== undefined && value < before.value && before.value - value <= SMALL_DIP;
  return { value: dipped ? before.value : value, at };
};

const HOUR = 3_600_000;
/** kW that no house draws for long. */
const MOST_POWER = 100;
/** A value may be this old before it is not shown any more: so long its counter may have stood. */
const STANDS = 900_000;
const LONGEST_GAP = 31 * 24 * HOUR;

/** kWh since the last sight. A counter that fell, jumped, or was away for a month adds nothing. */
export const riseOf = (before: Seen | undefined, value: number | undefined, at: number): number => {
  if (before === undefined || value === undefined) return 0;
  const gap = at - before.at;
  const time = Math.max(gap, before.doubted === true ? 0 : STANDS);
  const rise = value - before.value;
  return rise > 0 && gap <= LONGEST_GAP && rise <= (MOST_POWER * time) / HOUR ? rise : 0;
};
