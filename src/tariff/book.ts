import { asError, GivError } from '../errors.js';
import { UNKNOWN } from '../plant/detection/detect.js';
import type { RateName } from '../plant/figures/figures.js';
import type { Snapshot } from '../plant/snapshot.js';
import { costsOf } from './costs.js';
import { sightOf, type Sight } from './counters.js';
import { looked, switchedTo, type Ledger } from './ledger.js';
import { settleTariff, type Tariff } from './tariff.js';
import { tariffPhrases } from './phrases.js';

/** Where ledgers are kept over a restart, one for each inverter. */
export interface LedgerStore {
  load(serial: string): Promise<Ledger | undefined>;
  save(ledger: Ledger): Promise<void>;
}

export interface BookOptions {
  readonly tariff: Tariff;
  /** Default: nowhere. */
  readonly store?: LedgerStore | undefined;
  now(): number;
  /** What could not be kept or found again. */
  complain(error: Error): void;
}

/** What a switch by hand came to. */
export interface RateSwitch {
  readonly serial: string;
  readonly before: RateName;
  /** Why it might be forgotten at the next start. */
  readonly unsaved?: string;
}

const SAVE_EVERY = 3_600_000;

/** Keeps the ledger of one plant: looks at each snapshot, and writes down what has to survive a restart. */
export class Book {
  readonly #options: BookOptions;
  readonly #tariff: ReturnType<typeof settleTariff>;
  /** Whose ledger it is, and whether what was kept of it has been found. */
  #serial: string | undefined;
  #opening: Promise<void> = Promise.resolve();
  #open = false;
  #closed = false;
  #ledger: Ledger | undefined;
  #saved: Ledger | undefined;
  #saving: Promise<string | undefined> = Promise.resolve(undefined);

  constructor(options: BookOptions) {
    this.#options = options;
    this.#tariff = settleTariff(options.tariff);
  }

  /** The snapshot with what its energy came to; as it is while that is not known. */
  priced(snapshot: Snapshot): Snapshot {
    const { serial } = snapshot;
    // A plant that has not told its name could be any.
    if (serial === UNKNOWN || this.#closed) return snapshot;
    if (serial !== this.#serial) this.#opening = this.#turnTo(serial);
    if (!this.#open) return snapshot;
    const ledger = looked(this.#ledger, this.#tariff, this.#sightOf(snapshot));
    this.#ledger = ledger;
    if (this.#isDue(ledger)) void this.#save();
    const cost = costsOf(ledger, this.#tariff, snapshot.figures.battery.energy);
    return Object.freeze({ ...snapshot, cost });
  }

  /** Is the rate switched by hand? */
  get byHand(): boolean {
    return this.#tariff.byHand;
  }

  /** Undefined as long as nobody knows whose rate it would be. */
  async switchTo(rate: RateName, dryRun: boolean): Promise<RateSwitch | undefined> {
    await this.#opening;
    if (this.#closed) throw new GivError('CLOSED', tariffPhrases.say('closed'));
    const ledger = this.#ledger;
    if (ledger === undefined) return undefined;
    const { serial, rate: before } = ledger;
    if (dryRun || before === rate) return { serial, before };
    this.#ledger = switchedTo(ledger, rate, this.#options.now());
    const unsaved = await this.#save();
    return { serial, before, ...(unsaved !== undefined && { unsaved }) };
  }

  /** Writes down what is not yet. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening;
    if (this.#ledger !== this.#saved) void this.#save();
    await this.#saving;
  }

  // Pages too old to be shown leave a snapshot with an early time or none: only a clock put back takes time back.
  #sightOf(snapshot: Snapshot): Sight {
    const sight = sightOf(snapshot);
    const last = Math.min(this.#ledger?.at ?? 0, this.#options.now());
    return sight.at < last ? { ...sight, at: last } : sight;
  }

  async #turnTo(serial: string): Promise<void> {
    const { store, complain } = this.#options;
    const last = this.#ledger === this.#saved ? undefined : this.#save();
    this.#serial = serial;
    this.#open = false;
    this.#ledger = undefined;
    await last;
    try {
      const found = await store?.load(serial);
      if (this.#serial === serial) this.#ledger = found;
    } catch (error) {
      complain(asError(error));
    }
    if (this.#serial !== serial) return;
    this.#saved = this.#ledger;
    this.#open = true;
  }

  // The counters themselves tell what was missed since; what has to be written is where a day or rate ends.
  #isDue({ at, rate, day }: Ledger): boolean {
    const last = this.#saved;
    return (
      last === undefined || last.rate !== rate || last.day !== day || at - last.at >= SAVE_EVERY
    );
  }

  #save(): Promise<string | undefined> {
    this.#saved = this.#ledger;
    this.#saving = this.#written(this.#ledger);
    return this.#saving;
  }

  /** Why it could not be written, if so. */
  async #written(ledger: Ledger | undefined): Promise<string | undefined> {
    const { store, complain } = this.#options;
    try {
      if (ledger !== undefined) await store?.save(ledger);
      return undefined;
    } catch (error) {
      complain(asError(error));
      return asError(error).message;
    }
  }
}
