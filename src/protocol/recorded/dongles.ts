import { GivError } from '../../errors.js';

/** A dongle that answers in a recording. */
export interface Dongle {
  readonly serial: string;
  /** How many answers it gave. */
  readonly answers: number;
}

interface FromDongle {
  readonly dongle: string;
}

const isNamed = (dongle: string): boolean => /^[A-Z0-9]{10}$/i.test(dongle);

/** The busiest first. */
export const donglesIn = (all: readonly FromDongle[]): readonly Dongle[] => {
  const counts = new Map<string, number>();
  for (const { dongle } of all)
    if (isNamed(dongle)) counts.set(dongle, (counts.get(dongle) ?? 0) + 1);
  return Array.from(counts, ([serial, answers]) => ({ serial, answers })).toSorted(
    (one, other) => other.answers - one.answers,
  );
};

/**
 * The answers of one dongle: the wanted one, or the busiest. Those of several make no plant. An answer that
 * names none goes with it.
 */
export const ofOneDongle = <T extends FromDongle>(
  all: readonly T[],
  dongles: readonly Dongle[],
  wanted?: string,
): readonly T[] => {
  const serials = dongles.map(({ serial }) => serial);
  const isWanted = (serial: string): boolean => serial.toUpperCase() === wanted?.toUpperCase();
  const chosen = wanted === undefined ? serials[0] : serials.find(isWanted);
  if (wanted !== undefined && chosen === undefined)
    throw new GivError(
      'BAD_CONFIG',
      `dongle is "${wanted}": those that answer in the recording are ${serials.join(', ') || 'without a name'}`,
      { dongle: wanted },
    );
  return all.filter(({ dongle }) => dongle === chosen || !isNamed(dongle));
};
