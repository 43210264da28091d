import { energyToday, energyTotal } from '../../registers/codecs.js';
import { ir } from '../../registers/register.js';
import type { EnergyFigures, Figures } from '../figures/figures.js';
import { judge, shownBy, type Context, type Track, type Verdict } from './guard.js';
import type { Held } from '../snapshot.js';

const today = ir(0, energyToday());
const total = ir(0, energyTotal());

/** The counters that consumption is made of. */
const PARTS = ['import', 'export', 'inverter', 'acCharge', 'pv'] as const;
type Part = (typeof PARTS)[number];

/** A counter with less than this has begun its day, or does not count here. */
const BEGUN = 0.5;
/** Midnight is over by then, whatever a counter still holds. */
const MIDNIGHT = 30 * 60_000;

/**
 * House consumption is a sum of counters that tick at different moments, so it can step back. It is
 * kept from falling by the same rules as a counter of its own, and waits at midnight until all of
 * them have begun the new day: in between their sum is of no day at all.
 */
export class LoadCounter {
  #today: Track | undefined;
  #total: Track | undefined;
  readonly #full: Partial<Record<Part, boolean>> = {};
  #held: readonly Held[] = [];
  readonly #begunAt: Partial<Record<Part, number>> = {};

  /** What is shown of it without being the sum of now, after `steady`. */
  get held(): readonly Held[] {
    return this.#held;
  }

  steady(figures: Figures, context: Context): Figures {
    const { energy } = figures;
    this.#note(energy.today, context.now);
    const midnight = this.#isMidnight(energy.today, context.now);
    const day: Verdict = midnight
      ? { track: this.#today, rule: 'reset' }
      : judge(today, energy.today.load, this.#today, context);
    const all = judge(total, energy.total.load, this.#total, context);
    this.#today = day.track;
    this.#total = all.track;
    this.#held = [...heldBy('energy.today.load', day), ...heldBy('energy.total.load', all)];
    return {
      ...figures,
      energy: {
        today: withLoad(energy.today, this.#today),
        total: withLoad(energy.total, this.#total),
      },
    };
  }

  #note(parts: EnergyFigures, now: number): void {
    for (const part of PARTS) {
      const full = (parts[part] ?? 0) >= BEGUN;
      if (!full && this.#full[part] === true) this.#begunAt[part] = now;
      this.#full[part] = full;
    }
  }

  // Some counters have begun the day, others still hold all of yesterday.
  #isMidnight(parts: EnergyFigures, now: number): boolean {
    const hasBegun = (part: Part): boolean => now - (this.#begunAt[part] ?? -Infinity) < MIDNIGHT;
    return (
      PARTS.some(hasBegun) && PARTS.some((part) => !hasBegun(part) && (parts[part] ?? 0) >= BEGUN)
    );
  }
}

const heldBy = (reading: string, { track, rule }: Verdict): readonly Held[] =>
  track === undefined || rule === undefined ? [] : [{ reading, rule, since: track.at }];

const withLoad = (energy: EnergyFigures, track: Track | undefined): EnergyFigures => {
  const load = shownBy(track);
  return typeof load === 'number' ? { ...energy, load } : energy;
};
