import { crc16 } from '../../src/protocol/crc.js';
import type { Dice } from './dice.js';

/** Ways to spoil the bytes of a frame. None changes the bytes it is given. */
const copyOf = (bytes: Buffer): Buffer => Buffer.from(bytes);

/** Where the inner part begins, and within it the serial, the first register and the words. */
const INNER = 26;
const SERIAL = 28;
const WORDS = 42;

const random = (dice: Dice, count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, () => dice.below(256)));

/** Noise, at times with something in it that looks like the beginning of a frame. */
export const noise = (dice: Dice): Buffer => {
  const marker = Buffer.from([0x59, 0x59, 0x00, 0x01, 0x00, dice.below(256), 0x01, 0x02]);
  const parts = [random(dice, 1 + dice.below(40)), marker.subarray(0, dice.below(9))];
  return Buffer.concat(dice.happens(0.5) ? parts : parts.toReversed());
};

const sealed = (frame: Buffer): Buffer => {
  const copy = copyOf(frame);
  copy.writeUInt16LE(crc16(copy, INNER, copy.length - 2), copy.length - 2);
  return copy;
};

export const flipped = (frame: Buffer, dice: Dice, bits: number): Buffer => {
  const copy = copyOf(frame);
  for (let i = 0; i < bits; i++) {
    const at = dice.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << dice.below(8));
  }
  return copy;
};

export const withByte = (frame: Buffer, at: number, value: number): Buffer => {
  const copy = copyOf(frame);
  copy[at] = value & 0xff;
  return copy;
};

export const withWrongCrc = (frame: Buffer, dice: Dice): Buffer =>
  withByte(frame, frame.length - 1, (frame.at(-1) ?? 0) ^ (1 + dice.below(255)));

/** The answer of an inverter by another name, with a right checksum. */
export const withSerial = (frame: Buffer, serial: string): Buffer => {
  if (frame.length < WORDS + 2) return frame;
  const copy = copyOf(frame);
  copy.write(serial.padEnd(10, '\0'), SERIAL, 'latin1');
  return sealed(copy);
};

/** The tail of the registers and the checksum are zero. */
export const withZeroTail = (frame: Buffer, dice: Dice): Buffer =>
  frame.length <= WORDS + 2
    ? frame
    : copyOf(frame).fill(0, WORDS + dice.below(frame.length - WORDS));

/** All registers are zero, and the checksum is right. */
export const zeroPage = (frame: Buffer): Buffer =>
  frame.length <= WORDS + 2 ? frame : sealed(copyOf(frame).fill(0, WORDS, frame.length - 2));

/** The dongle's empty answer. */
export const emptied = (frame: Buffer): Buffer => copyOf(frame).fill(0, INNER);

/** The same question refused. */
export const refused = (frame: Buffer): Buffer => {
  const copy = Buffer.alloc(WORDS + 2);
  frame.copy(copy, 0, 0, WORDS);
  copy.writeUInt16BE(copy.length - 6, 4);
  copy.writeUInt16BE(copy.length - INNER, 24);
  copy[INNER + 1] = (copy[INNER + 1] ?? 0) | 0x80;
  return sealed(copy);
};

export const cutUp = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );

/** What a dongle tells of its own network, every three minutes. */
export const notice = (frame: Buffer): Buffer => {
  const text = Buffer.from('192.168.0.9,255.255.255.0,192.168.0.1\r\n\r\n\0\0');
  const head = copyOf(frame.subarray(0, INNER));
  head.writeUInt16BE(INNER + text.length - 6, 4);
  head.writeUInt16BE(text.length, 24);
  return Buffer.concat([head, text]);
};

/** A data log frame, which nobody has ever described. */
export const unknownKind = (frame: Buffer, dice: Dice): Buffer =>
  withByte(frame, 7, 3 + dice.below(3));

export const deviceOf = (frame: Buffer): number => frame[INNER] ?? 0;
export const bankOf = (frame: Buffer): number => frame[INNER + 1] ?? 0;
export const baseOf = (frame: Buffer): number => frame.readUInt16BE(SERIAL + 10);
