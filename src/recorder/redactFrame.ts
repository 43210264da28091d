import { crc16 } from '../protocol/crc.js';
import { u16, u16LowFirst } from '../protocol/cursor.js';
import { decodeFrame, HEADER, HEARTBEAT_SIZE, MAIN, REQUEST_SIZE } from '../protocol/frame.js';
import { SERIAL_LENGTH, type Words } from '../protocol/messages.js';
import { shapeOf, type Names } from './names.js';
import { serialSeats, type SerialSeat } from './seats.js';

const { innerAt: INNER } = HEADER;
const ADAPTER = 8;
const SERIAL = INNER + 2;
const WORDS = INNER + 16;
const MARK = Buffer.from('59590001', 'hex');

/** Puts other serials and no addresses into one frame, in place; the checksum is right afterwards if it was before. */
export const redactFrame = (frame: Buffer, names: Names): void => {
  rename(frame, ADAPTER, SERIAL_LENGTH, names);
  if (frame[7] === MAIN.heartbeat) return;
  const end = frame.length - 2;
  if (frame.length < REQUEST_SIZE || crc16(frame, INNER, end) !== u16LowFirst(frame, end))
    return redactLoose(frame.subarray(HEADER.adapterEnd), names);
  // A request carries no name but the dongle's.
  if (frame.length === REQUEST_SIZE) return;
  redactAnswer(frame, names);
  frame.writeUInt16LE(crc16(frame, INNER, end), end);
};

const redactAnswer = (frame: Buffer, names: Names): void => {
  const answer = decodeFrame(frame, 0, frame.length, false);
  if (typeof answer === 'string') return redactLoose(frame.subarray(INNER, -2), names);
  rename(frame, SERIAL, SERIAL_LENGTH, names);
  if (answer.kind === 'words') redactWords(frame, answer, names);
};

const redactWords = (frame: Buffer, words: Words, names: Names): void => {
  const data = frame.subarray(WORDS, WORDS + 2 * words.count);
  const seats = serialSeats.filter(({ bank }) => bank === words.bank);
  const renamed = new Set(seats.flatMap((seat) => redactWhole(data, words, seat, names)));
  for (const seat of seats)
    for (const at of placesOf(seat, words)) if (!renamed.has(at)) redactWord(data, at);
  put(data, names.inside(data.toString('latin1')));
};

/** Where in an answer's data the words of a seat are, as far as they are in it. */
const placesOf = ({ first, count }: SerialSeat, { base, count: length }: Words): number[] =>
  Array.from({ length: count }, (_, i) => first + i - base)
    .filter((index) => index >= 0 && index < length)
    .map((index) => 2 * index);

// Renames a serial that is all there; returns where its words are.
const redactWhole = (data: Buffer, words: Words, seat: SerialSeat, names: Names): number[] => {
  const places = placesOf(seat, words);
  const [from] = places;
  if (from === undefined || places.length < seat.count) return [];
  const part = data.subarray(from, from + 2 * seat.count);
  if (!seat.text) redactNumber(part, names);
  else if (isText(part)) rename(part, 0, part.length, names);
  else return [];
  return places;
};

// Two characters: a piece of a serial whose rest is elsewhere.
const redactWord = (data: Buffer, at: number): void => {
  const word = data.subarray(at, at + 2);
  if (isText(word)) put(word, shapeOf(word.toString('latin1')));
};

// A meter tells its serial as a number.
const redactNumber = (part: Buffer, names: Names): void => {
  if (part.every((byte) => byte === 0)) return;
  const name = names.of(`number ${part.toString('hex')}`);
  part.fill(0);
  part.writeUInt16BE(Number(name.slice(-3)) || 1, part.length - 2);
};

const isText = (bytes: Buffer): boolean => /^[A-Za-z0-9]+\0*$/.test(bytes.toString('latin1'));

/** Bytes that belong to no good frame: whatever looks like text in them becomes its shape. */
export const redactLoose = (bytes: Buffer, names: Names): void => {
  const text = names.in(bytes.toString('latin1'));
  put(bytes, text.replaceAll(/[A-Za-z0-9.]{3,}/g, shapeOf));
};

// Whatever is no serial but could be a piece of one loses its letters and digits.
const rename = (bytes: Buffer, at: number, length: number, names: Names): void => {
  const field = bytes.subarray(at, at + length);
  const text = field.toString('latin1');
  const [serial = ''] = text.split('\0');
  put(field, isText(field) ? names.of(serial) : shapeOf(text));
};

const put = (bytes: Buffer, text: string): void => void bytes.write(text, 'latin1');

/** Size of the frame that begins at `at`, if a whole one does. A bad one ends where another begins in it. */
export const frameSizeAt = (bytes: Buffer, at: number): number | undefined => {
  const size = sizeAt(bytes, at);
  if (size === undefined) return undefined;
  const frame = bytes.subarray(at, at + size);
  const cut =
    typeof decodeFrame(frame, 0, size, true) === 'string' && frame.includes(MARK, MARK.length);
  return cut ? undefined : size;
};

const sizeAt = (bytes: Buffer, at: number): number | undefined => {
  if (at + HEADER.size > bytes.length || !MARK.equals(bytes.subarray(at, at + MARK.length)))
    return undefined;
  const size = u16(bytes, at + 4) + 6;
  const main = bytes[at + 7] ?? 0;
  if ((bytes[at + 6] ?? 0) > 1) return undefined;
  if (main < MAIN.heartbeat || main > MAIN.last || at + size > bytes.length) return undefined;
  if (main === MAIN.heartbeat) return size === HEARTBEAT_SIZE ? size : undefined;
  if (size < HEADER.adapterEnd) return undefined;
  return main !== MAIN.transparent || u16(bytes, at + 24) === size - INNER ? size : undefined;
};
