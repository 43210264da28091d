import type { OddLine } from '../index.js';
import type { Io } from './io.js';

const SHOWN = 5;

/** Says which lines of a recording were of no use, the first few of them in full. */
export const tellOdd = (odd: readonly OddLine[], io: Io): void => {
  for (const { line, reason, text } of odd.slice(0, SHOWN))
    io.err(`givtcp: line ${line}: ${reason}: ${text}\n`);
  if (odd.length > SHOWN) io.err(`givtcp: and ${odd.length - SHOWN} more lines like these\n`);
};
