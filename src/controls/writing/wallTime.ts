/**
 * Wall time: what a clock on the wall shows, "2026-08-14T09:05:30", without a zone. The inverter's
 * own clock and its slots are wall time; arithmetic on it knows no summer time.
 */

/** The host's wall time at an instant (ms since 1970). */
export const wallTime = (instant: number): string => {
  const date = new Date(instant);
  return write(instant - date.getTimezoneOffset() * 60_000);
};

/** Wall time `ms` later. */
export const later = (wall: string, ms: number): string => write(count(wall) + ms);

/** ms from one wall time to another. */
export const between = (from: string, to: string): number => count(to) - count(from);

/** "09:05" of a wall time. */
export const clockOf = (wall: string): string => wall.slice(11, 16);

/** Wall time from its parts, or undefined where no calendar has such a day. */
export const wallOf = (parts: readonly number[]): string | undefined => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const text = write(Date.UTC(year, month - 1, day, hour, minute, second));
  const [y, m, d, h, i, s] = text.split(/[-T:]/).map(Number);
  const same = y === year && m === month && d === day && h === hour && i === minute && s === second;
  return same && year >= 2001 && year <= 2099 ? text : undefined;
};

const count = (wall: string): number => Date.parse(`${wall}Z`);
const write = (utc: number): string => new Date(utc).toISOString().slice(0, 19);
