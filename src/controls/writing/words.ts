import { BadInput } from '../../errors.js';
import { clockText, clockWord, type Slot } from '../../registers/codecs.js';
import { within, type Register } from '../../registers/register.js';
import type { SettingName } from '../../plant/snapshot.js';
import type { Step } from '../control.js';
import { say, values } from './phrases.js';
import { partLabel } from '../../registers/settingLabels.js';

/** One word of one setting, ready for the wire. */
export interface Word {
  readonly setting: string;
  readonly row: Register;
  readonly address: number;
  /** "chargeSlot1 start", or just the setting's name. */
  readonly name: string;
  /** The same for people: "start of charge slot 1". */
  readonly label: string;
  readonly word: number;
  readonly meaning: string;
}

const PARTS: Readonly<Partial<Record<string, readonly string[]>>> = {
  timeslot: ['start', 'end'],
  datetime: ['year', 'month', 'day', 'hour', 'minute', 'second'],
};

/** The words of a step, in writing order. Throws BadInput where a bound of the row is passed. */
export const wordsOf = (row: Register, step: Step): readonly Word[] => {
  const { setting, part, value } = step;
  const all = part === undefined ? encoded(row, setting, value) : [partWord(setting, value)];
  const first = part === 'end' ? 1 : 0;
  return all.map((word, index) => {
    if (!takesWord(row, first + index, word)) throw new BadInput(setting, value, limitText(row));
    return wordAt(setting, row, first + index, word, step.meaning);
  });
};

/** Word number `index` of a setting. */
const wordAt = (
  setting: string,
  row: Register,
  index: number,
  word: number,
  meaning = meaningOf(row, word),
): Word => {
  const part = PARTS[row.codec.type]?.[index];
  const name = part === undefined ? setting : `${setting} ${part}`;
  const label = partLabel(setting, part);
  return { setting, row, address: row.address + index, name, label, word, meaning };
};

const partWord = (setting: string, value: unknown): number => {
  if (typeof value !== 'string') throw new BadInput(setting, value, say('time'));
  return clockWord(value);
};

const encoded = (row: Register, setting: string, value: unknown): readonly number[] => {
  const { codec } = row;
  const fits = isOfType(codec.type, value) && within(row, value);
  const words = fits ? codec.encode?.(value) : undefined;
  if (words === undefined) throw new BadInput(setting, value, limitText(row));
  return words;
};

const isOfType = (type: Register['codec']['type'], value: unknown): boolean => {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean';
    case 'timeslot':
      return isSlot(value);
    case 'datetime':
      return typeof value === 'string';
    case 'enum':
      return typeof value === 'boolean' || typeof value === 'string';
    default:
      return typeof value === 'number' && Number.isInteger(value);
  }
};

const isSlot = (value: unknown): value is Slot =>
  typeof value === 'object' &&
  value !== null &&
  'start' in value &&
  'end' in value &&
  typeof value.start === 'string' &&
  typeof value.end === 'string';

const limitText = ({ codec, range, accepts }: Register): string => {
  if (accepts !== undefined && codec.labels === undefined)
    return say('only', { choices: accepts.join(', ') });
  if (codec.labels !== undefined)
    return say('choice', {
      choices: (accepts ?? Object.keys(codec.labels))
        .map((code) => codec.labels?.[Number(code)] ?? code)
        .join(', '),
    });
  if (codec.type === 'timeslot') return say('slotTimes');
  if (codec.type === 'bool') return say('onOff');
  if (range === undefined) return say('never');
  return `${say('within', { low: range[0], high: range[1] })} ${codec.unit ?? ''}`.trim();
};

/** May word number `index` of a row be this? Judged by the row alone, as the last check before the wire. */
export const takesWord = (row: Register, index: number, word: number): boolean => {
  if (!Number.isInteger(word) || word < 0 || word > 0xffff) return false;
  if (row.accepts !== undefined) return row.accepts.includes(word);
  switch (row.codec.type) {
    case 'timeslot':
      // Only the end of the pause slot may be 24:00.
      return (
        clockText(word) !== undefined && (word < 2400 || (row.needs === 'pauseSlot' && index === 1))
      );
    case 'bool':
      return word <= 1;
    case 'enum':
      return row.codec.labels !== undefined && Object.hasOwn(row.codec.labels, word);
    case 'datetime':
      return word <= 99;
    default:
      return within(row, word) && (row.range !== undefined || row.needs === 'largestSeen');
  }
};

/**
 * The word that brings a register back to what it held. What was there may be nothing that may be
 * written: a slot that was not set becomes empty, a level goes to its nearest bound, and a charge target
 * that was not set does not become one that ends every charge.
 */
export const backTo = (
  { setting, row, address }: Pick<Word, 'setting' | 'row' | 'address'>,
  before: number,
): Word => {
  const index = address - row.address;
  return wordAt(setting, row, index, takesWord(row, index, before) ? before : nearest(row, before));
};

const nearest = ({ range, unset }: Register, word: number): number => {
  if (range === undefined) return 0;
  const [low, high] = range;
  return word < low ? (unset ?? low) : Math.min(high, word);
};

/** A word as people read it: "01:00", "80 %", "on". */
export const meaningOf = ({ codec }: Register, word: number): string => {
  switch (codec.type) {
    case 'timeslot':
      return clockText(word) ?? values.say('notSet');
    case 'bool':
      return values.say(word === 0 ? 'off' : 'on');
    default:
      return codec.labels?.[word] ?? `${word} ${codec.unit ?? ''}`.trim();
  }
};

/** Where a batch names a register more than once, only the last one counts. */
export const lastOfEach = (words: readonly Word[]): readonly Word[] =>
  words.filter(
    ({ address }, index) => !words.slice(index + 1).some((other) => other.address === address),
  );

/** What must not be put back after a failure or from a file: acts rather than states, and a clock that has moved on. */
const ACTS: ReadonlySet<string> = new Set<SettingName>([
  'inverterRestart',
  'batteryCalibrationStage',
  'systemTime',
]);
export const isAct = (setting: string): boolean => ACTS.has(setting);

/** The restart is a trigger: it holds nothing that could be read, and is sent once. */
export const isTrigger = ({ setting }: Pick<Word, 'setting'>): boolean =>
  setting === 'inverterRestart';
export const isClock = ({ setting }: Pick<Word, 'setting'>): boolean => setting === 'systemTime';
