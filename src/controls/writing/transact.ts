import { assertSame, type PlantState } from './permission.js';
import { prepare, type Prepared } from './prepare.js';
import { failureOf, outcomeOf } from './report.js';
import { toSend, Transaction, type TransactionOptions } from './transaction.js';
import type { Outcome } from './outcome.js';
import { headingOf, type ApplyOptions, type Order, type Workshop } from './workshop.js';

/** What there is to write, as the inverter it is for stands now. */
export const readied = async (
  shop: Workshop,
  { request, options, serial }: Order,
): Promise<{ readonly plant: PlantState; readonly prepared: Prepared }> => {
  const plant = shop.plant();
  const around = shop.surroundings(options);
  const prepared = await prepare(plant, request, around, shop.rim.ask, shop.leaving);
  for (const state of [plant, shop.plant()]) assertSame(state, serial);
  return { plant, prepared };
};

export const restOf = (
  shop: Workshop,
  prepared: Prepared,
  { force = false }: ApplyOptions,
): number => shop.frames.restOf(toSend(prepared, force).map(({ address }) => address));

/** The writing itself. */
export const transact = async (
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
export const settle = async (
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
  if (outcome.result === 'failed') throw failureOf(outcome, result, heading.label);
  return outcome;
};

/** The last reserve below 100 % is remembered before 100 % takes its place. */
const reserveOf = ({ words, before }: Prepared): { readonly reserve?: number } => {
  const full = words.find(({ setting, word }) => setting === 'batteryReserve' && word === 100);
  const now = full === undefined ? undefined : before.get(full.address);
  return now !== undefined && now < 100 ? { reserve: now } : {};
};

const keepCount = async ({ memory, frames }: Workshop): Promise<readonly string[]> => {
  const { spent } = frames;
  const unsaved = await memory.note(spent === undefined ? {} : { spent });
  frames.recount(memory.kept);
  return unsaved;
};
