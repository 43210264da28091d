import type { FoundInverter } from './identify.js';

/** Who is looked for: as much as is known. */
export interface Identity {
  readonly dongle?: string | undefined;
  readonly inverter?: string | undefined;
}

/** Is this the one? One serial must be the same, and none another. */
export const isSame = (found: FoundInverter, wanted: Identity): boolean => {
  const pairs = [
    [wanted.dongle, found.dongle],
    [wanted.inverter, found.serial],
  ].filter(([want, is]) => want !== undefined && is !== undefined);
  return pairs.length > 0 && pairs.every(([want, is]) => want === is);
};

const MINUTE = 60_000;
/** A dongle that restarts is back by then. */
const FIRST_AFTER = 2 * MINUTE;
const MOST_SELDOM = 60 * MINUTE;

/** ms without a line after which the next search begins: 2, 4, 8 minutes ... then every hour. */
export const searchAfter = (searches: number): number =>
  searches <= 5 ? FIRST_AFTER * 2 ** searches : FIRST_AFTER * 2 ** 5 + (searches - 5) * MOST_SELDOM;
