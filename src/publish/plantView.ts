import type { Outcome } from '../controls/writing/outcome.js';
import type { Snapshot } from '../plant/snapshot.js';
import type { RunningJob, View } from './givtcp/row.js';
import { hostZone } from '../time/zone.js';
import { limitsOf } from './limits.js';

/** The plant as its faces see it; an open inverter is one. */
export interface PlantSource {
  readonly snapshot: Snapshot | undefined;
  readonly status: { readonly state: string };
  readonly counters: Readonly<Record<string, number>>;
  /** Jobs of some minutes that are under way. */
  readonly jobs?: readonly RunningJob[];
  on(event: 'snapshot', listener: (snapshot: Snapshot) => void): () => void;
  on(event: 'status', listener: (status: { readonly state: string }) => void): () => void;
  /** `serial`: of the inverter that the message names. */
  apply(
    control: string,
    payload: unknown,
    options?: { readonly serial?: string },
  ): Promise<Outcome>;
}

export interface ViewOptions {
  /** The switches of the configuration, which decide what is shown as settable. */
  readonly readOnly?: boolean;
  readonly unverified?: boolean;
  /** Time zone of the inverter's clock; this computer's by default. */
  readonly zone?: string;
  readonly now?: () => number;
}

export const viewOf = (
  plant: PlantSource,
  snapshot: Snapshot,
  { readOnly = false, unverified = false, zone = hostZone(), now = Date.now }: ViewOptions,
): View => ({
  snapshot,
  now: now(),
  zone,
  jobs: plant.jobs ?? [],
  counters: plant.counters,
  status: answers(plant.status.state) === false ? 'offline' : 'online',
  limits: limitsOf({ snapshot, readOnly, unverified }),
});

/** Does the inverter answer? Undefined while that is being found out. */
export const answers = (state: string): boolean | undefined => {
  switch (state) {
    case 'online':
      return true;
    case 'stale':
    case 'offline':
    case 'closed':
      return false;
    default:
      return undefined;
  }
};
