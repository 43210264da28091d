import type { EnergyFigures } from '../../src/plant/figures/figures.js';
import type { Snapshot } from '../../src/plant/snapshot.js';

const COUNTERS = ['import', 'export', 'pv', 'load', 'charge', 'discharge'] as const;
type Counter = (typeof COUNTERS)[number];

/** A day that has just begun has less than this (kWh). */
const BEGUN = 1;

/** What energy counters did from snapshot to snapshot. */
export class Days {
  /** Counters of the day that began anew. */
  readonly resets: Partial<Record<Counter, number>> = {};
  readonly wrong: string[] = [];

  follows({ figures: { energy } }: Snapshot, before: Snapshot | undefined): void {
    const last = before?.figures.energy;
    if (last === undefined) return;
    for (const counter of COUNTERS) {
      if (fell(counter, last.total, energy.total))
        this.wrong.push(`${counter} in all fell from ${last.total[counter]}`);
      if (!fell(counter, last.today, energy.today)) continue;
      if ((energy.today[counter] ?? 0) < BEGUN)
        this.resets[counter] = (this.resets[counter] ?? 0) + 1;
      else this.wrong.push(`${counter} today fell to ${energy.today[counter]}`);
    }
  }
}

const fell = (counter: Counter, last: EnergyFigures, now: EnergyFigures): boolean => {
  const [before, after] = [last[counter], now[counter]];
  return before !== undefined && after !== undefined && after < before;
};
