import { complaintPhrases, offPhrases } from './complaints.js';
import { ControlFailed, controlBooks, controlParts, failurePhrases } from './controls/index.js';
import { diskPhrases } from './disk/phrases.js';
import { networkPhrases } from './discovery/index.js';
import { BadInput, inputPhrases, show } from './errors.js';
import { downPhrases } from './link/down.js';
import { requestPhrases } from './link/failures.js';
import { transportPhrases } from './link/transport.js';
import type { Book, Said } from './phrasebook.js';
import { troublePhrases } from './plant/polling/trouble.js';
import { framePhrases } from './protocol/frame.js';
import { brokerPhrases, commandPhrases, restPhrases } from './publish/index.js';
import { registerPhrases } from './registers/phrases.js';
import { simulatorPhrases } from './simulatorPhrases.js';
import { tariffPhrases } from './tariff/index.js';
import { trialPhrases } from './trial.js';
import { wherePhrases } from './whereabouts.js';

/** Every sentence of the program. Of two that fit, the first is meant: the longer one comes first. */
export const books: readonly Book[] = [
  wherePhrases,
  trialPhrases,
  downPhrases,
  troublePhrases,
  requestPhrases,
  transportPhrases,
  brokerPhrases,
  restPhrases,
  commandPhrases,
  complaintPhrases,
  networkPhrases,
  tariffPhrases,
  diskPhrases,
  framePhrases,
  registerPhrases,
  simulatorPhrases,
  ...controlBooks,
];

/** Sentences that are made of others: only their errors know the parts. */
export const composed: readonly Book[] = [inputPhrases, failurePhrases];

/** What stands only within them. */
export const parts: readonly Book[] = [...controlParts, offPhrases];

/** What an error says, for those who have words of their own; of wrong input with its field and what is expected of it. */
export const saidByError = (
  error: Error,
  find: (text: string) => Said | undefined,
): Said | undefined => {
  const known = (text: string): string | Said => find(text) ?? text;
  if (error instanceof ControlFailed) {
    const { why, state } = error.said;
    const control = { kind: `control.${error.outcome.control}`, facts: {} };
    return { kind: 'failure.failed', facts: { control, why: known(why), state: known(state) } };
  }
  if (!(error instanceof BadInput)) return find(error.message);
  const { field, value, expected } = error.detail;
  const facts = { field: String(field), expected: known(String(expected)) };
  return value === undefined
    ? { kind: 'input.missing', facts }
    : { kind: 'input.bad', facts: { ...facts, value: show(value) } };
};
