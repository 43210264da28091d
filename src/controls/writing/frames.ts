import { GivError } from '../../errors.js';
import type { Ask, AskOptions } from '../../protocol/ask.js';
import { INVERTER } from '../../protocol/messages.js';
import { isPassing, spend, spentOn, usualBudget, type Budget, type Spent } from './budget.js';
import type { Memory } from '../jobs/memory.js';
import { assertSame, assertWritable, type PlantState } from './permission.js';
import { wallTime } from './wallTime.js';
import { isTrigger, type Word } from './words.js';
import { say } from './phrases.js';

/** Time and the line, handed in. `sleep` resolves early, and never rejects, when given up. */
export interface Rim {
  readonly ask: Ask;
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface FrameOptions {
  readonly spacing: number;
  readonly rest: number;
  readonly budget: Budget;
}

export interface SendOptions {
  /** Of the inverter it is for. */
  readonly serial: string;
  readonly signal: AbortSignal;
  readonly free: boolean;
  /** Told at every frame that is put on the wire. */
  sent?(): void;
}

export const usualFrames: FrameOptions = { spacing: 300, rest: 5000, budget: usualBudget };

/** Write timeout and repeats of the protocol reference, section 10. */
const PATIENCE = 3000;
const ATTEMPTS = 6;

/** The one way out for write frames: checks, spaces and counts every one of them. */
export class Frames {
  #last = -Infinity;
  readonly #lastOf = new Map<number, number>();
  readonly #rim: Rim;
  readonly #options: FrameOptions;
  readonly #plant: () => PlantState;
  #serial: string | undefined;
  #spent: Spent | undefined;

  constructor(rim: Rim, options: FrameOptions, plant: () => PlantState) {
    this.#rim = rim;
    this.#options = options;
    this.#plant = plant;
  }

  /** Frames of today that went to flash. */
  get today(): number {
    return this.#today().lasting;
  }

  get spent(): Spent | undefined {
    return this.#spent;
  }

  /** Another inverter at this address has a count and rests of its own. */
  serve({ serial, spent }: Memory): void {
    if (serial === this.#serial) return;
    this.#serial = serial;
    this.#spent = spent;
    this.#lastOf.clear();
  }

  /** Other programs write to this inverter as well: what is kept is what all of them wrote. */
  recount(kept: Memory | undefined): void {
    if (kept?.serial === this.#serial && kept?.spent !== undefined) this.#spent = kept.spent;
  }

  /** ms until every one of these registers has rested since it was last written. */
  restOf(addresses: readonly number[]): number {
    const { rest } = this.#options;
    const now = this.#now();
    const ready = addresses.map((address) => (this.#lastOf.get(address) ?? -Infinity) + rest);
    return Math.max(0, ...ready.map((at) => at - now));
  }

  /** Refuses when today's budget does not hold these frames. */
  assertAffordable(words: readonly Word[]): void {
    const { lasting } = this.#today();
    const { stopAt } = this.#options.budget;
    const needed = words.filter(({ address }) => !this.#isPassing(address)).length;
    if (needed === 0 || lasting + needed <= stopAt) return;
    throw new GivError('BUDGET_SPENT', say('spent', { spent: lasting, limit: stopAt, needed }), {
      spent: lasting,
      stopAt,
      needed,
    });
  }

  /** Refuses once another inverter is at this address. */
  assertStill(serial: string): void {
    assertSame(this.#plant(), serial);
  }

  /** A warning once today's writes are many. */
  budgetWarning(): readonly string[] {
    const { lasting } = this.#today();
    const { warnAt, stopAt } = this.#options.budget;
    return lasting >= warnAt ? [say('manyWrites', { writes: lasting, limit: stopAt })] : [];
  }

  /** Sends one word and resolves with the inverter's echo. What puts something back is free of the budget. */
  async send(word: Word, { serial, signal, free, sent }: SendOptions): Promise<number> {
    const now = this.#now();
    const pause = this.#last + this.#options.spacing - now;
    if (pause > 0) await this.#rim.sleep(pause, signal);
    if (signal.aborted) throw new GivError('CLOSED', say('givenUp'));
    this.assertStill(serial);
    assertWritable(this.#plant(), word.address, word.word);
    if (!free) this.assertAffordable([word]);
    this.#lastOf.set(word.address, this.#rim.now());
    try {
      const attempts = free ? ATTEMPTS : this.#affordable(word);
      return await this.#ask(word, { signal, attempts, ...(sent && { sent }) });
    } finally {
      this.#last = this.#rim.now();
    }
  }

  async #ask({ address, word, setting }: Word, options: AskOptions): Promise<number> {
    const passing = this.#isPassing(address);
    const sent = (): void => {
      this.#spent = spend(this.#today(), passing);
      options.sent?.();
    };
    return this.#rim.ask.write(
      { kind: 'write', device: INVERTER, address, word },
      { ...options, patience: PATIENCE, ...(isTrigger({ setting }) && { attempts: 1 }), sent },
    );
  }

  /** Repeats count as well, so they end where the budget does. */
  #affordable({ address }: Word): number {
    if (this.#isPassing(address)) return ATTEMPTS;
    return Math.min(ATTEMPTS, this.#options.budget.stopAt - this.#today().lasting);
  }

  /** Where the clock was set back, the last writes count as just now, or all would wait until it has caught up. */
  #now(): number {
    const now = this.#rim.now();
    this.#last = Math.min(this.#last, now);
    for (const [address, last] of this.#lastOf) if (last > now) this.#lastOf.set(address, now);
    return now;
  }

  #today(): Spent {
    return spentOn(wallTime(this.#rim.now()).slice(0, 10), this.#spent);
  }

  #isPassing(address: number): boolean {
    return isPassing(address, this.#plant().snapshot.inverter.realTimeControlEnabled === true);
  }
}
