import {
  notDetected,
  noTariff,
  rateOutcome,
  type ApplyOptions,
  type Outcome,
} from './controls/index.js';
import type { Request } from './controls/control.js';
import type { Settled } from './inverterOptions.js';
import type { RateName } from './plant/figures/figures.js';
import type { Snapshot } from './plant/snapshot.js';
import { Book } from './tariff/index.js';

/** What an inverter's energy comes to, where there is a tariff. Asks the inverter nothing, and writes nothing to it. */
export class Till {
  readonly #now: () => number;
  readonly #book: Book | undefined;

  constructor({ tariff, ledger, clock }: Settled, complain: (error: Error) => void) {
    this.#now = () => clock.now();
    this.#book = tariff && new Book({ tariff, store: ledger, now: this.#now, complain });
  }

  priced(snapshot: Snapshot): Snapshot {
    return this.#book?.priced(snapshot) ?? snapshot;
  }

  /** Switches the rate, if that is what is asked for. Rejects with GivError where there is none to switch by hand. */
  switched(request: Request, { dryRun = false }: ApplyOptions): Promise<Outcome> | undefined {
    const { rate, onlyShow } = request;
    return rate === undefined ? undefined : this.#switch(request, rate, dryRun || onlyShow);
  }

  async close(): Promise<void> {
    await this.#book?.close();
  }

  async #switch(request: Request, rate: RateName, dryRun: boolean): Promise<Outcome> {
    if (this.#book?.byHand !== true) throw noTariff();
    const at = this.#now();
    const switching = await this.#book.switchTo(rate, dryRun);
    if (switching === undefined) throw notDetected();
    return rateOutcome(request, switching, { dryRun, at, now: this.#now() });
  }
}
