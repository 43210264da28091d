import type { Slot } from '../../registers/codecs.js';

/** A wanted daily period of wall time; it may cross midnight. Times repeat every day, so summer time has no say in them. */
export interface Period {
  readonly start: string;
  readonly finish: string;
  /** % */
  readonly target?: number;
  /** W */
  readonly power?: number;
}

const DAY = 24 * 60;
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const timeOf = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** The minutes of the day it covers, in their order. */
const minutesOf = ({ start, finish }: Period): readonly number[] => {
  const first = minuteOf(start);
  const length = (minuteOf(finish) - first + DAY) % DAY;
  return Array.from({ length }, (_, index) => (first + index) % DAY);
};

const wish = ({ target, power }: Period): string => `${target ?? ''}/${power ?? ''}`;

/** Two periods that share a minute but ask for different things. */
export const overlapOf = (periods: readonly Period[]): readonly [Period, Period] | undefined => {
  const owners = new Map<number, Period>();
  for (const period of periods)
    for (const minute of minutesOf(period)) {
      const owner = owners.get(minute);
      if (owner !== undefined && wish(owner) !== wish(period)) return [owner, period];
      owners.set(minute, owner ?? period);
    }
  return undefined;
};

/** Neighbours that ask for the same become one, since slots are few. The order of the list is kept. */
export const joined = (periods: readonly Period[]): readonly Period[] => {
  const done = new Set<Period>();
  return periods.flatMap((period) => {
    if (done.has(period)) return [];
    const alike = periods.filter((other) => wish(other) === wish(period));
    for (const other of alike) done.add(other);
    return runsOf(alike);
  });
};

/** The unbroken runs of the minutes that these periods cover together. */
const runsOf = (alike: readonly Period[]): readonly Period[] => {
  const covered = new Set(alike.flatMap(minutesOf));
  const [first] = alike;
  if (first === undefined) return [];
  if (covered.size === DAY) return [{ ...first, start: '00:00', finish: '23:59' }];
  const starts = [...covered].filter((minute) => !covered.has((minute + DAY - 1) % DAY));
  return starts.map((start) => {
    let end = start;
    while (covered.has(end)) end = (end + 1) % DAY;
    return { ...first, start: timeOf(start), finish: timeOf(end) };
  });
};

export interface Assignment {
  /** Each slot's period, or none. */
  readonly slots: readonly (Period | undefined)[];
  /** Periods for which there is no slot. */
  readonly left: readonly Period[];
}

/** Gives each period a slot: one that has these very times already stays, so that little is written. */
export const assign = (
  wanted: readonly Period[],
  present: readonly (Slot | undefined)[],
): Assignment => {
  const fitting = wanted.slice(0, present.length);
  const isAt = (period: Period, index: number): boolean =>
    present[index]?.start === period.start && present[index]?.end === period.finish;
  const kept = present.map((_, index) => fitting.find((period) => isAt(period, index)));
  const unique = kept.map((period, index) => (kept.indexOf(period) === index ? period : undefined));
  const others = fitting.filter((period) => !unique.includes(period));
  const slots = unique.map((period) => period ?? others.shift());
  return { slots, left: wanted.slice(present.length) };
};
