import { INVERTER, type Query, type Write } from '../protocol/messages.js';
import type { Clock } from '../time/clock.js';
import type { Faults } from './faults.js';
import type { Plant } from './plant.js';

// Holding register and word that restart the inverter.
const RESTART: Omit<Write, 'kind'> = { device: INVERTER, address: 163, word: 100 };

export interface ExchangeOptions {
  readonly plant: Plant;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Time the next answer takes, in ms. */
  answerTime(): number;
  send(bytes: Uint8Array): void;
  drop(): void;
  restart(): void;
}

/** Answers queries one at a time, in the order they came, as dongles do. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #waiting: Query[] = [];
  readonly #timers = new Set<() => void>();
  #busy = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  ask(query: Query): void {
    this.#waiting.push(query);
    if (!this.#busy) this.#next();
  }

  /** Answers a query at once, as though another program had asked. */
  overhear(query: Query): void {
    this.#answer(query);
  }

  /** Forgets what was asked and not yet answered. */
  stop(): void {
    this.#waiting.length = 0;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#busy = false;
  }

  #next(): void {
    for (let query = this.#waiting.shift(); query !== undefined; query = this.#waiting.shift()) {
      const asked = query;
      const time = this.#options.answerTime();
      if (time > 0) {
        this.#busy = true;
        this.#after(time, () => this.#finish(asked));
        return;
      }
      this.#answer(asked);
    }
  }

  #finish(query: Query): void {
    this.#busy = false;
    this.#answer(query);
    if (!this.#busy) this.#next();
  }

  #answer(query: Query): void {
    const { plant, faults } = this.#options;
    if (faults.hung) return;
    const answer = faults.answer(query, plant);
    if (answer === undefined) return;
    const { pieces, late, cut } = faults.deliver(answer, plant);
    if (cut) return this.#options.drop();
    const deliver = (): void => pieces.forEach((piece) => this.#options.send(piece));
    if (late > 0) this.#after(late, deliver);
    else deliver();
    if (answer.kind === 'written' && restarts(answer)) this.#options.restart();
  }

  #after(ms: number, then: () => void): void {
    const cancel = this.#options.clock.after(ms, () => {
      this.#timers.delete(cancel);
      then();
    });
    this.#timers.add(cancel);
  }
}

const restarts = ({ device, address, word }: Omit<Write, 'kind'>): boolean =>
  device === RESTART.device && address === RESTART.address && word === RESTART.word;
