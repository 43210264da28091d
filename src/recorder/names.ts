/** A serial as makers write them: AA####A###, or EMS and seven digits. */
const SERIAL_TEXT = /[A-Z]{2}\d{4}[A-Z]\d{3}|EMS\d{7}/g;
/** More characters in a row than any name but a serial's has. */
const LONG_TEXT = /[A-Za-z0-9]{10,}/g;
const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const KIND = /^[A-Z]{1,3}/;
const WHOLE = 10;
const SHORTEST = 6;
const DIGITS = 3;
const MOST = 999;

/** The shape of a text: letters and digits, and nothing of what they said. */
export const shapeOf = (text: string): string =>
  text.replaceAll(/[A-Z]/g, 'A').replaceAll(/[a-z]/g, 'a').replaceAll(/\d/g, '0');

/**
 * Stands in for serials: the same one for the same serial, wherever it turns up, of the same length
 * and with the letters that tell the kind of device.
 */
export class Names {
  readonly #known = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** The name for a serial. */
  of(serial: string): string {
    if (serial.length < SHORTEST) return shapeOf(serial);
    if (this.#taken.has(serial)) return serial;
    const known = this.#known.get(serial);
    if (known !== undefined) return known;
    const name = this.#invent(serial);
    this.#known.set(serial, name);
    this.#taken.add(name);
    return name;
  }

  /** Text without serials and network addresses. */
  in(text: string): string {
    let clean = text;
    for (const [serial, name] of this.#known) clean = clean.replaceAll(serial, name);
    return clean.replaceAll(SERIAL_TEXT, (serial) => this.of(serial)).replaceAll(ADDRESS, shapeOf);
  }

  /** Text from the wire, where nothing separates a name from the next. */
  inside(text: string): string {
    return this.in(text).replaceAll(LONG_TEXT, (run) => this.#each(run));
  }

  #each(run: string): string {
    let clean = '';
    for (let at = 0; at < run.length; at += WHOLE) clean += this.of(run.slice(at, at + WHOLE));
    return clean;
  }

  // "SA1234G567" becomes "SA0000A001": kind and length stay.
  #invent(serial: string): string {
    const kind = KIND.exec(serial)?.[0] ?? '';
    const shape = kind + shapeOf(serial.slice(kind.length));
    // Noise can look like any number of names; it needs none of its own.
    if (this.#known.size >= MOST) return shape;
    const number = String(this.#known.size + 1).padStart(DIGITS, '0');
    return shape.slice(0, shape.length - DIGITS) + number;
  }
}
