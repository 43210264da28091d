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
import {
  parseRecording,
  readRecording,
  recordingTextOf,
  type Chunk,
  type OddLine,
} from '../protocol/recording.js';
import { donglesIn, ofOneDongle } from '../protocol/recorded/dongles.js';
import { eachHeard, isChangedByHand } from '../protocol/recorded/heard.js';

export { parseRecording as parseCapture, type Chunk, type OddLine };

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
  /** Lines that could not be used, where it was read from a text. */
  readonly odd: readonly OddLine[];
}

interface Heard {
  readonly seen: Seen;
  /** Serials that it carries, '' where it has none. */
  readonly dongle: string;
  readonly serial: string;
}

/** What the dongle said in these chunks, of several the busiest. Frames that fail their checks are left out. */
export const captureOf = (chunks: readonly Chunk[], odd: readonly OddLine[] = []): Capture => {
  const all: Heard[] = [];
  eachHeard(chunks, !isChangedByHand(chunks), (frame, at) => all.push(...heardIn(frame, at)));
  const heard = ofOneDongle(all, donglesIn(all));
  return {
    chunks,
    seen: heard.map(({ seen }) => seen),
    serial: heard.findLast(({ serial }) => serial !== '')?.serial ?? '',
    dongle: heard.findLast(({ dongle }) => dongle !== '')?.dongle ?? '',
    odd,
  };
};

const heardIn = (frame: Frame, at: number): Heard[] => {
  if (frame.kind === 'refused') return [{ seen: { ...frame, at }, dongle: '', serial: '' }];
  if (frame.kind !== 'words') return [];
  const { kind, device, bank, base } = frame;
  const seen = { kind, at, device, bank, base, words: wordsOf(frame) } as const;
  return [{ seen, dongle: adapterSerial(frame), serial: inverterSerial(frame) }];
};

/** Reads a recording. Rejects where there is none, or nothing of an inverter in it. */
export const readCapture = async (path: string): Promise<Capture> => {
  const content = await readFile(path).catch((error: unknown) => {
    throw new GivError(
      'BAD_INPUT',
      `cannot read the recording ${path}: ${asError(error).message}`,
      { path },
      { cause: error },
    );
  });
  const { chunks, odd } = readRecording(recordingTextOf(content));
  const capture = captureOf(chunks, odd);
  if (capture.seen.length === 0)
    throw new GivError(
      'BAD_INPUT',
      `${path} holds no answers of an inverter: expected lines like "2026-06-05T11:09:54.540+00:00 rx 5959..."`,
      { path },
    );
  return capture;
};
