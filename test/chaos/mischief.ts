import type { Query } from '../../src/protocol/messages.js';
import type { Dice } from './dice.js';

/** Bytes that arrive at once, so many ms late. */
export interface Piece {
  readonly after: number;
  readonly bytes: Buffer;
}

export const whole = (bytes: Buffer): readonly Piece[] => [{ after: 0, bytes }];

/** What becomes of a connection. */
export interface LineFate {
  readonly refused?: boolean;
  /** Nothing is ever answered on it. */
  readonly deaf?: boolean;
  /** Cut after so many ms, or so many bytes. */
  readonly lives?: number;
  readonly bytes?: number;
  /** Leads to another plant. */
  readonly plant?: number;
}

/** What a mischief may look at. */
export interface Scene {
  readonly dice: Dice;
  readonly now: number;
  /** The how many-th connection this is. */
  readonly line: number;
  /** A true answer, as though another client had asked. */
  answer(query: Query): Buffer | undefined;
  /** One fault was done. */
  count(): void;
}

/** One way in which a line is bad. What a mischief does not name works. */
export interface Mischief {
  answer?(bytes: Buffer, scene: Scene): readonly Piece[];
  request?(bytes: Buffer, scene: Scene): readonly Buffer[];
  line?(scene: Scene): LineFate;
  /** What comes unasked, looked at every 700 ms. */
  chatter?(scene: Scene): readonly Piece[];
  readonly heartbeats?: boolean;
  readonly heartbeatEvery?: number;
  /** The longest time an answer is under way, in ms. */
  readonly slowest?: number;
}
