/** One way in which what we publish differs from GivTCP's on purpose. */
export interface Difference {
  /** Matches paths below root and serial; the serial's own group is written <SN>. */
  readonly leaf: RegExp;
  /** The same in words, for people. */
  readonly name: string;
  readonly kind: 'absent' | 'value' | 'added';
  readonly why: string;
}

export declare const differences: readonly Difference[];
