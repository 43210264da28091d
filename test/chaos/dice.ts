import { chance } from '../../src/simulator/random.js';

/** Chance that repeats itself: the same seed gives the same throws. */
export interface Dice {
  /** 0 or more, below 1. */
  next(): number;
  /** A whole number below `limit`. */
  below(limit: number): number;
  /** A number between the two. */
  between(low: number, high: number): number;
  happens(share: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
}

export const diceOf = (seed: number): Dice => {
  let throws = 0;
  const next = (): number => chance(seed, throws++);
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (low, high) => low + next() * (high - low),
    happens: (share) => next() < share,
    pick: (from) => from[below(from.length)] ?? from[0],
  };
};
