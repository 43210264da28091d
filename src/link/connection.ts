import type { BadFrame } from '../protocol/frame.js';
import { encodeHeartbeat, encodeQuery } from '../protocol/frame.js';
import type { Frame, Heartbeat, Query } from '../protocol/messages.js';
import { Splitter } from '../protocol/splitter.js';
import type { Clock } from '../time/clock.js';
import type { LinkCounters } from './counters.js';
import type { Recorder } from './recorder.js';
import { CHURN_LIFE, pauseBefore, type Pause } from './reconnect.js';
import type { Connect, Transport } from './transport.js';

export interface ConnectionOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: () => number;
  readonly counters: LinkCounters;
  /** Sent in our frames; dongles ignore it. */
  readonly adapter: string;
  readonly checkCrc: boolean;
  readonly recorder: Recorder;
  opened(): void;
  frame(frame: Frame): void;
  /** Any bytes at all. */
  alive(): void;
  /** A socket ended; the next attempt follows after `pause`. */
  closed(reason: Error | undefined, pause: Pause): void;
}

/** Keeps one socket to a dongle alive for ever: connects, answers heartbeats, reconnects with patience. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #splitter: Splitter;
  #transport: Transport | undefined;
  #cancelRetry: () => void = () => undefined;
  #closing: Promise<void> | undefined;
  #over: () => void = () => undefined;
  #givenUp: Error | undefined;
  #connectedAt: number | undefined;
  #delivered = false;
  #failures = 0;
  #shortLives = 0;
  #lastData: number;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#lastData = options.clock.now();
    const bad = (reason: BadFrame): void => void options.counters.bad[reason]++;
    this.#splitter = new Splitter({ frame: (frame) => this.#take(frame), bad }, options.checkCrc);
  }

  /** Begins to connect; returns at once. */
  start(): void {
    if (this.#closing !== undefined) return;
    this.#delivered = false;
    this.#givenUp = undefined;
    this.#connectedAt = undefined;
    this.#splitter.reset();
    this.#transport = this.#options.connect({
      open: () => this.#opened(),
      chunk: (bytes) => this.#chunk(bytes),
      closed: (reason) => this.#ended(reason),
    });
  }

  /** There is a better way: what is there or being tried ends for this reason, and the next try comes soon. */
  moveOn(reason: Error): void {
    this.#failures = this.#shortLives = 0;
    this.#lastData = this.#options.clock.now();
    if (this.#transport !== undefined) return this.abandon(reason);
    this.#cancelRetry();
    this.start();
  }

  send(query: Query): void {
    this.#write(encodeQuery(query, this.#options.adapter));
  }

  /** Ends a socket that looks alive but is not, for this reason; a new one follows by the usual rule. */
  abandon(reason: Error): void {
    this.#delivered = false;
    this.#givenUp = reason;
    this.#transport?.abort();
  }

  /** Ends for good. Always finishes, however often it is asked. */
  close(): Promise<void> {
    this.#cancelRetry();
    this.#closing ??= new Promise((resolve) => {
      this.#over = resolve;
      if (this.#transport === undefined) resolve();
      else this.#transport.close();
    });
    return this.#closing;
  }

  #opened(): void {
    this.#options.counters.connects++;
    this.#connectedAt = this.#options.clock.now();
    this.#options.opened();
  }

  #chunk(bytes: Uint8Array): void {
    this.#delivered = true;
    this.#failures = 0;
    this.#lastData = this.#options.clock.now();
    this.#options.recorder.note('rx', bytes);
    this.#options.alive();
    this.#splitter.push(bytes);
  }

  #take(frame: Frame): void {
    if (frame.kind === 'heartbeat') this.#answer(frame);
    else this.#options.frame(frame);
  }

  // At once and outside the queue: the dongle drops the socket after three unanswered ones.
  #answer({ adapterSerial, adapterType }: Heartbeat): void {
    this.#options.counters.heartbeats++;
    this.#write(encodeHeartbeat(adapterSerial, adapterType));
  }

  #write(bytes: Uint8Array): void {
    this.#options.recorder.note('tx', bytes);
    this.#transport?.write(bytes);
  }

  #ended(reason: Error | undefined): void {
    const { clock, random, counters, closed } = this.#options;
    this.#transport = undefined;
    if (this.#closing !== undefined) return this.#over();
    if (this.#connectedAt !== undefined) counters.cuts++;
    this.#remember(clock.now());
    const quiet = clock.now() - this.#lastData;
    const past = { failures: this.#failures, shortLives: this.#shortLives, quiet };
    const pause = pauseBefore(past, random());
    this.#cancelRetry = clock.after(pause.ms, () => this.start());
    closed(this.#givenUp ?? reason, pause);
  }

  #remember(now: number): void {
    if (!this.#delivered) this.#failures++;
    const short = this.#connectedAt !== undefined && now - this.#connectedAt < CHURN_LIFE;
    this.#shortLives = this.#delivered && short ? this.#shortLives + 1 : 0;
  }
}
