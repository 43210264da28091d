import { equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Bank } from '../../src/protocol/messages.js';
import type { Block } from '../../src/registers/blocks.js';
import { pageFault, type PageRule } from '../../src/plant/belief/sanity.js';

const block = (bank: Bank, base: number, more: Partial<Block> = {}): Block => ({
  device: 0x11,
  bank,
  base,
  count: 60,
  pace: 'slow',
  ...more,
});
const zeros = new Uint16Array(60);
/** Sixty words of 7, but for those named by index. */
const page = (changes: Readonly<Record<number, number>> = {}): Uint16Array =>
  Uint16Array.from({ length: 60 }, (_, index) => changes[index] ?? 7);

// Six words of the pattern one firmware splices in, and five.
const foreign = { 28: 0x4c32, 30: 0xa119, 31: 0x34ea, 41: 0xc0a8, 43: 0xc0a8, 58: 0xfcc1 };
const { 58: _, ...almost } = foreign;

const live = block('input', 0);
const settings = block('holding', 0);
const untilSeen = block('input', 180, { mayBeZero: 'untilSeen' });
const always = block('holding', 240, { mayBeZero: 'always' });

interface Case {
  readonly block: Block;
  readonly words: Uint16Array;
  readonly before?: Uint16Array;
  readonly fault: PageRule | undefined;
}

const cases: Readonly<Record<string, Case>> = {
  'an ordinary page': { block: live, words: page(), fault: undefined },
  'zeros where something is always told': { block: live, words: zeros, fault: 'zeroPage' },
  'zeros where nothing else was seen yet': { block: untilSeen, words: zeros, fault: undefined },
  'zeros after zeros': { block: untilSeen, words: zeros, before: zeros, fault: undefined },
  'zeros after something else': {
    block: untilSeen,
    words: zeros,
    before: page(),
    fault: 'zeroPage',
  },
  'zeros where they are usual': { block: always, words: zeros, before: page(), fault: undefined },
  'one word that is not zero': {
    block: live,
    words: zeros.map((_w, i) => (i === 9 ? 1 : 0)),
    fault: undefined,
  },
  'six words of another packet': { block: live, words: page(foreign), fault: 'foreignBytes' },
  'five of them, which may be chance': { block: live, words: page(almost), fault: undefined },
  'a Modbus version above 2.00': { block: settings, words: page({ 34: 201 }), fault: 'nonsense' },
  'a Modbus address above 100': { block: settings, words: page({ 30: 101 }), fault: 'nonsense' },
  'register 33 above 100': { block: settings, words: page({ 33: 101 }), fault: 'nonsense' },
  'the same in another bank': {
    block: block('holding', 60),
    words: page({ 34: 201 }),
    fault: undefined,
  },
  'the same in a battery': {
    block: block('holding', 0, { device: 0x32 }),
    words: page({ 34: 201 }),
    fault: undefined,
  },
  'an inverter above 100 °C': { block: live, words: page({ 41: 1001 }), fault: 'nonsense' },
  'an inverter of 100 °C': { block: live, words: page({ 41: 1000 }), fault: undefined },
  'an inverter below 0 °C': { block: live, words: page({ 41: 0xffce }), fault: undefined },
};

describe('a whole page', () => {
  for (const [name, { block: asked, words, before, fault }] of Object.entries(cases))
    test(name, () => equal(pageFault(asked, words, before), fault));
});
