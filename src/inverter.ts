import { Acquaintance } from './acquaintance.js';
import { Bulletin } from './bulletin.js';
import { unlessGivenUp } from './givingUp.js';
import { wait } from './time/clock.js';
import { flatCounters } from './link/counters.js';
import { Link, type LinkState } from './link/link.js';
import { INVERTER, readOf, serialsIn, type Serials, type Words } from './protocol/messages.js';
import type { Counters, InverterEvents, Move, PastStatus, Status } from './inverterTypes.js';
import type { RefreshOptions, RegisterQuery } from './inverterTypes.js';
import { settle, type InverterOptions, type Settled } from './inverterOptions.js';
import { presentOnly } from './plant/optional.js';
import type { Extent } from './plant/polling/blockReader.js';
import { Poller } from './plant/polling/poller.js';
import type { Snapshot } from './plant/snapshot.js';
import { redact, supportBundle, type SupportBundle } from './recorder/index.js';
import { assertMayWrite, createWriter, understand, type Writer } from './controls/index.js';
import type { ApplyOptions, JobStatus, Offer, Outcome } from './controls/index.js';
import { Till } from './till.js';
import { foundAgain, Whereabouts } from './whereabouts.js';

/** An inverter on the network: what it says, and what it may be told. */
export class Inverter {
  readonly #options: Settled;
  readonly #bulletin: Bulletin;
  readonly #rejected: Record<string, number> = {};
  readonly #where: Whereabouts;
  readonly #link: Link;
  readonly #poller: Poller;
  readonly #writer: Writer;
  readonly #till: Till;
  readonly #acquaintance = new Acquaintance(() => this.#poller);
  #serials: Serials = {};
  #running: Promise<void> = Promise.resolve();

  constructor(options: InverterOptions) {
    this.#options = settle(options);
    this.#bulletin = new Bulletin(() => this.#options.clock.now());
    this.#where = new Whereabouts(this.#options, (move) => this.#moved(move));
    this.#till = new Till(this.#options, (error) => this.#bulletin.complain(error));
    this.#link = this.#makeLink();
    this.#poller = this.#makePoller();
    this.#writer = this.#makeWriter();
  }

  get snapshot(): Snapshot | undefined {
    return this.#poller.snapshot;
  }

  get status(): Status {
    return this.#bulletin.status;
  }

  /** The last changes of the status, oldest first. */
  get history(): readonly PastStatus[] {
    return this.#bulletin.history;
  }

  /** Host and port of the dongle, also where it was found again. */
  get address(): string {
    return this.#where.address;
  }

  /** The serials as answers carry them, once heard. */
  get serials(): Serials {
    return this.#serials;
  }

  get counters(): Counters {
    const { counters, latency, strain } = this.#link;
    return { ...flatCounters(counters, this.#rejected, latency), strain };
  }

  /** Write frames of today that wear the inverter's memory. */
  get writesToday(): number {
    return this.#writer.writesToday();
  }

  /** What this plant makes of each control; empty until it has been detected. */
  get offers(): readonly Offer[] {
    return this.#writer.offers();
  }

  /** Timed jobs that run now: force charge, force export, temporary pauses. */
  get jobs(): readonly JobStatus[] {
    return this.#writer.jobs();
  }

  /** Calls `listener` on each event; the result ends that. */
  on<E extends keyof InverterEvents>(
    event: E,
    listener: (value: InverterEvents[E][0]) => void,
  ): () => void {
    return this.#bulletin.on(event, listener);
  }

  /**
   * Reads what is older than `maxAge` ms (default: everything) and resolves with the plant as then known.
   * `plant` also waits until all hardware was searched for. Rejects with GivError: NO_REPLY ...
   */
  async refresh(what: Extent = 'live', options: RefreshOptions = {}): Promise<Snapshot> {
    return unlessGivenUp(this.#poller.refresh(what, options.maxAge ?? 0), options.signal);
  }

  /**
   * Reads, writes what differs, reads back. Resolves once a later read shows it (or `result` says
   * what else); rejects with GivError where it is refused; `detail.outcome` tells what was done.
   */
  async apply(control: string, payload?: unknown, options: ApplyOptions = {}): Promise<Outcome> {
    // A payload that cannot be understood is refused whether the inverter is there or not.
    const { request } = understand(control, payload);
    if (request.rate === undefined) {
      assertMayWrite(options.readOnly === true, request, options);
      await this.#acquaintance.made();
    }
    try {
      // Rates are our own: the inverter need not hear of them.
      const doing = this.#till.switched(request, options);
      return await this.#bulletin.reported(doing ?? this.#writer.apply(control, payload, options));
    } finally {
      this.#poller.tell();
    }
  }

  /** Reads any registers, 60 at most. Rejects with GivError. */
  async readRegisters(query: RegisterQuery): Promise<Uint16Array> {
    return this.#link.ask.read(readOf(query));
  }

  /** The last minutes on the line as text that the simulator replays; no serials, no addresses. */
  recording(): string {
    return redact(this.#link.recording);
  }

  /** All that a bug report needs, without serials, addresses and whatever else is nobody's business. */
  supportBundle(versions: Readonly<Record<string, string>> = {}): SupportBundle {
    const secrets = [...this.#where.hosts, this.#options.serial];
    const line = { recording: this.#link.recording, secrets, now: this.#options.clock.now() };
    return supportBundle({ inverter: this, versions, ...line });
  }

  /** Ends everything; always finishes. */
  async close(): Promise<void> {
    this.#poller.close();
    await this.#writer.close();
    await this.#where.close();
    await this.#link.close();
    await Promise.all([this.#running, this.#till.close()]);
    this.#bulletin.tell({ state: 'closed' });
  }

  /** Begins to connect and, unless told otherwise, to read. */
  start(): this {
    this.#link.start();
    if (this.#options.polling) this.#running = this.#poller.run();
    return this;
  }

  #makeLink(): Link {
    return new Link({
      ...this.#options,
      connect: this.#where.connect,
      address: () => this.#where.address,
      adapter: this.#options.serial,
      checkCrc: !this.#options.acceptBadCrc,
      words: (words) => this.#hear(words),
      foreignWrite: (setting, certain) => this.#overheard(setting, certain),
      state: (state) => this.#linkState(state),
    });
  }

  #makePoller(): Poller {
    const { clock, liveEvery, allEvery, model, remembered } = this.#options;
    return new Poller({
      ask: this.#link.ask,
      now: () => clock.now(),
      wait: (ms, signal) => wait(clock, ms, signal),
      liveEvery,
      allEvery,
      model,
      remembered,
      heard: () => this.#serials.inverter,
      reading: (reading) => this.#bulletin.emit('reading', reading),
      priced: (snapshot) => this.#till.priced(snapshot),
      snapshot: (snapshot) => {
        this.#bulletin.emit('snapshot', snapshot);
        // Timed jobs from before a restart are taken up, overdue ones ended.
        this.#writer.wake();
      },
      topology: (topology) => this.#bulletin.emit('topology', topology),
      detecting: () => {
        this.#serials = {};
        this.#bulletin.tell({ state: 'detecting' });
      },
      stranger: (serial) => this.#where.stranger(this.#serials, serial),
      strain: () => this.#link.strain,
      trouble: (error) => this.#bulletin.trouble(error, this.#link.strain),
      rejected: (rule) => void (this.#rejected[rule] = (this.#rejected[rule] ?? 0) + 1),
    });
  }

  #makeWriter(): Writer {
    const { clock, readOnly, unverified, memory, budget, writeSpacing, writeRest } = this.#options;
    return createWriter({
      ask: this.#link.ask,
      now: () => clock.now(),
      sleep: (ms, signal) => wait(clock, ms, signal),
      plant: () => this.#poller.certain && { snapshot: this.#poller.certain, readOnly, unverified },
      report: (outcome) => this.#bulletin.emit('outcome', outcome),
      complain: (error) => this.#bulletin.complain(error),
      ...presentOnly({ store: memory, budget, spacing: writeSpacing, rest: writeRest }),
    });
  }

  #hear(words: Words): boolean {
    if (words.device === INVERTER && this.#serials.inverter === undefined)
      this.#serials = serialsIn(words);
    const ours = this.#poller.receive(words);
    if (ours && this.#poller.met) this.#where.heard(this.#serials);
    return ours;
  }

  #overheard(setting: Words, certain: boolean): void {
    if (certain) this.#poller.receive(setting);
    this.#poller.settingsChanged(setting);
  }

  #linkState(state: LinkState): void {
    switch (state.kind) {
      case 'connecting':
        return this.#bulletin.tell({ state: 'connecting' });
      case 'open':
        return this.#poller.lineOpened();
      case 'down':
        // A cut that is mended at once is no news.
        if (state.retryIn === 0 && this.#bulletin.status.state === 'online') return;
        return this.#bulletin.trouble(this.#where.down(state.error));
    }
  }

  #moved(move: Move): void {
    this.#bulletin.emit('moved', move);
    this.#bulletin.tell({ state: 'connecting', reason: foundAgain(move) });
    this.#link.moveOn();
  }
}

/** Opens an inverter: returns at once, connects and reads in the background. Throws GivError BAD_CONFIG. */
export const openInverter = (options: InverterOptions): Inverter => new Inverter(options).start();
