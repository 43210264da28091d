import { asError, GivError } from '../../errors.js';
import { writingFamily, type PlantState } from './permission.js';
import type { Frames, Rim, SendOptions } from './frames.js';
import type { Prepared } from './prepare.js';
import { addressesOf, readWords, type Words } from './reads.js';
import { backTo, isAct, isClock, isTrigger, meaningOf, type Word } from './words.js';
import { between } from './wallTime.js';
import { outcomePhrases, say } from './phrases.js';

/** What became of one word on its way. */
export interface Fate {
  readonly word: Word;
  readonly before: number | undefined;
  readonly skipped: 'unchanged' | 'dryRun' | 'notReached' | undefined;
  readonly echoed: number | undefined;
}

/** What a transaction came to; the outcome is made of this. */
export interface Result {
  readonly fates: readonly Fate[];
  /** Registers as read after the last write; undefined if they could not be read. */
  readonly after: Words | undefined;
  readonly failure: { readonly error: GivError; readonly word: Word } | undefined;
  /** After a failure: was putting back tried, and did anything go wrong with it? */
  readonly undo: 'none' | 'done' | 'incomplete';
  readonly warnings: readonly string[];
  /** When the last frame was answered. */
  readonly endedAt: number;
}

/** Clocks are equal within this; the words take a second or two to be written. */
const CLOCK_NEAR = 2000;
/** How far a clock just set may be off when it is read back. */
export const CLOCK_TOLERANCE = 30_000;
/** Waits before each try to reach the inverter again after something went wrong. */
const PATIENCE: readonly number[] = [0, 1000, 3000, 8000];

export interface TransactionOptions {
  readonly force: boolean;
  readonly dryRun: boolean;
  /** Put back what was changed when a write fails. Where not, this itself puts back, and is free of the budget. */
  readonly undo: boolean;
  readonly signal: AbortSignal;
}

/** Words that have to be sent: those that differ, or all when forced. A clock is right or wrong as a whole. */
export const toSend = ({ words, before }: Prepared, force: boolean): readonly Word[] => {
  const clock = words.filter(isClock);
  const clockIsRight = clock.length > 0 && Math.abs(clockError(clock, before)) <= CLOCK_NEAR;
  return words.filter((word) => {
    if (force || isTrigger(word)) return true;
    return isClock(word) ? !clockIsRight : before.get(word.address) !== word.word;
  });
};

/** ms by which the clock read differs from the one asked for; infinite where either makes no sense. */
export const clockError = (asked: readonly Word[], read: Words): number => {
  const row = asked[0]?.row;
  if (row === undefined) return Infinity;
  const wanted = row.codec.decode(
    asked.map(({ word }) => word),
    0,
  );
  const held = row.codec.decode(
    addressesOf(row).map((address) => read.get(address) ?? 0),
    0,
  );
  return typeof wanted === 'string' && typeof held === 'string' ? between(wanted, held) : Infinity;
};

/** Writes the words in order, checks each, stops and puts back at the first failure, and reads all of it again. */
export class Transaction {
  readonly #rim: Rim;
  readonly #frames: Frames;
  readonly #plant: PlantState;
  readonly #prepared: Prepared;
  readonly #options: TransactionOptions;
  readonly #warnings: string[] = [];
  /** Words of which a frame was put on the wire, and their echoes. */
  readonly #sent = new Map<Word, number | undefined>();

  constructor(
    rim: Rim,
    frames: Frames,
    plant: PlantState,
    prepared: Prepared,
    options: TransactionOptions,
  ) {
    this.#rim = rim;
    this.#frames = frames;
    this.#plant = plant;
    this.#prepared = prepared;
    this.#options = options;
  }

  async run(): Promise<Result> {
    const { before } = this.#prepared;
    const due = toSend(this.#prepared, this.#options.force);
    if (this.#options.dryRun || due.length === 0)
      return this.#result(due, before, undefined, 'none');
    const failure = await this.#write(due);
    const after = await this.#readAll(failure === undefined ? 1 : PATIENCE.length);
    if (failure === undefined || after === undefined || !this.#options.undo)
      return this.#result(due, after, failure, 'none');
    const undo = await this.#undo(after);
    return this.#result(due, undo === 'none' ? after : await this.#readAll(1), failure, undo);
  }

  async #write(due: readonly Word[]): Promise<Result['failure']> {
    for (const word of due) {
      const error = await this.#put(word);
      if (error !== undefined) return { error, word };
    }
    return undefined;
  }

  /** Sends one word. Whatever is not a clear yes is decided by reading the register. */
  async #put(word: Word): Promise<GivError | undefined> {
    const problem = await this.#send(word);
    if (problem === undefined) return undefined;
    if (!this.#sent.has(word)) return problem;
    if (isTrigger(word)) return this.#triggered(problem);
    const held = await this.#look(word);
    if (held !== word.word) return problem;
    const { label: setting, meaning: value } = word;
    this.#warnings.push(say('heldAnyway', { setting, value, why: problem.message }));
    return undefined;
  }

  async #send(word: Word): Promise<GivError | undefined> {
    const sent = (): void => void this.#sent.set(word, undefined);
    try {
      const how = { ...this.#sending(!this.#options.undo), sent };
      const echoed = await this.#frames.send(word, how);
      this.#sent.set(word, echoed);
      if (echoed === word.word) return undefined;
      const [asked, answered] = [word.meaning, meaningOf(word.row, echoed)];
      return new GivError('NOT_VERIFIED', outcomePhrases.say('otherAnswer', { asked, answered }));
    } catch (error) {
      return asGivError(error);
    }
  }

  /** A restart may well cut its own answer off. */
  #triggered(problem: GivError): GivError | undefined {
    if (problem.code !== 'NO_REPLY' && problem.code !== 'CONNECTION_LOST') return problem;
    this.#warnings.push(say('restartUnanswered'));
    return undefined;
  }

  async #look({ row, address }: Word): Promise<number | undefined> {
    const read = await this.#reading(addressesOf(row), PATIENCE.length);
    return read?.get(address);
  }

  /** Puts back what was changed, last first. Acts and clocks are left alone. */
  async #undo(held: Words): Promise<Result['undo']> {
    const undone: boolean[] = [];
    const changed = [...this.#sent.keys()].filter(({ setting }) => !isAct(setting));
    for (const word of changed.toReversed()) {
      const old = this.#prepared.before.get(word.address);
      if (old !== undefined && held.get(word.address) !== old)
        undone.push(await this.#putBack(backTo(word, old)));
    }
    if (undone.length === 0) return 'none';
    return undone.every(Boolean) ? 'done' : 'incomplete';
  }

  async #putBack(word: Word): Promise<boolean> {
    try {
      return (await this.#frames.send(word, this.#sending(true))) === word.word;
    } catch {
      return false; // The read that follows tells what the register holds.
    }
  }

  #sending(free: boolean): SendOptions {
    return { serial: this.#plant.snapshot.serial, signal: this.#options.signal, free };
  }

  #readAll(tries: number): Promise<Words | undefined> {
    const rows = [...this.#prepared.rows.values()];
    return this.#reading(rows.flatMap(addressesOf), tries);
  }

  async #reading(addresses: readonly number[], tries: number): Promise<Words | undefined> {
    for (const pause of PATIENCE.slice(0, tries)) {
      if (pause > 0) await this.#rim.sleep(pause, this.#options.signal);
      try {
        const { blocks } = writingFamily(this.#plant);
        const words = await readWords(this.#rim.ask, addresses, blocks, this.#options.signal);
        this.#frames.assertStill(this.#plant.snapshot.serial);
        return words;
      } catch (error) {
        if (asGivError(error).code === 'CLOSED') return undefined;
      }
    }
    return undefined;
  }

  #result(
    due: readonly Word[],
    after: Words | undefined,
    failure: Result['failure'],
    undo: Result['undo'],
  ): Result {
    const { words, before } = this.#prepared;
    const fates = words.map((word) => ({
      word,
      before: before.get(word.address),
      echoed: this.#sent.get(word),
      skipped: this.#skipped(word, due),
    }));
    return { fates, after, failure, undo, warnings: this.#warnings, endedAt: this.#rim.now() };
  }

  #skipped(word: Word, due: readonly Word[]): Fate['skipped'] {
    if (this.#sent.has(word)) return undefined;
    if (!due.includes(word)) return 'unchanged';
    return this.#options.dryRun ? 'dryRun' : 'notReached';
  }
}

const asGivError = (error: unknown): GivError =>
  error instanceof GivError
    ? error
    : new GivError('CONNECTION_LOST', asError(error).message, {}, { cause: error });
