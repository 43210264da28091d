import { chance } from './random.js';

/** A fixed number of ms, or times drawn as real dongles were seen to take. */
export type Latency = number | 'captured';

// Share of answers, ms: median 246, p90 306, p95 585, p99 1.2 s, from 0.13 to 2.8 s (recordings of a Gen 1 dongle).
const SEEN: readonly (readonly [share: number, ms: number])[] = [
  [0, 130],
  [0.1, 215],
  [0.5, 246],
  [0.9, 306],
  [0.95, 585],
  [0.99, 1200],
  [1, 2800],
];

/** Time each answer takes, one call an answer; the same seed gives the same times. */
export const answerTimes = (latency: Latency, seed: number): (() => number) => {
  let answers = 0;
  return () => (latency === 'captured' ? seenTime(chance(seed, answers++)) : latency);
};

const seenTime = (share: number): number => {
  const above = Math.max(
    1,
    SEEN.findIndex(([limit]) => share <= limit),
  );
  const [lowShare, low] = SEEN[above - 1] ?? [0, 0];
  const [highShare, high] = SEEN[above] ?? [1, low];
  return low + ((share - lowShare) / (highShare - lowShare)) * (high - low);
};
