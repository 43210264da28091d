import { EventEmitter } from 'node:events';
import { ControlFailed, type Outcome } from './controls/index.js';
import { downPhrases } from './link/down.js';
import { asError, type GivError } from './errors.js';
import type { InverterEvents, PastStatus, Status } from './inverterTypes.js';

const REMEMBERED = 30;
const SAID_LONG_AGO = 10 * 60_000;

/** What an inverter tells and who listens; how things stand, and how they stood. */
export class Bulletin {
  // As many may listen as like to: one for each node of a flow is usual.
  readonly #listeners = new EventEmitter().setMaxListeners(0);
  readonly #now: () => number;
  #status: Status;
  #history: readonly PastStatus[] = [];
  #complaint: { readonly message: string; readonly at: number } | undefined;

  constructor(now: () => number) {
    this.#now = now;
    this.#status = { state: 'connecting', since: now() };
  }

  get status(): Status {
    return this.#status;
  }

  /** The last changes, oldest first. */
  get history(): readonly PastStatus[] {
    return this.#history;
  }

  /** Calls `listener` on each event; the result ends that. */
  on<E extends keyof InverterEvents>(
    event: E,
    listener: (value: InverterEvents[E][0]) => void,
  ): () => void {
    const safe = (value: InverterEvents[E][0]): void => {
      try {
        listener(value);
      } catch (error) {
        // A listener's mistake is worth a warning; reading goes on.
        process.emitWarning(asError(error));
      }
    };
    this.#listeners.on(event, safe);
    return () => void this.#listeners.off(event, safe);
  }

  emit<E extends keyof InverterEvents>(event: E, value: InverterEvents[E][0]): void {
    this.#listeners.emit(event, value);
  }

  /** Passes on what a write came to, and tells everybody. */
  async reported(work: Promise<Outcome>): Promise<Outcome> {
    try {
      const outcome = await work;
      this.emit('outcome', outcome);
      return outcome;
    } catch (error) {
      this.failed(error);
      throw error;
    }
  }

  /** A write came to nothing, or not to all of it. */
  failed(error: unknown): void {
    if (error instanceof ControlFailed) this.emit('outcome', error.outcome);
  }

  /** Reading went wrong, or (undefined) went well again; `strain` says how hard it was. */
  trouble(error: GivError | undefined, strain = 0): void {
    if (error === undefined)
      return this.tell({
        state: 'online',
        ...(strain > 0 && { reason: downPhrases.say('strain') }),
      });
    const offline = error.code === 'NOT_CONNECTED' || error.code === 'CONNECTION_LOST';
    this.tell({ state: offline ? 'offline' : 'stale', code: error.code, reason: error.message });
  }

  /** What nobody waits for an answer about; the same sentence not again for a while, as it may be tried often. */
  complain(error: Error): void {
    this.failed(error);
    const now = this.#now();
    const { message = '', at = -Infinity } = this.#complaint ?? {};
    if (message === error.message && now - at < SAID_LONG_AGO) return;
    this.#complaint = { message: error.message, at: now };
    this.emit('complaint', error);
  }

  /** How things stand now; news only if that is something else than before. */
  tell(status: Omit<Status, 'since'>): void {
    const last = this.#status;
    if (last.state === status.state && last.reason === status.reason) return;
    const at = this.#now();
    this.#status = { ...status, since: last.state === status.state ? last.since : at };
    this.#history = [...this.#history, { ...status, at }].slice(-REMEMBERED);
    this.emit('status', this.#status);
  }
}
