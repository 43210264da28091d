/** What became of one register of a control. Words as on the wire; absent is "not known". */
export interface RegisterOutcome {
  readonly register: number;
  /** The reading name, and for a slot or clock which part: "chargeSlot1 start". */
  readonly name: string;
  /** The same for people: "start of charge slot 1". */
  readonly label: string;
  readonly before?: number;
  /** What `before` means, for people. */
  readonly was?: string;
  readonly requested: number;
  /** True once a write frame was sent for it; false when it already held the value, or never got its turn. */
  readonly written: boolean;
  /** The inverter's echo of the write. */
  readonly echoed?: number;
  /** What a read after the write showed. Confirmed only if this equals `requested`. */
  readonly after?: number;
  readonly confirmed: boolean;
  readonly skipped?: 'unchanged' | 'dryRun' | 'notReached';
  /** What the value means, for people: "01:00", "80 %". */
  readonly meaning: string;
}

/**
 * - confirmed: at least one register was written and a later read shows every requested value
 * - unchanged: everything already was as requested; nothing was written
 * - dryRun: nothing was written on purpose
 * - unconfirmed: written, but a later read was not possible
 * - superseded: not written, since a newer message for the same setting came while it waited
 * - failed: a write was refused or unanswered, or a later read shows something else; `state` says
 *   what the inverter holds now
 */
export type Result = 'confirmed' | 'unchanged' | 'dryRun' | 'unconfirmed' | 'superseded' | 'failed';

export interface Outcome {
  readonly control: string;
  readonly serial: string;
  readonly result: Result;
  /** The payload as understood. */
  readonly requested: Readonly<Record<string, unknown>>;
  readonly registers: readonly RegisterOutcome[];
  /** Settings by reading name as last read back, for echoing: only confirmed ones. */
  readonly confirmed: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  /** What can go wrong with this control, for people. */
  readonly risk?: string;
  /** The timed job that began or was extended. */
  readonly job?: { readonly name: string; readonly endsAt: number };
  /** One sentence on the state the inverter is in. */
  readonly state: string;
  /** ms since 1970, and how long it took in ms. */
  readonly at: number;
  readonly duration: number;
}
