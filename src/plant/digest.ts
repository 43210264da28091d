import type { Desk } from './desk.js';
import { fits, shapeOf, type Shape } from './shape.js';

type Readings = Record<string, unknown>;

/** Puts right what the words do not tell by themselves: what is no reading, what stands elsewhere. */
export type Mend = (readings: Readings, desks: readonly Desk[]) => Readings;

/** All readings of one device, put together from its pages, in an object of its own each time. */
export class Digest {
  readonly #mend: Mend | undefined;
  #desks: readonly Desk[] = [];
  #shape: Shape | undefined;

  constructor(mend: Mend | undefined) {
    this.#mend = mend;
  }

  readings(desks: readonly Desk[]): Readings {
    const values: unknown[] = [];
    for (const desk of desks) desk.report(values);
    const readings = this.#shapeOf(desks, values).make(values);
    return this.#mend?.(readings, desks) ?? readings;
  }

  #shapeOf(desks: readonly Desk[], values: readonly unknown[]): Shape {
    const same =
      desks.length === this.#desks.length && desks.every((desk, i) => desk === this.#desks[i]);
    if (same && this.#shape !== undefined && fits(this.#shape, values)) return this.#shape;
    const names = desks.flatMap((desk) => desk.names);
    this.#desks = desks;
    this.#shape = shapeOf(names, values);
    return this.#shape;
  }
}
