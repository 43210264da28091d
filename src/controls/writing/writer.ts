import { asError, GivError } from '../../errors.js';
import type { Budget } from './budget.js';
import { carryOut } from './carryOut.js';
import type { Request } from '../control.js';
import { labelOf, understand, type Found } from '../catalogue/index.js';
import { Frames, usualFrames, type Rim } from './frames.js';
import { endJob } from '../jobs/jobWork.js';
import { JobKeeper, type JobStatus } from '../jobs/jobKeeper.js';
import { offersOf, type Offer } from './offer.js';
import { MemoryKeeper, volatileStore, type Job, type MemoryStore } from '../jobs/memory.js';
import type { Outcome } from './outcome.js';
import { assertSame, writingFamily, type PlantState } from './permission.js';
import { foresee, type Surroundings } from './prepare.js';
import { ControlFailed, superseded } from './report.js';
import { Turns } from './turns.js';
import { headingOf, type ApplyOptions, type Order, type Workshop } from './workshop.js';
import type { Word } from './words.js';
import { say } from './phrases.js';

/** What the writer is handed: the line, time, the plant as last seen, and where to remember things. */
export interface WriterContext extends Rim {
  /** Undefined until the plant has been detected. */
  plant(): PlantState | undefined;
  /** Outcomes that answer no message: timed jobs that end by themselves. */
  report?(outcome: Outcome): void;
  /** What went wrong with them. */
  complain?(error: Error): void;
  /** Where timed jobs, the reserve and the count of writes survive a restart. */
  readonly store?: MemoryStore;
  readonly budget?: Budget;
  /** ms between write frames (300), and between two writes of one register (5000). */
  readonly spacing?: number;
  readonly rest?: number;
}

export interface Writer {
  /** Applies a control. Rejects with GivError when nothing could be done or not all of it. */
  apply(control: string, payload: unknown, options?: ApplyOptions): Promise<Outcome>;
  /** What this plant makes of each control; nothing until it has been detected. */
  offers(): readonly Offer[];
  /** Timed jobs that run now. */
  jobs(): readonly JobStatus[];
  /** Write frames of today that the budget counts. */
  writesToday(): number;
  /** To be called whenever the plant shows a sign of life: takes up jobs from before a restart, ends overdue ones. */
  wake(): void;
  /** Refuses what waits and lets what is half written come to its end, if that is soon. Timed jobs stay written down. */
  close(): Promise<void>;
}

/** ms for what is half written: Node-RED waits 15 s for a node to close. */
const GRACE = 8000;

export const createWriter = (context: WriterContext): Writer => new PlantWriter(context);

class PlantWriter implements Writer {
  readonly #context: WriterContext;
  readonly #turns = new Turns();
  readonly #leave = new AbortController();
  readonly #stop = new AbortController();
  readonly #shop: Workshop;
  readonly #spacing: number;

  constructor(context: WriterContext) {
    const { spacing = usualFrames.spacing, rest = usualFrames.rest } = context;
    this.#context = context;
    this.#spacing = spacing;
    const plant = (): PlantState => this.#plant();
    const memory = new MemoryKeeper(context.store ?? volatileStore());
    this.#shop = {
      rim: context,
      memory,
      frames: new Frames(
        context,
        { spacing, rest, budget: context.budget ?? usualFrames.budget },
        plant,
      ),
      jobs: new JobKeeper(context, memory, (job) => this.#due(job)),
      leaving: this.#leave.signal,
      signal: this.#stop.signal,
      plant,
      report: (outcome) => context.report?.(outcome),
      surroundings: (options) => this.#surroundings(options),
    };
  }

  async apply(name: string, payload: unknown, asked: ApplyOptions = {}): Promise<Outcome> {
    const { found, request } = understand(name, payload);
    const options = request.onlyShow ? { ...asked, dryRun: true } : asked;
    const plant = this.#plant();
    if (options.serial !== undefined) assertSame(plant, options.serial);
    assertOffered(plant, name, found);
    assertMayWrite(plant.readOnly, request, options);
    await this.#load();
    const order = {
      found,
      request,
      options,
      serial: plant.snapshot.serial,
      began: this.#context.now(),
    };
    const words = foresee(plant, request, this.#surroundings(options));
    return this.#turns.take({
      covers: coversOf(order, words),
      run: (isStale) => carryOut(this.#shop, order, isStale),
      superseded: () => superseded(headingOf(this.#shop, order, plant), words, this.#context.now()),
    });
  }

  offers(): readonly Offer[] {
    const plant = this.#context.plant();
    return plant === undefined ? [] : offersOf(plant, this.#surroundings({}));
  }

  jobs(): readonly JobStatus[] {
    return this.#shop.jobs.status();
  }

  writesToday(): number {
    return this.#shop.frames.today;
  }

  wake(): void {
    const plant = this.#context.plant();
    // What a job is to put back may be in a bank that has yet to be read: until then it is not allowed.
    if (plant?.snapshot.complete !== true || this.#leave.signal.aborted) return;
    this.#load()
      .then(() => this.#shop.jobs.wake())
      .then(() => this.#noteReserve(plant))
      .catch((error: unknown) => this.#context.complain?.(asError(error)));
  }

  async close(): Promise<void> {
    this.#leave.abort();
    this.#shop.jobs.close();
    const ended = new AbortController();
    const turns = this.#turns.close().finally(() => ended.abort());
    await this.#context.sleep(GRACE, ended.signal);
    this.#stop.abort();
    await turns;
  }

  /** Whoever sets the reserve to 100 % later: the one before it will be known. What a job sets does not count. */
  async #noteReserve({ snapshot }: PlantState): Promise<void> {
    const { batteryReserve: reserve } = snapshot.inverter;
    const lowered = this.#shop.jobs.running.some(({ registers }) =>
      registers.some(({ name }) => name === 'batteryReserve'),
    );
    if (reserve !== undefined && reserve < 100 && !lowered)
      await this.#shop.memory.note({ reserve });
  }

  /** Ends a job whose time has come, unless it has been ended or extended while this waited its turn. */
  async #due({ name, endsAt }: Job): Promise<void> {
    const run = async (): Promise<Outcome | undefined> =>
      this.#shop.jobs.named(name)?.endsAt === endsAt ? endJob(this.#shop, name) : undefined;
    try {
      const turn = { covers: new Set<string>(), run, superseded: () => undefined };
      const outcome = await this.#turns.take(turn);
      if (outcome !== undefined) this.#context.report?.(outcome);
    } catch (error) {
      if (!this.#leave.signal.aborted) this.#context.complain?.(unended(name, error));
      throw error;
    }
  }

  #plant(): PlantState {
    const plant = this.#context.plant();
    if (plant !== undefined) return plant;
    throw notDetected();
  }

  async #load(): Promise<void> {
    const { memory, frames } = this.#shop;
    frames.serve(await memory.load(this.#plant().snapshot.serial));
  }

  #surroundings({ strictSeed = false }: ApplyOptions): Surroundings {
    return {
      now: this.#context.now(),
      // Six words make a clock: six answers and the pauses between them, each about as long.
      lead: 9 * this.#spacing,
      strictSeed,
      rememberedReserve: this.#shop.memory.kept?.reserve,
    };
  }
}

/** A newer message for the same settings makes an older one pointless; jobs and dry runs take nobody's place. */
const coversOf = ({ request, options }: Order, words: readonly Word[]): ReadonlySet<string> =>
  new Set(
    request.job === undefined && options.dryRun !== true ? words.map(({ name }) => name) : [],
  );

export const notDetected = (): GivError => new GivError('NOT_DETECTED', say('notDetected'));

/** Said to whoever looks after the plant: no message waits for it. */
const unended = (name: string, error: unknown): Error => {
  if (error instanceof ControlFailed) return error;
  const { message } = asError(error);
  const code = error instanceof GivError ? error.code : 'NOT_VERIFIED';
  return new GivError(
    code,
    say('jobUnended', { control: labelOf(name), why: message }),
    { control: name },
    { cause: error },
  );
};

/** Whoever may only look gets a dry run, and nothing else. */
export const assertMayWrite = (
  readOnly: boolean,
  { onlyShow }: Pick<Request, 'onlyShow'>,
  { dryRun = false }: ApplyOptions,
): void => {
  if (readOnly && !dryRun && !onlyShow) throw new GivError('READ_ONLY', say('readOnly'));
};

/** Some names belong to one kind of plant even where another knows the register (controls reference, 11). */
const assertOffered = (
  plant: PlantState,
  name: string,
  { control, only = control.only }: Found,
): void => {
  if (only === undefined || writingFamily(plant).layout === only) return;
  const kind = only === 'ems' ? 'onlyEms' : 'onlyThreePhase';
  const text = say(kind, { control: control.label, model: plant.snapshot.model.name });
  throw new GivError('NOT_SUPPORTED', text, { control: name });
};
