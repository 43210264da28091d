import type { Desk } from './desk.js';
import { fits, shapeOf, Tray, type Shape } from '../shape.js';

type Readings = Record<string, unknown>;

/** Puts right what the words do not tell by themselves: what is no reading, what stands elsewhere. */
export type Mend = (readings: Readings, desks: readonly Desk[]) => Readings;

const tray = new Tray();

/** All readings of one device, put together from its pages, in an object of its own each time. */
export class Digest {
  readonly #mend: Mend | undefined;
  #desks: readonly Desk[] = [];
  #shape: Shape | undefined;

  constructor(mend: Mend | undefined) {
    this.#mend = mend;
  }

  readings(desks: readonly Desk[]): Readings {
    tray.clear();
    for (const desk of desks) desk.report(tray);
    const readings = this.#shapeFor(desks).make(tray.values);
    return this.#mend?.(readings, desks) ?? readings;
  }

  #shapeFor(desks: readonly Desk[]): Shape {
    const same =
      desks.length === this.#desks.length && desks.every((desk, i) => desk === this.#desks[i]);
    if (same && this.#shape !== undefined && fits(this.#shape, tray)) return this.#shape;
    const names = desks.flatMap((desk) => desk.names);
    this.#desks = desks;
    this.#shape = shapeOf(names, tray);
    return this.#shape;
  }
}
