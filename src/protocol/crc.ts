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

/**
 * Checksum of `bytes[from, to)`. On the wire it travels low byte first. Every byte of every frame
 * passes here, so it calls nothing: whether a small function is inlined is a matter of luck.
 */
export const crc16 = (bytes: Uint8Array, from = 0, to = bytes.length): number => {
  let crc = 0xffff;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    crc ^= (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8);
    crc =
      (T3[crc & 0xff] ?? 0) ^
      (T2[crc >>> 8] ?? 0) ^
      (T1[bytes[i + 2] ?? 0] ?? 0) ^
      (T0[bytes[i + 3] ?? 0] ?? 0);
  }
  for (; i < to; i++) crc = (crc >>> 8) ^ (T0[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  return crc;
};
