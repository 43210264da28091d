import { u16LowFirst, u8 } from './cursor.js';

/** CRC-16/MODBUS (reflected polynomial 0xA001, start 0xFFFF), four bytes a step. Source: protocol reference, section 5. */
const POLYNOMIAL = 0xa001;

const shifted = (crc: number): number => {
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
};

// One table per byte position of a step: T[k][b] is the effect of byte b followed by k zero bytes.
const T0 = Uint16Array.from({ length: 256 }, (_, byte) => shifted(byte));
const following = (table: Uint16Array): Uint16Array =>
  table.map((crc) => (crc >>> 8) ^ (T0[crc & 0xff] ?? 0));
const T1 = following(T0);
const T2 = following(T1);
const T3 = following(T2);

const at = (table: Uint16Array, index: number): number => u8(table, index & 0xff);

/** Checksum of `bytes[from, to)`. On the wire it travels low byte first. */
export const crc16 = (bytes: Uint8Array, from = 0, to = bytes.length): number => {
  let crc = 0xffff;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    crc ^= u16LowFirst(bytes, i);
    crc = at(T3, crc) ^ at(T2, crc >>> 8) ^ at(T1, u8(bytes, i + 2)) ^ at(T0, u8(bytes, i + 3));
  }
  for (; i < to; i++) crc = (crc >>> 8) ^ at(T0, crc ^ u8(bytes, i));
  return crc;
};
