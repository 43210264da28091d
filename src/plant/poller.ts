import type { GivError } from '../errors.js';
import type { Words } from '../protocol/messages.js';
import type { Rule } from './desk.js';
import { BlockReader, type Wanted } from './blockReader.js';
import { detect, UNKNOWN, type Clues } from './detect.js';
import { HardwareSearch } from './hardwareSearch.js';
import { isDue, untilDue, type Pace } from './pace.js';
import { isSilent, missingOf, Progress } from './progress.js';
import { Plant } from './plant.js';
import type { Snapshot } from './snapshot.js';
import type { Topology } from './topology.js';
import { anotherInverter, asTrouble, nothingRead, silentInverter } from './trouble.js';

export interface PollerOptions extends Pace, Omit<Clues, 'signal'> {
  now(): number;
  /** Resolves after `ms` or when given up; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  snapshot(snapshot: Snapshot): void;
  topology(topology: Topology): void;
  detecting(): void;
  /** A round went wrong, or (undefined) went well again. */
  trouble(error: GivError | undefined): void;
  rejected(rule: Rule | 'identity'): void;
}

const REST_AFTER_TROUBLE = 5000;

/** The live banks; all banks of what is known; or all, once the search for hardware is over too. */
export type Extent = 'live' | 'all' | 'plant';

/** Decides what to read when, reads it, and tells what came of it. One round at a time. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #progress = new Progress();
  readonly #stop = new AbortController();
  readonly #reader: BlockReader;
  #wake = new AbortController();
  #plant: Plant | undefined;
  #last: Snapshot | undefined;
  #chain: Promise<unknown> = Promise.resolve();
  #complete = false;
  #forgotten = false;
  /** Something came in since the last snapshot. */
  #news = false;
  #resting = false;
  #hardware: HardwareSearch | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
    const { ask } = options;
    const { signal } = this.#stop;
    this.#reader = new BlockReader({
      ask,
      signal,
      progress: this.#progress,
      now: () => options.now(),
    });
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
      const round = () => this.#round((block, age) => isDue(block, age, this.#options));
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
    if (what === 'plant') await this.#hardware?.over();
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

  #wants(wanted: Wanted): boolean {
    const { desks } = this.#plant ?? {};
    return (
      desks === undefined || desks.some((desk) => wanted(desk.page.block, this.#reader.ageOf(desk)))
    );
  }

  #untilNextDue(): number {
    const desks = this.#plant?.desks ?? [];
    const ages = desks.map((desk) => [desk.page.block, this.#reader.ageOf(desk)] as const);
    return untilDue(ages, this.#options);
  }

  async #round(wanted: Wanted): Promise<void> {
    const plant = await this.#begin();
    const done = new Set<string>();
    const live = await this.#reader.takeAll(
      plant,
      (block, age) => block.pace === 'live' && wanted(block, age),
      done,
    );
    if (live > 0) this.#meet(plant);
    if (!this.#complete) await this.#explore(plant, done);
    const slow = await this.#reader.takeAll(
      plant,
      (block, age) => block.pace !== 'live' && wanted(block, age),
      done,
    );
    if (slow > 0 || !this.#complete) this.#finish();
    else if (this.#news) this.#tell();
    if (plant.replaced) return this.#startOver();
    if (live === 0 && isSilent(plant, this.#progress)) throw silentInverter();
    if (live + slow > 0) this.#options.trouble(undefined);
    this.#hardware?.goOn();
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
    const { remembered } = this.#options;
    const { model, topology, identity } = await detect({
      ...this.#options,
      signal: this.#stop.signal,
      remembered: this.#forgotten ? undefined : remembered,
    });
    this.#plant = new Plant(model, topology);
    this.#hardware = this.#searchFor(this.#plant, topology === remembered);
    if (identity !== undefined) this.receive(identity);
    return this.#plant;
  }

  #searchFor(plant: Plant, remembered: boolean): HardwareSearch {
    return new HardwareSearch({
      plant,
      remembered,
      ask: this.#options.ask,
      signal: this.#stop.signal,
      now: () => this.#options.now(),
      receive: (words) => this.receive(words),
      snapshot: () => this.#tell(),
      finished: () => this.#found(plant),
    });
  }

  async #found(plant: Plant): Promise<void> {
    if (plant !== this.#plant) return;
    this.#options.topology(plant.topology);
    await this.#reader.takeAll(plant, (_, age) => age === Infinity, new Set());
    this.#tell();
  }

  async #explore(plant: Plant, done: Set<string>): Promise<void> {
    await this.#reader.takeAll(plant, () => true, done);
    await this.#hardware?.essentials();
    await this.#reader.takeAll(plant, () => true, done);
  }

  #finish(): void {
    const first = !this.#complete;
    this.#complete = true;
    this.#tell();
    if (first && this.#plant !== undefined) this.#options.topology(this.#plant.topology);
  }

  #tell(): Snapshot {
    const plant = this.#plant;
    if (plant === undefined) throw nothingRead();
    this.#news = false;
    const missing = missingOf(plant, this.#progress);
    this.#last = plant.snapshot(this.#options.now(), this.#complete, missing);
    this.#options.snapshot(this.#last);
    return this.#last;
  }

  #startOver(): void {
    this.#plant = undefined;
    this.#complete = false;
    this.#forgotten = true;
    throw anotherInverter();
  }
}
