import type { BadFrame } from '../protocol/frame.js';

/** What happened on the wire since the start; plain numbers that only grow. */
export interface LinkCounters {
  requests: number;
  answers: number;
  retries: number;
  timeouts: number;
  refused: number;
  writes: number;
  heartbeats: number;
  /** Answers to other clients, or to requests that had been given up. */
  foreign: number;
  /** Answers that may be from before a setting was written, and were left out for it. */
  late: number;
  connects: number;
  cuts: number;
  bad: Record<BadFrame, number>;
}

export const newCounters = (): LinkCounters => ({
  requests: 0,
  answers: 0,
  retries: 0,
  timeouts: 0,
  refused: 0,
  writes: 0,
  heartbeats: 0,
  foreign: 0,
  late: 0,
  connects: 0,
  cuts: 0,
  bad: {
    garbage: 0,
    header: 0,
    cut: 0,
    length: 0,
    layout: 0,
    crc: 0,
    unknown: 0,
    null: 0,
    notice: 0,
  },
});

/** All of them side by side: requests, bad.crc, rejected.dip ...; `latency` in ms, once known. */
export const flatCounters = (
  { bad, ...counters }: LinkCounters,
  rejected: Readonly<Record<string, number>>,
  latency: number | undefined,
): Readonly<Record<string, number>> => ({
  ...counters,
  ...prefixed('bad', bad),
  ...prefixed('rejected', rejected),
  ...(latency !== undefined && { latency: Math.round(latency) }),
});

const prefixed = (
  prefix: string,
  counts: Readonly<Record<string, number>>,
): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).map(([name, value]) => [`${prefix}.${name}`, value]));
