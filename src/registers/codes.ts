import { BadInput } from '../errors.js';
import { registerPhrases } from './phrases.js';
import { wordAt, type Codec, type Quantity } from './codec.js';

/** On or off. Some registers taken for switches hold other words: those say neither. */
export const flag: Codec<boolean> = {
  type: 'bool',
  size: 1,
  decode: (words, at) => {
    const word = wordAt(words, at);
    return word > 1 ? undefined : word === 1;
  },
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
        throw new BadInput(
          'value',
          value,
          registerPhrases.say('choice', { choices: [...codes.keys()].join(', ') }),
        );
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
      const bits =
        size === 1 ? wordAt(words, at) : wordAt(words, at) * 0x10000 + wordAt(words, at + 1);
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
  encode: (value) => {
    if (!/^[0-9a-f]+$/i.test(value) || value.length !== 4 * size)
      throw new BadInput('value', value, registerPhrases.say('digits', { length: 4 * size }));
    return Array.from({ length: size }, (_, i) =>
      Number.parseInt(value.slice(4 * i, 4 * i + 4), 16),
    );
  },
});

/** Both bytes of a word, high first. */
export const bytes: Codec<readonly [number, number]> = {
  type: 'duo8',
  size: 1,
  decode: (words, at) => [wordAt(words, at) >> 8, wordAt(words, at) & 0xff],
};
