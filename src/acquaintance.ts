import type { Poller } from './plant/polling/poller.js';

/** What may be written follows from what the plant is: on a fresh connection that is read first. */
export class Acquaintance {
  readonly #poller: () => Pick<Poller, 'certain' | 'refresh'>;
  #making: Promise<unknown> | undefined;

  constructor(poller: () => Pick<Poller, 'certain' | 'refresh'>) {
    this.#poller = poller;
  }

  /** Rejects where the plant cannot be read. Whoever comes meanwhile waits as well: nobody overtakes. */
  async made(): Promise<void> {
    const poller = this.#poller();
    if (this.#making === undefined && poller.certain?.complete === true) return;
    this.#making ??= this.#make(poller).finally(() => (this.#making = undefined));
    await this.#making;
  }

  async #make(poller: Pick<Poller, 'refresh'>): Promise<void> {
    await poller.refresh('all', Infinity);
  }
}
