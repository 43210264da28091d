import { u16 } from './cursor.js';
import { lineIn, type RecordedLine } from './recorded/line.js';
import type { Direction } from './recorded/marks.js';
import type { Stamp } from './recorded/stamps.js';

/** Bytes as they went over the wire at once: 'rx' came from the dongle. `at` in ms since 1970. */
export interface Chunk {
  readonly at: number;
  readonly direction: Direction;
  readonly bytes: Uint8Array;
}

/** A line of a recording that could not be used, or not all of it. */
export interface OddLine {
  /** From 1. */
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

/** A recording, read. */
export interface RecordedText {
  readonly chunks: readonly Chunk[];
  readonly odd: readonly OddLine[];
  /** Does it tell when its chunks went? Else `at` counts on from 1970 at the pace of a dongle. */
  readonly timed: boolean;
}

// Formats without times are given the gap that dongles were seen to keep.
const USUAL_GAP = 250;
const DAY = 86_400_000;
const SHOWN = 60;

/**
 * Reads a recording line by line: `<ISO time> rx|tx <hex>`, `rx: <hex>`, or what other programs write (see
 * `lineIn`). A line that makes no sense is named in `odd` and passed over; blank ones and comments (#, //) are not.
 */
export const readRecording = (text: string): RecordedText => {
  const chunks: Chunk[] = [];
  const odd: OddLine[] = [];
  let clock: Clock | undefined;
  for (const [index, { text: row, found }] of rowsOf(text).entries()) {
    const reason = found === undefined ? silence(row) : found.complaint;
    if (reason !== undefined) odd.push({ line: index + 1, reason, text: row.slice(0, SHOWN) });
    if (found === undefined) continue;
    clock = told(found.stamp, clock);
    const at = clock?.at ?? chunks.length * USUAL_GAP;
    chunks.push({ at, direction: found.direction, bytes: found.bytes });
  }
  return { chunks, odd, timed: clock !== undefined };
};

/** A line as it is, and what it holds, with the direction that it says or that follows. */
export interface Row {
  readonly text: string;
  readonly found?: RecordedLine & { readonly direction: Direction };
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

const BLANK: Row = { text: '' };

/** All lines of a recording. */
export const rowsOf = (text: string): readonly Row[] => {
  let last: Direction = 'rx';
  return withoutMark(text)
    .split(/\r?\n/)
    .map((row) => {
      const found = row === '' ? undefined : lineIn(row);
      if (found === undefined) return row === '' ? BLANK : { text: row };
      last = directionOf(found, last);
      return { text: row, found: { ...found, direction: last } };
    });
};

const RAW = Buffer.from([0x59, 0x59, 0, 1]);
const WIDE = 0xfffe;

/**
 * The text of a recording's file. Bytes as they were on the wire, with or without what a packet recorder
 * puts between them, become one line of hex.
 */
export const recordingTextOf = (content: Uint8Array): string => {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.includes(RAW)) return `rx ${hexOf(bytes)}\n`;
  const isWide = bytes.length >= 2 && bytes.readUInt16BE(0) === WIDE;
  return bytes.toString(isWide ? 'utf16le' : 'utf8');
};

/** The chunks of a recording; lines without bytes are passed over. */
export const parseRecording = (text: string): readonly Chunk[] => readRecording(text).chunks;

const silence = (row: string): string | undefined =>
  row === '' || /^\s*(#|\/\/|$)/.test(row) ? undefined : 'no bytes in it';

interface Clock {
  readonly at: number;
  /** Of a time of day: the midnights passed. */
  readonly days: number;
}

// Without a time of its own, a line goes with the one before.
const told = (stamp: Stamp | undefined, last: Clock | undefined): Clock | undefined => {
  if (stamp === undefined) return last;
  const { at: ofDay, isOfDay } = stamp;
  const days = last?.days ?? 0;
  if (!isOfDay) return { at: ofDay, days };
  const midnight = last !== undefined && days * DAY + ofDay < last.at - DAY / 2;
  return { at: (midnight ? days + 1 : days) * DAY + ofDay, days: midnight ? days + 1 : days };
};

// What says nothing itself is told by its first frame, or goes on from the line before.
const directionOf = ({ direction, bytes }: RecordedLine, last: Direction): Direction => {
  if (direction !== undefined) return direction;
  if (bytes.length >= HEAD && bytes.readUInt32BE(0) === MARKER)
    return u16(bytes, 4) === REQUEST_LENGTH ? 'tx' : 'rx';
  return last;
};

const MARKER = 0x59590001;
const HEAD = 6;
/** Of all frames only requests have this length. */
const REQUEST_LENGTH = 0x1c;

/** The chunks as lines of text. */
export const recordingText = (chunks: readonly Chunk[]): string =>
  chunks
    .map(({ at, direction, bytes }) => `${timeText(at)}${direction} ${hexOf(bytes)}\n`)
    .join('');

const timeText = (at: number): string =>
  Number.isFinite(at) ? `${new Date(at).toISOString()} ` : '';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
