import type { Desk } from './desk.js';

type Readings = Record<string, unknown>;

/** Takes out what is no reading although it was read. */
export type Mend = (readings: Readings) => Readings;

/**
 * All readings of one device, put together from its pages. A report is a copy of the last one in
 * which only pages that changed are told again; nothing changed, nothing is copied.
 */
export class Digest {
  readonly #mend: Mend | undefined;
  #desks: readonly Desk[] = [];
  #revisions: readonly number[] = [];
  #counts: number[] = [];
  #report: Readings = {};

  constructor(mend: Mend | undefined) {
    this.#mend = mend;
  }

  readings(desks: readonly Desk[]): Readonly<Readings> {
    const changed = this.#changed(desks);
    if (changed.length === 0) return this.#report;
    this.#desks = desks;
    this.#revisions = desks.map(({ revision }) => revision);
    const all = changed.length === desks.length || this.#mend !== undefined;
    this.#report = (all ? undefined : this.#retold(changed)) ?? this.#told();
    return this.#report;
  }

  #changed(desks: readonly Desk[]): readonly Desk[] {
    const same =
      desks.length === this.#desks.length && desks.every((desk, i) => desk === this.#desks[i]);
    return same ? desks.filter((desk, i) => desk.revision !== this.#revisions[i]) : desks;
  }

  // Undefined where a reading went away: then the copy holds one too many.
  #retold(changed: readonly Desk[]): Readings | undefined {
    const report = { ...this.#report };
    for (const desk of changed) this.#counts[this.#desks.indexOf(desk)] = desk.report(report);
    const told = this.#counts.reduce((sum, count) => sum + count, 0);
    return Object.keys(report).length === told ? report : undefined;
  }

  #told(): Readings {
    const report: Readings = {};
    this.#counts = this.#desks.map((desk) => desk.report(report));
    // A copy is laid out for its final size, and so is each copy of it.
    return { ...(this.#mend?.(report) ?? report) };
  }
}
