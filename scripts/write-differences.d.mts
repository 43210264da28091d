/** One way in which our writes differ from GivTCP's on purpose. */
export interface Difference {
  readonly title: string;
  readonly calls: RegExp;
  readonly models: readonly string[];
  readonly payload?: RegExp;
  readonly why: string;
  /** Our writes, given the recorded ones; undefined where we refuse. */
  ours(writes: string, call: string, payload: string): string | undefined;
}

export declare const differences: readonly Difference[];
