import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { ascii, u16, u16LowFirst, u8 } from '../../src/protocol/cursor.js';
import {
  answers,
  copyWords,
  describe as inWords,
  wordAt,
  wordsOf,
  type Query,
  type Reply,
  type Words,
} from '../../src/protocol/messages.js';

const read: Query = { kind: 'read', device: 0x11, bank: 'input', base: 60, count: 30 };
const write: Query = { kind: 'write', device: 0x11, address: 116, word: 80 };
const page: Words = {
  kind: 'words',
  device: 0x11,
  bank: 'input',
  base: 60,
  count: 30,
  bytes: new Uint8Array(60),
  start: 0,
};
const written: Reply = { kind: 'written', device: 0x11, address: 116, word: 80 };
const noRead: Reply = { kind: 'refused', device: 0x11, of: 'input', address: 60, value: 30 };
const noWrite: Reply = { kind: 'refused', device: 0x11, of: 'write', address: 116, value: 80 };

describe('a reply answers a query', () => {
  for (const [name, reply, query, expected] of [
    ['words of the very same registers', page, read, true],
    ['words of another device', { ...page, device: 0x31 }, read, false],
    ['words of another bank', { ...page, bank: 'holding' }, read, false],
    ['words from another base', { ...page, base: 0 }, read, false],
    ['fewer words', { ...page, count: 29 }, read, false],
    ['more words', { ...page, count: 31 }, read, false],
    ['words, for a write', page, write, false],
    ['an echo of the very same register', written, write, true],
    ['an echo with another value', { ...written, word: 79 }, write, true],
    ['an echo of another register', { ...written, address: 117 }, write, false],
    ['an echo by another device', { ...written, device: 0x31 }, write, false],
    ['an echo, for a read', written, read, false],
    ['a refusal of this read', noRead, read, true],
    ['a refusal of this read with its count zeroed', { ...noRead, value: 0 }, read, true],
    ['a refusal of a read of another length', { ...noRead, value: 60 }, read, false],
    ['a refusal of another bank', { ...noRead, of: 'holding' }, read, false],
    ['a refusal from another base', { ...noRead, address: 0 }, read, false],
    ['a refusal by another device', { ...noRead, device: 0x32 }, read, false],
    ['a refusal of a write, for a read', { ...noRead, of: 'write' }, read, false],
    ['a refusal of this write', noWrite, write, true],
    ['a refusal of this write with another value', { ...noWrite, value: 0 }, write, true],
    ['a refusal of another write', { ...noWrite, address: 117 }, write, false],
    ['a refusal of a read at that address', { ...noWrite, of: 'holding' }, write, false],
  ] as const satisfies readonly (readonly [string, Reply, Query, boolean])[])
    test(`${name}: ${expected ? 'yes' : 'no'}`, () => equal(answers(reply, query), expected));
});

describe('the words of an answer', () => {
  const three: Words = {
    ...page,
    count: 3,
    bytes: Uint8Array.from([9, 9, 0x12, 0x34, 0xff, 0xff, 0x00, 0x01, 9, 9]),
    start: 2,
  };

  test('are read where they arrived, high byte first', () => {
    equal(wordAt(three, 0), 0x1234);
    equal(wordAt(three, 2), 1);
  });

  test('are copied as an array of their own', () => {
    deepEqual(wordsOf(three), Uint16Array.of(0x1234, 0xffff, 1));
  });

  test('are copied to a place in an array', () => {
    const target = new Uint16Array(5);
    copyWords(three, target, 1);
    deepEqual(target, Uint16Array.of(0, 0x1234, 0xffff, 1, 0));
  });
});

describe('a cursor', () => {
  const bytes = Uint8Array.from([0x12, 0x34, 0x41, 0x20, 0x00, 0x42, 0x7f, 0xff]);

  test('reads bytes and both orders of two', () => {
    equal(u8(bytes, 1), 0x34);
    equal(u16(bytes, 0), 0x1234);
    equal(u16LowFirst(bytes, 0), 0x3412);
  });

  test('reads zeros beyond the end', () => {
    equal(u8(bytes, 8), 0);
    equal(u16(bytes, 7), 0xff00);
  });

  test('keeps only printable characters', () => equal(ascii(bytes, 2, 6), 'AB'));
});

test('queries are described in words', () => {
  equal(inWords(read), 'input registers 60-89 of device 0x11');
  equal(inWords(write), 'write of 80 to holding register 116');
});
