import { INVERTER } from '../../protocol/messages.js';
import type { Block } from '../../registers/blocks.js';

/** Why a whole answer is not believed although its checksum is right (quirks reference, section 2). */
export type PageRule = 'zeroPage' | 'foreignBytes' | 'nonsense';

// Bytes of some other TCP packet that one firmware splices into its answers, by index in the page.
const FOREIGN: Readonly<Record<number, readonly number[]>> = {
  28: [0x4c32],
  30: [0xa119],
  31: [0x34ea],
  32: [0xe77f],
  33: [0xd475],
  35: [0x4500],
  40: [0xe4f9, 0xb619],
  41: [0xc0a8],
  43: [0xc0a8],
  46: [0xc5e9],
  50: [0x60ef, 0x503c],
  51: [0x8018],
  52: [0x43e0],
  53: [0xf6ce],
  56: [0x080a],
  58: [0xfcc1],
  59: [0x661e],
};
const FOREIGN_MOST = 5;
const foreignMarks = Object.entries(FOREIGN).map(([index, marks]) => ({
  index: Number(index),
  marks,
}));

/**
 * Judges one answer as a whole. `before` are the words last accepted for this block, if any. A page
 * of zeros is believed only where zeros are usual and nothing else was ever seen.
 */
export const pageFault = (
  block: Block,
  words: Uint16Array,
  before: Uint16Array | undefined,
): PageRule | undefined => {
  if (words.every((word) => word === 0)) return zeroFault(block, before);
  const foreign = foreignMarks.filter(({ index, marks }) => marks.includes(words[index] ?? -1));
  if (foreign.length > FOREIGN_MOST) return 'foreignBytes';
  return isNonsense(block, words) ? 'nonsense' : undefined;
};

const zeroFault = ({ mayBeZero }: Block, before: Uint16Array | undefined): PageRule | undefined => {
  if (mayBeZero === 'always') return undefined;
  const hadData = before?.some((word) => word !== 0) ?? false;
  return mayBeZero === 'untilSeen' && !hadData ? undefined : 'zeroPage';
};

const isNonsense = ({ device, bank, base }: Block, words: Uint16Array): boolean => {
  if (device !== INVERTER || base !== 0) return false;
  const above = (index: number, most: number): boolean => (words[index] ?? 0) > most;
  if (bank === 'holding') return above(30, 100) || above(33, 100) || above(34, 200);
  return bank === 'input' && above(41, 1000) && !above(41, 0x7fff);
};
