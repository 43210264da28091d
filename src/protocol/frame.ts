import { GivError } from '../errors.js';
import { phrasebook } from '../phrasebook.js';
import { crc16 } from './crc.js';
import { ascii, u16, u16LowFirst, u8 } from './cursor.js';
import {
  INVERTER,
  MOST_WORDS,
  SERIAL_LENGTH,
  type Bank,
  type Frame,
  type Heartbeat,
  type Query,
  type Read,
  type Refused,
  type Write,
  type Written,
} from './messages.js';

/** Offsets and codes of the GivEnergy frame (protocol reference, sections 2 to 4). */
const MARKER = 0x59590001;
const LENGTH_AT = 4;
const UNIT_AT = 6;
const MAIN_AT = 7;
const ADAPTER_AT = 8;
const INNER_LENGTH_AT = 18;
const HEARTBEAT_TYPE_AT = 18;
const INNER_AT = 26;
const REQUEST_INNER = 8;
const STATUS_INNER = 0x12;

export const HEADER = { marker: 4, size: 8, adapterEnd: 18, innerAt: INNER_AT } as const;
export const MAIN = { heartbeat: 1, transparent: 2, last: 5 } as const;
export const HEARTBEAT_SIZE = HEARTBEAT_TYPE_AT + 1;
export const REQUEST_SIZE = INNER_AT + REQUEST_INNER;
const CODES = { holding: 3, input: 4, write: 6, meter: 0x16 } as const;

const bankOf = (code: number): Bank | undefined => {
  switch (code) {
    case CODES.holding:
      return 'holding';
    case CODES.input:
      return 'input';
    case CODES.meter:
      return 'meter';
    default:
      return undefined;
  }
};

/** Why bytes that looked like a frame were not one. */
export type BadFrame =
  | 'garbage' // bytes between frames
  | 'header' // marker followed by an impossible header
  | 'cut' // the next frame began inside this one
  | 'length' // inner length disagrees with the frame's
  | 'layout' // count, function and length do not fit together
  | 'crc'
  | 'unknown' // main functions 3 to 5: data logs and faults, by name only
  | 'null' // the dongle's empty answer
  | 'notice'; // LAN settings broadcast in plain text: never logged, it holds addresses

/** Reads one whole frame `bytes[at, at + total)` whose header and lengths have been checked. */
export const decodeFrame = (
  bytes: Uint8Array,
  at: number,
  total: number,
  checkCrc: boolean,
): Frame | BadFrame => {
  const main = u8(bytes, at + MAIN_AT);
  if (main === MAIN.heartbeat) return heartbeatAt(bytes, at);
  if (main !== MAIN.transparent) return 'unknown';
  const inner = at + INNER_AT;
  const end = at + total - 2;
  if (checkCrc && crc16(bytes, inner, end) !== u16LowFirst(bytes, end))
    return withoutCrc(bytes, inner, end);
  return transparent(bytes, inner, total - INNER_AT);
};

// Two kinds of frame never carry a checksum; in all others a wrong one means damage.
const withoutCrc = (bytes: Uint8Array, inner: number, end: number): BadFrame => {
  if (isNotice(bytes, inner, end)) return 'notice';
  return bytes[inner + 1] === 0 ? 'null' : 'crc';
};

const heartbeatAt = (bytes: Uint8Array, at: number): Heartbeat => ({
  kind: 'heartbeat',
  adapterSerial: ascii(bytes, at + ADAPTER_AT, SERIAL_LENGTH),
  adapterType: bytes[at + HEARTBEAT_TYPE_AT] ?? 1,
});

// "192.168.0.9,255.255.255.0,192.168.0.1": digits and dots up to a comma.
const isNotice = (bytes: Uint8Array, from: number, to: number): boolean => {
  let at = from;
  while (at < to && isDigitOrDot(u8(bytes, at))) at++;
  return at - from >= 7 && bytes[at] === 0x2c;
};
const isDigitOrDot = (byte: number): boolean => byte === 0x2e || (byte >= 0x30 && byte <= 0x39);

const transparent = (bytes: Uint8Array, inner: number, length: number): Frame | BadFrame => {
  const device = u8(bytes, inner);
  const code = u8(bytes, inner + 1);
  if (length === REQUEST_INNER) return request(device, code, bytes, inner);
  const address = u16(bytes, inner + 12);
  const value = u16(bytes, inner + 14);
  if (length === STATUS_INNER) return status(device, code, address, value);
  const bank = bankOf(code);
  if (bank === undefined || value < 1 || value > MOST_WORDS || length !== STATUS_INNER + 2 * value)
    return 'layout';
  return { kind: 'words', device, bank, base: address, count: value, bytes, start: inner + 16 };
};

const request = (
  device: number,
  code: number,
  bytes: Uint8Array,
  inner: number,
): Query | BadFrame => {
  const address = u16(bytes, inner + 2);
  const value = u16(bytes, inner + 4);
  if (code === CODES.write) return { kind: 'write', device, address, word: value };
  const bank = bankOf(code);
  if (bank === undefined || value < 1 || value > MOST_WORDS) return 'layout';
  return { kind: 'read', device, bank, base: address, count: value };
};

const status = (
  device: number,
  code: number,
  address: number,
  value: number,
): Written | Refused | BadFrame => {
  if (code === CODES.write) return { kind: 'written', device, address, word: value };
  if ((code & 0x80) === 0) return 'layout';
  const of = (code & 0x7f) === CODES.write ? 'write' : bankOf(code & 0x7f);
  return of === undefined ? 'layout' : { kind: 'refused', device, of, address, value };
};

/** Stands in where the dongle's serial is not known; recorded clients sent one like it. */
const ANY_ADAPTER = 'AB1234G567';

/** The bytes of a request, as a client sends it. Dongles ignore what the serial says, but there has to be one. */
export const encodeQuery = (query: Query, adapter: string): Buffer => {
  const frame = blank(REQUEST_SIZE, MAIN.transparent, adapter === '' ? ANY_ADAPTER : adapter);
  frame[INNER_AT] = query.device;
  frame[INNER_AT + 1] = query.kind === 'write' ? CODES.write : CODES[query.bank];
  frame.writeUInt16BE(query.kind === 'write' ? query.address : query.base, INNER_AT + 2);
  frame.writeUInt16BE(query.kind === 'write' ? query.word : query.count, INNER_AT + 4);
  return sealed(frame);
};

/** The answer to a heartbeat, or a heartbeat: they are the same frame both ways. */
export const encodeHeartbeat = (adapter: string, adapterType: number): Buffer => {
  const frame = blank(HEARTBEAT_SIZE, MAIN.heartbeat, adapter);
  frame[HEARTBEAT_TYPE_AT] = adapterType;
  return frame;
};

/** What an inverter answers; `words` of a read are given as numbers. */
export type Answer =
  | { kind: 'words'; device: number; bank: Bank; base: number; words: ArrayLike<number> }
  | Written
  | Refused;

/** The bytes of an answer, as a dongle sends it. */
export const encodeAnswer = (answer: Answer, adapter: string, inverter: string): Buffer => {
  const count = answer.kind === 'words' ? answer.words.length : 0;
  const frame = blank(INNER_AT + STATUS_INNER + 2 * count, MAIN.transparent, adapter);
  frame[INNER_AT] = answer.device;
  frame[INNER_AT + 1] = answerCode(answer);
  frame.write(serialField(inverter), INNER_AT + 2, 'latin1');
  frame.writeUInt16BE(answer.kind === 'words' ? answer.base : answer.address, INNER_AT + 12);
  frame.writeUInt16BE(answerValue(answer), INNER_AT + 14);
  for (let i = 0; i < count && answer.kind === 'words'; i++)
    frame.writeUInt16BE(answer.words[i] ?? 0, INNER_AT + 16 + 2 * i);
  return sealed(frame);
};

const answerCode = (answer: Answer): number => {
  switch (answer.kind) {
    case 'words':
      return CODES[answer.bank];
    case 'written':
      return CODES.write;
    case 'refused':
      return CODES[answer.of] | 0x80;
  }
};

const answerValue = (answer: Answer): number => {
  switch (answer.kind) {
    case 'words':
      return answer.words.length;
    case 'written':
      return answer.word;
    case 'refused':
      return answer.value;
  }
};

const serialField = (serial: string): string =>
  serial.slice(0, SERIAL_LENGTH).padEnd(SERIAL_LENGTH, '\0');

const blank = (size: number, main: number, adapter: string): Buffer => {
  const frame = Buffer.alloc(size);
  frame.writeUInt32BE(MARKER, 0);
  frame.writeUInt16BE(size - 6, LENGTH_AT);
  frame[UNIT_AT] = 1;
  frame[MAIN_AT] = main;
  frame.write(serialField(adapter), ADAPTER_AT, 'latin1');
  return frame;
};

// Writes the inner length and the checksum, low byte first.
const sealed = (frame: Buffer): Buffer => {
  frame.writeUInt32BE(0, INNER_LENGTH_AT);
  frame.writeUInt32BE(frame.length - INNER_AT, INNER_LENGTH_AT + 4);
  frame.writeUInt16LE(crc16(frame, INNER_AT, frame.length - 2), frame.length - 2);
  return frame;
};

export const framePhrases = phrasebook('frame', {
  unfit: 'this is nothing that an inverter can be asked for: correct what the message asks for',
});

/** Refuses what cannot be a request, or a write to a pack or meter, before it is put on the wire. */
export const checkQuery = (query: Query): void => {
  if (!(query.kind === 'write' ? writable(query) : readable(query)))
    throw new GivError('BAD_INPUT', framePhrases.say('unfit'), { query });
};

const writable = ({ device, address, word }: Write): boolean =>
  device === INVERTER && fits(address, 0, 0xffff) && fits(word, 0, 0xffff);

const readable = ({ device, base, count }: Read): boolean =>
  fits(device, 0, 0xff) && fits(count, 1, MOST_WORDS) && fits(base, 0, 0x10000 - count);

const fits = (value: number, low: number, high: number): boolean =>
  Number.isInteger(value) && value >= low && value <= high;
