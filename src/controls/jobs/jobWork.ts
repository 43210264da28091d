import { findControl } from '../catalogue/index.js';
import type { JobName, JobWish } from '../control.js';
import type { Outcome } from '../writing/outcome.js';
import { assertSame, writingFamily, type PlantState } from '../writing/permission.js';
import type { Prepared } from '../writing/prepare.js';
import { readWords } from '../writing/reads.js';
import { ControlFailed, isAsBefore } from '../writing/report.js';
import { readied, settle, transact } from '../writing/transact.js';
import { toSend } from '../writing/transaction.js';
import type { Order, Workshop } from '../writing/workshop.js';
import { opposites } from './jobs.js';
import { changesOf, registersOf, wayBack } from './jobWords.js';
import type { Job } from './memory.js';

type Start = Extract<JobWish, { kind: 'start' }>;

/** Written down first, then begun. What fails half-way is ended at once, or at the first chance. */
export const startJob = async (
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
export const endOpposites = async (shop: Workshop, order: Order, name: JobName): Promise<void> => {
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
export const endJobs = async (
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
