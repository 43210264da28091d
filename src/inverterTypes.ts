import type { Outcome } from './controls/writing/outcome.js';
import type { ErrorCode } from './errors.js';
import type { Reading } from './plant/polling/progress.js';
import type { Snapshot } from './plant/snapshot.js';
import type { Topology } from './plant/detection/topology.js';
import type { Bank } from './protocol/messages.js';

export type StatusState = 'connecting' | 'detecting' | 'online' | 'stale' | 'offline' | 'closed';

/** How things stand. `reason` is a sentence: what happened, why, what to do; online, that the dongle struggles. */
export interface Status {
  readonly state: StatusState;
  /** ms since 1970. */
  readonly since: number;
  readonly code?: ErrorCode;
  readonly reason?: string;
}

/** A status as it was told. */
export interface PastStatus extends Omit<Status, 'since'> {
  /** ms since 1970. */
  readonly at: number;
}

/** All that was counted since the start; these only grow, but for `latency` (ms) and `strain` (0 to 3). */
export type Counters = Readonly<Record<string, number>>;

export interface InverterEvents {
  snapshot: [Snapshot];
  status: [Status];
  reading: [Reading];
  outcome: [Outcome];
  topology: [Topology];
  /** What went wrong without anybody having asked for it, such as the end of a timed job. */
  complaint: [Error];
  moved: [Move];
}

/** The dongle was found again at another address. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

export interface RefreshOptions {
  /** ms; what is younger is not read again. */
  readonly maxAge?: number;
  /** Ends the waiting, not the reading: others may want it. */
  readonly signal?: AbortSignal;
}

export interface RegisterQuery {
  readonly bank: Bank;
  readonly base: number;
  readonly count: number;
  readonly device?: number;
}
