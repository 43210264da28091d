import { AIO_SERIALS, aioSerials } from '../../registers/gateway.js';
import { moduleSerial } from '../../registers/highVoltage.js';
import { wordsIn } from './banks.js';
import type { Repair } from './batteryDesk.js';
import type { Desk } from './desk.js';

/** HV modules write their serial in one of two ways (quirks reference, section 8). */
export const mendModule: Repair = (readings, words) => {
  const serialNumber = moduleSerial(words.subarray(50, 59));
  return serialNumber === undefined ? readings : { ...readings, serialNumber };
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

/** A Gateway keeps the serials of its All-in-Ones in different places, by its firmware. */
export const withAioSerials = (
  readings: Record<string, unknown>,
  desks: readonly Desk[],
): Record<string, unknown> => {
  const { base, count } = AIO_SERIALS;
  const firmware = readings['firmwareVersion'];
  const serials = aioSerials(
    inputWords(desks, base, count),
    typeof firmware === 'string' ? firmware : '',
  );
  serials.forEach((serial, index) => {
    const name = `aio${index + 1}SerialNumber`;
    if (serial === undefined) delete readings[name];
    else readings[name] = serial;
  });
  return withoutGhosts(readings);
};

// What was not read counts as 0.
const inputWords = (desks: readonly Desk[], base: number, count: number): Uint16Array => {
  const words = new Uint16Array(count);
  for (const { page } of desks.filter((desk) => desk.page.block.bank === 'input'))
    wordsIn(page).forEach((word, index) => {
      const at = page.block.base + index - base;
      if (at >= 0 && at < count) words[at] = word;
    });
  return words;
};
