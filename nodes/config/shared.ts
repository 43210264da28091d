import type { Inverter, Outcome, Snapshot, Status } from '../../src/index.js';

/** Someone who wants to hear from an inverter. On joining it is told at once what is known already. */
export interface Listener {
  status(status: Status): void;
  snapshot(snapshot: Snapshot): void;
  /** What became of a write of whichever node. */
  outcome?(outcome: Outcome): void;
  /** What went wrong without a message having asked for it. */
  complaint?(error: Error): void;
}

/** A deploy closes and makes anew the nodes it changed, within milliseconds: the connection outlives that. */
const LINGER = 2000;

/** One inverter for all config nodes that name its address: opened for the first, closed after the last. */
export class SharedInverter {
  readonly #open: () => Inverter;
  readonly #listeners = new Set<Listener>();
  #inverter: Inverter | undefined;
  #closing: Promise<void> | undefined;
  #linger: NodeJS.Timeout | undefined;

  constructor(open: () => Inverter) {
    this.#open = open;
  }

  get inverter(): Inverter | undefined {
    return this.#inverter;
  }

  join(listener: Listener): void {
    clearTimeout(this.#linger);
    this.#listeners.add(listener);
    if (this.#inverter !== undefined) tell(listener, this.#inverter);
    else if (this.#closing === undefined) this.#start();
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0 || this.#inverter === undefined) return;
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => void this.end(), LINGER);
  }

  /** Ends at once unless someone listens; resolves when the dongle's socket is free again. */
  async end(): Promise<void> {
    if (this.#listeners.size === 0) this.#stop();
    await this.#closing;
  }

  #start(): void {
    const inverter = this.#open();
    this.#inverter = inverter;
    inverter.on('status', (status) => {
      for (const listener of this.#listeners) listener.status(status);
    });
    inverter.on('snapshot', (snapshot) => {
      for (const listener of this.#listeners) listener.snapshot(snapshot);
    });
    inverter.on('outcome', (outcome) => {
      for (const listener of this.#listeners) listener.outcome?.(outcome);
    });
    inverter.on('complaint', (error) => {
      for (const listener of this.#listeners) listener.complaint?.(error);
    });
    for (const listener of this.#listeners) tell(listener, inverter);
  }

  #stop(): void {
    clearTimeout(this.#linger);
    if (this.#inverter === undefined) return;
    this.#closing = this.#finish(this.#inverter);
    this.#inverter = undefined;
  }

  async #finish(inverter: Inverter): Promise<void> {
    await inverter.close();
    this.#closing = undefined;
    // Someone came while the old connection went: a dongle has room for few, so one follows the other.
    if (this.#listeners.size > 0) this.#start();
  }
}

const tell = (listener: Listener, { status, snapshot }: Inverter): void => {
  listener.status(status);
  if (snapshot !== undefined) listener.snapshot(snapshot);
};
