import { BadInput } from '../errors.js';
import type { Codec } from '../registers/codecs.js';
import type { Readings, RegisterTable } from '../registers/register.js';
import type { Memory } from './memory.js';
import { simulatorPhrases } from '../simulatorPhrases.js';

/**
 * Puts readings into registers by the very table that will read them. Numbers go to the nearest step
 * of their register; registers that do not exist on this unit are passed over.
 */
export const fill = <T extends RegisterTable>(
  memory: Memory,
  device: number,
  table: T,
  readings: Readings<T>,
): void => {
  for (const [name, value] of Object.entries(readings)) {
    const row = table[name];
    if (row === undefined || value === undefined) continue;
    const { bank, address, codec } = row;
    const before = memory.words(device, bank, address, codec.size);
    if (before !== undefined) memory.put(device, bank, address, wordsFor(codec, value, before));
  }
};

/** The words that this codec reads as `value`; what shares them stays as it was. */
export const wordsFor = <T>(
  codec: Codec<T>,
  value: T,
  before: readonly number[],
): readonly number[] => {
  const [word = 0] = before;
  const { type, bits } = codec;
  if (type === 'duo8-high' || type === 'duo8-low') {
    const low = type === 'duo8-high' ? 8 : 0;
    return [withBits(word, low, 8, codeOf(codec, value))];
  }
  if (bits !== undefined) return [withBits(word, bits[0], bits[1], codeOf(codec, value))];
  if (codec.encode !== undefined) return codec.encode(onStep(codec, value));
  return shaped(codec, value);
};

const onStep = <T>(codec: Codec<T>, value: T): T => {
  if (typeof value !== 'number') return value;
  const nearest: unknown = stepped(value, codec.scale ?? 1);
  return sameKind(nearest, value) ? nearest : value;
};

const stepped = (value: number, scale: number): number =>
  scale < 1
    ? Math.round(value * Math.round(1 / scale)) / Math.round(1 / scale)
    : Math.round(value / scale) * scale;

const sameKind = <T>(candidate: unknown, like: T): candidate is T =>
  typeof candidate === typeof like;

// A name of the codec's labels, an on/off, or a number in its own scale.
const codeOf = (codec: Codec<unknown>, value: unknown): number => {
  const label = Object.entries(codec.labels ?? {}).find(([, text]) => text === String(value));
  if (label !== undefined) return Number(label[0]);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return Math.round(value / (codec.scale ?? 1));
  throw cannotEncode(codec, value);
};

const withBits = (word: number, low: number, width: number, code: number): number => {
  const mask = (2 ** width - 1) << low;
  return ((word & ~mask) | ((code << low) & mask)) & 0xffff;
};

// What the tables read and never write: flags, pairs of bytes, version texts, codes that stand for numbers.
const shaped = (codec: Codec<unknown>, value: unknown): readonly number[] => {
  if (codec.type === 'enum') return [codeOf(codec, value)];
  if (Array.isArray(value) && codec.type === 'duo8') return [value[0] * 256 + value[1]];
  if (Array.isArray(value) && value.length === 0)
    return Array.from({ length: codec.size }, () => 0);
  if (typeof value === 'string' && codec.type === 'string') return versionWords(value);
  throw cannotEncode(codec, value);
};

/** "GAAA0014": four characters, then four digits of a byte each. */
const versionWords = (text: string): readonly number[] => {
  const at = (i: number): number => (i < 4 ? text.charCodeAt(i) : Number(text.charAt(i)));
  return [0, 2, 4, 6].map((i) => at(i) * 256 + at(i + 1));
};

const cannotEncode = (codec: Codec<unknown>, value: unknown): BadInput =>
  new BadInput('value', value, simulatorPhrases.say('noWords', { type: codec.type }));
