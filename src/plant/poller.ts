import { asError, GivError } from '../errors.js';
import type { Ask, AskOptions } from '../protocol/ask.js';
import type { Words } from '../protocol/messages.js';
import { modelOf, type Block } from '../registers/families.js';
import type { Desk, Rule } from './desk.js';
import {
  findControlUnit,
  findMeters,
  findPacks,
  findStacks,
  identify,
  identifyAs,
  UNKNOWN,
  type Search,
  type Detected,
} from './detect.js';
import { missingOf, Progress } from './progress.js';
import { Plant } from './plant.js';
import type { Snapshot } from './snapshot.js';
import type { Topology } from './topology.js';

export interface PollerOptions {
  readonly ask: Ask;
  now(): number;
  /** Resolves after `ms` or when given up; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** ms between reads of the live banks, and of all others. */
  readonly liveEvery: number;
  readonly allEvery: number;
  readonly model?: string | undefined;
  readonly remembered?: Topology | undefined;
  /** The inverter serial that answers carry. */
  heard(): string | undefined;
  snapshot(snapshot: Snapshot): void;
  topology(topology: Topology): void;
  detecting(): void;
  /** A round went wrong, or (undefined) went well again. */
  trouble(error: GivError | undefined): void;
  rejected(rule: Rule | 'identity'): void;
}

const DAY = 86_400_000;
const REST_AFTER_TROUBLE = 5000;
const REASKS = 3;
const EARLY = 0.1;
// Whether a bank is there at all shows at the first ask; silence then says nothing about the line.
const FIRST_ASK = { attempts: 2, probe: true } as const;

/** The live banks; all banks of what is known; or all, once the search for hardware is over too. */
export type Extent = 'live' | 'all' | 'plant';

type Wanted = (block: Block, age: number) => boolean;

/** Decides what to read when, reads it, and tells what came of it. One round at a time. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #progress = new Progress();
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #plant: Plant | undefined;
  #last: Snapshot | undefined;
  #chain: Promise<unknown> = Promise.resolve();
  #nextPack = 0;
  #complete = false;
  #forgotten = false;
  /** Something came in since the last snapshot. */
  #news = false;
  #resting = false;
  #searching: Promise<void> | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  get plant(): Plant | undefined {
    return this.#plant;
  }

  get snapshot(): Snapshot | undefined {
    return this.#last;
  }

  /** Takes any good answer from the wire, our own or overheard. */
  receive(words: Words): void {
    for (const { desk, accepted, rules } of this.#plant?.receive(words, this.#options.now()) ??
      []) {
      if (accepted) this.#progress.good(desk.page.label);
      if (accepted) this.#news = true;
      // Another program asked: its answer is as good as ours, and told as soon.
      if (accepted && this.#resting && desk.page.block.pace === 'live') this.wake();
      for (const rule of rules) this.#options.rejected(rule);
    }
  }

  /** Reads for ever, until closed. */
  async run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const round = () => this.#round((block, age) => this.#isDue(block, age));
      const calm = await this.#calmly(() => this.#exclusive(round));
      await this.#rest(calm ? this.#untilNextDue() : REST_AFTER_TROUBLE);
    }
  }

  /** Cuts a rest short, as when the line is up again. */
  wake(): void {
    this.#wake.abort();
  }

  /** Settings are read again in the next round: somebody changed one. */
  settingsChanged(): void {
    for (const { page } of this.#plant?.desks ?? [])
      if (page.block.bank === 'holding') this.#progress.forget(page.label);
    this.wake();
  }

  /** Reads now what is older than `maxAge` (ms), and resolves with the plant as then known. */
  async refresh(what: Extent, maxAge: number): Promise<Snapshot> {
    const wanted: Wanted = ({ pace }, age) =>
      age > maxAge && (what === 'live' ? pace === 'live' : pace !== 'rare' || age === Infinity);
    if (this.#wants(wanted)) await this.#exclusive(() => this.#round(wanted));
    if (what === 'plant') await this.#searching;
    return this.#news || this.#last === undefined ? this.#tell() : this.#last;
  }

  /** Makes a snapshot of what is known now, as after a write that was read back. */
  tell(): void {
    if (this.#last !== undefined) this.#tell();
  }

  close(): void {
    this.#stop.abort();
    this.#wake.abort();
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#chain.then(work, work);
    this.#chain = turn.catch(() => undefined);
    return turn;
  }

  async #calmly(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#options.trouble(asTrouble(error));
      return false;
    }
  }

  async #rest(ms: number): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, this.#wake.signal]);
    this.#resting = true;
    await this.#options.wait(ms, signal);
    this.#resting = false;
    this.#wake = new AbortController();
  }

  #every({ pace }: Block): number {
    if (pace === 'rare') return DAY;
    return pace === 'live' ? this.#options.liveEvery : this.#options.allEvery;
  }

  // Banks that are due within a tenth of their period come along, so that they stay together.
  #isDue(block: Block, age: number): boolean {
    return age >= this.#every(block) * (1 - EARLY);
  }

  #ageOf({ page }: Desk): number {
    const last = Math.max(page.at ?? -Infinity, this.#progress.triedAt(page.label));
    return this.#options.now() - last;
  }

  #wants(wanted: Wanted): boolean {
    const { desks } = this.#plant ?? {};
    return desks === undefined || desks.some((desk) => wanted(desk.page.block, this.#ageOf(desk)));
  }

  #untilNextDue(): number {
    const waits = (this.#plant?.desks ?? []).map(
      (desk) => this.#every(desk.page.block) - this.#ageOf(desk),
    );
    return Math.max(0, Math.min(this.#options.liveEvery, ...waits));
  }

  async #round(wanted: Wanted): Promise<void> {
    const plant = await this.#begin();
    const done = new Set<string>();
    const live = await this.#takeAll(
      plant,
      (block, age) => block.pace === 'live' && wanted(block, age),
      done,
    );
    if (live > 0) this.#meet(plant);
    if (!this.#complete) await this.#explore(plant, done);
    const slow = await this.#takeAll(
      plant,
      (block, age) => block.pace !== 'live' && wanted(block, age),
      done,
    );
    if (slow > 0 || !this.#complete) this.#finish();
    else if (this.#news) this.#tell();
    if (plant.replaced) return this.#startOver();
    this.#judge(plant, live);
    this.#searchOn(plant);
  }

  // Where registers 0-59 never arrive, the serial is the one that answers carry.
  #meet(plant: Plant): void {
    const heard = this.#options.heard();
    if (plant.topology.serial === UNKNOWN && heard !== undefined) plant.learn({ serial: heard });
    this.#options.trouble(undefined);
    this.#tell();
  }

  async #begin(): Promise<Plant> {
    if (this.#plant !== undefined) return this.#plant;
    this.#options.detecting();
    const { model, topology, identity } = await this.#detect();
    this.#plant = new Plant(model, topology);
    if (identity !== undefined) this.receive(identity);
    return this.#plant;
  }

  async #detect(): Promise<Detected> {
    const { remembered, model, ask, heard } = this.#options;
    const { signal } = this.#stop;
    if (model !== undefined) return identifyAs(model, ask, heard, signal);
    if (remembered === undefined || this.#forgotten) return identify(ask, signal);
    // The plant compares the serial with every answer until registers 0-59 have proven it.
    this.#nextPack = Infinity;
    const { code, armFirmware, ratedHundreds } = remembered;
    return { model: modelOf(code, armFirmware, ratedHundreds), topology: remembered };
  }

  // Takes block after block; the plan may grow or shrink meanwhile. Returns how many were read.
  async #takeAll(plant: Plant, wanted: Wanted, done: Set<string>): Promise<number> {
    let read = 0;
    for (;;) {
      const desk = plant.desks.find(
        (one) => !done.has(one.page.label) && wanted(one.page.block, this.#ageOf(one)),
      );
      if (desk === undefined) return read;
      done.add(desk.page.label);
      if (await this.#take(plant, desk)) read++;
    }
  }

  // An answer that is not believed is asked for again at once.
  async #take(plant: Plant, desk: Desk): Promise<boolean> {
    const { label, block, at } = desk.page;
    const options = at === undefined ? FIRST_ASK : {};
    for (let ask = 0; ask < REASKS; ask++) {
      this.#progress.begin(label, this.#options.now());
      const failure = await this.#ask(block, options);
      if (this.#progress.isGood(label)) return true;
      if (failure !== undefined) {
        this.#lacks(plant, desk, failure);
        return false;
      }
    }
    this.#progress.miss(label);
    return false;
  }

  async #ask(block: Block, options: AskOptions): Promise<GivError | undefined> {
    try {
      await this.#options.ask.read(
        { kind: 'read', ...block },
        { ...options, signal: this.#stop.signal },
      );
      return undefined;
    } catch (error) {
      if (
        error instanceof GivError &&
        (error.code === 'NO_REPLY' || error.code === 'REFUSED_BY_INVERTER')
      )
        return error;
      throw error;
    }
  }

  // A bank that was never there is left out from then on; one that was is asked for again next time.
  #lacks(plant: Plant, { page }: Desk, failure: GivError): void {
    const misses = this.#progress.miss(page.label);
    const { block, label, at } = page;
    if (at !== undefined || block.pace === 'live' || (block.bank === 'holding' && block.base === 0))
      return;
    const certain =
      failure.code === 'REFUSED_BY_INVERTER' ||
      block.shorter !== undefined ||
      block.optional === true;
    if (certain || misses >= 2) plant.learn({ absent: [...plant.topology.absent, label] });
  }

  #search(plant: Plant): Search {
    const { signal } = this.#stop;
    return { plant, ask: this.#options.ask, signal, receive: (words) => this.receive(words) };
  }

  async #explore(plant: Plant, done: Set<string>): Promise<void> {
    await this.#takeAll(plant, () => true, done);
    if (this.#nextPack === Infinity) return;
    const search = this.#search(plant);
    if (plant.family.battery === 'highVoltage') await findStacks(search);
    if (plant.family.battery === 'lowVoltage') {
      const expected = this.#tell().inverter.batteryNominalCapacity;
      this.#nextPack = await findPacks(search, 0, expected);
    }
    await this.#takeAll(plant, () => true, done);
  }

  // What is not needed for a whole picture is looked for beside the polls, and again once a day.
  #searchOn(plant: Plant): void {
    if (this.#searching !== undefined || this.#options.now() - plant.topology.foundAt < DAY) return;
    const over = (): void => {
      this.#searching = undefined;
    };
    // A line that breaks meanwhile is the rounds' affair; the next round searches again.
    this.#searching = this.#searchAll(plant).then(over, over);
  }

  async #searchAll(plant: Plant): Promise<void> {
    const search = this.#search(plant);
    // What was silent once gets another chance a day.
    if (plant.topology.foundAt > 0) plant.learn({ absent: [] });
    if (plant.family.battery === 'lowVoltage') {
      await findPacks(search, this.#nextPack === Infinity ? 0 : this.#nextPack, undefined);
      await findControlUnit(search);
    }
    await findMeters(search, (meter) => this.#isClaimed(plant, meter));
    if (plant !== this.#plant) return;
    plant.learn({ foundAt: this.#options.now() });
    this.#options.topology(plant.topology);
    await this.#takeAll(plant, (_, age) => age === Infinity, new Set());
    this.#tell();
  }

  #isClaimed({ family }: Plant, meter: number): boolean {
    const status: unknown = Reflect.get(this.#last?.inverter ?? {}, `meter${meter}Status`);
    return family.meters !== 'external' || status === 'online';
  }

  #finish(): void {
    const first = !this.#complete;
    this.#complete = true;
    this.#tell();
    if (first && this.#plant !== undefined) this.#options.topology(this.#plant.topology);
  }

  #tell(): Snapshot {
    const plant = this.#plant;
    if (plant === undefined)
      throw new GivError('NO_DATA', 'nothing has been read from the inverter yet');
    this.#news = false;
    const missing = missingOf(plant, this.#progress);
    this.#last = plant.snapshot(this.#options.now(), this.#complete, missing);
    this.#options.snapshot(this.#last);
    return this.#last;
  }

  #judge(plant: Plant, live: number): void {
    const silent =
      live === 0 &&
      plant.desks.some(
        ({ page }) => page.block.pace === 'live' && this.#progress.missed(page.label),
      );
    if (silent)
      throw new GivError(
        'NO_REPLY',
        'the dongle is connected but the inverter does not answer; it may be starting, updating or asleep. Values keep their age until it does',
      );
    this.#options.trouble(undefined);
  }

  #startOver(): void {
    this.#plant = undefined;
    this.#complete = false;
    this.#nextPack = 0;
    this.#forgotten = true;
    throw new GivError(
      'NOT_DETECTED',
      'another inverter answers at this address now; it is detected anew',
    );
  }
}

// A mistake of ours must show in the status instead of ending the process.
const asTrouble = (error: unknown): GivError =>
  error instanceof GivError
    ? error
    : new GivError(
        'NO_DATA',
        `reading failed unexpectedly (${asError(error).message}); please report this`,
        {},
        { cause: error },
      );
