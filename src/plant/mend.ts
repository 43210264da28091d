import type { Repair } from './desk.js';

const printable = (word: number): string =>
  [word >> 8, word & 0xff]
    .filter((code) => code > 0x20 && code < 0x7f)
    .map((code) => String.fromCharCode(code))
    .join('');

const SERIAL = /^[A-Z0-9]{10}$/;

/**
 * HV modules write their serial at IR 114-118, some firmware splits it: first word at IR 110, the
 * rest at IR 115-118 (quirks reference, section 8).
 */
export const mendModule: Repair = (readings, words) => {
  const serial = readings['serialNumber'];
  if (typeof serial === 'string' && SERIAL.test(serial)) return readings;
  const split = [50, 55, 56, 57, 58].map((index) => printable(words[index] ?? 0)).join('');
  return SERIAL.test(split) ? { ...readings, serialNumber: split } : readings;
};
