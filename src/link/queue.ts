import { GivError } from '../errors.js';
import type { Ask, AskOptions } from '../protocol/ask.js';
import { checkQuery } from '../protocol/frame.js';
import {
  answers,
  wordsOf,
  type Query,
  type Read,
  type Reply,
  type Write,
} from '../protocol/messages.js';
import type { Clock } from './clock.js';
import type { LinkCounters } from './counters.js';
import { cutOff, givenUp, noReply, refusedBy } from './failures.js';
import { Latency } from './latency.js';

export interface QueueOptions {
  readonly clock: Clock;
  /** ms between the starts of two requests. */
  readonly pace: number;
  readonly counters: LinkCounters;
  send(query: Query): void;
  /** A request got no answer although it was repeated; `silent` if not a byte of any kind came meanwhile. */
  gaveUp(query: Query, silent: boolean): void;
}

const READ_ATTEMPTS = 4;
const WRITE_ATTEMPTS = 6;
const WRITE_PATIENCE = 3000;
const REPEAT_GAP = 500;

interface Pending {
  readonly query: Query;
  readonly options: AskOptions;
  readonly attempts: number;
  readonly resolve: (reply: Uint16Array | number) => void;
  readonly reject: (error: Error) => void;
  readonly unhook: () => void;
  sent: number;
  sentAt: number;
}

/**
 * One request in flight, writes ahead of reads, a pause between starts, repeats until an answer
 * comes or patience ends. It knows no sockets: it is told when the line opens and closes.
 */
export class Queue implements Ask {
  readonly #options: QueueOptions;
  readonly #latency = new Latency();
  #waiting: Pending[] = [];
  #flying: Pending | undefined;
  #open = false;
  #refusal: GivError | undefined;
  #lastStart = -Infinity;
  #lastByteAt = -Infinity;
  #cancelTimer: () => void = () => undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get latency(): Latency {
    return this.#latency;
  }

  async read(query: Read, options: AskOptions = {}): Promise<Uint16Array> {
    const reply = await this.#enqueue(query, options, READ_ATTEMPTS);
    if (typeof reply === 'number') throw new GivError('NO_REPLY', 'a write answered a read');
    return reply;
  }

  async write(query: Write, options: AskOptions = {}): Promise<number> {
    const reply = await this.#enqueue(query, options, WRITE_ATTEMPTS);
    if (typeof reply !== 'number') throw new GivError('NO_REPLY', 'a read answered a write');
    return reply;
  }

  /** The line is up: whatever waits may go. */
  opened(): void {
    this.#open = true;
    this.#refusal = undefined;
    this.#pump();
  }

  /** The line was cut. A read may be asked again on the next line; whether a write arrived nobody knows. */
  lost(): void {
    this.#open = false;
    const flying = this.#land();
    if (flying === undefined) return;
    if (flying.query.kind === 'read' && flying.sent < flying.attempts)
      this.#waiting.unshift(flying);
    else this.#fail(flying, cutOff(flying.query));
  }

  /** There is no line for now: everything that waits, and whatever comes until it opens, is refused. */
  unavailable(reason: GivError): void {
    this.#open = false;
    this.#refusal = reason;
    const all = this.#land();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const pending of all === undefined ? waiting : [all, ...waiting])
      this.#fail(pending, reason);
  }

  /** Bytes of any kind came in. */
  alive(): void {
    this.#lastByteAt = this.#options.clock.now();
  }

  /** Is this the answer that the request in flight waits for? */
  awaits(reply: Reply): boolean {
    return this.#flying !== undefined && answers(reply, this.#flying.query);
  }

  /** Takes a reply; true if it answered what is in flight. */
  reply(reply: Reply): boolean {
    const pending = this.#flying;
    if (pending === undefined || !answers(reply, pending.query)) return false;
    this.#land();
    if (pending.sent === 1) this.#latency.note(this.#options.clock.now() - pending.sentAt);
    this.#settle(pending, reply);
    this.#pump();
    return true;
  }

  #settle(pending: Pending, reply: Reply): void {
    this.#options.counters.answers++;
    pending.unhook();
    switch (reply.kind) {
      case 'words':
        return pending.resolve(wordsOf(reply));
      case 'written':
        return pending.resolve(reply.word);
      case 'refused':
        this.#options.counters.refused++;
        return pending.reject(refusedBy(pending.query));
    }
  }

  #enqueue(query: Query, options: AskOptions, attempts: number): Promise<Uint16Array | number> {
    return new Promise((resolve, reject) => {
      checkQuery(query);
      const refusal = options.signal?.aborted === true ? givenUp(query) : this.#refusal;
      if (refusal !== undefined) return reject(refusal);
      const abort = (): void => this.#drop(pending);
      options.signal?.addEventListener('abort', abort, { once: true });
      const unhook = (): void => options.signal?.removeEventListener('abort', abort);
      const most = options.attempts ?? attempts;
      const pending = {
        query,
        options,
        attempts: most,
        resolve,
        reject,
        unhook,
        sent: 0,
        sentAt: 0,
      };
      this.#place(pending);
      this.#pump();
    });
  }

  // What is urgent goes before all else, in the order it came.
  #place(pending: Pending): void {
    const at = isUrgent(pending) ? this.#waiting.findLastIndex(isUrgent) + 1 : this.#waiting.length;
    this.#waiting.splice(at, 0, pending);
  }

  #drop(pending: Pending): void {
    if (this.#flying === pending) this.#land();
    this.#waiting = this.#waiting.filter((other) => other !== pending);
    this.#fail(pending, givenUp(pending.query));
    this.#pump();
  }

  #fail(pending: Pending, error: GivError): void {
    pending.unhook();
    pending.reject(error);
  }

  #land(): Pending | undefined {
    const pending = this.#flying;
    this.#flying = undefined;
    this.#cancelTimer();
    return pending;
  }

  #pump(): void {
    if (!this.#open || this.#flying !== undefined || this.#waiting.length === 0) return;
    const pause = this.#lastStart + this.#options.pace - this.#options.clock.now();
    if (pause > 0) return this.#later(pause, () => this.#pump());
    const next = this.#waiting.shift();
    if (next !== undefined) this.#start(next);
  }

  #start(pending: Pending): void {
    const { counters, clock, send } = this.#options;
    this.#flying = pending;
    this.#lastStart = pending.sentAt = clock.now();
    pending.sent++;
    counters.requests++;
    if (pending.query.kind === 'write') counters.writes++;
    if (pending.sent > 1) counters.retries++;
    this.#later(this.#patience(pending), () => this.#timedOut(pending));
    pending.options.sent?.();
    send(pending.query);
  }

  #patience({ query, options }: Pending): number {
    return options.patience ?? (query.kind === 'write' ? WRITE_PATIENCE : this.#latency.patience);
  }

  #timedOut(pending: Pending): void {
    this.#options.counters.timeouts++;
    if (pending.sent >= pending.attempts) return this.#giveUp(pending);
    // What is urgent never waits for the repeats of a read that is not.
    if (this.#waiting.some(isUrgent) && !isUrgent(pending)) {
      this.#land();
      this.#waiting.push(pending);
      return this.#pump();
    }
    if (pending.sent === 1) return this.#start(pending);
    this.#later(REPEAT_GAP, () => this.#start(pending));
  }

  #giveUp(pending: Pending): void {
    const began = pending.sentAt - this.#patience(pending) * (pending.sent - 1);
    const waited = Math.round(this.#options.clock.now() - began);
    this.#land();
    this.#fail(pending, noReply(pending.query, pending.sent, waited));
    if (pending.options.probe !== true)
      this.#options.gaveUp(pending.query, this.#lastByteAt < pending.sentAt);
    this.#pump();
  }

  #later(ms: number, then: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, then);
  }
}

const isUrgent = ({ query, options }: Pending): boolean =>
  query.kind === 'write' || options.urgent === true;
