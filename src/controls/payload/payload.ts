import { BadInput } from '../../errors.js';
import { say } from '../writing/phrases.js';
import { yesNo } from './yesNo.js';

/** What an editor shows for a field, and which parser reads it. */
export type FieldKind =
  | 'number'
  | 'percent'
  | 'watts'
  | 'time'
  | 'switch'
  | 'choice'
  | 'minutes'
  | 'dateTime'
  | 'list'
  | 'settings';

/** One field of a control's payload: what it is called and how whatever comes in is understood. */
export interface Field<T = unknown> {
  readonly kind: FieldKind;
  readonly label: string;
  readonly unit?: string;
  readonly limits?: readonly [number, number];
  readonly choices?: readonly string[];
  readonly optional?: boolean;
  /** Other names under which payloads carry it. */
  readonly also?: readonly string[];
  readonly hint?: string;
  /** Throws BadInput naming `field`. */
  parse(value: unknown, field: string): T;
}

export type Fields = Readonly<Record<string, Field>>;
type Told<F> = F extends Field<infer T> ? T : never;

/** What a payload says once it has been understood. */
export type Payload<F extends Fields> = {
  readonly [K in keyof F as F[K] extends { readonly optional: true } ? never : K]: Told<F[K]>;
} & {
  readonly [K in keyof F as F[K] extends { readonly optional: true } ? K : never]?: Told<F[K]>;
};

export interface Understood<F extends Fields> {
  readonly payload: Payload<F>;
  /** Any payload may ask to be tried only. */
  readonly dryRun: boolean;
  readonly warnings: readonly string[];
}

/**
 * Understands a payload: an object, JSON text, or a bare value, which is taken for the field `main`.
 * `fixed` are fields that the control's name has settled already ("setChargeStart3").
 */
export const parsePayload = <F extends Fields>(
  fields: F,
  main: (keyof F & string) | undefined,
  payload: unknown,
  fixed: Readonly<Record<string, unknown>> = {},
): Understood<F> => {
  const given = recordOf(payload, main);
  const told: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = Object.hasOwn(fixed, name)
      ? fixed[name]
      : pick(given, [name, ...(field.also ?? [])]);
    if (value !== undefined && value !== null) told[name] = field.parse(value, name);
  }
  assertWhole(fields, told);
  return { payload: told, dryRun: isDryRun(given), warnings: strangers(given, fields) };
};

const DRY_RUN = 'dryRun';

/** Whoever asks for a dry run in words that are not understood must not get the real thing. */
const isDryRun = (given: Record<string, unknown>): boolean => {
  const asked = pick(given, [DRY_RUN]);
  const dryRun = asked === undefined || asked === null ? false : yesNo(asked);
  if (dryRun === undefined) throw new BadInput(DRY_RUN, asked, expectation({ kind: 'switch' }));
  return dryRun;
};

/** Every field that is there has been parsed by its own parser: with none missing this is the payload. */
function assertWhole<F extends Fields>(
  fields: F,
  told: Record<string, unknown>,
): asserts told is Payload<F> {
  for (const [name, field] of Object.entries(fields))
    if (field.optional !== true && !Object.hasOwn(told, name))
      throw new BadInput(name, undefined, expectation(field));
}

const recordOf = (payload: unknown, main: string | undefined): Record<string, unknown> => {
  const value = typeof payload === 'string' ? fromText(payload.trim()) : payload;
  if (isRecord(value)) return value;
  if (main === undefined || value === undefined || value === null || value === '') return {};
  return { [main]: value };
};

const fromText = (text: string): unknown => {
  if (!/^[[{"]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new BadInput('payload', text, say('badJson'));
  }
};

/** Plain objects of any realm: function nodes make theirs in a world of their own. */
const isRecord = (value: unknown): value is Record<string, unknown> =>
  Object.prototype.toString.call(value) === '[object Object]';

/** By the first of these names that is there, in any case. */
const pick = (given: Record<string, unknown>, names: readonly string[]): unknown => {
  const told = Object.entries(given).filter(([, value]) => value !== undefined);
  return names.map((name) => told.find(([key]) => isSame(key, name))).find(Boolean)?.[1];
};

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const strangers = (given: Record<string, unknown>, fields: Fields): readonly string[] => {
  const own = Object.entries(fields).flatMap(([name, { also = [] }]) => [name, ...also]);
  const known = [...own, DRY_RUN];
  const unknown = Object.keys(given).filter((key) => !known.some((name) => isSame(key, name)));
  if (unknown.length === 0) return [];
  const names = unknown.slice(0, 5).map((name) => name.slice(0, 40));
  return [say('strangers', { names: names.join(', ') })];
};

/** A field in words, for refusals and help: "must be a whole number from 4 to 100 %". */
export const expectation = (field: Pick<Field, 'kind' | 'limits' | 'unit' | 'choices'>): string => {
  const { kind, limits, unit = '', choices = [] } = field;
  switch (kind) {
    case 'choice':
      return say('choice', { choices: choices.join(', ') });
    case 'number':
    case 'percent':
    case 'watts': {
      const [low, high] = limits ?? [];
      const within =
        low === undefined || high === undefined ? say('whole') : say('wholeWithin', { low, high });
      return `${within} ${unit}`.trim();
    }
    default:
      return say(kind);
  }
};

/** The same field, but a payload may leave it out. */
export const optional = <T>(field: Field<T>): Field<T> & { readonly optional: true } => ({
  ...field,
  optional: true,
});

/** The same field under more names. */
export const alsoCalled = <F extends Field>(field: F, ...names: readonly string[]): F => ({
  ...field,
  also: [...(field.also ?? []), ...names],
});
