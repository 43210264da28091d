import { bitByBit } from './frames.js';

/**
 * A dongle's answers written byte by byte from the protocol reference. The project's own encoder and
 * register tables have no part in them: what the two agree on by mistake would show here.
 */
export interface HandMade {
  /** 0x11 unless another device answers. */
  readonly device?: number;
  /** 3 holding, 4 input, 0x16 meter product. */
  readonly function: 3 | 4 | 0x16;
  readonly base: number;
  readonly words: readonly number[];
}

/** Registers as text, "13=SA1234G567 18=449 30=-120": a number, or text of two characters a word. */
export type Written = string;

/** `count` registers from `base`; those that are not written hold 0, later words replace earlier ones. */
const wordsFrom = (base: number, count: number, written: Written): number[] => {
  const words = Array.from({ length: count }, () => 0);
  for (const [, address, value = ''] of written.matchAll(/(\d+)=(\S+)/g))
    for (const [offset, word] of wordsOf(value).entries()) {
      const index = Number(address) - base + offset;
      if (index < 0 || index >= count) throw new Error(`${address} is not in ${base}+${count}`);
      words[index] = word;
    }
  return words;
};

const wordsOf = (value: string): number[] => {
  if (!Number.isNaN(Number(value))) return [Number(value) & 0xffff];
  const bytes = Buffer.from(value.length % 2 === 0 ? value : `${value}\0`, 'latin1');
  return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16BE(2 * i));
};

export const holding = (base: number, count: number, written: Written, device?: number): HandMade =>
  page(3, base, count, written, device);
export const input = (base: number, count: number, written: Written, device?: number): HandMade =>
  page(4, base, count, written, device);

const page = (
  code: HandMade['function'],
  base: number,
  count: number,
  written: Written,
  device = 0x11,
): HandMade => ({ device, function: code, base, words: wordsFrom(base, count, written) });

/** The bytes of one answer (protocol reference, sections 2, 3 and 5). */
export const frameOf = (
  { device = 0x11, function: code, base, words }: HandMade,
  serial: string,
  dongle = 'WF1234G567',
): Buffer => {
  const frame = Buffer.alloc(44 + 2 * words.length);
  frame.write('59590001', 'hex');
  frame.writeUInt16BE(frame.length - 6, 4);
  frame.write('0102', 6, 'hex');
  frame.write(dongle, 8, 'latin1');
  frame.writeBigUInt64BE(BigInt(frame.length - 26), 18);
  frame[26] = device;
  frame[27] = code;
  frame.write(serial, 28, 'latin1');
  frame.writeUInt16BE(base, 38);
  frame.writeUInt16BE(words.length, 40);
  for (const [index, word] of words.entries()) frame.writeUInt16BE(word, 42 + 2 * index);
  frame.writeUInt16LE(bitByBit(frame.subarray(26, -2)), frame.length - 2);
  return frame;
};

/** A recording of them, a line each. */
export const logOf = (pages: readonly HandMade[], serial: string): string =>
  pages.map((one) => `rx: ${frameOf(one, serial).toString('hex')}\n`).join('');
