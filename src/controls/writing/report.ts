import { GivError, type ErrorCode } from '../../errors.js';
import type { Outcome, RegisterOutcome } from './outcome.js';
import type { Prepared } from './prepare.js';
import { decodeRow } from './reads.js';
import { failurePhrases, listed, outcomePhrases, pieces } from './phrases.js';
import { clockError, CLOCK_TOLERANCE, type Fate, type Result } from './transaction.js';
import { isClock, isTrigger, meaningOf, type Word } from './words.js';

const { say } = outcomePhrases;

/** Everything an outcome says beside the registers. */
export interface Heading {
  readonly control: string;
  /** Of the control, for people. */
  readonly label: string;
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
    label: word.label,
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

const stateOf = (
  result: Exclude<Outcome['result'], 'superseded'>,
  { failure, after, undo, fates }: Result,
  registers: readonly RegisterOutcome[],
): string => {
  const restart = fates.some(({ word }) => isTrigger(word));
  switch (result) {
    case 'confirmed':
      return say('confirmed', { settings: shownAt(registers) });
    case 'unchanged':
      return registers.length === 0
        ? say('nothingToDo')
        : say('unchanged', { settings: shownAt(registers) });
    case 'dryRun':
      return registers.every(({ skipped }) => skipped === 'unchanged')
        ? say('wouldBeSame')
        : say('would', { settings: wouldSet(registers) });
    case 'unconfirmed':
      return restart ? say('restartSent') : say('notReadBack', { settings: shownAt(registers) });
    case 'failed':
      if (after === undefined) return lostState(registers);
      if (restart) return say('restartRefused');
      if (failure !== undefined && isAsBefore(registers))
        return say(undo === 'none' ? 'asBefore' : 'putBack');
      return say('has', { settings: listed(fates.map((fate) => heldText(fate, after))) });
  }
};

/** "charge target at 80 %" */
const shownAt = (registers: readonly RegisterOutcome[]): string =>
  listed(
    registers.map(({ label, meaning }) => pieces.say('at', { setting: label, value: meaning })),
  );

/** "charge target to 80 % (now 100 %)" */
const wouldSet = (registers: readonly RegisterOutcome[]): string =>
  listed(
    registers
      .filter(({ skipped }) => skipped !== 'unchanged')
      .map(({ label, meaning, was }) => {
        const facts = { setting: label, value: meaning };
        return was === undefined ? pieces.say('to', facts) : pieces.say('toNow', { ...facts, was });
      }),
  );

/** Does every register hold again what it held before? */
export const isAsBefore = (registers: readonly RegisterOutcome[]): boolean =>
  registers.every(({ before, after }) => before !== undefined && before === after);

const lostState = (registers: readonly RegisterOutcome[]): string => {
  const sent = registers.filter(({ written }) => written);
  return sent.length === 0 ? say('lostUnsent') : say('lostSent', { settings: shownAt(sent) });
};

const heldText = ({ word, before }: Fate, after: ReadonlyMap<number, number>): string => {
  const { label: setting, row } = word;
  const held = after.get(word.address);
  if (held === undefined) return pieces.say('notRead', { setting });
  const now = { setting, value: meaningOf(row, held) };
  if (held === word.word) return pieces.say('asAsked', now);
  if (held === before) return pieces.say('same', now);
  return pieces.say('other', { ...now, asked: meaningOf(row, word.word) });
};

/** What a failure says, in its parts. */
interface Failure {
  /** Of the control, for people. */
  readonly control: string;
  readonly why: string;
  readonly state: string;
}

/** A control that failed half-way or was not believed; the outcome says what the inverter holds. */
export class ControlFailed extends GivError {
  constructor(
    code: ErrorCode,
    readonly said: Failure,
    readonly outcome: Outcome,
  ) {
    super(code, failurePhrases.say('failed', { ...said }), { outcome });
  }
}

/** The error that goes with a failed outcome. */
export const failureOf = (
  outcome: Outcome,
  { failure }: Result,
  control: string,
): ControlFailed => {
  const wrong = outcome.registers.filter(({ confirmed, written }) => written && !confirmed);
  const why =
    failure === undefined
      ? say('notShown', { settings: listed(wrong.map(({ label }) => label)) })
      : say('notSet', { setting: failure.word.label, why: failure.error.message });
  const code = failure?.error.code ?? 'NOT_VERIFIED';
  return new ControlFailed(code, { control, why, state: outcome.state }, outcome);
};

/** The outcome of work whose place was taken by a newer wish. */
export const superseded = (heading: Heading, words: readonly Word[], now: number): Outcome => ({
  control: heading.control,
  serial: heading.serial,
  result: 'superseded',
  requested: heading.requested,
  registers: words.map(({ address, name, label, word, meaning }) => ({
    register: address,
    name,
    label,
    requested: word,
    written: false,
    confirmed: false,
    skipped: 'notReached',
    meaning,
  })),
  confirmed: {},
  warnings: heading.warnings,
  state: say('superseded'),
  at: heading.began,
  duration: now - heading.began,
});
