import { deepEqual, equal, throws } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import * as codecs from '../../src/registers/codecs.js';
import type { Codec } from '../../src/registers/codecs.js';
import type { Register } from '../../src/registers/register.js';
import { singlePhase } from '../../src/registers/singlePhase.js';
import { threePhase } from '../../src/registers/threePhase.js';
import { wordsOf } from '../support/hex.js';

const states = { 0: 'off', 1: 'on', 3: 'both' } as const;
const flags = { 0: 'hot', 2: 'full' } as const;

const decoded: readonly [what: string, codec: Codec<unknown>, hex: string, value: unknown][] = [
  ['watts', codecs.power('int16'), 'fb50', -1200],
  ['watts', codecs.power('int16'), '04b0', 1200],
  ['watts', codecs.power('int16'), '0000', 0],
  ['unsigned watts', codecs.power('uint16'), 'fb50', 64_336],
  ['tenths of a watt over two words', codecs.power('int32', 0.1), 'ffff fff6', -1],
  ['unsigned tenths over two words', codecs.power('uint32', 0.1), '0001 0000', 6553.6],
  ['steps of 100 W', codecs.power('int16', 100), '0003', 300],
  ['tenths of a degree', codecs.temperature('int16', 0.1), 'f556', -273],
  ['tenths without binary dust', codecs.energyToday(), '00f3', 24.3],
  ['hundredths of a volt', codecs.voltage('uint16', 0.01), '14c8', 53.2],
  ['thousandths of a volt', codecs.voltage('uint16', 0.001), '0d16', 3.35],
  ['a total, high word first', codecs.energyTotal(), '0002 2bc0', 14_227.2],
  ['a Gateway total, high word first', codecs.energyTotalEitherOrder([0]), '0001 f084', 12_710.8],
  ['a Gateway total, low word first', codecs.energyTotalEitherOrder([0]), 'f084 0001', 12_710.8],
  [
    'a Gateway total with a small low word first, by the total after it',
    codecs.energyTotalEitherOrder([0, 3]),
    '0005 0002 0000 f084 0001',
    13_107.7,
  ],
  [
    'a Gateway total beside one that is impossible either way',
    codecs.energyTotalEitherOrder([0, 3]),
    '0001 f084 0000 ffff ffff',
    12_710.8,
  ],
  ['power factor 1', codecs.powerFactor, '4e20', 1],
  ['a power factor without binary dust', codecs.powerFactor, '2ae4', 0.098],
  ['power factor 0', codecs.powerFactor, '2710', 0],
  ['a counter nobody counts', codecs.unlessZero(codecs.energyTotal()), '0000 0000', undefined],
  ['a counter somebody counts', codecs.unlessZero(codecs.energyTotal()), '0000 0001', 0.1],
  ['a power factor nobody set', codecs.unlessBlank(codecs.powerFactor), '0000', undefined],
  ['a power factor of 0', codecs.unlessBlank(codecs.powerFactor), '2710', 0],
  ['several of a kind', codecs.each(codecs.current('uint16', 0.1), 2), '0001 000c', [0.1, 1.2]],
  ['a switch that is off', codecs.flag, '0000', false],
  ['a switch that is on', codecs.flag, '0001', true],
  ['a switch that holds 7 says neither', codecs.flag, '0007', undefined],
  ['a switch with names', codecs.flagWith(states), '0001', true],
  ['a named code', codecs.enumeration(states), '0003', 'both'],
  ['a code without a name', codecs.enumeration(states), '0007', 'code 7'],
  ['no flag', codecs.bitfield(flags), '0000', []],
  ['flags from the lowest bit', codecs.bitfield(flags), '0005', ['hot', 'full']],
  ['a flag without a name', codecs.bitfield(flags), '8000', ['bit 15']],
  [
    'flags from the highest of 32',
    codecs.bitfield(flags, { size: 2, order: 'msb' }),
    'a000 0000',
    ['hot', 'full'],
  ],
  [
    'the lowest of 32',
    codecs.bitfield({ 31: 'last' }, { size: 2, order: 'msb' }),
    '0000 0001',
    ['last'],
  ],
  ['bits 2 to 3', codecs.bitsOf(2, 2, states), '0004', 'on'],
  ['bits 2 to 3 among others', codecs.bitsOf(2, 2, states), 'fff3', 'off'],
  ['a high byte', codecs.byte('high'), '2322', 0x23],
  ['a low byte', codecs.byte('low'), '2322', 0x22],
  ['a byte in steps of 100', codecs.byte('low', { scale: 100 }), '0c3c', 6000],
  ['a byte with names', codecs.byteOf('high', { 12: 'G99' }), '0c3c', 'G99'],
  ['a switch in a byte', codecs.flagByte('high'), '0001', false],
  ['the other switch of the word', codecs.flagByte('low'), '0001', true],
  ['both bytes', codecs.bytes, '0808', [8, 8]],
  ['a code that stands for a number', codecs.lookup([230, 208, 240], {}), '0002', 240],
  ['a code that stands for nothing known', codecs.lookup([230, 208, 240], {}), '0007', undefined],
  ['such a code in four bits', codecs.lookup([10, 20], { bits: [12, 4] }), '1fff', 20],
  ['a type code', codecs.hex(1), '2001', '2001'],
  ['a numeric serial', codecs.hex(2), '0012 d687', '0012d687'],
  ['no numeric serial', codecs.hex(2), '0000 0000', undefined],
  ['text', codecs.text(5), '5341 3132 3334 4735 3637', 'SA1234G567'],
  ['text after a NUL', codecs.text(2), '0045 5354', 'EST'],
  ['text of nothing but NULs', codecs.text(2), '0000 0000', undefined],
  ['text with bytes that are none', codecs.text(2), '41ff 0142', 'AB'],
  ['a version', codecs.versionText, '4741 4141 0000 0104', 'GAAA0014'],
  ['a version of digits', codecs.versionText, '4741 3030 0000 0100', 'GA000010'],
  ['no version', codecs.versionText, '0000 0000 0000 0000', undefined],
  ['a slot', codecs.timeslot, '0082 01ae', { start: '01:30', end: '04:30' }],
  ['a slot over midnight', codecs.timeslot, '08bb 0001', { start: '22:35', end: '00:01' }],
  ['an empty slot', codecs.timeslot, '0000 0000', { start: '00:00', end: '00:00' }],
  ['a slot to the end of the day', codecs.timeslot, '0000 0960', { start: '00:00', end: '24:00' }],
  ['a slot that is not set', codecs.timeslot, '003c 0000', undefined],
  ['a slot with 61 minutes', codecs.timeslot, '0000 00a1', undefined],
  ['a clock', codecs.datetime, '001a 0008 000e 0009 0005 001e', '2026-08-14T09:05:30'],
  ['a lost clock', codecs.datetime, '0000 0001 0001 0000 0000 0000', undefined],
  ['month 13', codecs.datetime, '001a 000d 0001 0000 0000 0000', undefined],
  ['30 February', codecs.datetime, '001a 0002 001e 0000 0000 0000', undefined],
  [
    '29 February of a leap year',
    codecs.datetime,
    '001c 0002 001d 0000 0000 0000',
    '2028-02-29T00:00:00',
  ],
];

describe('decoding', () => {
  for (const [what, codec, hex, value] of decoded)
    test(`${what}: ${hex} is ${JSON.stringify(value)}`, () =>
      deepEqual(codec.decode(wordsOf(hex), 0), value));

  test('reads from anywhere in a bank', () =>
    equal(codecs.power('int16').decode(wordsOf('0000 fb50'), 1), -1200));
});

describe('encoding', () => {
  const encoded: readonly [what: string, actual: readonly number[] | undefined, hex: string][] = [
    ['a percentage', codecs.percent().encode?.(80), '0050'],
    ['a negative number', codecs.power('int16').encode?.(-1200), 'fb50'],
    ['a scaled number', codecs.voltage('uint16', 0.01).encode?.(53.2), '14c8'],
    ['a number over two words', codecs.energyTotal().encode?.(14_227.2), '00022bc0'],
    ['a negative one', codecs.power('int32', 0.1).encode?.(-1), 'fffffff6'],
    ['a power factor', codecs.powerFactor.encode?.(-0.5), '1388'],
    ['on', codecs.flag.encode?.(true), '0001'],
    ['a name', codecs.enumeration(states).encode?.('both'), '0003'],
    ['a slot', codecs.timeslot.encode?.({ start: '01:30', end: '24:00' }), '00820960'],
    ['a clock', codecs.datetime.encode?.('2026-08-14T09:05:30'), '001a0008000e00090005001e'],
    ['short text', codecs.text(2).encode?.('EST'), '45535400'],
    ['hex digits', codecs.hex(2).encode?.('0012d687'), '0012d687'],
  ];
  for (const [what, actual, hex] of encoded)
    test(`${what} is written as ${hex}`, () => deepEqual(actual, wordsOf(hex)));

  const refused: readonly [what: string, encode: () => unknown][] = [
    ['half a step', () => codecs.percent().encode?.(50.5)],
    ['what is no number', () => codecs.percent().encode?.(Number.NaN)],
    ['a number below the word', () => codecs.percent().encode?.(-1)],
    ['a number above the word', () => codecs.percent().encode?.(65_536)],
    ['a number above two words', () => codecs.energyTotal().encode?.(429_496_729.6)],
    ['a code without a name', () => codecs.enumeration(states).encode?.('code 7')],
    ['a date in another form', () => codecs.datetime.encode?.('14/08/2026 09:05:30')],
    ['text that does not fit', () => codecs.text(2).encode?.('ABCDE')],
    ['digits that are not hex', () => codecs.hex(1).encode?.('20x1')],
    ['too few digits', () => codecs.hex(2).encode?.('2001')],
  ];
  for (const [what, encode] of refused)
    test(`${what} is refused`, () => throws(encode, { code: 'BAD_INPUT' }));
});

/** A code without a name reads as one, but nobody may write it. */
const isCode = (value: unknown): boolean => typeof value === 'string' && value.startsWith('code ');

describe('every word that can be written reads back as it was', () => {
  const rows: [string, Register][] = [
    ...Object.entries<Register>(singlePhase),
    ...Object.entries<Register>(threePhase),
  ].filter(([, { codec }]) => codec.encode !== undefined);

  test('numbers, switches and codes of all tables', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 7, maxLength: 7 }),
        ([, { codec }], bank) => {
          const value = codec.decode(bank, 0);
          if (value === undefined || isCode(value)) return;
          // Another word may mean the same (blanks in a text), so values are compared.
          deepEqual(codec.decode(codec.encode?.(value) ?? [], 0), value);
        },
      ),
      { numRuns: 5000 },
    ));

  test('times of day', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    fc.assert(
      fc.property(time, time, (start, end) =>
        deepEqual(codecs.timeslot.decode(codecs.timeslot.encode?.({ start, end }) ?? [], 0), {
          start,
          end,
        }),
      ),
    );
  });

  test('dates', () => {
    const from = Date.UTC(2001, 0, 1);
    const to = Date.UTC(2099, 11, 31);
    fc.assert(
      fc.property(fc.integer({ min: from / 1000, max: to / 1000 }), (seconds) => {
        const told = new Date(seconds * 1000).toISOString().slice(0, 19);
        equal(codecs.datetime.decode(codecs.datetime.encode?.(told) ?? [], 0), told);
      }),
    );
  });
});
