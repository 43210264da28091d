const HEX = /[0-9a-f]/i;
const ALPHANUMERIC = /[a-z0-9]/i;
/** What may stand between two bytes; at most two of them, as in a dump. */
const BETWEEN = /[\s:,;-]/;
const PAIRS = /^(?:(?:[0-9a-f]{2})+[\s:,;-]{0,2})+/i;
const LAST_GROUP = /[0-9a-f]*$/i;
const GROUP = /(?:\\x|0x)?[0-9a-f]+(?:(?:\\x|0x)[0-9a-f]{2})*/gi;
const PREFIX = /\\x|0x/gi;
/** A line cut in the middle of a byte has many before it; a bare "123" is a number. */
const LONG = 16;

const CUT = 'an odd number of hex digits: the last one is left out';

export interface HexBytes {
  readonly bytes: Buffer;
  /** How many characters of the text they take. */
  readonly length: number;
  readonly complaint?: string;
}

/** The bytes that a text begins with, in groups of whole bytes; a group that is none ends them. */
export const bytesIn = (text: string): HexBytes => (/x/i.test(text) ? prefixed(text) : plain(text));

const plain = (text: string): HexBytes => {
  const [run = ''] = PAIRS.exec(text) ?? [];
  if (!isHex(text, run.length)) return { bytes: bytesOf(run), length: run.trimEnd().length };
  // The last group has half a byte: the line was cut there, or it is a number.
  const whole = run.slice(0, LAST_GROUP.exec(run)?.index ?? run.length);
  return whole === '' && run.length >= LONG
    ? { bytes: bytesOf(run), length: run.length + 1, complaint: CUT }
    : { bytes: bytesOf(whole), length: whole.trimEnd().length };
};

const bytesOf = (run: string): Buffer => Buffer.from(run.replaceAll(/[^0-9a-f]/gi, ''), 'hex');

// 0x59, 0x59 or \x59\x59: each group with a sign of its own.
const prefixed = (text: string): HexBytes => {
  const parts: string[] = [];
  let length = 0;
  for (const { 0: group, index } of text.matchAll(GROUP)) {
    const digits = group.replaceAll(PREFIX, '');
    if (digits.length % 2 === 1) break;
    parts.push(digits);
    length = index + group.length;
  }
  return { bytes: Buffer.from(parts.join(''), 'hex'), length };
};

/** Where the hex digits begin that a text ends with. Read backwards, so that long lines cost no more than once. */
export const hexStart = (text: string): number => {
  let end = text.length;
  while (end > 0 && !isAlphanumeric(text, end - 1)) end--;
  let at = end;
  while (at > 0 && belongs(text, at - 1)) at--;
  // It may have begun in the middle of a word.
  if (at > 0 && isAlphanumeric(text, at - 1)) at = past(false, text, at, end);
  return past(true, text, at, end);
};

const past = (between: boolean, text: string, from: number, end: number): number => {
  let at = from;
  while (at < end && isBetween(text, at) === between) at++;
  return at;
};

// Looked up, as every character of a recording passes here.
const kinds = (pattern: RegExp): readonly boolean[] =>
  Array.from({ length: 128 }, (_, code) => pattern.test(String.fromCharCode(code)));
const [hexadecimal, between, alphanumeric] = [kinds(HEX), kinds(BETWEEN), kinds(ALPHANUMERIC)];
const isHex = (text: string, at: number): boolean => hexadecimal[text.charCodeAt(at)] ?? false;
const isBetween = (text: string, at: number): boolean => between[text.charCodeAt(at)] ?? false;
const isAlphanumeric = (text: string, at: number): boolean =>
  alphanumeric[text.charCodeAt(at)] ?? false;

const belongs = (text: string, at: number): boolean => {
  if (isHex(text, at)) return true;
  if (isBetween(text, at)) return !(isBetween(text, at + 1) && isBetween(text, at + 2));
  const pair = text.slice(at, at + 2).toLowerCase();
  if (pair.startsWith('\\')) return pair === '\\x';
  return pair.startsWith('x') && isHex(text, at + 1) && /[0\\]/.test(text.charAt(at - 1));
};
