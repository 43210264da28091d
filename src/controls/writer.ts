import { GivError } from '../errors.js';
import { findControl, type Found } from './controls.js';
import type { Request } from './control.js';
import { Frames, usualFrames, type Rim } from './frames.js';
import { volatileStore, type Memory, type MemoryStore } from './memory.js';
import type { Outcome } from './outcome.js';
import { writingFamily, type PlantState } from './permission.js';
import { foresee, prepare, type Prepared, type Surroundings } from './prepare.js';
import { failureOf, outcomeOf, superseded, type Heading } from './report.js';
import { toSend, Transaction } from './transaction.js';
import { Turns } from './turns.js';
import type { Budget } from './budget.js';

/** What the writer is handed: the line, time, the plant as last seen, and where to remember things. */
export interface WriterContext extends Rim {
  /** Undefined until the plant has been detected. */
  plant(): PlantState | undefined;
  readonly store?: MemoryStore;
  readonly budget?: Budget;
  /** ms between write frames, and between two writes of one register. */
  readonly spacing?: number;
  readonly rest?: number;
}

export interface ApplyOptions {
  /** Say what would be written, and write nothing. */
  readonly dryRun?: boolean;
  /** Write values that are already there as well. */
  readonly force?: boolean;
  /** setChargeSlot without "enable" switches the schedule on, as the original GivTCP did. */
  readonly strictSeed?: boolean;
}

export interface Writer {
  /** Applies a control. Rejects with GivError when nothing could be done or not all of it. */
  apply(control: string, payload: unknown, options?: ApplyOptions): Promise<Outcome>;
  /** Refuses what waits and ends what runs. */
  close(): Promise<void>;
}

/** One message on its way through. */
interface Order {
  readonly found: Found;
  readonly request: Request;
  readonly options: ApplyOptions;
  readonly began: number;
}

export const createWriter = (context: WriterContext): Writer => new PlantWriter(context);

class PlantWriter implements Writer {
  readonly #context: WriterContext;
  readonly #turns = new Turns<Outcome>();
  readonly #frames: Frames;
  readonly #store: MemoryStore;
  readonly #spacing: number;
  readonly #stop = new AbortController();
  #memory: Memory | undefined;

  constructor(context: WriterContext) {
    const {
      spacing = usualFrames.spacing,
      rest = usualFrames.rest,
      budget = usualFrames.budget,
    } = context;
    this.#context = context;
    this.#spacing = spacing;
    this.#store = context.store ?? volatileStore();
    this.#frames = new Frames(context, { spacing, rest, budget }, () => this.#plant());
  }

  async apply(name: string, payload: unknown, options: ApplyOptions = {}): Promise<Outcome> {
    const found = findControl(name);
    const request = found.control.request(payload, found.fixed);
    const plant = this.#plant();
    assertOffered(plant, found);
    if (plant.readOnly && options.dryRun !== true) throw readOnly();
    await this.#remember(plant);
    const order = { found, request, options, began: this.#context.now() };
    const words = foresee(plant, request, this.#surroundings(options));
    return this.#turns.take({
      covers: new Set(words.map(({ name }) => name)),
      run: (isStale) => this.#carryOut(order, isStale),
      superseded: () => superseded(this.#heading(order, plant), words, this.#context.now()),
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#turns.close();
  }

  async #carryOut(order: Order, isStale: () => boolean): Promise<Outcome> {
    const { request, options } = order;
    const { signal } = this.#stop;
    for (;;) {
      const plant = this.#plant();
      const prepared = await prepare(
        plant,
        request,
        this.#surroundings(options),
        this.#context.ask,
        signal,
      );
      const due = toSend(prepared, options.force === true);
      const rest =
        options.dryRun === true ? 0 : this.#frames.restOf(due.map(({ address }) => address));
      if (rest === 0) return this.#transact(order, plant, prepared);
      await this.#context.sleep(rest, signal);
      if (signal.aborted) throw new GivError('CLOSED', 'the plant was closed: nothing was written');
      if (isStale())
        return superseded(
          this.#heading(order, plant, prepared),
          prepared.words,
          this.#context.now(),
        );
    }
  }

  async #transact(order: Order, plant: PlantState, prepared: Prepared): Promise<Outcome> {
    const { options } = order;
    const { dryRun = false, force = false } = options;
    if (!dryRun) {
      this.#frames.assertAffordable(toSend(prepared, force));
      await this.#keep(prepared.plan.remember);
    }
    const work = { force, dryRun, signal: this.#stop.signal };
    const result = await new Transaction(this.#context, this.#frames, plant, prepared, work).run();
    await this.#keep({});
    const outcome = outcomeOf(this.#heading(order, plant, prepared), prepared, result);
    if (outcome.result === 'failed') throw failureOf(outcome, result);
    return outcome;
  }

  #plant(): PlantState {
    const plant = this.#context.plant();
    if (plant !== undefined) return plant;
    throw new GivError(
      'NOT_DETECTED',
      'nothing was written: the inverter has not told yet what it is. Try again once the status says online',
    );
  }

  #surroundings({ strictSeed = false }: ApplyOptions): Surroundings {
    return {
      now: this.#context.now(),
      // Six words make a clock; the first one goes at once.
      lead: 5 * this.#spacing,
      strictSeed,
      rememberedReserve: this.#memory?.reserve,
    };
  }

  #heading(
    { found, request, options, began }: Order,
    plant: PlantState,
    prepared?: Prepared,
  ): Heading {
    const { dryRun = false } = options;
    return {
      control: found.name,
      serial: plant.snapshot.serial,
      requested: request.requested,
      risk: found.control.risk,
      dryRun,
      began,
      warnings: [
        ...request.warnings,
        ...(prepared?.plan.warnings ?? []),
        ...(prepared?.words.some(({ row }) => row.needs === 'unverified') === true
          ? [UNVERIFIED]
          : []),
        ...(plant.readOnly
          ? ['This plant is set to read only: without dryRun this is refused.']
          : []),
        ...this.#frames.budgetWarning(),
      ],
    };
  }

  /** Loads what is remembered of this inverter, once. Another inverter's memory is of no use. */
  async #remember({ snapshot: { serial } }: PlantState): Promise<void> {
    if (this.#memory?.serial === serial) return;
    const kept = await this.#store.load();
    if (this.#memory?.serial === serial) return;
    this.#memory = kept?.serial === serial ? kept : { serial, jobs: [] };
    this.#frames.spent = this.#memory.spent;
  }

  async #keep(news: Partial<Memory> = {}): Promise<void> {
    if (this.#memory === undefined) return;
    const { spent } = this.#frames;
    const memory = { ...this.#memory, ...news, ...(spent === undefined ? {} : { spent }) };
    if (JSON.stringify(memory) === JSON.stringify(this.#memory)) return;
    this.#memory = memory;
    await this.#store.save(memory);
  }
}

const UNVERIFIED =
  'Written only because the unverified switch is on: nobody has shown that these registers are safe to write.';

const readOnly = (): GivError =>
  new GivError(
    'READ_ONLY',
    'this plant is set to read only in its configuration: nothing was written',
  );

/** Some names belong to one kind of plant even where another knows the register (controls reference, 11). */
const assertOffered = (plant: PlantState, { name, control, only = control.only }: Found): void => {
  if (only === undefined || writingFamily(plant).layout === only) return;
  const kind = only === 'ems' ? 'an EMS' : 'a three-phase inverter';
  throw new GivError(
    'NOT_SUPPORTED',
    `${name} by this name is for ${kind}, and this is a ${plant.snapshot.model.name}`,
    { control: name },
  );
};
