import { INVERTER, inverterSerial, textAt, wordAt, type Words } from '../../protocol/messages.js';
import { codeText } from '../../registers/models.js';
import type { Topology } from './topology.js';

const SERIAL = /^[A-Z0-9]{10}$/;
const STRANGER = /^[A-Z0-9]{10}( (?!0000)[0-9a-f]{4})?$/;
const AGREEING = 3;

/**
 * Whether the inverter that answers is the one we know. Addresses change hands: two dongles on one
 * network may swap theirs, and every figure of the other one would look like ours.
 */
export class Identity {
  /** The serial that answers carry, where it is not the one in the registers. */
  #carried: string | undefined;
  #met = false;
  #doubted = false;
  #stranger = '';
  #times = 0;

  /** Has the inverter told its name on this line? */
  get met(): boolean {
    return this.#met;
  }

  /** Has another one answered, several times in a row? */
  get replaced(): boolean {
    return this.#times >= AGREEING;
  }

  /** A new line: whoever answers on it tells its name first. */
  doubt(): void {
    this.#met = false;
    this.#doubted = true;
  }

  /** It was the right one after all. */
  trust(): void {
    this.#times = 0;
  }

  /**
   * Is this an answer of ours? Packs and meters carry no name of their own: they go with the inverter
   * that answered last.
   */
  isKnown(words: Words, { serial, code }: Pick<Topology, 'serial' | 'code'>): boolean {
    if (words.device !== INVERTER) return (this.#met || !this.#doubted) && this.#times === 0;
    const certain = code !== '' && tellsAll(words) && !isNameless(words, code);
    const name = certain ? fullName(words) : inverterSerial(words);
    const known = certain ? name === `${serial} ${code}` : this.#fits(name, serial);
    if (!known) this.#count(name);
    else this.#times = 0;
    this.#met ||= known;
    if (certain && known && words.start > 0) this.#carried = inverterSerial(words);
    return known;
  }

  #fits(name: string, serial: string): boolean {
    if (name === serial) this.#carried ??= name;
    if (name === serial || name === this.#carried) return true;
    // A blank or broken name is only a weak sign.
    if (!SERIAL.test(name)) return this.#met;
    const first = this.#carried === undefined && (this.#met || !SERIAL.test(serial));
    if (first) this.#carried = name;
    return first;
  }

  #count(name: string): void {
    if (!STRANGER.test(name)) return;
    const serial = name.slice(0, 10);
    this.#times = serial === this.#stranger ? this.#times + 1 : 1;
    this.#stranger = serial;
  }
}

// Only register 0 and the serial in HR 13-17 tell for certain.
const tellsAll = ({ bank, base, count }: Words): boolean =>
  bank === 'holding' && base === 0 && count >= 18;

// The right type without a name: some units have none written down.
const isNameless = (words: Words, code: string): boolean =>
  textAt(words, 13, 10) === '' && codeText(wordAt(words, 0)) === code;

const fullName = (words: Words): string => `${textAt(words, 13, 10)} ${codeText(wordAt(words, 0))}`;
