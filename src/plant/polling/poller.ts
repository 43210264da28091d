import type { Words } from '../../protocol/messages.js';
import { BlockReader, neverRead, olderThan, type Extent, type Wanted } from './blockReader.js';
import { detect, isIdentity, UNKNOWN, type Detected } from '../detection/detect.js';
import { HardwareSearch } from '../detection/hardwareSearch.js';
import { eased, isDue, type Pace } from './pace.js';
import type { PollerOptions } from './pollerOptions.js';
import { isSilent, missingOf, Progress } from './progress.js';
import { Plant } from '../plant.js';
import { InTurn, Rest } from './rest.js';
import type { Snapshot } from '../snapshot.js';
import { anotherInverter, newFirmware, asTrouble, nothingRead, silentInverter } from './trouble.js';

const REST_AFTER_TROUBLE = 5000;

/** Decides what to read when, reads it, and tells what came of it. One round at a time. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #progress = new Progress();
  readonly #stop = new AbortController();
  readonly #reader: BlockReader;
  readonly #rest = new Rest();
  #plant: Plant | undefined;
  /** The plant from before another inverter seemed to answer. */
  #former: Plant | undefined;
  #last: Snapshot | undefined;
  readonly #turns = new InTurn();
  #complete = false;
  /** Something came in since the last snapshot. */
  #news = false;
  #hardware: HardwareSearch | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
    const { signal } = this.#stop;
    this.#reader = new BlockReader({ ...options, signal, progress: this.#progress });
  }

  get snapshot(): Snapshot | undefined {
    return this.#last;
  }

  /** The same, unless it is not certain that the inverter it is about still answers at this address. */
  get certain(): Snapshot | undefined {
    return this.met ? this.#last : undefined;
  }

  /** Is it certain who answers? */
  get met(): boolean {
    return this.#plant?.met === true;
  }

  /** Takes any good answer from the wire, our own or overheard; false if it is another inverter's. */
  receive(words: Words, at = this.#options.now()): boolean {
    const plant = this.#plant;
    if (plant?.recognizes(words) === false) {
      this.#options.rejected('identity');
      return false;
    }
    for (const { desk, accepted, rules } of plant?.receive(words, at) ?? []) {
      if (accepted) this.#progress.good(desk.page.label);
      if (accepted) this.#news = true;
      // Another program asked: its answer is as good as ours, and told as soon.
      if (accepted && this.#rest.on && desk.page.block.pace === 'live') this.#rest.end();
      for (const rule of rules) this.#options.rejected(rule);
    }
    return true;
  }

  /** Reads for ever, until closed. */
  async run(): Promise<void> {
    const due: Wanted = (block, age) => isDue(block, age, this.#pace);
    while (!this.#stop.signal.aborted) {
      const round = this.#turns.take(() => this.#round(due));
      const ms = await round.then(
        () => this.#reader.untilDue(this.#plant, this.#pace),
        (error: unknown) => this.#recoverFrom(error),
      );
      await this.#rest.take((signal) => this.#options.wait(ms, signal));
    }
  }

  /** The line is up, perhaps to another inverter. */
  lineOpened(): void {
    this.#plant?.doubt();
    this.#rest.end();
  }

  /** The bank that holds these settings is read again at once: somebody changed them. */
  settingsChanged(setting: Words): void {
    for (const { page } of this.#plant?.touchedBy(setting) ?? []) this.#progress.forget(page.label);
    this.#rest.end();
  }

  /** The plant as known, if nothing wanted is older than `maxAge` (ms); else that is read first. */
  refresh(what: Extent, maxAge: number): Snapshot | Promise<Snapshot> {
    const wanted = olderThan(maxAge, what);
    const known = this.#plant?.met === true && !this.#reader.wants(this.#plant, wanted);
    return known && what !== 'plant' ? this.#latest() : this.#refreshed(what, known, wanted);
  }

  /** Makes a snapshot of what is known now, as after a write that was read back. */
  tell(): void {
    if (this.#last !== undefined) this.#tell();
  }

  close(): void {
    this.#stop.abort();
    this.#rest.end();
  }

  get #pace(): Pace {
    return eased(this.#options, this.#options.strain());
  }

  async #refreshed(what: Extent, known: boolean, wanted: Wanted): Promise<Snapshot> {
    if (!known) await this.#turns.take(() => this.#round(wanted));
    if (what === 'plant') await this.#hardware?.over();
    return this.#latest();
  }

  #latest(): Snapshot {
    return this.#news || this.#last === undefined ? this.#tell() : this.#last;
  }

  #recoverFrom(error: unknown): number {
    if (!this.#stop.signal.aborted) this.#options.trouble(asTrouble(error));
    return REST_AFTER_TROUBLE;
  }

  async #round(wanted: Wanted): Promise<void> {
    const plant = await this.#begin();
    const done = new Set<string>();
    const live = await this.#reader.takeAll(
      plant,
      (block, age) => block.pace === 'live' && (wanted(block, age) || !plant.met),
      done,
    );
    if (!plant.met) await this.#meetAgain(plant, done);
    if (live > 0) this.#meet(plant);
    if (!this.#complete) await this.#explore(plant, done);
    const slow = await this.#reader.takeAll(
      plant,
      (block, age) => block.pace !== 'live' && wanted(block, age),
      done,
    );
    if (slow > 0 || !this.#complete) this.#finish();
    else if (this.#news) this.#tell();
    if (plant.replaced) this.#startOver();
    if (plant.updated) this.#startOver(newFirmware());
    if (live === 0 && isSilent(plant, this.#progress)) throw silentInverter();
    if (live + slow > 0) this.#options.trouble(undefined);
    // A search is many questions more.
    if (this.#options.strain() === 0) this.#hardware?.goOn();
  }

  // Some answers carry no name: then registers 0-59 must tell. Nothing else is asked of a stranger.
  async #meetAgain(plant: Plant, done: Set<string>): Promise<void> {
    if (!plant.replaced) await this.#reader.takeAll(plant, isIdentity, done);
    if (plant.replaced) this.#startOver();
    if (!plant.met) throw silentInverter();
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
    const detected = await detect({
      ...this.#options,
      signal: this.#stop.signal,
      remembered: this.#former === undefined ? remembered : undefined,
    });
    const stranger = this.#options.stranger(detected.topology.serial);
    if (stranger !== undefined) throw stranger;
    const plant = this.#former?.isStill(detected.topology) ? this.#former : this.#settle(detected);
    plant.trust();
    this.#plant = plant;
    if (detected.identity !== undefined) this.receive(detected.identity);
    return plant;
  }

  #settle({ model, topology }: Detected): Plant {
    const plant = new Plant(model, topology, this.#options);
    this.#progress.clear();
    this.#complete = false;
    this.#hardware = this.#searchFor(plant, topology === this.#options.remembered);
    return plant;
  }

  #searchFor(plant: Plant, remembered: boolean): HardwareSearch {
    return new HardwareSearch({
      ...this.#options,
      plant,
      remembered,
      signal: this.#stop.signal,
      receive: (words, at) => this.receive(words, at),
      snapshot: () => this.#latest(),
      shown: () => this.#last,
      finished: () => this.#found(plant),
    });
  }

  async #found(plant: Plant): Promise<void> {
    if (plant !== this.#plant) return;
    this.#options.topology(plant.topology);
    await this.#reader.takeAll(plant, neverRead, new Set());
    this.#tell();
  }

  async #explore(plant: Plant, done: Set<string>): Promise<void> {
    await this.#reader.takeAll(plant, neverRead, done);
    await this.#hardware?.essentials();
    await this.#reader.takeAll(plant, neverRead, done);
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
    const told = plant.snapshot(this.#options.now(), this.#complete, missing);
    this.#last = this.#options.priced?.(told) ?? told;
    if (plant.noteExportLimit(this.#last)) this.#options.topology(plant.topology);
    this.#options.snapshot(this.#last);
    return this.#last;
  }

  // Values of the old one are not shown any more; if it was itself after all, they come back.
  #startOver(reason = anotherInverter()): never {
    this.#former = this.#plant;
    this.#plant = undefined;
    this.#last = undefined;
    throw reason;
  }
}
