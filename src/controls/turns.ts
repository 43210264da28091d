import { GivError } from '../errors.js';

/** One piece of work that waits its turn. */
export interface Turn<T> {
  /** What it sets. A newer turn that sets all of this makes it pointless; nothing: never pointless. */
  readonly covers: ReadonlySet<string>;
  /** `isStale` tells, while it waits inside, that a newer one has taken its place. */
  run(isStale: () => boolean): Promise<T>;
  /** The answer for work whose place was taken. */
  superseded(): T;
}

interface Waiting<T> {
  readonly turn: Turn<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** One at a time, in order; what waits and is overtaken by a newer wish for the same setting is dropped. */
export class Turns<T> {
  #waiting: Waiting<T>[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  take(turn: Turn<T>): Promise<T> {
    if (this.#closed) return Promise.reject(closed());
    for (const old of this.#waiting.filter(({ turn: { covers } }) =>
      isCovered(covers, turn.covers),
    ))
      old.resolve(old.turn.superseded());
    this.#waiting = this.#waiting.filter(({ turn: { covers } }) => !isCovered(covers, turn.covers));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ turn, resolve, reject });
      this.#running ??= this.#work();
    });
  }

  /** Refuses whatever waits, and resolves once the running one has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(closed());
    await this.#running;
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { turn, resolve, reject } = next;
      const isStale = (): boolean =>
        this.#waiting.some((newer) => isCovered(turn.covers, newer.turn.covers));
      await turn.run(isStale).then(resolve, reject);
    }
    this.#running = undefined;
  }
}

const isCovered = (old: ReadonlySet<string>, newer: ReadonlySet<string>): boolean =>
  old.size > 0 && [...old].every((setting) => newer.has(setting));

const closed = (): GivError => new GivError('CLOSED', 'the plant was closed: nothing was written');
