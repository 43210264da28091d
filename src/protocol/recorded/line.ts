import { bytesIn, hexStart } from './hex.js';
import { markIn, type Direction } from './marks.js';
import { stampIn, type Stamp } from './stamps.js';

/** What a line of a recording holds. */
export interface RecordedLine {
  /** Its text up to the first byte, and behind the last. */
  readonly before: string;
  readonly after: string;
  readonly bytes: Buffer;
  /** Absent where the line does not say. */
  readonly direction?: Direction;
  readonly stamp?: Stamp;
  /** What of it could not be used. */
  readonly complaint?: string;
}

/**
 * Takes a line of a recording apart: `<time> rx <hex>`, `rx: <hex>`, and what other programs write. Hex may be
 * split by blanks, colons or commas, carry 0x, be a Python text, decimal numbers or a line of a dump; the mark may
 * be an arrow or a word, the time a moment, a time of day or a number. Undefined where there are no bytes.
 */
export const lineIn = (text: string): RecordedLine | undefined =>
  BYTE.test(text)
    ? (dumpIn(text) ?? literalIn(text) ?? encodedIn(text) ?? hexAtEnd(text) ?? frameWithin(text))
    : undefined;

const BYTE = /[0-9a-f]{2}|b['"]|WVkAA/i;

/** Fewer bytes than these may be a number, or a word such as "bed". */
const ENOUGH = 8;
const ENOUGH_BY_WORD = 4;

// "0010  59 59 00 01 ...  YY.." of Wireshark, hexdump, xxd and tcpdump: at most 16 bytes, then the same as characters.
const DUMP =
  /^(\s*(?:0x)?[0-9a-f]{3,7}[08](?::\s*|\s{2,}))((?:[0-9a-f]{2} ?){1,8} ?(?:[0-9a-f]{2} ?){0,8})(?:\s.*)?$/i;

const dumpIn = (text: string): RecordedLine | undefined => {
  const [, before, hex = ''] = DUMP.exec(text) ?? [];
  return before === undefined
    ? undefined
    : { before, after: '', bytes: Buffer.from(hex.replaceAll(' ', ''), 'hex') };
};

const LITERAL = /\bb(?:'((?:\\.|[^\\'])*)'|"((?:\\.|[^\\"])*)")/;
const ESCAPED: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9 };

// b'YY\x00\x01...', as Python prints bytes.
const literalIn = (text: string): RecordedLine | undefined => {
  const found = LITERAL.exec(text);
  if (found === null) return undefined;
  const [whole, single, double] = found;
  const bytes = literalBytes(single ?? double ?? '');
  if (bytes.length < ENOUGH_BY_WORD) return undefined;
  return assembled(text, found.index, whole.length, bytes);
};

const literalBytes = (inside: string): Buffer => {
  const parts = inside.matchAll(/\\x([0-9a-f]{2})|\\(.)|(.)/gis);
  return Buffer.from(
    Array.from(parts, ([, hex, escaped = '', plain = '']) =>
      hex === undefined
        ? (ESCAPED[escaped] ?? (escaped + plain).charCodeAt(0))
        : Number.parseInt(hex, 16),
    ),
  );
};

const DECIMALS = /\b89,\s*89,\s*0,\s*1(?:,\s*\d{1,3})+/;
/** The marker of a frame, and what follows. */
const BASE64 = /\bWVkAA[\w+/]{16,}={0,2}/;

// [89, 89, 0, 1, ...] as JavaScript prints bytes, or base64.
const encodedIn = (text: string): RecordedLine | undefined => {
  const [decimals, base64] = [DECIMALS.exec(text), BASE64.exec(text)];
  if (decimals !== null)
    return found(text, decimals, Buffer.from(decimals[0].split(',').map(Number)));
  return base64 === null ? undefined : found(text, base64, Buffer.from(base64[0], 'base64'));
};

const found = (text: string, { 0: whole, index }: RegExpExecArray, bytes: Buffer): RecordedLine =>
  assembled(text, index, whole.length, bytes);

const hexAtEnd = (text: string): RecordedLine | undefined => {
  const { length: stamped } = stampIn(text);
  const from = stamped + hexStart(text.slice(stamped));
  // What ends like bytes may be a time, or whatever else stands behind them.
  if (FRAME.test(text.slice(0, from))) return undefined;
  const { bytes, length, complaint } = bytesIn(text.slice(from));
  const isAll = !/[a-z0-9]/i.test(text.slice(from + length));
  return isAll && bytes.length >= leastAfter(text.slice(stamped, from))
    ? assembled(text, from, length, bytes, complaint)
    : undefined;
};

const leastAfter = (lead: string): number => {
  const mark = markIn(lead);
  if (mark !== undefined) return mark.isWord === true ? ENOUGH_BY_WORD : 1;
  return /[a-z]/i.test(lead) ? ENOUGH : 1;
};

/** A frame, or so much hex that it is part of one. */
const FRAME = /59[\s:,-]?59[\s:,-]?00[\s:,-]?01[0-9a-f\s:,-]*|(?:[0-9a-f]{2}){24,}/i;

// In the middle of whatever a program says.
const frameWithin = (text: string): RecordedLine | undefined => {
  const found = FRAME.exec(text);
  if (found === null) return undefined;
  const { bytes, length, complaint } = bytesIn(found[0]);
  return bytes.length < ENOUGH ? undefined : assembled(text, found.index, length, bytes, complaint);
};

const assembled = (
  text: string,
  from: number,
  length: number,
  bytes: Buffer,
  complaint?: string,
): RecordedLine => {
  const [before, after] = [text.slice(0, from), text.slice(from + length)];
  const { stamp, length: stamped } = stampIn(text);
  const { direction } = markIn(before.slice(stamped)) ?? markIn(after) ?? {};
  return {
    before,
    after,
    bytes,
    ...(direction === undefined ? {} : { direction }),
    ...(stamp === undefined ? {} : { stamp }),
    ...(complaint === undefined ? {} : { complaint }),
  };
};
