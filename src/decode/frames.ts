import {
  adapterSerial,
  inverterSerial,
  wordsOf,
  type Bank,
  type Frame,
  type Words,
} from '../protocol/messages.js';
import { eachHeard, type Damage } from '../protocol/recorded/heard.js';
import type { Chunk } from '../protocol/recording.js';

/** The answer to a read: `words` are the registers from `base` on, 0 to 65535 each. */
export interface Answer {
  readonly kind: 'words';
  /** 0x11 the inverter, 0x32 to 0x37 packs, 0x50 on modules, 0x70 on stacks, 1 to 8 meters. */
  readonly device: number;
  /** 'holding' are settings, 'input' live values, 'meter' a meter's product data. */
  readonly bank: Bank;
  readonly base: number;
  readonly words: readonly number[];
  /** Serial numbers that the frame carries; '' where it has none. */
  readonly dongle: string;
  readonly inverter: string;
}

/** Any frame: heartbeats, requests, answers, acknowledged and refused requests. */
export type DecodedFrame = Exclude<Frame, Words> | Answer;

export interface FrameOptions {
  /** false: frames whose checksum is wrong are believed if they are whole, and still counted. Default true. */
  readonly checkCrc?: boolean;
}

export interface Frames {
  readonly frames: readonly DecodedFrame[];
  /** What was no frame, how often: 'crc' a wrong checksum, 'garbage' bytes between frames, 'cut' ... */
  readonly bad: Damage;
}

/**
 * All frames in bytes from the wire, whole or in pieces, of one direction or of both. Never throws: what is
 * damaged is counted, and the next good frame is found.
 */
export const framesIn = (
  bytes: Uint8Array | Iterable<Uint8Array>,
  { checkCrc = true }: FrameOptions = {},
): Frames => {
  const frames: DecodedFrame[] = [];
  const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
  const bad = eachHeard(chunksOf(pieces), checkCrc, (frame) => frames.push(kept(frame)));
  return { frames, bad };
};

const chunksOf = function* (pieces: Iterable<Uint8Array>): Iterable<Chunk> {
  for (const bytes of pieces) yield { at: 0, direction: 'rx', bytes };
};

/** A frame that may be kept: the words of an answer are only lent. */
export const kept = (frame: Frame): DecodedFrame =>
  frame.kind === 'words'
    ? {
        kind: 'words',
        device: frame.device,
        bank: frame.bank,
        base: frame.base,
        words: [...wordsOf(frame)],
        dongle: adapterSerial(frame),
        inverter: inverterSerial(frame),
      }
    : frame;
