import { labelOf, type Block } from '../../registers/blocks.js';
import { planOf } from './plan.js';
import type { Plant } from '../plant.js';
import type { Topology } from '../detection/topology.js';

/** One bank that is asked for now: the how many-th of those that the plant is known to have. */
export interface Reading {
  /** Such as "holding 0-59". */
  readonly bank: string;
  readonly number: number;
  readonly of: number;
}

/** How reading one bank goes. */
interface Trial {
  /** ms since 1970; none yet: -Infinity. */
  tried: number;
  misses: number;
  good: boolean;
  forgotten: boolean;
}

/** How reading goes, bank by bank (by label). */
export class Progress {
  readonly #trials = new Map<string, Trial>();

  begin(label: string, now: number): void {
    const trial = this.#of(label);
    trial.tried = now;
    trial.forgotten = false;
    trial.good = false;
  }

  good(label: string): void {
    const trial = this.#of(label);
    trial.good = true;
    trial.misses = 0;
  }

  isGood(label: string): boolean {
    return this.#trials.get(label)?.good === true;
  }

  /** Counts a failed try; returns how many there were in a row. */
  miss(label: string): number {
    return ++this.#of(label).misses;
  }

  missed(label: string): boolean {
    return (this.#trials.get(label)?.misses ?? 0) > 0;
  }

  triedAt(label: string): number {
    return this.#trials.get(label)?.tried ?? -Infinity;
  }

  /** What was read is not what is there any more: it is due at once. */
  forget(label: string): void {
    this.#of(label).forgotten = true;
  }

  isForgotten(label: string): boolean {
    return this.#trials.get(label)?.forgotten === true;
  }

  /** Another plant: nothing is known. */
  clear(): void {
    this.#trials.clear();
  }

  #of(label: string): Trial {
    const known = this.#trials.get(label);
    if (known !== undefined) return known;
    const trial = { tried: -Infinity, misses: 0, good: false, forgotten: false };
    this.#trials.set(label, trial);
    return trial;
  }
}

/** Labels of banks that this plant should have and that gave no usable answer at the last try. */
export const missingOf = (plant: Plant, progress: Progress): readonly string[] => {
  const absent = lackedBy(plant);
  const failing = plant.desks
    .map(({ page }) => page.label)
    .filter((label) => progress.missed(label));
  return [...new Set([...absent, ...failing])];
};

// It follows from the topology, which is a new object whenever it changes.
const lacks = new WeakMap<Topology, readonly string[]>();

const lackedBy = ({ family, topology, desks }: Plant): readonly string[] => {
  const known = lacks.get(topology);
  if (known !== undefined) return known;
  const read = new Set(desks.map(({ page }) => page.label));
  const expected = new Set(
    planOf(family, { ...topology, absent: [] })
      .filter((block) => block.optional !== true && !isReadShorter(block, read))
      .map(labelOf),
  );
  const lacked = topology.absent.filter((label) => expected.has(label));
  lacks.set(topology, lacked);
  return lacked;
};

const isReadShorter = (block: Block, read: ReadonlySet<string>): boolean =>
  block.shorter !== undefined && read.has(labelOf({ ...block, count: block.shorter }));

/** Did the last try of a live bank fail? */
export const isSilent = ({ desks }: Plant, progress: Progress): boolean =>
  desks.some(({ page }) => page.block.pace === 'live' && progress.missed(page.label));
