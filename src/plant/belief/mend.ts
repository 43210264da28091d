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

const NUMBERED = /^((?:aio|inverter)\d)(?!Status)[A-Z]/;

/**
 * An EMS and a Gateway keep room for units that are not there. Those have no serial, or while the
 * serials have not been read no state of charge, and their zeros are no readings.
 */
export const withoutGhosts = (readings: Record<string, unknown>): Record<string, unknown> => {
  const ghosts = ghostsIn(readings);
  for (const name of ghosts.size === 0 ? [] : Object.keys(readings))
    if (ghosts.has(unitOf(name))) delete readings[name];
  return readings;
};

// Where only the first unit's serial is found, the others may have theirs in a place that nobody has described.
const ghostsIn = (readings: Record<string, unknown>): ReadonlySet<string> => {
  const units = new Map<string, boolean>();
  for (const name of Object.keys(readings)) {
    const unit = unitOf(name);
    const value = readings[name];
    const tells = typeof value === 'number' && value !== 0;
    if (unit !== '') units.set(unit, tells || units.get(unit) === true);
  }
  const ghosts = [...units].filter(([unit, tells]) => {
    const has = (one: string, proof: string): boolean => readings[one + proof] !== undefined;
    const proof = PROOFS.find((one) => has(unit.replace(/\d/, '1'), one));
    return !tells && proof !== undefined && !has(unit, proof);
  });
  return new Set(ghosts.map(([unit]) => unit));
};

const PROOFS = ['SerialNumber', 'StateOfCharge'] as const;

// "aio2" of "aio2Power"; a status is told of units that are not there, too.
const unitOf = (name: string): string => NUMBERED.exec(name)?.[1] ?? '';

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
