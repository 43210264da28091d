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
 * `lineIn`); or a support file. A line that makes no sense is named in `odd` and passed over; blank ones and comments (#, //) are not.
 */
export const readRecording = (text: string): RecordedText => {
  const chunks: Chunk[] = [];
  const odd: OddLine[] = [];
  let clock: Clock | undefined;
  for (const { line, text: row, found } of rowsOf(text)) {
    const reason = found === undefined ? silence(row) : found.complaint;
    if (reason !== undefined) odd.push({ line, reason, text: row.slice(0, SHOWN) });
    if (found === undefined) continue;
    clock = told(found.stamp, clock);
    const at = clock?.at ?? chunks.length * USUAL_GAP;
    chunks.push({ at, direction: found.direction, bytes: found.bytes });
  }
  return { chunks, odd, timed: clock !== undefined };
};

/** A line as it is, and what it holds, with the direction that it says or that follows. */
export interface Row {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly found?: RecordedLine & { readonly direction: Direction };
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

/** A support file is JSON that holds its recording among other things. */
const recordedIn = (text: string): string => {
  if (!/^\s*\{/.test(text) || !text.includes('"recording"')) return text;
  try {
    const file: { readonly recording?: unknown } = JSON.parse(text);
    return typeof file.recording === 'string' ? file.recording : text;
  } catch {
    return text;
  }
};

/** All lines of a recording. */
export const rowsOf = (text: string): readonly Row[] => {
  let last: Direction = 'rx';
  return recordedIn(withoutMark(text))
    .split(/\r\n|\n|\r/)
    .flatMap((row, index) => itemsIn(row).map((item) => ({ line: index + 1, text: item })))
    .map((row) => {
      const found = row.text === '' ? undefined : lineIn(row.text);
      if (found === undefined) return row;
      last = directionOf(found, last);
      return { ...row, found: { ...found, direction: last } };
    });
};

/** Between the objects of JSON, or its texts where it has no objects. */
const GAPS = [/(?<=[}\]],)\s*(?=[{[])/, /(?<=["'],)\s*(?=["'])/] as const;
const BEGINS = /59\s?59\s?00\s?01|\b89,\s*89,\s*0,\s*1,|WVkAA/i;

// JSON may put a whole recording into one line: there each item counts as one.
const itemsIn = (row: string): readonly string[] => {
  const isList = (items: readonly string[]): boolean =>
    items.filter((item) => BEGINS.test(item)).length > 1;
  return GAPS.map((gap) => row.split(gap)).find(isList) ?? [row];
};

const MARKER = Buffer.from([0x59, 0x59, 0, 1]);
const WIDE = 0xfffe;

/**
 * The text of a recording's file. Bytes as they were on the wire, with or without what a packet recorder
 * puts between them, become one line of hex.
 */
export const recordingTextOf = (content: Uint8Array): string => {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.includes(MARKER)) return `rx ${hexOf(bytes)}\n`;
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
  const at = bytes.indexOf(MARKER);
  if (at < 0 || at + HEAD > bytes.length) return last;
  return u16(bytes, at + MARKER.length) === REQUEST_LENGTH ? 'tx' : 'rx';
};

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
