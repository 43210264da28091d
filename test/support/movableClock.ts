import type { Clock } from '../../src/time/clock.js';

/** A clock that stands still until a test moves it. */
export interface MovableClock extends Clock {
  /** Moves time on by `ms`, calling what falls due on the way, in order. */
  pass(ms: number): void;
  /** Timers that are still set. */
  readonly pending: number;
}

export const movableClock = (start = Date.UTC(2026, 5, 15, 11)): MovableClock => {
  let now = start;
  let timers: { at: number; call: () => void }[] = [];
  const nextBefore = (end: number) =>
    timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    after: (ms, then) => {
      const timer = { at: now + ms, call: then };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass: (ms) => {
      const end = now + ms;
      for (let due = nextBefore(end); due !== undefined; due = nextBefore(end)) {
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.call();
      }
      now = end;
    },
    get pending() {
      return timers.length;
    },
  };
};
