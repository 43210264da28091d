import { GivError } from '../../errors.js';
import type { JobName } from '../control.js';
import type { Rim } from '../writing/frames.js';
import type { Job, MemoryKeeper } from './memory.js';
import { ControlFailed } from '../writing/report.js';

/** A job as the outside sees it. */
export interface JobStatus {
  readonly name: JobName;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly endsAt: number;
  /** Whole minutes left, rounded up; 0 once it is due. */
  readonly minutesLeft: number;
}

/** No job lasts longer: where one seems to, the clock is behind, and timers do not take such times. */
const DAY = 86_400_000;
/** Waits before a job that could not be ended is tried again. */
const RETRY = 60_000;
const LONGEST_RETRY = 3_600_000;

interface Trouble {
  /** How often the inverter was there and it failed all the same. */
  readonly tries: number;
  readonly again: number;
  /** Before this a sign of life changes nothing. */
  readonly notBefore: number;
}

const noTrouble = ({ endsAt }: Job): Trouble => ({ tries: 0, again: endsAt, notBefore: endsAt });

const failedAgain = (tries: number, now: number): Trouble => {
  const again = now + Math.min(LONGEST_RETRY, RETRY * 2 ** tries);
  return { tries: tries + 1, again, notBefore: again };
};

const AWAY: ReadonlySet<string> = new Set([
  'NOT_CONNECTED',
  'CONNECTION_LOST',
  'NO_REPLY',
  'NOT_DETECTED',
]);

/** Nothing was written yet and nobody there to write to: the first sign of life is reason to try. */
const isAway = (error: unknown): boolean =>
  error instanceof GivError && !(error instanceof ControlFailed) && AWAY.has(error.code);

/** Keeps the timed jobs: written down before they begin, ended on time or at the first chance after. */
export class JobKeeper {
  readonly #rim: Pick<Rim, 'now' | 'sleep'>;
  readonly #memory: MemoryKeeper;
  readonly #end: (job: Job) => Promise<void>;
  readonly #alarms = new Map<JobName, { readonly at: number; readonly off: AbortController }>();
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

  /** Writes a job down; resolves once it would survive a power cut, and is refused where it would not. */
  async begin(job: Job): Promise<void> {
    await this.#memory.journal(this.#with(job));
    this.#renew(job);
  }

  /** A job whose registers may be set is kept in any case, if need be only until the process ends. */
  async keep(job: Job): Promise<void> {
    await this.#memory.note({ jobs: this.#with(job) });
    this.#renew(job);
  }

  /** Where this cannot be saved, the next run of the program finds nothing left to put back, and forgets it then. */
  async forget(names: readonly JobName[]): Promise<void> {
    await this.#memory.note({ jobs: this.running.filter(({ name }) => !names.includes(name)) });
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
      const { again, notBefore } = this.#trouble.get(job.name) ?? noTrouble(job);
      if (job.endsAt <= now && notBefore <= now) void this.#finish(job);
      else if (this.#alarms.get(job.name)?.at !== again) this.#setAlarm(job, again);
    }
  }

  /** No job is ended any more; they stay written down for the next run of the program. */
  close(): void {
    this.#closed = true;
    for (const name of this.#alarms.keys()) this.#silence(name);
  }

  #with(job: Job): readonly Job[] {
    return [...this.running.filter(({ name }) => name !== job.name), job];
  }

  #renew({ name }: Job): void {
    this.#trouble.delete(name);
    this.wake();
  }

  #setAlarm(job: Job, at: number): void {
    this.#silence(job.name);
    const off = new AbortController();
    this.#alarms.set(job.name, { at, off });
    void this.#ring(job, at, off.signal);
  }

  async #ring(job: Job, at: number, signal: AbortSignal): Promise<void> {
    await this.#rim.sleep(Math.min(DAY, Math.max(0, at - this.#rim.now())), signal);
    if (!signal.aborted) await this.#finish(job);
  }

  async #finish(job: Job): Promise<void> {
    if (this.#ending.has(job.name)) return;
    this.#ending.add(job.name);
    try {
      await this.#end(job);
    } catch (error) {
      // The job stays written down; the error has been reported where it happened.
      this.#postpone(job, error);
    } finally {
      this.#ending.delete(job.name);
    }
  }

  /** Tried again after a while without being asked: a plant that is not polled shows no sign of life. */
  #postpone(job: Job, error: unknown): void {
    if (this.#closed) return;
    const now = this.#rim.now();
    const { tries } = this.#trouble.get(job.name) ?? noTrouble(job);
    const trouble = isAway(error)
      ? { tries, again: now + RETRY, notBefore: now }
      : failedAgain(tries, now);
    this.#trouble.set(job.name, trouble);
    this.#setAlarm(job, trouble.again);
  }

  #silence(name: JobName): void {
    this.#alarms.get(name)?.off.abort();
    this.#alarms.delete(name);
  }
}
