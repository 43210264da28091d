import type { RateName } from '../plant/figures/figures.js';
import { wallAt } from '../time/zone.js';
import { rateByClock, type SettledTariff } from './tariff.js';

/** When somebody switched the rate, and to what. */
export interface Switched {
  readonly rate: RateName;
  /** ms since 1970. */
  readonly at: number;
}

/** A part of a time that has one rate and lies on one day. */
export interface Portion {
  /** Local, "2026-08-14". */
  readonly day: string;
  readonly rate: RateName;
  /** Of the whole, 0 to 1. */
  readonly share: number;
}

/** Day and rate at a moment (ms since 1970). */
export const phaseAt = (
  tariff: SettledTariff,
  switched: readonly Switched[],
  at: number,
): Omit<Portion, 'share'> => {
  const { day, minute } = wallAt(at, tariff.zone);
  return { day, rate: tariff.byHand ? rateByHand(switched, at) : rateByClock(tariff, minute) };
};

/** Before the first switch that is known it was the other rate; without any it is day. */
const rateByHand = (switched: readonly Switched[], at: number): RateName => {
  const last = switched.findLast((one) => one.at <= at);
  if (last !== undefined) return last.rate;
  return switched[0]?.rate === 'day' ? 'night' : 'day';
};

const MINUTE = 60_000;

/** A time taken apart at changes of rate and at midnight. Offsets of all zones are whole minutes. */
export const portionsOf = (
  tariff: SettledTariff,
  switched: readonly Switched[],
  from: number,
  to: number,
): readonly Portion[] => {
  if (to <= from) return [{ ...phaseAt(tariff, switched, to), share: 1 }];
  const portions = new Map<string, Portion>();
  for (let at = from; at < to;) {
    const end = Math.min(to, nextCut(at, switched));
    const { day, rate } = phaseAt(tariff, switched, at);
    const key = `${day} ${rate}`;
    const share = (portions.get(key)?.share ?? 0) + (end - at) / (to - from);
    portions.set(key, { day, rate, share });
    at = end;
  }
  return [...portions.values()];
};

const nextCut = (at: number, switched: readonly Switched[]): number => {
  const minute = (Math.floor(at / MINUTE) + 1) * MINUTE;
  return Math.min(minute, switched.find((one) => one.at > at)?.at ?? minute);
};
