import { GivError } from '../../errors.js';
import { say } from './phrases.js';

/** One piece of work that waits its turn. */
export interface Turn<T> {
  /** What it sets. A newer turn that sets all of this makes it pointless; nothing: never pointless. */
  readonly covers: ReadonlySet<string>;
  /** `isStale` tells, while it waits inside, that a newer one has taken its place. */
  run(isStale: () => boolean): Promise<T>;
  /** The answer for work whose place was taken. */
  superseded(): T;
}

/** A turn in the queue, its result's type known only inside. */
interface Waiting {
  readonly covers: ReadonlySet<string>;
  begin(): Promise<void>;
  giveWay(): void;
  refuse(error: GivError): void;
}

/** One at a time, in order; what waits and is overtaken by a newer wish for the same setting is dropped. */
export class Turns {
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  take<T>(turn: Turn<T>): Promise<T> {
    if (this.#closed) return Promise.reject(closed());
    this.#overtake(turn.covers);
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        covers: turn.covers,
        begin: () => turn.run(() => this.#isStale(turn.covers)).then(resolve, reject),
        giveWay: () => resolve(turn.superseded()),
        refuse: reject,
      });
      this.#running ??= this.#work();
    });
  }

  /** Refuses whatever waits, and resolves once the running one has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(closed());
    await this.#running;
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      await next.begin();
    this.#running = undefined;
  }

  #overtake(covers: ReadonlySet<string>): void {
    const overtaken = this.#waiting.filter((old) => isCovered(old.covers, covers));
    this.#waiting = this.#waiting.filter((old) => !overtaken.includes(old));
    for (const { giveWay } of overtaken) giveWay();
  }

  #isStale(covers: ReadonlySet<string>): boolean {
    return this.#waiting.some((newer) => isCovered(covers, newer.covers));
  }
}

const isCovered = (old: ReadonlySet<string>, newer: ReadonlySet<string>): boolean =>
  old.size > 0 && [...old].every((setting) => newer.has(setting));

const closed = (): GivError => new GivError('CLOSED', say('closed'));
