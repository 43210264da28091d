import { GivError } from '../../errors.js';
import type { Ask } from '../../protocol/ask.js';
import type { Register } from '../../registers/register.js';
import type { Plan, Request, Step, View } from '../control.js';
import {
  aboveLargest,
  allowedRows,
  permission,
  writingFamily,
  type PlantState,
} from './permission.js';
import { addressesOf, decodeRow, readWords, type Row, type Words } from './reads.js';
import { isTrigger, lastOfEach, wordsOf, type Word } from './words.js';
import { say } from './phrases.js';

/** What a control may know beside the plant. */
export interface Surroundings {
  readonly now: number;
  readonly lead: number;
  readonly strictSeed: boolean;
  readonly rememberedReserve: number | undefined;
}

/** A plan as words, with everything it rests on just read. */
export interface Prepared {
  readonly plan: Plan;
  readonly words: readonly Word[];
  /** Rows to read back and report: those written, and those the plan wants echoed. */
  readonly rows: ReadonlyMap<string, Register>;
  readonly before: Words;
}

/** The plan as far as the last snapshot tells: refuses early, without asking the inverter anything. */
export const foresee = (
  plant: PlantState,
  request: Request,
  around: Surroundings,
): readonly Word[] => planned(plant, request, around, new Map()).words;

/** The plan by what the inverter says now: whatever it looks at is read first, until nothing new comes up. */
export const prepare = async (
  plant: PlantState,
  request: Request,
  around: Surroundings,
  ask: Ask,
  signal?: AbortSignal,
): Promise<Prepared> => {
  let before: Words = new Map();
  for (;;) {
    const { plan, words, rows, looked } = planned(plant, request, around, before);
    const wanted = [...rows.values(), ...looked].flatMap(addressesOf);
    const unread = wanted.filter((address) => !before.has(address));
    if (unread.length === 0) return { plan, words, rows, before };
    before = new Map([...before, ...(await readFirst(ask, unread, plant, signal))]);
  }
};

const readFirst = async (
  ask: Ask,
  addresses: readonly number[],
  plant: PlantState,
  signal?: AbortSignal,
): Promise<Words> => {
  try {
    return await readWords(ask, addresses, writingFamily(plant).blocks, signal);
  } catch (error) {
    if (!(error instanceof GivError)) throw error;
    throw new GivError(error.code, say('presentUnread', { why: error.message }), error.detail, {
      cause: error,
    });
  }
};

interface Planned {
  readonly plan: Plan;
  readonly words: readonly Word[];
  readonly rows: ReadonlyMap<string, Register>;
  readonly looked: readonly Register[];
}

const planned = (
  plant: PlantState,
  request: Request,
  around: Surroundings,
  fresh: Words,
): Planned => {
  const looked = new Set<Register>();
  const plan = request.plan(viewOf(plant, around, fresh, (row) => looked.add(row)));
  const words = lastOfEach(plan.steps.flatMap((step) => checkedWords(plant, step)));
  const rows = new Map(
    words.filter((word) => !isTrigger(word)).map(({ setting, row }) => [setting, row]),
  );
  for (const name of plan.echo ?? []) {
    const row = holdingRow(plant, name);
    if (row !== undefined) rows.set(name, row);
  }
  return { plan, words, rows, looked: [...looked] };
};

const checkedWords = (plant: PlantState, step: Step): readonly Word[] => {
  const found = permission(plant, step.setting);
  if (found.kind === 'refused') throw found.error;
  const words = wordsOf(found.row, step);
  const problem = words
    .map(({ word }) => aboveLargest(plant, step.setting, found.row, word))
    .find((error) => error !== undefined);
  if (problem !== undefined) throw problem;
  return words;
};

const viewOf = (
  plant: PlantState,
  around: Surroundings,
  fresh: Words,
  look: (row: Register) => void,
): View => {
  const { snapshot } = plant;
  const { capacity, maxPower = snapshot.model.maxBatteryPower } = snapshot.figures.battery;
  return {
    ...around,
    serial: snapshot.serial,
    model: snapshot.model,
    family: writingFamily(plant),
    capacity: capacity === undefined || capacity <= 0 ? undefined : capacity * 1000,
    maxPower,
    rateByHand: snapshot.cost?.byHand === true,
    get offered() {
      return inOrder(plant);
    },
    can: (name) => permission(plant, name).kind === 'allowed',
    need: (name) => {
      const found = permission(plant, name);
      if (found.kind === 'refused') throw found.error;
    },
    reading: (name) => {
      const row = holdingRow(plant, name);
      if (row === undefined) return snapshot.inverter[name];
      look(row);
      return fresh.has(row.address) ? decodeRow(row, fresh) : snapshot.inverter[name];
    },
  };
};

/** Switches come after what they switch on. */
const inOrder = (plant: PlantState): readonly string[] => {
  const names = [...allowedRows(plant)].map(([name, { codec }]) => ({ name, codec }));
  const isSwitch = ({ codec }: (typeof names)[number]): boolean => codec.decode([1], 0) === true;
  return [...names.filter((row) => !isSwitch(row)), ...names.filter(isSwitch)].map(
    ({ name }) => name,
  );
};

const holdingRow = (plant: PlantState, name: string): Row | undefined => {
  const { table } = writingFamily(plant);
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  return row?.bank === 'holding' ? row : undefined;
};
