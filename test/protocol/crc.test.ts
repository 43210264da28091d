import { equal } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { crc16 } from '../../src/protocol/crc.js';
import { bitByBit, bytesOf, runs } from '../support/frames.js';

describe('crc', () => {
  test('has the check value of CRC-16/MODBUS', () => {
    equal(crc16(Buffer.from('123456789')), 0x4b37);
  });

  test('starts at the device address: the request of the reference gives 8BF2', () => {
    equal(crc16(bytesOf('11 04 00 00 00 3c')), 0x8bf2);
  });

  test('of nothing is its start value', () => {
    equal(crc16(new Uint8Array(0)), 0xffff);
  });

  test('agrees with the bit-by-bit algorithm on every length and start of a buffer', () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => (i * 151 + 7) & 0xff);
    for (let from = 0; from <= bytes.length; from++)
      for (let to = from; to <= bytes.length; to++)
        equal(crc16(bytes, from, to), bitByBit(bytes.subarray(from, to)), `${from} to ${to}`);
  });

  test('agrees with the bit-by-bit algorithm on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc16(bytes) === bitByBit(bytes)),
      runs(),
    );
  });
});
