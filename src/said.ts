import { phrases } from './controls/index.js';
import { BadInput, show } from './errors.js';
import { downPhrases } from './link/down.js';
import { saidIn, type Said } from './phrasebook.js';
import { troublePhrases } from './plant/polling/trouble.js';
import { wherePhrases } from './whereabouts.js';

// Of two sentences that fit, the first is meant: the longer one comes first.
const books = [wherePhrases, downPhrases, troublePhrases, phrases];

/** What a refusal, a warning or the reason of a status says, for those who have words of their own. */
export const saidBy: (text: string) => Said | undefined = saidIn(books);

/** Every kind of sentence that `saidBy` knows. */
export const saidKinds: readonly string[] = books.flatMap(({ sentences }) =>
  Object.keys(sentences),
);

/** The same of an error; of wrong input with its field and what is expected of it. */
export const saidByError = (error: Error): Said | undefined => {
  if (!(error instanceof BadInput)) return saidBy(error.message);
  const { field, value, expected } = error.detail;
  const facts = { field: String(field), expected: saidBy(String(expected)) ?? String(expected) };
  return value === undefined
    ? { kind: 'missingField', facts }
    : { kind: 'badField', facts: { ...facts, value: show(value) } };
};
