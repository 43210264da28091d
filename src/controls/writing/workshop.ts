import type { Found } from '../catalogue/index.js';
import type { Request } from '../control.js';
import type { Frames, Rim } from './frames.js';
import type { JobKeeper } from '../jobs/jobKeeper.js';
import type { MemoryKeeper } from '../jobs/memory.js';
import type { Outcome } from './outcome.js';
import type { PlantState } from './permission.js';
import { say } from './phrases.js';
import type { Prepared, Surroundings } from './prepare.js';
import type { Heading } from './report.js';

export interface ApplyOptions {
  /** Say what would be written, and write nothing. */
  readonly dryRun?: boolean;
  /** Whoever asks may only look, though others may write: nothing but a dry run is done. */
  readonly readOnly?: boolean;
  /** Write values that are already there as well. */
  readonly force?: boolean;
  /** A charge slot without "enable" switches the schedule on, as the original GivTCP did. */
  readonly strictSeed?: boolean;
  /** Of the inverter it is for, where the message names one; absent: the one that is there. */
  readonly serial?: string;
}

/** One message on its way through. */
export interface Order {
  readonly found: Pick<Found, 'name' | 'control'>;
  readonly request: Request;
  readonly options: ApplyOptions;
  /** Of the inverter it is for. */
  readonly serial: string;
  readonly began: number;
}

/** Everything that is needed to carry out an order. */
export interface Workshop {
  readonly rim: Rim;
  readonly frames: Frames;
  readonly memory: MemoryKeeper;
  readonly jobs: JobKeeper;
  /** Nothing more is begun. */
  readonly leaving: AbortSignal;
  /** Nor is anything carried on. */
  readonly signal: AbortSignal;
  plant(): PlantState;
  /** Outcomes that answer no message: jobs that end by themselves. */
  report(outcome: Outcome): void;
  surroundings(options: ApplyOptions): Surroundings;
}

/** Everything an outcome says beside its registers. */
export const headingOf = (
  { frames }: Workshop,
  { found, request, options, began }: Order,
  plant: PlantState,
  prepared?: Prepared,
): Heading => ({
  control: found.name,
  label: found.control.label,
  serial: plant.snapshot.serial,
  requested: request.requested,
  risk: found.control.risk,
  dryRun: options.dryRun === true,
  began,
  warnings: [
    ...request.warnings,
    ...(prepared?.plan.warnings ?? []),
    ...(prepared?.words.some(({ row }) => row.needs === 'unverified') === true
      ? [say('untriedWritten')]
      : []),
    ...(plant.readOnly || options.readOnly === true ? [say('wouldBeReadOnly')] : []),
    ...frames.budgetWarning(),
  ],
});
