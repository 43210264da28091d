import type { Repair } from './batteryDesk.js';

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

const NUMBERED = /^(aio|inverter)(\d)(?!Status)[A-Z]/;

/**
 * An EMS and a Gateway keep room for units that are not there. Those have no serial, or while the
 * serials have not been read no state of charge; their zeros are no readings.
 */
export const withoutGhosts = (readings: Record<string, unknown>): Record<string, unknown> => {
  const lacks = (unit: string, proof: string): boolean => readings[unit + proof] === undefined;
  for (const name of Object.keys(readings)) {
    const [, kind = '', number = ''] = NUMBERED.exec(name) ?? [];
    if (kind === '') continue;
    const proof = ['SerialNumber', 'StateOfCharge'].find((one) => !lacks(`${kind}1`, one));
    if (proof !== undefined && lacks(kind + number, proof)) delete readings[name];
  }
  return readings;
};
