import { BadInput } from '../errors.js';

/** How a value is laid out in 16-bit words, as the reference names it. */
export type WireType =
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'enum'
  | 'bool'
  | 'bitfield'
  | 'string'
  | 'timeslot'
  | 'datetime'
  | 'duo8'
  | 'duo8-high'
  | 'duo8-low'
  | 'varies';

/** What is measured. Faces follow from it: units, Home Assistant classes, plausibility rules. */
export type Quantity =
  | 'power'
  | 'apparentPower'
  | 'reactivePower'
  | 'energyToday' // falls to 0 at midnight
  | 'energyTotal' // never falls
  | 'energyWrapping' // low 16 bits of a total
  | 'energyStored'
  | 'voltage'
  | 'current'
  | 'frequency'
  | 'temperature'
  | 'stateOfCharge'
  | 'percent'
  | 'capacity'
  | 'duration'
  | 'ratio'
  | 'count';

/**
 * Translates between words and a value. `decode` reads `size` words at `words[at]` and says
 * undefined where they hold no value; `encode` throws BadInput where a value has no words.
 */
export interface Codec<T> {
  readonly type: WireType;
  readonly size: number;
  readonly scale?: number | undefined;
  readonly unit?: string | undefined;
  readonly quantity?: Quantity | undefined;
  /** For enumerations and bit fields: what each code or bit means. */
  readonly labels?: Readonly<Record<number, string>> | undefined;
  /** For a bit field that shares its word: its lowest bit and its width. */
  readonly bits?: readonly [low: number, width: number] | undefined;
  decode(words: ArrayLike<number>, at: number): T | undefined;
  encode?(value: T): readonly number[];
}

/** A daily period of the inverter's local clock, "HH:MM". It may cross midnight; 00:00-00:00 is empty. */
export interface Slot {
  readonly start: string;
  readonly end: string;
}

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

const wordAt = (words: ArrayLike<number>, at: number): number => words[at] ?? 0;

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
      : (words, at) => (raw(type, words, at) * factor) / divisor + offset,
    encode: (value) => numberWords(type, ((value - offset) * divisor) / factor),
  };
};

const numberWords = (type: NumberType, steps: number): readonly number[] => {
  const whole = Math.round(steps);
  const [low, high] = LIMITS[type];
  if (Math.abs(whole - steps) > 1e-6 || whole < low || whole > high)
    throw new BadInput('value', steps, `must be a whole number of steps from ${low} to ${high}`);
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

/** A 32-bit energy total whose word order depends on the firmware: more than a million kWh means low word first. */
export const energyTotalEitherOrder: Codec<number> = {
  ...energyTotal(),
  decode: (words, at) => {
    const [first, second] = [wordAt(words, at), wordAt(words, at + 1)];
    const total = (first * 0x10000 + second) / 10;
    return total > 1_000_000 ? (second * 0x10000 + first) / 10 : total;
  },
};

/** As `codec`, for a register that some models leave at 0: there it tells nothing. */
export const unlessZero = (codec: Codec<number>): Codec<number> => ({
  ...codec,
  decode: (words, at) => {
    const value = codec.decode(words, at);
    return value === 0 ? undefined : value;
  },
});

/** `length` words of the same kind, each a number. */
export const each = (codec: Codec<number>, length: number): Codec<readonly number[]> => ({
  ...codec,
  size: codec.size * length,
  decode: (words, at) =>
    Array.from({ length }, (_, i) => codec.decode(words, at + i * codec.size) ?? 0),
  encode: (values) => values.flatMap((value) => codec.encode?.(value) ?? []),
});

/** On or off; any word but 0 reads as on, since other programs may have put it there. */
export const flag: Codec<boolean> = {
  type: 'bool',
  size: 1,
  decode: (words, at) => wordAt(words, at) !== 0,
  encode: (value) => [value ? 1 : 0],
};

/** An on/off setting that the reference lists as an enumeration. */
export const flagWith = (labels: Readonly<Record<number, string>>): Codec<boolean> => ({
  ...flag,
  type: 'enum',
  labels,
});

/** A code with a name. A code nobody has named reads as "code 7" instead of vanishing. */
export const enumeration = <const L extends Readonly<Record<number, string>>>(
  labels: L,
): Codec<L[keyof L & number] | `code ${number}`> => {
  const codes = new Map<string, number>(
    Object.entries(labels).map(([code, label]) => [label, Number(code)]),
  );
  return {
    type: 'enum',
    size: 1,
    labels,
    decode: (words, at) => {
      const code = wordAt(words, at);
      const named: L[keyof L & number] | undefined = labels[code];
      return named ?? `code ${code}`;
    },
    encode: (value) => {
      const code = codes.get(value);
      if (code === undefined)
        throw new BadInput('value', value, `must be one of ${[...codes.keys()].join(', ')}`);
      return [code];
    },
  };
};

interface BitFacts {
  /** 1 word or 2 (high word first). */
  readonly size?: 1 | 2;
  /** 'msb': index 0 is the highest bit, as in the 32-bit flag tables of the reference. */
  readonly order?: 'lsb' | 'msb';
}

/** The names of the bits that are set, in table order; a set bit without a name reads as "bit 11". */
export const bitfield = (
  labels: Readonly<Record<number, string>>,
  { size = 1, order = 'lsb' }: BitFacts = {},
): Codec<readonly string[]> => {
  const width = 16 * size;
  const named = Array.from({ length: width }, (_, index) => labels[index] ?? `bit ${index}`);
  return {
    type: 'bitfield',
    size,
    labels,
    decode: (words, at) => {
      const bits = size === 1 ? wordAt(words, at) : raw('uint32', words, at);
      if (bits === 0) return [];
      return named.filter((_, index) => bitAt(bits, order === 'lsb' ? index : width - 1 - index));
    },
  };
};

const bitAt = (bits: number, bit: number): boolean => Math.floor(bits / 2 ** bit) % 2 === 1;

/** `width` bits from bit `low` of one word, as a named code. */
export const bitsOf = <const L extends Readonly<Record<number, string>>>(
  low: number,
  width: number,
  labels: L,
): Codec<L[keyof L & number] | `code ${number}`> => {
  const whole = enumeration(labels);
  const mask = 2 ** width - 1;
  return {
    type: 'bitfield',
    size: 1,
    labels,
    bits: [low, width],
    decode: (words, at) => whole.decode([(wordAt(words, at) >> low) & mask], 0),
  };
};

/** The high or low byte of a word. */
export const byte = (
  half: 'high' | 'low',
  facts: {
    unit?: string;
    quantity?: Quantity;
    scale?: number;
    labels?: Readonly<Record<number, string>>;
  } = {},
): Codec<number> => ({
  type: half === 'high' ? 'duo8-high' : 'duo8-low',
  size: 1,
  ...facts,
  decode: (words, at) =>
    (half === 'high' ? wordAt(words, at) >> 8 : wordAt(words, at) & 0xff) * (facts.scale ?? 1),
});

/** A byte with names for its codes. */
export const byteOf = <const L extends Readonly<Record<number, string>>>(
  half: 'high' | 'low',
  labels: L,
): Codec<L[keyof L & number] | `code ${number}`> => {
  const whole = enumeration(labels);
  const part = byte(half);
  return {
    type: part.type,
    size: 1,
    labels,
    decode: (words, at) => whole.decode([part.decode(words, at) ?? 0], 0),
  };
};

/** On or off in one byte of a word. */
export const flagByte = (half: 'high' | 'low'): Codec<boolean> => {
  const part = byte(half);
  return { type: part.type, size: 1, decode: (words, at) => part.decode(words, at) !== 0 };
};

interface LookupFacts {
  readonly unit?: string;
  readonly quantity?: Quantity;
  /** Where the code shares its word: its lowest bit and its width. */
  readonly bits?: readonly [low: number, width: number];
}

/** A code that stands for a number: 0 means the first of `values`, and so on. Unknown codes are absent. */
export const lookup = (
  values: readonly number[],
  { bits, ...facts }: LookupFacts,
): Codec<number> => {
  const [low, width] = bits ?? [0, 16];
  return {
    ...facts,
    type: bits === undefined ? 'enum' : 'bitfield',
    size: 1,
    bits,
    labels: Object.fromEntries(values.map((value, index) => [index, String(value)])),
    decode: (words, at) => values[(wordAt(words, at) >> low) & (2 ** width - 1)],
  };
};

/** `size` words as hex digits, for codes that people know in that form; nothing but zeros is absent. */
export const hex = (size: 1 | 2): Codec<string> => ({
  type: size === 1 ? 'uint16' : 'uint32',
  size,
  decode: (words, at) => {
    const digits = Array.from({ length: size }, (_, i) => wordAt(words, at + i));
    if (digits.every((word) => word === 0)) return undefined;
    return digits.map((word) => word.toString(16).padStart(4, '0')).join('');
  },
  encode: (value) =>
    Array.from({ length: size }, (_, i) => Number.parseInt(value.slice(4 * i, 4 * i + 4), 16)),
});

/** Both bytes of a word, high first. */
export const bytes: Codec<readonly [number, number]> = {
  type: 'duo8',
  size: 1,
  decode: (words, at) => [wordAt(words, at) >> 8, wordAt(words, at) & 0xff],
};

/** Two ASCII characters a word, high byte first, blanks and NULs stripped; blank text is absent. */
export const text = (size: number): Codec<string> => ({
  type: 'string',
  size,
  decode: (words, at) => {
    let out = '';
    for (let i = at; i < at + size; i++)
      out += printable(wordAt(words, i) >> 8) + printable(wordAt(words, i) & 0xff);
    return out === '' ? undefined : out;
  },
  encode: (value) => {
    const padded = value.padEnd(2 * size, '\0');
    return Array.from(
      { length: size },
      (_, i) => byteAt(padded, 2 * i) * 256 + byteAt(padded, 2 * i + 1),
    );
  },
});

const byteAt = (value: string, at: number): number => value.charCodeAt(at) & 0xff;

const printable = (code: number): string =>
  code > 0x20 && code < 0x7f ? String.fromCharCode(code) : '';

/** Two ASCII words followed by `digits` decimal bytes appended as digits: GAAA 00 00 01 04 is GAAA0014. */
export const versionText: Codec<string> = {
  type: 'string',
  size: 4,
  decode: (words, at) => {
    const letters = text(2).decode(words, at);
    if (letters === undefined) return undefined;
    const tail = [wordAt(words, at + 2), wordAt(words, at + 3)];
    return letters + tail.map((word) => `${word >> 8}${word & 0xff}`).join('');
  },
};

/** HHMM of one word as "HH:MM"; 60 and impossible minutes mean "not set". */
export const clockText = (word: number): string | undefined => {
  const hours = Math.floor(word / 100);
  const minutes = word % 100;
  const possible = minutes < 60 && (hours < 24 || word === 2400);
  return possible ? `${pad(hours)}:${pad(minutes)}` : undefined;
};

/** "HH:MM" as the decimal word HHMM. */
export const clockWord = (time: string): number =>
  Number(time.slice(0, 2)) * 100 + Number(time.slice(3, 5));

const pad = (value: number): string => String(value).padStart(2, '0');

/** Start and end, one word each. Absent where either is not set. */
export const timeslot: Codec<Slot> = {
  type: 'timeslot',
  size: 2,
  decode: (words, at) => {
    const start = clockText(wordAt(words, at));
    const end = clockText(wordAt(words, at + 1));
    return start === undefined || end === undefined ? undefined : { start, end };
  },
  encode: ({ start, end }) => [clockWord(start), clockWord(end)],
};

/** The inverter's wall clock, "2026-08-14T09:05:30", without a zone. Absent when the clock is lost (year 2000, month 13). */
export const datetime: Codec<string> = {
  type: 'datetime',
  size: 6,
  decode: (words, at) => {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = Array.from(
      { length: 6 },
      (_, i) => wordAt(words, at + i),
    );
    const real =
      year > 0 &&
      year < 100 &&
      month >= 1 &&
      month <= 12 &&
      day >= 1 &&
      day <= daysIn(2000 + year, month);
    if (!real || hour > 23 || minute > 59 || second > 59) return undefined;
    return `20${pad(year)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}`;
  },
  encode: (value) => {
    const parts = /^20(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(value);
    if (parts === null) throw new BadInput('dateTime', value, 'must be like 2026-08-14T09:05:30');
    return parts.slice(1).map(Number);
  },
};

const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();
