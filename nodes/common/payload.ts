import { BadInput } from '../../src/index.js';
import { answers, type Fields } from './fields.js';
import { messagePhrases } from './phrases.js';

/** A whole number of a message, as a number or as text; left out means the usual value. */
export const wholeIn = (
  field: string,
  value: unknown,
  [least, most]: readonly [number, number],
  usual: number,
): number => {
  if (value === undefined) return usual;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most)
    return number;
  throw new BadInput(field, value, messagePhrases.say('whole', { least, most }));
};

/** The same, where nothing is usual. */
export const wholeNeeded = (
  field: string,
  value: unknown,
  [least, most]: readonly [number, number],
): number => {
  if (value !== undefined) return wholeIn(field, value, [least, most], least);
  throw new BadInput(field, value, messagePhrases.say('whole', { least, most }));
};

/** Yes or no, also as a text or a number; left out means the usual one. */
export const yesNoIn = (field: string, value: unknown, usual: boolean): boolean => {
  const given: unknown = value ?? usual;
  const plain = ['string', 'number', 'boolean'].includes(typeof given);
  const answer = plain ? answers.get(String(given).trim().toLowerCase()) : undefined;
  if (answer === undefined) throw new BadInput(field, value, messagePhrases.say('onOff'));
  return answer;
};

/** One of a few words; left out means the first. */
export const wordIn = <Word extends string>(
  field: string,
  value: unknown,
  words: readonly Word[],
): Word => {
  const word = words.find((known) => known === (value ?? words[0]));
  if (word === undefined)
    throw new BadInput(field, value, messagePhrases.say('oneOf', { words: words.join(', ') }));
  return word;
};

/** Plain objects of any realm: function nodes make theirs in a world of their own. */
export const isRecord = (value: unknown): value is Fields =>
  Object.prototype.toString.call(value) === '[object Object]';
