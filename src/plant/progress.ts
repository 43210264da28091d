import { labelOf, type Block } from '../registers/blocks.js';
import { planOf } from './plan.js';
import type { Plant } from './plant.js';
import type { Topology } from './topology.js';

/** One bank that is asked for now: the how many-th of those that the plant is known to have. */
export interface Reading {
  /** Such as "holding 0-59". */
  readonly bank: string;
  readonly number: number;
  readonly of: number;
}

/** How reading goes, bank by bank (by label). */
export class Progress {
  readonly #tried = new Map<string, number>();
  readonly #misses = new Map<string, number>();
  readonly #good = new Set<string>();
  readonly #forgotten = new Set<string>();

  begin(label: string, now: number): void {
    this.#tried.set(label, now);
    this.#forgotten.delete(label);
    this.#good.delete(label);
  }

  good(label: string): void {
    this.#good.add(label);
    this.#misses.delete(label);
  }

  isGood(label: string): boolean {
    return this.#good.has(label);
  }

  /** Counts a failed try; returns how many there were in a row. */
  miss(label: string): number {
    const misses = (this.#misses.get(label) ?? 0) + 1;
    this.#misses.set(label, misses);
    return misses;
  }

  missed(label: string): boolean {
    return this.#misses.has(label);
  }

  triedAt(label: string): number {
    return this.#tried.get(label) ?? -Infinity;
  }

  /** What was read is not what is there any more: it is due at once. */
  forget(label: string): void {
    this.#forgotten.add(label);
  }

  isForgotten(label: string): boolean {
    return this.#forgotten.has(label);
  }

  /** Another plant: nothing is known. */
  clear(): void {
    for (const memory of [this.#tried, this.#misses, this.#good, this.#forgotten]) memory.clear();
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
