import { deepEqual, doesNotThrow, equal, match, throws } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import {
  checkQuery,
  encodeAnswer,
  encodeHeartbeat,
  encodeQuery,
  type Answer,
} from '../../src/protocol/frame.js';
import {
  adapterSerial,
  inverterSerial,
  type Bank,
  type Query,
} from '../../src/protocol/messages.js';
import { Splitter } from '../../src/protocol/splitter.js';
import { bytesOf, DONGLE, runs, said, sealed, SERIAL } from '../support/frames.js';

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true });

/** A frame of section 13 from its length, inner length and inner bytes. */
const whole = (length: string, inner: string, rest: string): Buffer =>
  bytesOf(`59590001 ${length} 0102 57463132333447353637 00000000000000 ${inner} ${rest}`);

const read = (device: number, bank: Bank, base: number, count: number): Query => ({
  kind: 'read',
  device,
  bank,
  base,
  count,
});
const write = (address: number, word: number): Query => ({
  kind: 'write',
  device: 0x11,
  address,
  word,
});
const words = (device: number, bank: Bank, base: number, hex: string): Answer => ({
  kind: 'words',
  device,
  bank,
  base,
  words: Array.from({ length: bytesOf(hex).length / 2 }, (_, i) =>
    bytesOf(hex).readUInt16BE(2 * i),
  ),
});

const LIVE = `
  0001 0dc0 0d52 0f6e 0000 096c 0001 08a2 003e 003a  0083 0002 2bc0 138a 0002 0b36 26fc 0065 0886 005e
  07ba 0000 79e0 0000 0b86 0030 0009 0001 10e1 0000  0852 0000 0001 cb20 0000 000c 0047 0023 0000 0000
  0000 019c 0334 0b90 00a8 0002 9d12 0000 5654 0001  14c8 f8d0 fc2c 096a 1389 0195 00ee 0000 04ce 004c`;

const requests: readonly [string, Query, Buffer][] = [
  ['1: IR 0-59', read(0x11, 'input', 0, 60), whole('001c', '08', '11040000003cf28b')],
  ['2: HR 35-40', read(0x11, 'holding', 35, 6), whole('001c', '08', '1103002300063692')],
  ['3: IR 59', read(0x11, 'input', 59, 1), whole('001c', '08', '1104003b00014297')],
  ['4: HR116 = 80', write(116, 80), whole('001c', '08', '110600740050cb7c')],
  ['5: HR94 = 130', write(94, 130), whole('001c', '08', '1106005e00826ae9')],
  ['5: HR95 = 430', write(95, 430), whole('001c', '08', '1106005f01ae3b64')],
  ['5: HR96 = 1', write(96, 1), whole('001c', '08', '1106006000014a84')],
  ['6: HR313 = 0', write(313, 0), whole('001c', '08', '1106013900005aab')],
  ['7: HR 1100-1159', read(0x11, 'holding', 1100, 60), whole('001c', '08', '1103044c003c87ac')],
  ['8: IR 110-114 of pack 1', read(0x32, 'input', 110, 5), whole('001c', '08', '3204006e00055417')],
  ['9: MR 60-68 of meter 1', read(1, 'meter', 60, 9), whole('001c', '08', '0116003c00094803')],
];

const answers: readonly [string, Answer, Buffer][] = [
  [
    '1: IR 0-59',
    words(0x11, 'input', 0, LIVE),
    whole('009e', '8a', `1104 53413132333447353637 0000003c ${LIVE} 4667`),
  ],
  [
    '2: HR 35-40',
    words(0x11, 'holding', 35, '001a0008000e00090005001e'),
    whole('0032', '1e', '1103 53413132333447353637 00230006 001a0008000e00090005001e 1135'),
  ],
  [
    '3: IR 59',
    words(0x11, 'input', 59, '0049'),
    whole('0028', '14', '1104 53413132333447353637 003b0001 0049 2b87'),
  ],
  [
    '4: HR116 is 80',
    { kind: 'written', device: 0x11, address: 116, word: 80 },
    whole('0026', '12', '1106 53413132333447353637 00740050 1417'),
  ],
  [
    '6: refused write',
    { kind: 'refused', device: 0x11, of: 'write', address: 313, value: 0 },
    whole('0026', '12', '1186 53413132333447353637 01390000 05a0'),
  ],
  [
    '7: refused read',
    { kind: 'refused', device: 0x11, of: 'holding', address: 1100, value: 60 },
    whole('0026', '12', '1183 53413132333447353637 044c003c d1a4'),
  ],
  [
    '8: pack 1 serial',
    words(0x32, 'input', 110, '42473132333447353637'),
    whole('0030', '1c', '3204 53413132333447353637 006e0005 42473132333447353637 9597'),
  ],
  [
    '9: meter product data',
    words(1, 'meter', 60, '0012d687004553540088000100010001 2580'),
    whole(
      '0038',
      '24',
      '0116 53413132333447353637 003c0009 0012d687004553540088000100010001 2580 0374',
    ),
  ],
];

describe('the worked examples of the protocol reference', () => {
  for (const [name, query, bytes] of requests)
    test(`request ${name}`, () => {
      deepEqual(encodeQuery(query, DONGLE), bytes);
      deepEqual(said([bytes]), [query]);
    });

  for (const [name, reply, bytes] of answers)
    test(`answer ${name}`, () => {
      deepEqual(encodeAnswer(reply, DONGLE, SERIAL), bytes);
      deepEqual(said([bytes]), [reply]);
    });

  test('10: heartbeat, the same both ways', () => {
    const bytes = bytesOf('59590001000d010157463132333447353637 01');
    deepEqual(encodeHeartbeat(DONGLE, 1), bytes);
    deepEqual(said([bytes]), [{ kind: 'heartbeat', adapterSerial: DONGLE, adapterType: 1 }]);
  });

  test('11: null response', () => {
    deepEqual(said([whole('009e', '8a', '00'.repeat(138))]), ['null']);
  });
});

describe('a request to a dongle whose serial nobody knows', () => {
  test('carries ten characters all the same', () => {
    const bytes = encodeQuery(write(1, 2), '');
    match(bytes.toString('latin1', 8, 18), /^[A-Z0-9]{10}$/);
    deepEqual(said([bytes]), [write(1, 2)]);
  });
});

describe('a frame', () => {
  test('is accepted with unit 0', () => {
    const bytes = encodeQuery(write(1, 2), DONGLE);
    bytes[6] = 0;
    deepEqual(said([bytes]), [write(1, 2)]);
  });

  test('with LAN settings is dropped and none of its text is passed on', () => {
    for (const text of [
      '192.0.2.17,255.255.255.0,192.0.2.1',
      '10.0.0.9,255.0.0.0,10.0.0.1',
      '198.51.100.200,255.255.255.0,198.51.100.254',
    ]) {
      const inner = Buffer.from(`${text}\r\n\r\nzz`).toString('hex');
      const size = inner.length / 2;
      const hex = (value: number, digits: number): string =>
        value.toString(16).padStart(digits, '0');
      deepEqual(said([whole(hex(size + 20, 4), hex(size, 2), inner)]), ['notice']);
    }
  });

  test('that refuses a read may have its count zeroed', () => {
    const refusal: Answer = {
      kind: 'refused',
      device: 0x11,
      of: 'input',
      address: 180,
      value: 0,
    };
    deepEqual(said([encodeAnswer(refusal, DONGLE, SERIAL)]), [refusal]);
  });

  test('names the dongle, and the inverter unless its field is empty', () => {
    const seen: string[] = [];
    const splitter = new Splitter({
      frame: (frame) => {
        if (frame.kind === 'words') seen.push(adapterSerial(frame), inverterSerial(frame));
      },
      bad: (reason) => seen.push(reason),
    });
    const page: Answer = { kind: 'words', device: 0x32, bank: 'input', base: 60, words: [1] };
    splitter.push(encodeAnswer(page, DONGLE, SERIAL));
    splitter.push(encodeAnswer(page, DONGLE, ''));
    deepEqual(seen, [DONGLE, SERIAL, DONGLE, '']);
  });

  for (const [name, inner, rest] of [
    ['an answer of no words', '12', '1104 53413132333447353637 00000000'],
    ['an answer of fewer words than it says', '14', '1104 53413132333447353637 00000002 0000'],
    ['a request for no words', '08', '1104 0000 0000'],
    ['a request for 61 words', '08', '1104 0000 003d'],
    ['an unknown function', '08', '1105 0000 0001'],
    ['an unknown function with words', '14', '1110 53413132333447353637 00000001 0000'],
    ['a refusal of an unknown function', '12', '1190 53413132333447353637 00000001'],
    ['too few bytes for anything', '0a', '1104 0000 0001 0000'],
  ] as const)
    test(`${name} is bad layout in spite of a good checksum`, () => {
      const size = Number.parseInt(inner, 16);
      const length = (size + 20).toString(16).padStart(4, '0');
      deepEqual(said([sealed(whole(length, inner, `${rest} 0000`))]), ['layout']);
    });

  test('answers with every serial, cut or filled up to ten characters', () => {
    equal(encodeHeartbeat('LONGER THAN TEN', 1).toString('latin1', 8, 18), 'LONGER THA');
    equal(encodeHeartbeat('AB', 1).toString('latin1', 8, 18), 'AB\0\0\0\0\0\0\0\0');
  });

  test('round trip: whatever is encoded is decoded', () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    const byte = fc.integer({ min: 0, max: 0xff });
    const bank = fc.constantFrom<Bank>('holding', 'input', 'meter');
    const of = fc.constantFrom<Bank | 'write'>('holding', 'input', 'meter', 'write');
    const anyAnswer = fc.oneof(
      record<Answer>({
        kind: fc.constant('words'),
        device: byte,
        bank,
        base: word,
        words: fc.array(word, { minLength: 1, maxLength: 60 }),
      }),
      record<Answer>({ kind: fc.constant('written'), device: byte, address: word, word }),
      record<Answer>({
        kind: fc.constant('refused'),
        device: byte,
        of,
        address: word,
        value: word,
      }),
    );
    const anyQuery = fc.oneof(
      record<Query>({
        kind: fc.constant('read'),
        device: byte,
        bank,
        base: word,
        count: fc.integer({ min: 1, max: 60 }),
      }),
      record<Query>({ kind: fc.constant('write'), device: byte, address: word, word }),
    );
    fc.assert(
      fc.property(anyAnswer, (value) =>
        deepEqual(said([encodeAnswer(value, DONGLE, SERIAL)]), [value]),
      ),
      runs(),
    );
    fc.assert(
      fc.property(anyQuery, (value) => deepEqual(said([encodeQuery(value, DONGLE)]), [value])),
      runs(),
    );
  });
});

describe('checkQuery', () => {
  for (const [name, query] of [
    ['no words', read(0x11, 'input', 0, 0)],
    ['61 words', read(0x11, 'input', 0, 61)],
    ['part of a word', read(0x11, 'input', 0, 1.5)],
    ['words beyond the last register', read(0x11, 'input', 65_530, 7)],
    ['a register before the first', read(0x11, 'input', -1, 1)],
    ['a device that has no byte', read(0x100, 'input', 0, 1)],
    ['no number', read(0x11, 'input', Number.NaN, 1)],
    ['a word of 17 bits', write(1, 0x10000)],
    ['a negative word', write(1, -1)],
    ['a register of 17 bits', write(0x10000, 1)],
  ] as const)
    test(`refuses ${name}`, () =>
      throws(() => checkQuery(query), { name: 'GivError', code: 'BAD_INPUT' }));

  test('refuses to write to a pack or a meter', () =>
    throws(() => checkQuery({ kind: 'write', device: 0x32, address: 1, word: 1 }), {
      code: 'BAD_INPUT',
    }));

  for (const [name, query] of [
    ['the first register alone', read(0, 'meter', 0, 1)],
    ['the last sixty', read(0xff, 'holding', 65_476, 60)],
    ['the largest word', write(0xffff, 0xffff)],
  ] as const)
    test(`lets through ${name}`, () => doesNotThrow(() => checkQuery(query)));
});
