import { GivError, type ErrorCode } from '../../errors.js';
import type { Outcome, RegisterOutcome } from './outcome.js';
import type { Prepared } from './prepare.js';
import { decodeRow } from './reads.js';
import { clockError, CLOCK_TOLERANCE, type Fate, type Result } from './transaction.js';
import { isClock, isTrigger, meaningOf, type Word } from './words.js';

/** Everything an outcome says beside the registers. */
export interface Heading {
  readonly control: string;
  readonly serial: string;
  readonly requested: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly risk: string | undefined;
  readonly dryRun: boolean;
  readonly began: number;
}

/** The outcome of a transaction: confirmed only by what was read back. */
export const outcomeOf = (heading: Heading, prepared: Prepared, result: Result): Outcome => {
  const registers = result.fates.map((fate) => registerOutcome(fate, prepared, result));
  const judged = { registers, result: verdict(registers, heading, result) };
  const { control, serial, requested, risk, began } = heading;
  return {
    control,
    serial,
    result: judged.result,
    requested,
    registers,
    confirmed: confirmedSettings(registers, prepared, result),
    warnings: [...new Set([...heading.warnings, ...result.warnings])],
    ...(risk === undefined ? {} : { risk }),
    state: stateOf(judged.result, result, registers),
    at: began,
    duration: result.endedAt - began,
  };
};

const registerOutcome = (fate: Fate, prepared: Prepared, result: Result): RegisterOutcome => {
  const { word, before, echoed, skipped } = fate;
  const after = result.after?.get(word.address);
  return {
    register: word.address,
    name: word.name,
    requested: word.word,
    written: skipped === undefined,
    confirmed: isConfirmed(fate, prepared, result),
    meaning: word.meaning,
    ...(before === undefined ? {} : { before, was: meaningOf(word.row, before) }),
    ...(echoed === undefined ? {} : { echoed }),
    ...(after === undefined || skipped === 'dryRun' ? {} : { after }),
    ...(skipped === undefined ? {} : { skipped }),
  };
};

const isConfirmed = ({ word, skipped }: Fate, { words }: Prepared, { after }: Result): boolean => {
  if (after === undefined || skipped === 'dryRun' || skipped === 'notReached') return false;
  if (!isClock(word)) return after.get(word.address) === word.word;
  return Math.abs(clockError(words.filter(isClock), after)) <= CLOCK_TOLERANCE;
};

const verdict = (
  registers: readonly RegisterOutcome[],
  { dryRun }: Heading,
  { failure, after }: Result,
): Exclude<Outcome['result'], 'superseded'> => {
  if (failure !== undefined) return 'failed';
  if (dryRun) return 'dryRun';
  if (!registers.some(({ written }) => written)) return 'unchanged';
  if (registers.every(({ confirmed }) => confirmed)) return 'confirmed';
  return registers.some((register) => register.after !== undefined) && after !== undefined
    ? 'failed'
    : 'unconfirmed';
};

/** Settings by name as read back: the written ones if confirmed, the echoed ones as they are. */
const confirmedSettings = (
  registers: readonly RegisterOutcome[],
  { rows, words }: Prepared,
  { after }: Result,
): Readonly<Record<string, unknown>> => {
  const doubtful = new Set(
    words.filter((_, index) => registers[index]?.confirmed !== true).map(({ setting }) => setting),
  );
  if (after === undefined) return {};
  return Object.fromEntries(
    [...rows]
      .filter(([name]) => !doubtful.has(name))
      .map(([name, row]) => [name, decodeRow(row, after)])
      .filter(([, value]) => value !== undefined),
  );
};

const list = (texts: readonly string[]): string => texts.join(', ');

/** "chargeTarget 80 % (now 100 %)" */
const wouldSet = (registers: readonly RegisterOutcome[]): readonly string[] =>
  registers
    .filter(({ skipped }) => skipped !== 'unchanged')
    .map(({ name, meaning, was }) =>
      [name, meaning, was === undefined ? undefined : `(now ${was})`]
        .filter((part) => part !== undefined)
        .join(' '),
    );

const stateOf = (
  result: Exclude<Outcome['result'], 'superseded'>,
  { failure, after, undo, fates }: Result,
  registers: readonly RegisterOutcome[],
): string => {
  const asked = list(registers.map(({ name, meaning }) => `${name} ${meaning ?? ''}`.trim()));
  switch (result) {
    case 'confirmed':
      return `The inverter now shows ${asked}.`;
    case 'unchanged':
      return registers.length === 0
        ? 'There was nothing to do.'
        : `Everything was already as asked: ${asked}.`;
    case 'dryRun':
      return registers.every(({ skipped }) => skipped === 'unchanged')
        ? 'Nothing was written, and nothing would be: everything is as asked.'
        : `Nothing was written, this was a dry run. It would set ${list(wouldSet(registers))}.`;
    case 'unconfirmed':
      if (fates.some(({ word }) => isTrigger(word)))
        return 'The restart was sent. The connection drops and comes back after some minutes.';
      return `Sent, but not read back: ${asked}. What the inverter holds is not known.`;
    case 'failed':
      if (after === undefined)
        return `What the inverter holds is not known, since it cannot be reached. ${sentText(registers)}`;
      if (fates.some(({ word }) => isTrigger(word))) return 'The restart was not accepted.';
      if (failure !== undefined && isAsBefore(registers))
        return `Nothing has changed${undo === 'none' ? '' : ': what had been written was put back'}.`;
      return `The inverter now holds ${list(fates.map((fate) => heldText(fate, after)))}.`;
  }
};

/** Does every register hold again what it held before? */
export const isAsBefore = (registers: readonly RegisterOutcome[]): boolean =>
  registers.every(({ before, after }) => before !== undefined && before === after);

const sentText = (registers: readonly RegisterOutcome[]): string => {
  const sent = registers.filter(({ written }) => written);
  return sent.length === 0
    ? 'Nothing was sent.'
    : `Sent before that: ${list(sent.map(({ name, meaning }) => `${name} ${meaning ?? ''}`))}.`;
};

const heldText = ({ word, before }: Fate, after: ReadonlyMap<number, number>): string => {
  const held = after.get(word.address);
  if (held === undefined) return `${word.name} (not read back)`;
  const now = `${word.name} ${meaningOf(word.row, held)}`;
  if (held === word.word) return `${now} (as asked)`;
  return held === before
    ? `${now} (unchanged)`
    : `${now} (asked: ${meaningOf(word.row, word.word)})`;
};

/** A control that failed half-way or was not believed; the outcome says what the inverter holds. */
export class ControlFailed extends GivError {
  constructor(
    code: ErrorCode,
    message: string,
    readonly outcome: Outcome,
  ) {
    super(code, message, { outcome });
  }
}

/** The error that goes with a failed outcome. */
export const failureOf = (outcome: Outcome, { failure }: Result): ControlFailed => {
  const wrong = outcome.registers.filter(({ confirmed, written }) => written && !confirmed);
  const why =
    failure === undefined
      ? `the inverter does not show what was written (${list(wrong.map(({ name }) => name))})`
      : `${failure.word.name} was not set: ${failure.error.message}`;
  const code = failure?.error.code ?? 'NOT_VERIFIED';
  return new ControlFailed(code, `${outcome.control}: ${why}. ${outcome.state}`, outcome);
};

/** The outcome of work whose place was taken by a newer wish. */
export const superseded = (heading: Heading, words: readonly Word[], now: number): Outcome => ({
  control: heading.control,
  serial: heading.serial,
  result: 'superseded',
  requested: heading.requested,
  registers: words.map(({ address, name, word, meaning }) => ({
    register: address,
    name,
    requested: word,
    written: false,
    confirmed: false,
    skipped: 'notReached',
    meaning,
  })),
  confirmed: {},
  warnings: heading.warnings,
  state: 'Not written: a newer message for the same setting took its place.',
  at: heading.began,
  duration: now - heading.began,
});
