import type { Answer } from '../protocol/frame.js';
import type { Bank, Read, Write } from '../protocol/messages.js';

/** Whatever stands behind a dongle: a simulated home or a recording. It knows registers, not sockets. */
export interface Plant {
  /** The inverter's serial, as its answers carry it. */
  readonly serial: string;
  /** The dongle's serial. */
  readonly dongle: string;
  /** The answer to a read; absent where real ones stay silent. */
  read(query: Read): Answer | undefined;
  /** Would the inverter take this? If not, the nearest word that it would take, where there is one. */
  judge(write: Write): Verdict;
  /** Puts a word into a register without asking, and lets the plant act on it. */
  store(write: Write): void;
  /** One word, looked up without going through the wire. */
  word(device: number, bank: Bank, address: number): number | undefined;
  /** Holds a register at a word whatever the plant says, until it is written. */
  poke(device: number, bank: Bank, address: number, word: number): void;
  /** Lets it go again. */
  release(device: number, bank: Bank, address: number): void;
}

export type Verdict =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly nearest?: number };
