import type { Snapshot } from '../plant/snapshot.js';
import { familyNamed } from '../registers/families.js';

const MINUTE = 60_000;

/** Minute of the day by the inverter's own clock, which is the one its slots go by; undefined where it is lost. */
export const inverterMinute = (snapshot: Snapshot, at: number): number | undefined => {
  const { systemTime } = snapshot.inverter;
  const read = clockReadAt(snapshot);
  if (systemTime === undefined || read === undefined) return undefined;
  // Settings are read seldom: the clock has gone on since.
  const wall = Date.parse(`${systemTime}Z`) + (at - read);
  return Math.floor(wall / MINUTE) % 1440;
};

/** When the inverter's clock was read; undefined where it was not. */
export const clockReadAt = ({ model, readAt }: Snapshot): number | undefined => {
  const address = familyNamed(model.family).table['systemTime']?.address;
  const [, at] =
    Object.entries(readAt).find(([label]) => {
      const [, first, last] = /^holding (\d+)-(\d+)$/.exec(label) ?? [];
      return address !== undefined && Number(first) <= address && address <= Number(last);
    }) ?? [];
  return at;
};

/** Minutes since midnight of "HH:MM". */
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** A period may cross midnight; one that ends when it begins is empty. */
export const isWithin = (
  { start, end }: { readonly start: string; readonly end: string },
  minute: number,
): boolean => {
  const [from, to] = [minuteOf(start), minuteOf(end)];
  return from <= to ? from <= minute && minute < to : minute >= from || minute < to;
};
