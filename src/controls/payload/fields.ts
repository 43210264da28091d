import { BadInput } from '../../errors.js';
import { clockText } from '../../registers/codecs.js';
import { expectation, type Field } from './payload.js';
import { yesNo } from './yesNo.js';

type Facts = Omit<Field, 'parse' | 'optional'>;

const field = <T>(facts: Facts, read: (value: unknown) => T | undefined): Field<T> => ({
  ...facts,
  parse: (value, name) => {
    const told = read(value);
    if (told === undefined) throw new BadInput(name, value, expectation(facts));
    return told;
  },
});

/** A whole number as a number or as text; "50.0" is whole, "50.5", "abc", "" and true are refused. */
const whole = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*-?\d{1,9}(\.0+)?\s*$/.test(value)) return undefined;
  // The sum turns -0 into 0.
  return Number(value) + 0;
};

/** "50 %" is 50 where percent are asked for; any other unit stays, and is refused. */
const withoutUnit = (value: unknown, unit: string): unknown => {
  if (typeof value !== 'string' || unit === '') return value;
  const text = value.trim();
  return text.toLowerCase().endsWith(unit.toLowerCase()) ? text.slice(0, -unit.length) : value;
};

const wholeIn =
  ([low, high]: readonly [number, number], unit = '') =>
  (value: unknown): number | undefined => {
    const number = whole(withoutUnit(value, unit));
    return number !== undefined && number >= low && number <= high ? number : undefined;
  };

export const number = (
  label: string,
  limits: readonly [number, number],
  more: Partial<Facts> = {},
): Field<number> => field({ kind: 'number', label, limits, ...more }, wholeIn(limits, more.unit));

export const percent = (label: string, low: number, high = 100, hint?: string): Field<number> =>
  number(label, [low, high], {
    kind: 'percent',
    unit: '%',
    ...(hint === undefined ? {} : { hint }),
  });

export const watts = (label: string, high: number, hint?: string): Field<number> =>
  number(label, [0, high], { kind: 'watts', unit: 'W', ...(hint === undefined ? {} : { hint }) });

/** A time of day, as "HH:MM" whatever form it came in. `latest` may allow 24:00. */
export const time = (label: string, latest: '23:59' | '24:00' = '23:59'): Field<string> =>
  field({ kind: 'time', label }, (value) => {
    const text = timeOf(value);
    return text === '24:00' && latest !== '24:00' ? undefined : text;
  });

const timeOf = (value: unknown): string | undefined => {
  const text = typeof value === 'number' ? hhmm(value) : value;
  if (typeof text !== 'string') return undefined;
  const parts =
    /^\s*(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*$/.exec(text) ??
    /^\s*(\d{1,2})(\d{2})\s*$/.exec(text);
  if (parts === null) return undefined;
  return clockText(Number(parts[1]) * 100 + Number(parts[2]));
};

/** 130 is half past one as the register has it. Below 100 nobody can tell hours from minutes: only 0 is clear. */
const hhmm = (value: number): string | undefined =>
  value === 0 || (Number.isInteger(value) && value >= 100 && value <= 2400)
    ? String(value).padStart(4, '0')
    : undefined;

export const onOff = (label: string): Field<boolean> => field({ kind: 'switch', label }, yesNo);

/** Case and spacing do not count; but -1 is not 1. */
const letters = (value: string): string =>
  /^\s*-\s*\d/.test(value) ? value : value.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** One of a few names, in any case and spacing; `also` gives further names (or numbers) for some of them. */
export const choice = <const C extends string>(
  label: string,
  choices: readonly C[],
  also: Readonly<Record<string, C>> = {},
): Field<C> => {
  const known = new Map<string, C>(choices.map((name) => [letters(name), name]));
  for (const [name, meant] of Object.entries(also)) known.set(letters(name), meant);
  return field({ kind: 'choice', label, choices }, (value) =>
    typeof value === 'string' || typeof value === 'number'
      ? known.get(letters(String(value)))
      : undefined,
  );
};

const ENDINGS: ReadonlySet<unknown> = new Set(['cancel', 'normal', 'off', 'disable', '0', 0]);

/** How long a timed job runs; 0 minutes and the words GivTCP has for it end the job. */
export const minutes = (label: string): Field<number | 'cancel'> =>
  field({ kind: 'minutes', label, unit: 'min', limits: [1, 1439] }, (value) =>
    ENDINGS.has(typeof value === 'string' ? value.trim().toLowerCase() : value)
      ? 'cancel'
      : wholeIn([1, 1439], 'min')(value),
  );
