import type { GivError } from '../../errors.js';
import type { Rule } from '../belief/desk.js';
import type { Clues } from '../detection/detect.js';
import type { Pace } from './pace.js';
import type { Reading } from './progress.js';
import type { Snapshot } from '../snapshot.js';
import type { Topology } from '../detection/topology.js';

export interface PollerOptions extends Pace, Omit<Clues, 'signal'> {
  now(): number;
  /** How hard the dongle finds it to answer: 0 as usual, up to 3. */
  strain(): number;
  /** Resolves after `ms` or when given up; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** A bank is asked for. */
  reading?(reading: Reading): void;
  /** Adds what the energy came to. */
  priced?(snapshot: Snapshot): Snapshot;
  snapshot(snapshot: Snapshot): void;
  topology(topology: Topology): void;
  detecting(): void;
  /** Why the inverter of this serial, which was just detected, is not the one to be read. */
  stranger(serial: string): GivError | undefined;
  /** A round went wrong, or (undefined) went well again. */
  trouble(error: GivError | undefined): void;
  rejected(rule: Rule | 'identity'): void;
}
