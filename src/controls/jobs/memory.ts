import { asError, GivError } from '../../errors.js';
import type { Spent } from '../writing/budget.js';
import type { JobName } from '../control.js';
import { say } from '../writing/phrases.js';

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
  /**
   * Changes what is new and leaves the rest; resolves with all of it once it would survive a power cut.
   * Where several programs keep it together, `spent` comes back with the writes of the others: `knew` is the
   * count that the new one went on from.
   */
  save(serial: string, news: MemoryNews, knew?: Spent): Promise<Memory>;
}

/** Memories for as long as the process runs. */
export const volatileStore = (): MemoryStore => {
  const kept = new Map<string, Memory>();
  return {
    load: (serial) => Promise.resolve(kept.get(serial)),
    save: (serial, news) => {
      const memory = { jobs: [], ...kept.get(serial), ...news, serial };
      kept.set(serial, memory);
      return Promise.resolve(memory);
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
  #saving: Promise<void> = Promise.resolve();
  /** The count of writes as the store told it last. */
  #knew: Spent | undefined;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  get kept(): Memory | undefined {
    return this.#kept;
  }

  /** Loads what is known of this inverter. What is known of another one stays where it is kept. */
  async load(serial: string): Promise<Memory> {
    if (this.#kept?.serial === serial) return this.#kept;
    await this.#saving;
    const found = await this.#store.load(serial);
    if (this.#kept?.serial === serial) return this.#kept;
    this.#kept = found ?? { serial, jobs: [] };
    this.#saved = JSON.stringify(this.#kept);
    this.#knew = this.#kept.spent;
    this.#unsaved = {};
    return this.#kept;
  }

  /** Takes effect at once, and resolves once it would survive a power cut. Where it cannot be saved, `otherwise` is in force. */
  async change(news: MemoryNews, otherwise: MemoryNews = {}): Promise<void> {
    if (this.#kept === undefined) return;
    this.#kept = { ...this.#kept, ...news };
    if (JSON.stringify(this.#kept) === this.#saved) return;
    this.#unsaved = { ...this.#unsaved, ...news };
    const saving = this.#saving.then(() => this.#save(otherwise));
    this.#saving = saving.catch(() => undefined);
    await saving;
  }

  /** One at a time: each goes on from the count that the one before came to. */
  async #save(otherwise: MemoryNews): Promise<void> {
    const [kept, unsaved] = [this.#kept, this.#unsaved];
    if (kept === undefined || Object.keys(unsaved).length === 0) return;
    this.#unsaved = {};
    try {
      const { spent } = await this.#store.save(kept.serial, unsaved, this.#knew);
      this.#saved = JSON.stringify(kept);
      if (unsaved.spent !== undefined) this.#count(kept, spent);
    } catch (error) {
      this.#unsaved = { ...unsaved, ...this.#unsaved, ...otherwise };
      this.#kept = { ...(this.#kept ?? kept), ...otherwise };
      throw error;
    }
  }

  /** Adds what others have written meanwhile, unless there is more of our own by now: then next time. */
  #count(saved: Memory, spent: Spent | undefined): void {
    this.#knew = saved.spent;
    if (spent === undefined || this.#kept?.spent !== saved.spent) return;
    this.#knew = spent;
    this.#kept = { ...(this.#kept ?? saved), spent };
    this.#saved = JSON.stringify({ ...saved, spent });
  }

  /** As `change`; but where it cannot be saved, it holds until the process ends, and a warning says so. */
  async note(news: MemoryNews): Promise<readonly string[]> {
    try {
      await this.change(news);
      return [];
    } catch (error) {
      return [say('unsaved', { cause: asError(error).message })];
    }
  }

  /** Writes jobs down; where they cannot be saved, the ones from before stay in force and it is refused. */
  async journal(jobs: readonly Job[]): Promise<void> {
    const { jobs: before = [] } = this.#kept ?? {};
    try {
      await this.change({ jobs }, { jobs: before });
    } catch (error) {
      throw unwritable(error);
    }
  }
}

const unwritable = (cause: unknown): GivError =>
  new GivError('NOT_ALLOWED', say('jobUnsaved', { cause: asError(cause).message }), {}, { cause });
