import { setTimeout as delay } from 'node:timers/promises';

/** ms that work under way has to come to an end when everything closes. */
const PATIENCE = 5000;

/** Work that is under way, and is waited for before its answers have nowhere to go. */
export class Pending {
  readonly #all = new Set<Promise<unknown>>();

  add<T>(work: Promise<T>): Promise<T> {
    const done = work.finally(() => this.#all.delete(done));
    this.#all.add(done);
    return done;
  }

  /** Resolves when all of it has ended, or after some patience. */
  async settled(): Promise<void> {
    const enough = new AbortController();
    const patience = delay(PATIENCE, undefined, { ref: false, signal: enough.signal });
    await Promise.race([Promise.allSettled(this.#all), patience.catch(() => undefined)]);
    enough.abort();
  }
}
