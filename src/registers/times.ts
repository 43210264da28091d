import { BadInput } from '../errors.js';
import { registerPhrases } from './phrases.js';
import { wordAt, type Codec } from './codec.js';

/** A daily period of the inverter's local clock, "HH:MM". It may cross midnight; 00:00-00:00 is empty. */
export interface Slot {
  readonly start: string;
  readonly end: string;
}

/** HHMM of one word as "HH:MM"; 60 and impossible minutes mean "not set". */
export const clockText = (word: number): string | undefined => {
  const hours = Math.floor(word / 100);
  const minutes = word % 100;
  if (minutes >= 60 || (hours >= 24 && word !== 2400)) return undefined;
  return (clockTexts[word] ??= `${pad(hours)}:${pad(minutes)}`);
};

// A plant has some twenty of them, mostly the same ones as its neighbours.
const clockTexts: string[] = [];

/** "HH:MM" as the decimal word HHMM. */
export const clockWord = (time: string): number =>
  Number(time.slice(0, 2)) * 100 + Number(time.slice(3, 5));

const twoDigits = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));
const pad = (value: number): string => twoDigits[value] ?? String(value);

/** Start and end, one word each. Absent where either is not set. */
export const timeslot: Codec<Slot> = {
  type: 'timeslot',
  size: 2,
  decode: (words, at) => {
    const start = clockText(wordAt(words, at));
    const end = clockText(wordAt(words, at + 1));
    return start === undefined || end === undefined ? undefined : { start, end };
  },
  encode: ({ start, end }) => [clockWord(start), clockWord(end)],
};

/** The inverter's wall clock, "2026-08-14T09:05:30", without a zone. Absent when the clock is lost (year 2000, month 13). */
export const datetime: Codec<string> = {
  type: 'datetime',
  size: 6,
  decode: (words, at) => {
    const [year, month, day] = [wordAt(words, at), wordAt(words, at + 1), wordAt(words, at + 2)];
    const hour = wordAt(words, at + 3);
    const minute = wordAt(words, at + 4);
    const second = wordAt(words, at + 5);
    if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
    const date = `20${pad(year)}-${pad(month)}-${pad(day)}`;
    // Joined, it is one text; put together by +, a chain of six.
    return [date, `${pad(hour)}:${pad(minute)}:${pad(second)}`].join('T');
  },
  encode: (value) => {
    const parts = /^20(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(value);
    if (parts === null) throw new BadInput('dateTime', value, registerPhrases.say('time'));
    return parts.slice(1).map(Number);
  },
};

const isDay = (year: number, month: number, day: number): boolean =>
  year > 0 &&
  year < 100 &&
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  (day <= 28 || day <= daysIn(2000 + year, month));

const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();
