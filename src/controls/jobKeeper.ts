import type { JobName } from './control.js';
import type { Rim } from './frames.js';
import type { Job, MemoryKeeper } from './memory.js';

/** A job as the outside sees it. */
export interface JobStatus {
  readonly name: JobName;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly endsAt: number;
  /** Whole minutes left, rounded up; 0 once it is due. */
  readonly minutesLeft: number;
}

/** Waits before a job that could not be ended is tried again; it also waits for a snapshot, the sign of life. */
const RETRY = 60_000;
const LONGEST_RETRY = 3_600_000;

interface Trouble {
  readonly tries: number;
  readonly notBefore: number;
}

/** Keeps the timed jobs: written down before they begin, ended on time or at the first chance after. */
export class JobKeeper {
  readonly #rim: Pick<Rim, 'now' | 'sleep'>;
  readonly #memory: MemoryKeeper;
  readonly #end: (job: Job) => Promise<void>;
  readonly #alarms = new Map<JobName, { readonly endsAt: number; readonly off: AbortController }>();
  readonly #ending = new Set<JobName>();
  readonly #trouble = new Map<JobName, Trouble>();
  #closed = false;

  constructor(
    rim: Pick<Rim, 'now' | 'sleep'>,
    memory: MemoryKeeper,
    end: (job: Job) => Promise<void>,
  ) {
    this.#rim = rim;
    this.#memory = memory;
    this.#end = end;
  }

  get running(): readonly Job[] {
    return this.#memory.kept?.jobs ?? [];
  }

  named(name: JobName): Job | undefined {
    return this.running.find((job) => job.name === name);
  }

  status(): readonly JobStatus[] {
    const now = this.#rim.now();
    return this.running.map(({ name, startedAt, endsAt }) => ({
      name,
      startedAt,
      endsAt,
      minutesLeft: Math.max(0, Math.ceil((endsAt - now) / 60_000)),
    }));
  }

  /** Writes a job down; resolves once it would survive a power cut. */
  async begin(job: Job): Promise<void> {
    await this.#memory.change({
      jobs: [...this.running.filter(({ name }) => name !== job.name), job],
    });
    this.#trouble.delete(job.name);
    this.wake();
  }

  async forget(names: readonly JobName[]): Promise<void> {
    await this.#memory.change({ jobs: this.running.filter(({ name }) => !names.includes(name)) });
    for (const name of names) {
      this.#trouble.delete(name);
      this.#silence(name);
    }
  }

  /** Called whenever the plant shows a sign of life: sets alarms, and ends what is overdue. */
  wake(): void {
    if (this.#closed) return;
    const now = this.#rim.now();
    for (const job of this.running) {
      const overdue = job.endsAt <= now && now >= (this.#trouble.get(job.name)?.notBefore ?? 0);
      if (overdue) void this.#finish(job);
      else if (this.#alarms.get(job.name)?.endsAt !== job.endsAt) this.#setAlarm(job);
    }
  }

  /** No job is ended any more; they stay written down for the next run of the program. */
  close(): void {
    this.#closed = true;
    for (const name of this.#alarms.keys()) this.#silence(name);
  }

  #setAlarm(job: Job): void {
    this.#silence(job.name);
    const off = new AbortController();
    this.#alarms.set(job.name, { endsAt: job.endsAt, off });
    void this.#ring(job, off.signal);
  }

  async #ring(job: Job, signal: AbortSignal): Promise<void> {
    await this.#rim.sleep(Math.max(0, job.endsAt - this.#rim.now()), signal);
    if (!signal.aborted) await this.#finish(job);
  }

  async #finish(job: Job): Promise<void> {
    if (this.#ending.has(job.name)) return;
    this.#ending.add(job.name);
    try {
      await this.#end(job);
    } catch {
      // The job stays written down; the error has been reported where it happened.
      this.#postpone(job.name);
    } finally {
      this.#ending.delete(job.name);
    }
  }

  #postpone(name: JobName): void {
    const tries = (this.#trouble.get(name)?.tries ?? 0) + 1;
    const pause = Math.min(LONGEST_RETRY, RETRY * 2 ** (tries - 1));
    this.#trouble.set(name, { tries, notBefore: this.#rim.now() + pause });
  }

  #silence(name: JobName): void {
    this.#alarms.get(name)?.off.abort();
    this.#alarms.delete(name);
  }
}
