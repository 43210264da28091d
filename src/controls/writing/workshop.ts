import { GivError } from '../../errors.js';
import { findControl, type Found } from '../controls.js';
import type { JobName, JobWish, Request } from '../control.js';
import type { Frames, Rim } from './frames.js';
import type { JobKeeper } from '../jobs/jobKeeper.js';
import { opposites } from '../jobs/jobs.js';
import { changesOf, registersOf, wayBack } from '../jobs/jobWords.js';
import type { Job, MemoryKeeper } from '../jobs/memory.js';
import type { Outcome } from './outcome.js';
import { assertSame, writingFamily, type PlantState } from './permission.js';
import { prepare, type Prepared, type Surroundings } from './prepare.js';
import { readWords } from './reads.js';
import {
  ControlFailed,
  failureOf,
  isAsBefore,
  outcomeOf,
  superseded,
  type Heading,
} from './report.js';
import { toSend, Transaction, type TransactionOptions } from './transaction.js';
import { say } from './phrases.js';

export interface ApplyOptions {
  /** Say what would be written, and write nothing. */
  readonly dryRun?: boolean;
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

/** Reads, decides, and writes: again from the start while a register has to rest from its last write. */
export const carryOut = async (
  shop: Workshop,
  order: Order,
  isStale: () => boolean,
): Promise<Outcome> => {
  const { request, options } = order;
  const { job } = request;
  if (job?.kind === 'end') return endJobs(shop, order, job.names);
  if (job !== undefined && options.dryRun !== true) await endOpposites(shop, order, job.name);
  for (;;) {
    const { plant, prepared } = await readied(shop, order);
    const rest = options.dryRun === true ? 0 : restOf(shop, prepared, options);
    if (rest === 0)
      return job === undefined
        ? transact(shop, order, plant, prepared)
        : startJob(shop, order, plant, prepared, job);
    await shop.rim.sleep(rest, shop.leaving);
    if (shop.leaving.aborted)
      throw new GivError('CLOSED', 'the plant was closed: nothing was written');
    if (isStale())
      return superseded(headingOf(shop, order, plant, prepared), prepared.words, shop.rim.now());
  }
};

/** What there is to write, as the inverter it is for stands now. */
const readied = async (
  shop: Workshop,
  { request, options, serial }: Order,
): Promise<{ readonly plant: PlantState; readonly prepared: Prepared }> => {
  const plant = shop.plant();
  const around = shop.surroundings(options);
  const prepared = await prepare(plant, request, around, shop.rim.ask, shop.leaving);
  for (const state of [plant, shop.plant()]) assertSame(state, serial);
  return { plant, prepared };
};

const restOf = (shop: Workshop, prepared: Prepared, { force = false }: ApplyOptions): number =>
  shop.frames.restOf(toSend(prepared, force).map(({ address }) => address));

/** The writing itself. */
const transact = async (
  shop: Workshop,
  order: Order,
  plant: PlantState,
  prepared: Prepared,
): Promise<Outcome> => {
  const { dryRun = false, force = false } = order.options;
  if (!dryRun) {
    shop.frames.assertAffordable(toSend(prepared, force));
    await shop.memory.note(reserveOf(prepared));
  }
  return settle(shop, order, plant, prepared, { force, dryRun, undo: true });
};

/** Whatever becomes of the memory: the outcome says what became of the registers. */
const settle = async (
  shop: Workshop,
  order: Order,
  plant: PlantState,
  prepared: Prepared,
  how: Omit<TransactionOptions, 'signal'>,
): Promise<Outcome> => {
  const options = { ...how, signal: shop.signal };
  const result = await new Transaction(shop.rim, shop.frames, plant, prepared, options).run();
  const unsaved = await keepCount(shop);
  const heading = headingOf(shop, order, plant, prepared);
  const warnings = [...heading.warnings, ...unsaved];
  const outcome = outcomeOf({ ...heading, warnings }, prepared, result);
  if (outcome.result === 'failed') throw failureOf(outcome, result);
  return outcome;
};

/** The last reserve below 100 % is remembered before 100 % takes its place. */
const reserveOf = ({ words, before }: Prepared): { readonly reserve?: number } => {
  const full = words.find(({ setting, word }) => setting === 'batteryReserve' && word === 100);
  const now = full === undefined ? undefined : before.get(full.address);
  return now !== undefined && now < 100 ? { reserve: now } : {};
};

const keepCount = ({ memory, frames: { spent } }: Workshop): Promise<readonly string[]> =>
  memory.note(spent === undefined ? {} : { spent });

type Start = Extract<JobWish, { kind: 'start' }>;

/** Written down first, then begun. What fails half-way is ended at once, or at the first chance. */
const startJob = async (
  shop: Workshop,
  order: Order,
  plant: PlantState,
  prepared: Prepared,
  { name, minutes }: Start,
): Promise<Outcome> => {
  if (order.options.dryRun === true) return transact(shop, order, plant, prepared);
  shop.frames.assertAffordable(toSend(prepared, order.options.force === true));
  const running = shop.jobs.named(name);
  const now = shop.rim.now();
  const job: Job = {
    name,
    startedAt: running?.startedAt ?? now,
    endsAt: now + minutes * 60_000,
    registers: changesOf(prepared, running),
  };
  await shop.jobs.begin(job);
  try {
    const outcome = await transact(shop, order, plant, prepared);
    return { ...outcome, job: { name, endsAt: job.endsAt } };
  } catch (error) {
    await giveUpJob(shop, job, running, error);
    throw error;
  }
};

const giveUpJob = async (
  shop: Workshop,
  job: Job,
  running: Job | undefined,
  error: unknown,
): Promise<void> => {
  const untouched = error instanceof ControlFailed && isAsBefore(error.outcome.registers);
  if (!untouched) return shop.jobs.keep({ ...job, endsAt: shop.rim.now() });
  return running === undefined ? shop.jobs.forget([job.name]) : shop.jobs.keep(running);
};

/** What contradicts a new job is ended, once it is clear that the new one can begin. */
const endOpposites = async (shop: Workshop, order: Order, name: JobName): Promise<void> => {
  const against = opposites[name].filter((other) => shop.jobs.named(other) !== undefined);
  if (against.length === 0) return;
  const { prepared } = await readied(shop, order);
  shop.frames.assertAffordable(toSend(prepared, order.options.force === true));
  for (const other of against) shop.report(await endJob(shop, other));
};

/** Ends one job by itself: its time has come, or another one contradicts it. */
export const endJob = (shop: Workshop, name: JobName): Promise<Outcome> => {
  const found = findControl(name);
  const request = found.control.request('cancel');
  const { serial = '' } = shop.memory.kept ?? {};
  return endJobs(shop, { found, request, options: {}, serial, began: shop.rim.now() }, [name]);
};

/** Puts back what jobs changed, as far as nobody else has changed it since. Never refused by the budget, never waits for a rest. */
const endJobs = async (
  shop: Workshop,
  order: Order,
  names: readonly JobName[],
): Promise<Outcome> => {
  const ending = shop.jobs.running.filter(({ name }) => names.includes(name));
  const plant = shop.plant();
  const addresses = ending.flatMap((job) => registersOf(plant, job));
  const held = await readWords(shop.rim.ask, addresses, writingFamily(plant).blocks, shop.leaving);
  for (const state of [plant, shop.plant()]) assertSame(state, order.serial);
  const back = ending.map((job) => wayBack(plant, job, held));
  const words = back.flatMap((way) => way.words);
  const prepared: Prepared = {
    plan: { steps: [], warnings: back.flatMap(({ left }) => left) },
    words,
    rows: new Map(words.map(({ setting, row }) => [setting, row])),
    before: held,
  };
  const { dryRun = false } = order.options;
  const how = { force: false, dryRun, undo: false };
  const outcome = await settle(shop, order, plant, prepared, how);
  if (outcome.result === 'confirmed' || outcome.result === 'unchanged')
    await shop.jobs.forget(names);
  return outcome;
};

/** Everything an outcome says beside its registers. */
export const headingOf = (
  { frames }: Workshop,
  { found, request, options, began }: Order,
  plant: PlantState,
  prepared?: Prepared,
): Heading => ({
  control: found.name,
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
    ...(plant.readOnly ? [say('wouldBeReadOnly')] : []),
    ...frames.budgetWarning(),
  ],
});
