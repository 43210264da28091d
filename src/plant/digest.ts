import type { Desk } from './desk.js';

type Readings = Record<string, unknown>;

/** Takes out what is no reading although it was read. */
export type Mend = (readings: Readings) => Readings;

/**
 * All readings of one device, put together from its pages. Pages that changed are told anew into a
 * draft, and each report is a copy of that: whatever becomes of a report, later ones are right.
 * (A copy is cheap because it is not frozen: V8 gives each frozen copy a hidden class of its own.)
 */
export class Digest {
  readonly #mend: Mend | undefined;
  #desks: readonly Desk[] = [];
  #revisions: readonly number[] = [];
  #draft: Readings = {};

  constructor(mend: Mend | undefined) {
    this.#mend = mend;
  }

  readings(desks: readonly Desk[]): Readonly<Readings> {
    const changed = this.#changed(desks);
    if (changed.length > 0) {
      if (changed.length === desks.length || this.#mend !== undefined)
        this.#draft = told(desks, this.#mend);
      else for (const desk of changed) desk.report(this.#draft);
      this.#desks = desks;
      this.#revisions = desks.map(({ revision }) => revision);
    }
    return { ...this.#draft };
  }

  #changed(desks: readonly Desk[]): readonly Desk[] {
    const same =
      desks.length === this.#desks.length && desks.every((desk, i) => desk === this.#desks[i]);
    return same ? desks.filter((desk, i) => desk.revision !== this.#revisions[i]) : desks;
  }
}

const told = (desks: readonly Desk[], mend: Mend | undefined): Readings => {
  const readings: Readings = {};
  for (const desk of desks) desk.report(readings);
  // Entry by entry: so all plants of a family get readings of one and the same shape.
  return Object.fromEntries(Object.entries(mend?.(readings) ?? readings));
};
