import { equal } from 'node:assert/strict';
import { test } from 'vitest';
import { Strain } from '../../src/link/strain.js';

/** `+` for a try that was answered, `-` for one that was not. */
for (const [tries, level] of [
  ['', 0],
  ['--', 0],
  ['---', 1],
  ['-+-+-', 1],
  ['-++++-++++-', 0],
  ['------', 2],
  ['------------------', 3],
  ['---++++', 0],
  ['------++++', 1],
  ['------+++-++++', 1],
] as const)
  test(`after "${tries}" the strain is ${level}`, () => {
    const strain = new Strain();
    for (const one of tries)
      if (one === '+') strain.answered();
      else strain.unanswered();
    equal(strain.level, level);
    equal(strain.gap(250), 250 * 2 ** level);
  });
