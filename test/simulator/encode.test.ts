import { describe, test } from 'vitest';
import { deepEqual, equal, throws } from 'node:assert/strict';
import { ems } from '../../src/registers/ems.js';
import { batteryControl } from '../../src/registers/highVoltage.js';
import { singlePhase } from '../../src/registers/singlePhase.js';
import { fill, wordsFor } from '../../src/simulator/encode.js';
import { Memory } from '../../src/simulator/memory.js';
import { tables } from '../support/tables.js';

// Words that mean something to most codecs: small numbers, big ones, letters.
const samples = [[0], [1], [1, 2, 3, 4, 5, 6], [0x4741, 0x4141, 0x0001, 0x0203, 0x4142], [0xfe0c]];
const wordsOf = (sample: readonly number[], size: number): number[] =>
  Array.from({ length: size }, (_, i) => sample[i % sample.length] ?? 0);

// Flags are only ever cleared; a code without a name cannot be chosen; totals of a Gateway that are
// impossible in one word order are read in the other.
const canBePut = (value: unknown): boolean =>
  !(Array.isArray(value) && value.some((bit) => typeof bit === 'string')) &&
  !String(value).startsWith('code ') &&
  !(typeof value === 'number' && value > 1_000_000);

describe('what is put into a register by its row is read back by it', () => {
  for (const [name, table] of Object.entries(tables))
    test(`${name}: all rows`, () => {
      for (const [reading, row] of Object.entries(table))
        for (const sample of samples) {
          const { codec } = row;
          const value = codec.decode(wordsOf(sample, codec.size), 0);
          if (value === undefined || !canBePut(value)) continue;
          const words = wordsFor(codec, value, wordsOf([0], codec.size));
          deepEqual(codec.decode(words, 0), value, reading);
        }
    });
});

test('bytes and bits that share a word leave each other alone', () => {
  const memory = new Memory();
  memory.open(0x70, 'input', 60, 60);
  memory.open(0x11, 'input', 2040, 60);
  memory.hold(0x70, 'input', 80, 0x0007);
  fill(memory, 0x70, batteryControl, { stateOfCharge: 55 });
  memory.release(0x70, 'input', 80);
  equal(memory.word(0x70, 'input', 80), 0x3707);
  fill(memory, 0x11, ems, { meter1Status: 'online', meter3Status: 'offline' });
  equal(memory.word(0x11, 'input', 2043), 0b100001);
});

test('numbers go to the nearest step', () => {
  const memory = new Memory();
  memory.open(0x11, 'input', 0, 60);
  fill(memory, 0x11, singlePhase, { gridVoltage: 241.26, gridPower: -1.4 });
  equal(memory.word(0x11, 'input', 5), 2413);
  equal(memory.word(0x11, 'input', 30), 0xffff);
});

test('registers that a unit does not have stay absent', () => {
  const memory = new Memory();
  memory.open(0x11, 'input', 0, 10);
  fill(memory, 0x11, singlePhase, { stateOfCharge: 50 });
  equal(memory.word(0x11, 'input', 59), undefined);
});

test('a value without words is an error that says so', () => {
  throws(() => wordsFor(batteryControl.status.codec, 'code 99', [0]), { code: 'BAD_INPUT' });
});
