import type { Outcome, RegisterOutcome } from '../index.js';
import { GivError } from '../errors.js';
import { table } from './rows.js';

/** What a write did, for people: the sentence, then register by register. */
export const outcomeText = (outcome: Outcome): string =>
  `${outcome.control}: ${outcome.result}. ${outcome.state}\n${registerLines(outcome)}`;

export const registerLines = ({ registers }: Outcome): string =>
  table(
    registers.map((one) => [
      `  ${one.label}`,
      `${one.was ?? '?'} -> ${one.meaning}`,
      fateOf(one),
      `(register ${one.register}: ${one.before ?? '?'} -> ${one.requested})`,
    ]),
  );

const fateOf = ({ skipped, confirmed, after }: RegisterOutcome): string => {
  switch (skipped) {
    case 'unchanged':
      return 'already so, not written';
    case 'dryRun':
      return 'not written: dry run';
    case 'notReached':
      return 'not written';
    default:
      if (confirmed) return 'written, read back';
      return after === undefined ? 'written, not read back' : `written, but it shows ${after}`;
  }
};

/** How far a failed write came, where the error tells. */
export const outcomeIn = (error: Error): Outcome | undefined => {
  const outcome = error instanceof GivError ? error.detail['outcome'] : undefined;
  return isOutcome(outcome) ? outcome : undefined;
};

const isOutcome = (value: unknown): value is Outcome =>
  typeof value === 'object' && value !== null && 'registers' in value && 'result' in value;
