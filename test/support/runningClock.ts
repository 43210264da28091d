import type { Clock } from '../../src/time/clock.js';

/** A clock that is moved on while whatever waits for it gets its turn: days pass in seconds. */
export interface RunningClock extends Clock {
  /** Moves time on by `ms`, timer by timer; promises settle in between. */
  run(ms: number): Promise<void>;
  /** The same until something is true, for `most` ms; says whether it came true. */
  runUntil(isTrue: () => boolean, most: number): Promise<boolean>;
  /** Sets what the clock shows, as a person or a time server does; timers wait as long as before. */
  set(now: number): void;
  /** ms that really passed, whatever the clock was set to. */
  readonly elapsed: number;
  /** Timers that are still set. */
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  readonly due: () => void;
}

// More timers than this at one moment, and something waits without ever letting time pass.
const MOST_AT_ONCE = 20_000;

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const runningClock = (start = Date.UTC(2026, 5, 15, 11)): RunningClock => {
  let elapsed = 0;
  let offset = start;
  const timers: Timer[] = [];

  const after = (ms: number, then: () => void): (() => void) => {
    const timer = { at: elapsed + Math.max(0, ms), due: then };
    const later = timers.findIndex(({ at }) => at > timer.at);
    timers.splice(later < 0 ? timers.length : later, 0, timer);
    return () => {
      const at = timers.indexOf(timer);
      if (at >= 0) timers.splice(at, 1);
    };
  };

  const runUntil = async (isTrue: () => boolean, most: number): Promise<boolean> => {
    const end = elapsed + most;
    let atOnce = 0;
    await settled();
    while (!isTrue()) {
      const [next] = timers;
      if (next === undefined || next.at > end) {
        elapsed = end;
        return isTrue();
      }
      timers.shift();
      atOnce = next.at > elapsed ? 0 : atOnce + 1;
      if (atOnce > MOST_AT_ONCE) throw new Error('time stands still: something spins');
      elapsed = Math.max(elapsed, next.at);
      next.due();
      await settled();
    }
    return true;
  };

  return {
    now: () => offset + elapsed,
    after,
    run: async (ms) => void (await runUntil(() => false, ms)),
    runUntil,
    set: (now) => {
      offset = now - elapsed;
    },
    get elapsed() {
      return elapsed;
    },
    get pending() {
      return timers.length;
    },
  };
};
