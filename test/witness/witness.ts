/**
 * What one recording says, worked out from its bytes and the reference tables alone: a second opinion
 * on the register tables, the family choice, the guard and the figures. `name` is the label of the
 * reference table, not one of our reading names; values carry the unit of the reference row.
 */
export interface Witness {
  readonly file: string;
  readonly family: string;
  /** Register HR0 as four hex digits. */
  readonly code: string;
  readonly frames: FrameCounts;
  readonly banks: readonly SeenBank[];
  /** Banks the protocol reference lists for this family, and whose words the recording lacks. */
  readonly absent: readonly AbsentBank[];
  readonly present: Present;
  /** The last sound reply of each bank. */
  readonly end: readonly Value[];
  /** Single replies in passing, for ordered replays. */
  readonly moments: readonly (Reply & Value)[];
  /** Figures that follow from one single reply. */
  readonly figuresAt: readonly (Reply & { readonly figures: ExpectedFigures })[];
  /** Figures at the end, by their path in Figures: 'power.pv', 'energy.today.load', 'mode'. */
  readonly derived: ExpectedFigures;
  /** Figures on which the reference is silent or of two minds. */
  readonly unsettled: readonly Unsettled[];
  /** Identities over all sound replies: what is left over, in the unit of the row (W unless said). */
  readonly checks: readonly Check[];
  readonly suspicious: readonly Finding[];
}

export type Space = 'HR' | 'IR' | 'MR';

export interface FrameCounts {
  readonly words: number;
  readonly written: number;
  readonly refused: number;
  readonly heartbeats: number;
  /** Sent by the recording client, as are the requests. */
  readonly heartbeatAnswers: number;
  readonly badCrc: number;
  readonly nulls: number;
  readonly broadcasts: number;
  readonly requests: number;
}

export interface AbsentBank {
  readonly device: number;
  readonly space: Space;
  readonly base: number;
  readonly count: number;
  readonly why?: string;
}

export interface SeenBank {
  readonly device: number;
  readonly space: Space;
  readonly base: number;
  readonly count: number;
  readonly replies: number;
  /** Replies whose words were all zero. */
  readonly zero: number;
}

export interface Present {
  readonly packs: readonly number[];
  readonly meters: readonly number[];
  readonly stacks?: readonly number[];
  readonly modules?: readonly number[];
  readonly aios?: number;
  readonly inverters?: number;
}

export type WitnessedValue =
  | number
  | string
  | boolean
  | { readonly start: string; readonly end: string }
  | readonly string[]
  | readonly number[];

export interface Value {
  readonly device: number;
  readonly space: Space;
  /** First register of the row. */
  readonly address: number;
  /** Which part of a shared register: 'high', 'low', 'bits3-2'. */
  readonly part?: string;
  readonly value: WitnessedValue;
  /** The value is the bare word or words, since the reference names no meaning. */
  readonly raw?: true;
  readonly unit?: string;
  readonly name: string;
}

/** One reply: its line in the file, and its place (from 1) among the sound replies of this very bank. */
export interface Reply {
  readonly line: number;
  readonly nth: number;
  readonly device: number;
  readonly space: Space;
  readonly base: number;
  readonly count: number;
}

export type ExpectedFigures = Readonly<Record<string, number | string>>;

export interface Unsettled {
  readonly key: string;
  /** Every value that can be argued for; the first is the one in `derived`, if it is there. */
  readonly values: readonly number[];
  readonly why: string;
}

export interface Check {
  readonly name: string;
  readonly replies: number;
  /** Of the absolute remainders. */
  readonly median: number;
  /** Replies with no remainder at all. */
  readonly exact: number;
  readonly worst: number;
  /** Line of the worst reply. */
  readonly line: number;
}

export interface Finding {
  /**
   * reject: the whole reply must not be believed. withhold: the reading must be absent.
   * accept: looks odd and is real. note: nothing to enforce.
   */
  readonly verdict: 'reject' | 'withhold' | 'accept' | 'note';
  readonly device: number;
  readonly space: Space;
  readonly base: number;
  readonly address?: number;
  readonly line?: number;
  readonly nth?: number;
  readonly raw?: number;
  readonly why: string;
}
