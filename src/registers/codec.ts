/** How a value is laid out in 16-bit words, as the reference names it. */
export type WireType =
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'enum'
  | 'bool'
  | 'bitfield'
  | 'string'
  | 'timeslot'
  | 'datetime'
  | 'duo8'
  | 'duo8-high'
  | 'duo8-low'
  | 'varies';

/** What is measured. Faces follow from it: units, Home Assistant classes, plausibility rules. */
export type Quantity =
  | 'power'
  | 'apparentPower'
  | 'reactivePower'
  | 'energyToday' // falls to 0 at midnight
  | 'energyTotal' // never falls
  | 'energyWrapping' // low 16 bits of a total
  | 'energyStored'
  | 'voltage'
  | 'current'
  | 'frequency'
  | 'temperature'
  | 'stateOfCharge'
  | 'percent'
  | 'capacity'
  | 'duration'
  | 'ratio'
  | 'count';

/**
 * Translates between words and a value. `decode` reads `size` words at `words[at]` and says
 * undefined where they hold no value; `encode` throws BadInput where a value has no words.
 */
export interface Codec<T> {
  readonly type: WireType;
  readonly size: number;
  readonly scale?: number | undefined;
  readonly unit?: string | undefined;
  readonly quantity?: Quantity | undefined;
  /** For enumerations and bit fields: what each code or bit means. */
  readonly labels?: Readonly<Record<number, string>> | undefined;
  /** For a bit field that shares its word: its lowest bit and its width. */
  readonly bits?: readonly [low: number, width: number] | undefined;
  decode(words: ArrayLike<number>, at: number): T | undefined;
  encode?(value: T): readonly number[];
}

/** Word `at`; beyond the end there is nothing, which counts as 0. */
export const wordAt = (words: ArrayLike<number>, at: number): number => words[at] ?? 0;
