import { GivError } from '../errors.js';
import type { Ask } from '../protocol/ask.js';
import { asSetting, type Frame, type Reply, type Words } from '../protocol/messages.js';
import { recordingText } from '../protocol/recording.js';
import type { Clock } from '../time/clock.js';
import { Connection } from './connection.js';
import { newCounters, type LinkCounters } from './counters.js';
import { downError, silence } from './down.js';
import { requestPhrases } from './failures.js';
import { Queue } from './queue.js';
import { Recorder } from './recorder.js';
import type { Pause } from './reconnect.js';
import type { Connect } from './transport.js';

export interface LinkOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: () => number;
  /** "192.168.1.20:8899", for messages. */
  address(): string;
  readonly adapter: string;
  /** ms between the starts of two requests. */
  readonly pace: number;
  readonly checkCrc: boolean;
  /** Bytes of memory for the last traffic. */
  readonly recording: number;
  /**
   * Every good answer to a read, ours or not. Its words are valid only until this returns. False
   * refuses it: whoever waits for an answer like it goes on waiting.
   */
  words(words: Words, ours: boolean): boolean;
  /** Another program changed a setting. Just after a write of our own it is not `certain` what it holds now. */
  foreignWrite(setting: Words, certain: boolean): void;
  state(state: LinkState): void;
}

/** `down` says why, and when the next attempt comes. */
export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | { readonly kind: 'down'; readonly error: GivError; readonly retryIn: number };

const SILENT_REQUESTS = 2;

/** One connection to one dongle, shared by all who ask: queue on one side, socket on the other. */
export class Link {
  readonly counters: LinkCounters = newCounters();
  readonly #options: LinkOptions;
  readonly #queue: Queue;
  readonly #connection: Connection;
  readonly #recorder: Recorder;
  #silent = 0;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { clock, pace, connect, random, adapter, checkCrc, recording } = options;
    this.#recorder = new Recorder(recording, () => clock.now());
    const { counters } = this;
    this.#queue = new Queue({
      clock,
      pace,
      counters,
      send: (query) => this.#connection.send(query),
      gaveUp: (_, silent) => this.#gaveUp(silent),
    });
    this.#connection = new Connection({
      connect,
      clock,
      random,
      counters,
      adapter,
      checkCrc,
      recorder: this.#recorder,
      opened: () => this.#opened(),
      frame: (frame) => this.#frame(frame),
      alive: () => this.#queue.alive(),
      closed: (reason, pause) => this.#down(reason, pause),
    });
  }

  /** The last traffic as a recording, with all that is secret in it. */
  get recording(): string {
    return recordingText(this.#recorder.chunks);
  }

  get ask(): Ask {
    return this.#queue;
  }

  /** p90 of this dongle's answers in ms, once known. */
  get latency(): number | undefined {
    return this.#queue.latency.ninetieth;
  }

  /** How hard the dongle finds it to answer: 0 as usual, up to 3. */
  get strain(): number {
    return this.#queue.strain.level;
  }

  start(): void {
    this.#options.state({ kind: 'connecting' });
    this.#connection.start();
  }

  /** The dongle is elsewhere now. */
  moveOn(): void {
    this.#connection.moveOn(new GivError('NOT_CONNECTED', requestPhrases.say('moved')));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.unavailable(
      new GivError('CLOSED', requestPhrases.say('closed', { address: this.#options.address() })),
    );
    await this.#connection.close();
  }

  #opened(): void {
    this.#silent = 0;
    this.#options.state({ kind: 'open' });
    this.#queue.opened();
  }

  #frame(frame: Frame): void {
    // Other clients' requests are not forwarded; whatever looks like one is noise.
    if (frame.kind === 'words' || frame.kind === 'written' || frame.kind === 'refused')
      this.#reply(frame);
  }

  #reply(reply: Reply): void {
    this.#silent = 0;
    if (reply.kind === 'words') return this.#words(reply);
    if (this.#queue.reply(reply)) return;
    this.counters.foreign++;
    if (reply.kind !== 'written') return;
    this.#options.foreignWrite(asSetting(reply.address, reply.word), !this.#queue.mayBeOurs());
  }

  #words(reply: Words): void {
    if (this.#queue.isStale(reply)) return void this.counters.late++;
    const ours = this.#queue.awaits(reply);
    if (!ours) this.counters.foreign++;
    if (this.#options.words(reply, ours)) this.#queue.reply(reply);
    else if (ours) this.#queue.disbelieved();
  }

  #gaveUp(silent: boolean): void {
    this.#silent = silent ? this.#silent + 1 : 0;
    if (this.#silent >= SILENT_REQUESTS) this.#connection.abandon(silence());
  }

  #down(reason: Error | undefined, pause: Pause): void {
    if (this.#closed) return;
    const { address, state } = this.#options;
    const error = downError(address(), reason, pause);
    this.#queue.lost();
    if (pause.why !== 'cut') this.#queue.unavailable(error);
    state({ kind: 'down', error, retryIn: pause.ms });
  }
}
