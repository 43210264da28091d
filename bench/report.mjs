// One figure, one line, always in the same form; the parent process gets the same for the JSON file.

export const quick = process.argv.includes('--quick');

/** Prints `bench <section> name=value ...`. `repeats` are the single runs behind a median. */
export const line = (section, fields, repeats = {}) => {
  const text = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
  console.log(`bench ${section.padEnd(11)} ${text.join('  ')}`);
  process.send?.({ section, fields, repeats });
};

/** Says that what comes now is mostly waiting: others may begin. */
export const PREPARED = 'prepared';
export const prepared = () => process.send?.(PREPARED);

// Three digits tell enough; whole numbers stay whole.
const shown = (value) => {
  if (typeof value !== 'number') return value;
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
};

export const median = (values) => quantile(values, 0.5);

export const quantile = (values, share) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};

/** How far the runs lie apart, in percent of their median. */
export const spread = (values) =>
  `${Math.round(((Math.max(...values) - Math.min(...values)) / median(values)) * 100)}%`;

const ms = () => Number(process.hrtime.bigint()) / 1e6;

/** How much `work`, which says itself how much it did each time, gets done in so long: for each second, and for each second it had a core. */
const rates = (work, forMs) => {
  const cpu = ownCpu();
  const began = ms();
  let done = 0;
  let passed = 0;
  do {
    done += work();
    passed = ms() - began;
  } while (passed < forMs);
  const { user, system } = ownCpu(cpu);
  return { perSecond: (done / passed) * 1000, perCpuSecond: (done / (user + system)) * 1e6 };
};

// Of this thread alone where Node.js can tell it: what the engine does beside it was no part of a second on the clock either.
const ownCpu = (process.threadCpuUsage ?? process.cpuUsage).bind(process);

export const rate = (work, forMs) => rates(work, forMs).perSecond;

// The engine needs about as long, however short the runs are, until it has compiled the work for good.
const WARM_UP = 50;

/**
 * Runs both in turn, so that a slow moment of the machine hits both; warms up first, so many times.
 * Counts the time they had a core: what others take in between is neither's.
 */
export const compare = (ours, floor, { repeats, forMs, warmUps = 3 }) => {
  for (let i = 0; i < warmUps; i++) {
    rate(ours, WARM_UP);
    rate(floor, WARM_UP);
  }
  const runs = Array.from({ length: repeats }, () => {
    const { perCpuSecond } = rates(floor, forMs);
    return { floor: perCpuSecond, ours: rates(ours, forMs).perCpuSecond };
  });
  return {
    ours: median(runs.map((run) => run.ours)),
    floor: median(runs.map((run) => run.floor)),
    ratio: median(runs.map((run) => run.ours / run.floor)),
    spread: spread(runs.map((run) => run.ours)),
    runs,
  };
};

/** Bytes of garbage per piece of work; node runs with --expose-gc. */
export const garbage = (work, atLeast) => {
  const runs = Array.from({ length: 7 }, () => {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    let done = 0;
    while (done < atLeast) done += work();
    return (process.memoryUsage().heapUsed - before) / done;
  });
  // A collection in the middle of a run makes it too small, never too large.
  return median(runs.filter((bytes) => bytes >= 0));
};
