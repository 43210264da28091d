import type { Bank } from '../protocol/messages.js';
import type { Codec } from './codecs.js';

/** What must be true of a plant, beside its family, before a setting may be written (controls reference, section 8). */
export type Condition =
  | 'tenSlots' // bank HR 240-299 has answered
  | 'powerLimits' // bank HR 300-359 has answered
  | 'pauseMode' // HR 318 has been read
  | 'pauseSlot' // HR 319-320 have been read
  | 'largestSeen' // never above the largest value ever read
  | 'unverified'; // "Untried settings" of the config node is on

/**
 * One row of a table: where a reading lives and how it is written down. The row holds the wire and
 * the physics; every other face (ranges, permission, units, docs, topics) is derived from it.
 */
export interface Register<T = unknown, W extends boolean = boolean> {
  readonly bank: Bank;
  readonly address: number;
  readonly codec: Codec<T>;
  /** True only with evidence that writing there is safe; the one way a control can reach a register. */
  readonly writable: W;
  /** Scaled units. Input: plausible values, others are glitches. Holding: what may be written. */
  readonly range?: readonly [number, number] | undefined;
  /** The only words that may be written, where fewer than the range. */
  readonly accepts?: readonly number[] | undefined;
  readonly needs?: Condition | undefined;
  /** What less than the range comes to, where that is not its lowest value: a charge target that is not set ends nothing. */
  readonly unset?: number | undefined;
  /** Meaning, sign, evidence or trap, for people; printed in docs/registers.md. */
  readonly note?: string | undefined;
  /** Why this row is documented but never reported: unproven on hardware or known to mislead. */
  readonly doubt?: string | undefined;
}

/** A table maps reading names to rows. `any` here lets rows of every value type share a table. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type RegisterTable = Readonly<Record<string, Register<any>>>;

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Doubtful = { readonly doubt: string };
export type ValueOf<R> = R extends Register<infer T> ? T : never;

/** What a device says: every reading by name, absent where it was not read or makes no sense. */
export type Readings<Table extends RegisterTable> = {
  readonly [K in keyof Table as Table[K] extends Doubtful ? never : K]?: ValueOf<Table[K]>;
};

/** What a device may be told. */
export type Settings<Table extends RegisterTable> = {
  readonly [
    K in keyof Table as Table[K] extends Register<never, true> | { writable: true } ? K : never
  ]?: ValueOf<Table[K]>;
};

interface Facts {
  readonly range?: readonly [number, number];
  readonly note?: string;
}
interface WriteFacts extends Facts {
  readonly accepts?: readonly number[];
  readonly needs?: Condition;
  readonly unset?: number;
}

/** An input register (live value). */
export const ir = <T>(address: number, codec: Codec<T>, facts: Facts = {}): Register<T, false> => ({
  bank: 'input',
  address,
  codec,
  writable: false,
  ...facts,
});

/** A holding register that is only ever read. */
export const hr = <T>(address: number, codec: Codec<T>, facts: Facts = {}): Register<T, false> => ({
  bank: 'holding',
  address,
  codec,
  writable: false,
  ...facts,
});

/** A holding register with evidence that writing there is safe, within `range`, `accepts` and `needs`. */
export const rw = <T>(
  address: number,
  codec: Codec<T>,
  facts: WriteFacts = {},
): Register<T, true> => ({
  bank: 'holding',
  address,
  codec,
  writable: true,
  ...facts,
});

/** A register of a meter's product data. */
export const mr = <T>(address: number, codec: Codec<T>, facts: Facts = {}): Register<T, false> => ({
  bank: 'meter',
  address,
  codec,
  writable: false,
  ...facts,
});

/** Keeps a row in the tables and docs but out of every snapshot. */
export const doubtful = <R extends Register<never> | RegisterTable[string]>(
  row: R,
  doubt: string,
): R & Doubtful => ({ ...row, doubt });

/** Is a decoded number inside the row's bounds? Values that are no numbers have none. */
export const within = (row: Register, value: unknown): boolean =>
  row.range === undefined ||
  typeof value !== 'number' ||
  (value >= row.range[0] && value <= row.range[1]);
