import type { BadFrame } from '../frame.js';
import type { Frame } from '../messages.js';
import type { Chunk } from '../recording.js';
import { Splitter } from '../splitter.js';

/** What was no frame, how often. */
export type Damage = Readonly<Partial<Record<BadFrame, number>>>;

/**
 * Hands over each frame that came from the dongle, with the time of the chunk that made it whole. Words in a frame
 * are valid only until `take` returns. Without `checkCrc` frames with a wrong checksum are believed if they are whole.
 */
export const eachHeard = (
  chunks: Iterable<Chunk>,
  checkCrc: boolean,
  take: (frame: Frame, at: number) => void,
): Damage => {
  const damage: Partial<Record<BadFrame, number>> = {};
  const bad = (reason: BadFrame): void => void (damage[reason] = (damage[reason] ?? 0) + 1);
  let now = 0;
  const splitter = new Splitter({ frame: (frame) => take(frame, now), bad }, checkCrc);
  for (const { direction, at, bytes } of chunks) {
    if (direction === 'tx') continue;
    now = at;
    splitter.push(bytes);
  }
  return damage;
};

const SEVERAL = 3;

/** Is not one of several checksums right? Then serials were changed by hand, and not by damage. */
export const isChangedByHand = (chunks: Iterable<Chunk>): boolean => {
  let answers = 0;
  const { crc = 0 } = eachHeard(chunks, true, ({ kind }) => {
    if (kind === 'words') answers++;
  });
  return answers === 0 && crc >= SEVERAL;
};
