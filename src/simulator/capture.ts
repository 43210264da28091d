import { readFile } from 'node:fs/promises';
import { asError, GivError } from '../errors.js';
import {
  adapterSerial,
  inverterSerial,
  wordsOf,
  type Bank,
  type Frame,
  type Refused,
} from '../protocol/messages.js';
import { Splitter } from '../protocol/splitter.js';

/** Bytes as they went over the wire at once: 'rx' came from the dongle. `at` in ms. */
export interface Chunk {
  readonly at: number;
  readonly direction: 'rx' | 'tx';
  readonly bytes: Uint8Array;
}

/** One good answer with registers in it. */
export interface SeenWords {
  readonly kind: 'words';
  readonly at: number;
  readonly device: number;
  readonly bank: Bank;
  readonly base: number;
  readonly words: Uint16Array;
}
export interface SeenRefusal extends Refused {
  readonly at: number;
}
export type Seen = SeenWords | SeenRefusal;

/** What a recording holds, in the order of time. */
export interface Capture {
  readonly chunks: readonly Chunk[];
  readonly seen: readonly Seen[];
  readonly serial: string;
  readonly dongle: string;
}

// Formats without times are given the gap that dongles were seen to keep.
const USUAL_GAP = 250;
const LINE = /^(?:(\S+)\s+)?(rx|tx):?\s+([0-9a-f]+)$/i;

/** The chunks of a log: `<ISO time> rx|tx <hex>` or `rx: <hex>` a line; other lines are passed over. */
export const parseCapture = (text: string): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  for (const line of text.split('\n')) {
    const [, time, direction, hex] = LINE.exec(line.trim()) ?? [];
    if (direction === undefined || hex === undefined) continue;
    const at = time === undefined ? chunks.length * USUAL_GAP : Date.parse(time);
    chunks.push({
      at,
      direction: direction.toLowerCase() === 'tx' ? 'tx' : 'rx',
      bytes: Buffer.from(hex, 'hex'),
    });
  }
  return chunks;
};

/** What the dongle said in these chunks. Frames that fail their checks are left out. */
export const captureOf = (chunks: readonly Chunk[]): Capture => {
  const seen: Seen[] = [];
  let [serial, dongle] = ['', ''];
  let at = 0;
  const take = (frame: Frame): void => {
    if (frame.kind === 'refused') seen.push({ ...frame, at });
    if (frame.kind !== 'words') return;
    const { kind, device, bank, base } = frame;
    seen.push({ kind, at, device, bank, base, words: wordsOf(frame) });
    serial = inverterSerial(frame) || serial;
    dongle = adapterSerial(frame) || dongle;
  };
  const splitter = new Splitter({ frame: take, bad: () => undefined });
  for (const chunk of chunks)
    if (chunk.direction === 'rx') {
      at = chunk.at;
      splitter.push(chunk.bytes);
    }
  return { chunks, seen, serial, dongle };
};

/** Reads a recording. Rejects where there is none, or nothing of an inverter in it. */
export const readCapture = async (path: string): Promise<Capture> => {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new GivError(
      'BAD_INPUT',
      `cannot read the recording ${path}: ${asError(error).message}`,
      { path },
      { cause: error },
    );
  });
  const capture = captureOf(parseCapture(text));
  if (capture.seen.length === 0)
    throw new GivError(
      'BAD_INPUT',
      `${path} holds no answers of an inverter: expected lines like "2026-06-05T11:09:54.540+00:00 rx 5959..."`,
      { path },
    );
  return capture;
};
