import { asError, GivError } from '../../errors.js';
import type { Spent } from '../writing/budget.js';
import type { JobName } from '../control.js';

/** One timed job, as much as is needed to end it after a restart. Words are raw, as on the wire. */
export interface Job {
  readonly name: JobName;
  /** ms since 1970, by the host's clock. */
  readonly startedAt: number;
  readonly endsAt: number;
  /** In the order in which they are to be put back. */
  readonly registers: readonly JobRegister[];
}

export interface JobRegister {
  readonly register: number;
  readonly name: string;
  /** What it held before the job, and what the job put there. */
  readonly before: number;
  readonly during: number;
  /** What the same job had put there before it was extended: that stays, should `during` never arrive. */
  readonly replaces?: number;
}

/** What controls remember of one inverter over a restart. Plain JSON. */
export interface Memory {
  readonly serial: string;
  /** The last battery reserve below 100 % before something set it to 100 %. */
  readonly reserve?: number;
  readonly spent?: Spent;
  readonly jobs: readonly Job[];
}

export type MemoryNews = Partial<Omit<Memory, 'serial'>>;

/** Where memories are kept, one for each inverter. */
export interface MemoryStore {
  load(serial: string): Promise<Memory | undefined>;
  /** Changes what is new and leaves the rest; resolves once it would survive a power cut. */
  save(serial: string, news: MemoryNews): Promise<void>;
}

/** Memories for as long as the process runs. */
export const volatileStore = (): MemoryStore => {
  const kept = new Map<string, Memory>();
  return {
    load: (serial) => Promise.resolve(kept.get(serial)),
    save: (serial, news) => {
      kept.set(serial, { jobs: [], ...kept.get(serial), ...news, serial });
      return Promise.resolve();
    },
  };
};

/** The memory of the inverter at hand: loaded once, saved when it changes. */
export class MemoryKeeper {
  readonly #store: MemoryStore;
  #kept: Memory | undefined;
  /** What the store holds, as text, and what it could not be told yet. */
  #saved: string | undefined;
  #unsaved: MemoryNews = {};

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  get kept(): Memory | undefined {
    return this.#kept;
  }

  /** Loads what is known of this inverter. What is known of another one stays where it is kept. */
  async load(serial: string): Promise<Memory> {
    if (this.#kept?.serial === serial) return this.#kept;
    const found = await this.#store.load(serial);
    if (this.#kept?.serial === serial) return this.#kept;
    this.#kept = found ?? { serial, jobs: [] };
    this.#saved = JSON.stringify(this.#kept);
    this.#unsaved = {};
    return this.#kept;
  }

  /** Takes effect at once, and resolves once it would survive a power cut. */
  async change(news: MemoryNews): Promise<void> {
    if (this.#kept === undefined) return;
    const changed = { ...this.#kept, ...news };
    const text = JSON.stringify(changed);
    this.#kept = changed;
    if (text === this.#saved) return;
    const unsaved = { ...this.#unsaved, ...news };
    this.#unsaved = unsaved;
    await this.#store.save(changed.serial, unsaved);
    this.#saved = text;
    if (this.#unsaved === unsaved) this.#unsaved = {};
  }

  /** As `change`; but where it cannot be saved, it holds until the process ends, and a warning says so. */
  async note(news: MemoryNews): Promise<readonly string[]> {
    try {
      await this.change(news);
      return [];
    } catch (error) {
      return [
        `What has to be remembered over a restart could not be saved: ${asError(error).message}.`,
      ];
    }
  }

  /** Writes jobs down; where they cannot be saved, the ones from before stay in force and it is refused. */
  async journal(jobs: readonly Job[]): Promise<void> {
    const before = this.#kept;
    try {
      await this.change({ jobs });
    } catch (error) {
      if (before !== undefined && this.#kept?.serial === before.serial) {
        this.#kept = { ...this.#kept, jobs: before.jobs };
        this.#unsaved = { ...this.#unsaved, jobs: before.jobs };
      }
      throw unwritable(error);
    }
  }
}

const unwritable = (cause: unknown): GivError =>
  new GivError(
    'NOT_ALLOWED',
    `nothing was written: the job could not be written down, so a restart would leave its settings for good (${asError(cause).message}). Make sure that the disk has room and may be written to`,
    {},
    { cause },
  );
