import { BadInput } from '../errors.js';
import { registerPhrases } from './phrases.js';
import { wordAt, type Codec, type Quantity } from './codec.js';

type NumberType = 'uint16' | 'int16' | 'uint32' | 'int32';
interface NumberFacts {
  readonly type: NumberType;
  readonly scale?: number;
  readonly unit?: string;
  readonly quantity?: Quantity;
  /** Added after scaling: power factors are stored as value + 1. */
  readonly offset?: number;
}

const LIMITS = {
  uint16: [0, 0xffff],
  int16: [-0x8000, 0x7fff],
  uint32: [0, 0xffffffff],
  int32: [-0x80000000, 0x7fffffff],
} as const;

const raw = (type: NumberType, words: ArrayLike<number>, at: number): number => {
  const first = wordAt(words, at);
  switch (type) {
    case 'uint16':
      return first;
    case 'int16':
      return (first << 16) >> 16;
    case 'uint32':
      return first * 0x10000 + wordAt(words, at + 1);
    case 'int32':
      return (first << 16) | wordAt(words, at + 1);
  }
};

/** A number of `scale` units per raw step. 32-bit numbers are high word first. */
export const number = (facts: NumberFacts): Codec<number> => {
  const { type, scale = 1, offset = 0 } = facts;
  // Dividing by a whole number keeps 24.3 from becoming 24.3000000004.
  const divisor = scale < 1 ? Math.round(1 / scale) : 1;
  const factor = scale < 1 ? 1 : scale;
  const size = type.endsWith('32') ? 2 : 1;
  const plain = divisor === 1 && factor === 1 && offset === 0;
  return {
    type,
    size,
    scale,
    unit: facts.unit,
    quantity: facts.quantity,
    decode: plain
      ? (words, at) => raw(type, words, at)
      : (words, at) => (raw(type, words, at) * factor + offset * divisor) / divisor,
    encode: (value) => numberWords(type, ((value - offset) * divisor) / factor),
  };
};

const numberWords = (type: NumberType, steps: number): readonly number[] => {
  const whole = Math.round(steps);
  const [low, high] = LIMITS[type];
  // Asked this way round, NaN is no whole number either.
  if (!(Math.abs(whole - steps) <= 1e-6) || whole < low || whole > high)
    throw new BadInput('value', steps, registerPhrases.say('steps', { low, high }));
  return type.endsWith('32') ? [(whole >>> 16) & 0xffff, whole & 0xffff] : [whole & 0xffff];
};

const measure =
  (quantity: Quantity, unit: string) =>
  (type: NumberType, scale = 1): Codec<number> =>
    number({ type, scale, unit, quantity });

// The measurements of the reference. Names without a word for the type are the usual one.
export const power = measure('power', 'W');
export const apparentPower = measure('apparentPower', 'VA');
export const reactivePower = measure('reactivePower', 'var');
export const voltage = measure('voltage', 'V');
export const current = measure('current', 'A');
export const frequency = measure('frequency', 'Hz');
export const temperature = measure('temperature', '°C');
export const capacity = measure('capacity', 'Ah');
export const energyToday = (type: NumberType = 'uint16'): Codec<number> =>
  number({ type, scale: 0.1, unit: 'kWh', quantity: 'energyToday' });
export const energyTotal = (type: NumberType = 'uint32', scale = 0.1): Codec<number> =>
  number({ type, scale, unit: 'kWh', quantity: 'energyTotal' });
export const energyWrapping = number({
  type: 'uint16',
  scale: 0.1,
  unit: 'kWh',
  quantity: 'energyWrapping',
});
export const stateOfCharge = number({ type: 'uint16', unit: '%', quantity: 'stateOfCharge' });
export const percent = (scale = 1): Codec<number> =>
  number({ type: 'uint16', scale, unit: '%', quantity: 'percent' });
export const duration = (unit: 's' | 'min' | 'h', type: NumberType = 'uint16', scale = 1) =>
  number({ type, scale, unit, quantity: 'duration' });
/** Stored as 10000 x (value + 1). */
export const powerFactor = number({
  type: 'uint16',
  scale: 0.0001,
  quantity: 'ratio',
  offset: -1,
});
/** A bare number without unit. */
export const count = (type: NumberType = 'uint16', scale = 1): Codec<number> =>
  number({ type, scale, quantity: 'count' });

/** A word with a meaning of its own: a version, a code, bits nobody has named. */
export const code = number({ type: 'uint16' });
/** As `code`, over two words. */
export const flags32 = number({ type: 'uint32' });

const IMPOSSIBLE_TOTAL = 1_000_000;

/**
 * A 32-bit energy total whose word order depends on the firmware: more than a million kWh is the
 * wrong one. A small low word would pass either way, so the totals `beside` it (as offsets, its own
 * among them) are asked as well.
 */
export const energyTotalEitherOrder = (beside: readonly number[]): Codec<number> => ({
  ...energyTotal(),
  decode: (words, at) => {
    const highFirst = (from: number): number => kWhOf(wordAt(words, from), wordAt(words, from + 1));
    const lowFirst = (from: number): number => kWhOf(wordAt(words, from + 1), wordAt(words, from));
    const fits = (order: typeof highFirst): boolean =>
      beside.every((offset) => order(at + offset) <= IMPOSSIBLE_TOTAL);
    if (fits(highFirst)) return highFirst(at);
    return fits(lowFirst) || highFirst(at) > IMPOSSIBLE_TOTAL ? lowFirst(at) : highFirst(at);
  },
});

const kWhOf = (high: number, low: number): number => (high * 0x10000 + low) / 10;

/** As `codec`, where words of nothing but zeros are not 0 but untold. */
export const unlessBlank = (codec: Codec<number>): Codec<number> => ({
  ...codec,
  decode: (words, at) => {
    const blank = Array.from({ length: codec.size }, (_, i) => wordAt(words, at + i));
    return blank.every((word) => word === 0) ? undefined : codec.decode(words, at);
  },
});

/** As `codec`, for a register that some models leave at 0: there it tells nothing. */
export const unlessZero = (codec: Codec<number>): Codec<number> => ({
  ...codec,
  decode: (words, at) => {
    const value = codec.decode(words, at);
    return value === 0 ? undefined : value;
  },
});

/** Of the AC voltage at a terminal, in hundredths; a dead line has none, which the wire writes as 0. */
export const lineFrequency = unlessZero(frequency('uint16', 0.01));

/** `length` words of the same kind, each a number. */
export const each = (codec: Codec<number>, length: number): Codec<readonly number[]> => ({
  ...codec,
  size: codec.size * length,
  decode: (words, at) =>
    Array.from({ length }, (_, i) => codec.decode(words, at + i * codec.size) ?? 0),
  encode: (values) => values.flatMap((value) => codec.encode?.(value) ?? []),
});
