import { encodeAnswer, type BadFrame } from '../../src/protocol/frame.js';
import { wordsOf, type Bank, type Frame } from '../../src/protocol/messages.js';
import { Splitter } from '../../src/protocol/splitter.js';

// Invented serials, as in the worked examples of the protocol reference.
export const DONGLE = 'WF1234G567';
export const SERIAL = 'SA1234G567';

/** Bytes from hex text; blanks and line ends do not matter. */
export const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');

/** The checksum as the reference words it: byte by byte, bit by bit. */
export const bitByBit = (bytes: Uint8Array): number => {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc % 2 === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
};

/** The frame with a right checksum put into its last two bytes. */
export const sealed = (frame: Buffer): Buffer => {
  frame.writeUInt16LE(bitByBit(frame.subarray(26, -2)), frame.length - 2);
  return frame;
};

/** How often a property is tried: GIVTCP_FUZZ_RUNS makes it more thorough. */
export const runs = (usual = 100): { numRuns: number } => ({
  numRuns: Number(process.env['GIVTCP_FUZZ_RUNS'] ?? usual),
});

/** A frame with its words copied out, since they are only lent to the handler. */
export type Kept = Exclude<Frame, { kind: 'words' }> | KeptWords;
interface KeptWords {
  readonly kind: 'words';
  readonly device: number;
  readonly bank: Bank;
  readonly base: number;
  readonly words: readonly number[];
}

const keep = (frame: Frame): Kept =>
  frame.kind === 'words'
    ? {
        kind: 'words',
        device: frame.device,
        bank: frame.bank,
        base: frame.base,
        words: [...wordsOf(frame)],
      }
    : frame;

/** All that a splitter says of these chunks, in order: frames, and a word for each disturbance. */
export const said = (chunks: Iterable<Uint8Array>, checkCrc = true): (Kept | BadFrame)[] => {
  const out: (Kept | BadFrame)[] = [];
  const splitter = new Splitter(
    { frame: (frame) => out.push(keep(frame)), bad: (reason) => out.push(reason) },
    checkCrc,
  );
  for (const chunk of chunks) splitter.push(chunk);
  return out;
};

/** The bytes in pieces of `size`. */
export const pieces = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );

/** An answer with these words, as the dongle sends it. */
export const answer = (words: readonly number[], base = 0, device = 0x11): Buffer =>
  encodeAnswer({ kind: 'words', device, bank: 'input', base, words }, DONGLE, SERIAL);
