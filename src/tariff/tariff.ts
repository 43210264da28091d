import { GivError, show } from '../errors.js';
import type { RateName } from '../plant/figures/figures.js';
import { hostZone } from '../time/zone.js';

/** What energy costs, and which rate holds when. */
export interface Tariff {
  /** Money a kWh: bought by day, by night (as by day), and sold (nothing). */
  readonly dayRate: number;
  readonly nightRate?: number;
  readonly exportRate?: number;
  /** "HH:MM" on the clock on the wall: when each rate begins (07:30 and 00:30). */
  readonly dayStart?: string;
  readonly nightStart?: string;
  /** The rate is changed by the control switchRate, not by the clock. */
  readonly byHand?: boolean;
  /** ISO 4217: EUR ...; GBP. */
  readonly currency?: string;
  /** Of the clock on the wall: Europe/London ...; this computer's. */
  readonly zone?: string;
}

/** A tariff with every default filled in; starts are minutes of the day. */
export interface SettledTariff {
  readonly rates: Readonly<Record<RateName, number>>;
  readonly exportRate: number | undefined;
  readonly dayStart: number;
  readonly nightStart: number;
  readonly byHand: boolean;
  readonly currency: string;
  readonly zone: string;
}

/** Fills in the defaults; throws GivError BAD_CONFIG for what cannot be used. */
export const settleTariff = (tariff: Tariff): SettledTariff => {
  const { dayRate, nightRate = dayRate, exportRate, byHand = false, currency = 'GBP' } = tariff;
  const { dayStart = '07:30', nightStart = '00:30', zone = hostZone() } = tariff;
  if (!/^[A-Z]{3}$/.test(currency))
    throw unusable('currency', currency, 'must be three capital letters, such as GBP or EUR');
  if (minuteOf('dayStart', dayStart) === minuteOf('nightStart', nightStart))
    throw unusable('nightStart', nightStart, 'must be another time than dayStart');
  return {
    rates: { day: money('dayRate', dayRate), night: money('nightRate', nightRate) },
    exportRate: exportRate === undefined ? undefined : money('exportRate', exportRate),
    dayStart: minuteOf('dayStart', dayStart),
    nightStart: minuteOf('nightStart', nightStart),
    byHand,
    currency,
    zone: known(zone),
  };
};

/** The rate at a minute of the day, by the clock. */
export const rateByClock = (
  { dayStart, nightStart }: Pick<SettledTariff, 'dayStart' | 'nightStart'>,
  minute: number,
): RateName => {
  const night =
    nightStart < dayStart
      ? minute >= nightStart && minute < dayStart
      : minute >= nightStart || minute < dayStart;
  return night ? 'night' : 'day';
};

const MOST_RATE = 10_000;

const money = (field: string, value: unknown): number => {
  if (typeof value === 'number' && Math.abs(value) <= MOST_RATE) return value;
  throw unusable(field, value, 'must be money a kWh, such as 0.2864');
};

const minuteOf = (field: string, value: string): number => {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(value) ?? [];
  if (hours === undefined) throw unusable(field, value, 'must be a time such as 07:30');
  return Number(hours) * 60 + Number(minutes);
};

const known = (zone: string): string => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw unusable('zone', zone, 'must be a time zone such as Europe/London');
  }
};

const unusable = (field: string, value: unknown, expected: string): GivError =>
  new GivError('BAD_CONFIG', `tariff: ${field} is ${show(value)}: ${expected}`, { field, value });
