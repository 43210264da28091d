import { findControl, GivError } from '../../src/index.js';
import { badConfig, oneOf, text, yesNo, type Fields } from '../common/fields.js';
import { lastPart } from '../read/readOptions.js';
import { sources, type Source, type TypedValues } from './typedValues.js';
import { configPhrases, messagePhrases } from '../common/phrases.js';

export interface WriteOptions {
  /** Absent: as the message says. */
  readonly control?: string;
  /** What the dialog holds for the control's fields; absent: the message's payload. */
  readonly values?: TypedValues;
  readonly dryRun: boolean;
  readonly strictSeed: boolean;
  readonly force: boolean;
}

/** Throws BAD_CONFIG, or UNKNOWN_FUNCTION for a control that does not exist. */
export const writeOptionsFrom = (fields: Fields): WriteOptions => {
  const control = text(fields, 'control');
  if (control !== '') findControl(control);
  const fixed = oneOf(fields, 'source', ['message', 'fixed']) === 'fixed';
  return {
    dryRun: yesNo(fields, 'dryRun', false),
    strictSeed: yesNo(fields, 'strictSeed', false),
    force: yesNo(fields, 'force', false),
    ...(control !== '' && { control }),
    ...(fixed && { values: typed(fields['values'], fields['valueTypes']) }),
  };
};

/** What a message is to do: msg.function, else the end of msg.topic. */
export const controlOf = (message: Fields): string => {
  const asked = [message['function'], lastPart(message['topic'])];
  const name = asked.find((candidate) => typeof candidate === 'string' && candidate.trim() !== '');
  if (typeof name === 'string') return name.trim();
  throw new GivError('UNKNOWN_FUNCTION', messagePhrases.say('noControl'));
};

/** Fields left empty in the dialog are fields left out; lists are written there as JSON. */
const typed = (values: unknown, types: unknown): TypedValues =>
  Object.fromEntries(
    entriesOf(values)
      .filter(([, value]) => value !== '' && value !== undefined && value !== null)
      .map(([name, value]) => {
        const source = sourceOf(name, types);
        return [name, { source, value: source === 'str' ? meant(value) : value }];
      }),
  );

const sourceOf = (field: string, types: unknown): Source => {
  const [, type = 'str'] = entriesOf(types).find(([name]) => name === field) ?? [];
  const source = sources.find((known) => known === type);
  if (source !== undefined) return source;
  throw badConfig(configPhrases.say('unknownSource', { name: field, source: String(type) }));
};

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const meant = (value: unknown): unknown => {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    // The control says what is wrong with it.
    return value;
  }
};
