import { asError, GivError, type ErrorCode } from '../errors.js';
import type { Io } from './io.js';
import { outcomeIn, registerLines } from './outcomeText.js';

/** What the exit code tells a script. */
export const exits = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  refused: 4,
  partial: 5,
  interrupted: 130,
} as const;

export const exitMeanings: Readonly<Record<keyof typeof exits, string>> = {
  ok: 'done; for a write: confirmed by reading back, or nothing to change',
  failed: 'failed for another reason',
  usage: 'the command line or the payload cannot be used; nothing was done',
  unreachable: 'the inverter or the broker cannot be reached, or does not answer',
  refused: 'refused, or written and not confirmed',
  partial: 'time ran out: what was read until then has been printed, the rest is missing',
  interrupted: 'interrupted',
};

const exitFor: Readonly<Record<ErrorCode, keyof typeof exits>> = {
  NO_REPLY: 'unreachable',
  NOT_CONNECTED: 'unreachable',
  CONNECTION_LOST: 'unreachable',
  BROKER: 'unreachable',
  BAD_INPUT: 'usage',
  UNKNOWN_FUNCTION: 'usage',
  BAD_CONFIG: 'usage',
  REFUSED_BY_INVERTER: 'refused',
  NOT_SUPPORTED: 'refused',
  NOT_ALLOWED: 'refused',
  READ_ONLY: 'refused',
  BUDGET_SPENT: 'refused',
  NOT_VERIFIED: 'refused',
  NOT_DETECTED: 'failed',
  NO_DATA: 'failed',
  CLOSED: 'failed',
};

/** Says what went wrong, as one JSON document or as a sentence, and returns the exit code. */
export const fail = (thrown: unknown, json: boolean, help: string, io: Io): number => {
  const error = asError(thrown);
  const exit = io.interrupted.aborted ? 'interrupted' : exitOf(error);
  if (json) io.out(`${JSON.stringify({ error: documentOf(error) }, undefined, 2)}\n`);
  else io.err(`givtcp: ${io.interrupted.aborted ? 'interrupted: ' : ''}${error.message}\n`);
  const outcome = outcomeIn(error);
  if (!json && outcome !== undefined) io.err(registerLines(outcome));
  if (!json && exit === 'usage') io.err(`${help} tells more\n`);
  return exits[exit];
};

const exitOf = (error: Error): keyof typeof exits => {
  if (!(error instanceof GivError)) return 'failed';
  // Once something was written the question is no longer whether the inverter can be reached.
  return outcomeIn(error)?.registers.some(({ written }) => written) === true
    ? 'refused'
    : exitFor[error.code];
};

const documentOf = (error: Error): object => {
  const { message } = error;
  return error instanceof GivError
    ? { code: error.code, message, detail: error.detail }
    : { code: 'UNEXPECTED', message, detail: {} };
};
