import { rowsOf, type Row } from '../protocol/recording.js';
import { Names } from './names.js';
import { frameSizeAt, redactFrame, redactLoose } from './redactFrame.js';

/**
 * A recording without serials and network addresses: frames keep their sizes and all figures, good
 * checksums are good again, bad ones stay bad. Lines that are no bytes are cleaned as text; bytes that
 * were written otherwise become plain hex.
 */
export const redact = (text: string, names: Names = new Names()): string => {
  const lines = rowsOf(text).map(lineOf);
  for (const direction of ['rx', 'tx'])
    redactStream(
      lines.filter((line) => line.direction === direction),
      names,
    );
  return lines.map((line) => textOf(line, names)).join('\n');
};

interface Line {
  readonly before: string;
  readonly after: string;
  /** Absent where a line is no bytes. */
  readonly direction?: string;
  bytes: Buffer;
}

const NO_BYTES = Buffer.alloc(0);

const lineOf = ({ text, found }: Row): Line =>
  found ?? { before: text, after: '', bytes: NO_BYTES };

const textOf = ({ before, after, bytes }: Line, names: Names): string =>
  bytes === NO_BYTES
    ? cleaned(before, names)
    : cleaned(before, names) + bytes.toString('hex') + cleaned(after, names);

/** What is as long as a serial in hex may be one. */
const MORE_BYTES = /(?:[0-9a-f]{2}[\s:,-]?){10,}/gi;
const cleaned = (text: string, names: Names): string =>
  text === '' || text.trim() === '' ? text : names.in(text.replaceAll(MORE_BYTES, '(hidden)'));

// Frames may span lines, and a line may hold several: all of one direction is one stream.
const redactStream = (lines: readonly Line[], names: Names): void => {
  const stream = Buffer.concat(lines.map(({ bytes }) => bytes));
  let at = 0;
  let loose = 0;
  while (at < stream.length) {
    const size = frameSizeAt(stream, at);
    if (size === undefined) at++;
    else {
      redactLoose(stream.subarray(loose, at), names);
      redactFrame(stream.subarray(at, at + size), names);
      loose = at += size;
    }
  }
  redactLoose(stream.subarray(loose), names);
  share(stream, lines);
};

const share = (stream: Buffer, lines: readonly Line[]): void => {
  let at = 0;
  for (const line of lines) {
    line.bytes = stream.subarray(at, at + line.bytes.length);
    at += line.bytes.length;
  }
};
