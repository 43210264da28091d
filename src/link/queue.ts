import type { GivError } from '../errors.js';
import type { Ask, AskOptions } from '../protocol/ask.js';
import { checkQuery } from '../protocol/frame.js';
import {
  answers,
  type Query,
  type Read,
  type Reply,
  type Words,
  type Write,
} from '../protocol/messages.js';
import type { Clock } from '../time/clock.js';
import type { LinkCounters } from './counters.js';
import { cutOff, givenUp, noReply } from './failures.js';
import { Latency } from './latency.js';
import { Strain } from './strain.js';
import { Pending, type Request } from './pending.js';
import { UnderWay } from './underWay.js';

export interface QueueOptions {
  readonly clock: Clock;
  /** ms between the starts of two requests; more while the dongle leaves some unanswered. */
  readonly pace: number;
  readonly counters: LinkCounters;
  send(query: Query): void;
  /** A request got no answer although it was repeated; `silent` if not a byte of any kind came meanwhile. */
  gaveUp(query: Query, silent: boolean): void;
}

const WRITE_PATIENCE = 3000;
// Longer than the pauses inside a round of polls, or between the writes of a control.
const QUIET = 1000;
const REPEAT_GAP = 500;

/**
 * One request in flight, writes ahead of reads, a pause between starts, repeats until an answer
 * comes or patience ends. It knows no sockets: it is told when the line opens and closes.
 */
export class Queue implements Ask {
  readonly #options: QueueOptions;
  readonly #latency = new Latency();
  readonly #strain = new Strain();
  readonly #underWay = new UnderWay();
  #waiting: Pending[] = [];
  #flying: Pending | undefined;
  #open = false;
  #refusal: GivError | undefined;
  #lastStart = -Infinity;
  #lastBusy = -Infinity;
  /** Since the request in flight was last sent: has anything come, and an answer that nobody believes? */
  #heard = false;
  #inVain = false;
  #cancelTimer: () => void = () => undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get latency(): Latency {
    return this.#latency;
  }

  get strain(): Strain {
    return this.#strain;
  }

  read(query: Read, options: AskOptions = {}): Promise<Uint16Array> {
    return new Promise((resolve, reject) =>
      this.#enqueue({ kind: 'read', query, options, resolve, reject }),
    );
  }

  write(query: Write, options: AskOptions = {}): Promise<number> {
    return new Promise((resolve, reject) =>
      this.#enqueue({ kind: 'write', query, options, resolve, reject }),
    );
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
    else flying.fail(cutOff(flying.query));
  }

  /** There is no line for now: everything that waits, and whatever comes until it opens, is refused. */
  unavailable(reason: GivError): void {
    this.#open = false;
    this.#refusal = reason;
    const all = this.#land();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const pending of all === undefined ? waiting : [all, ...waiting]) pending.fail(reason);
  }

  /** Bytes of any kind came in. */
  alive(): void {
    this.#heard = true;
  }

  /** Is this the answer that the request in flight waits for? */
  awaits(reply: Reply): boolean {
    return this.#flying !== undefined && answers(reply, this.#flying.query);
  }

  /** May these words be from before our last write, however late they come? Each answer is to be asked about once. */
  isStale(words: Words): boolean {
    return this.#underWay.isStale(words, this.awaits(words), this.#options.clock.now());
  }

  /** May this acknowledgement, which nobody waits for, be one of ours that comes late? */
  mayBeOurs(): boolean {
    return this.#underWay.mayBeOurs(this.#options.clock.now());
  }

  /** The answer that was waited for has come, but nobody believes it. */
  disbelieved(): void {
    this.#inVain = true;
  }

  /** Takes a reply; true if it answered what is in flight. */
  reply(reply: Reply): boolean {
    const pending = this.#flying;
    if (pending === undefined || !answers(reply, pending.query)) return false;
    const { counters, clock } = this.#options;
    this.#land();
    const took = clock.now() - pending.sentAt;
    if (pending.sent === 1 && took >= 0) this.#latency.note(took);
    counters.answers++;
    this.#strain.answered();
    if (reply.kind === 'refused') counters.refused++;
    pending.settle(reply);
    this.#pump();
    return true;
  }

  #enqueue(request: Request): void {
    const { query, options, reject } = request;
    checkQuery(query);
    const refusal = options.signal?.aborted === true ? givenUp(query) : this.#refusal;
    if (refusal !== undefined) return reject(refusal);
    this.#place(new Pending(request, this.#drop));
    this.#pump();
  }

  // What is urgent goes before all else, what is idle after it, each in the order it came.
  #place(pending: Pending): void {
    const { rank } = pending;
    const at = this.#waiting.findLastIndex((other) => other.rank <= rank) + 1;
    this.#waiting.splice(at, 0, pending);
  }

  readonly #drop = (pending: Pending): void => {
    if (this.#flying === pending) this.#land();
    this.#waiting = this.#waiting.filter((other) => other !== pending);
    pending.fail(givenUp(pending.query));
    this.#pump();
  };

  #land(): Pending | undefined {
    const pending = this.#flying;
    this.#flying = undefined;
    this.#cancelTimer();
    if (pending === undefined) return pending;
    const now = this.#options.clock.now();
    if (pending.isWrite) this.#underWay.wrote(now);
    if (pending.options.idle !== true) this.#lastBusy = now;
    return pending;
  }

  #pump(): void {
    if (!this.#open || this.#flying !== undefined || this.#waiting.length === 0) return;
    const { pace, clock } = this.#options;
    const now = clock.now();
    // The clock may have been set back since.
    this.#lastStart = Math.min(this.#lastStart, now);
    this.#lastBusy = Math.min(this.#lastBusy, now);
    const [first] = this.#waiting;
    const quiet = first?.options.idle === true ? this.#lastBusy + QUIET - now : 0;
    // What somebody waits for is worth its place in the line even of a dongle that struggles.
    const gap = first?.isUrgent === true ? pace : this.#strain.gap(pace);
    const pause = Math.max(quiet, this.#lastStart + gap - now);
    if (pause > 0) return this.#later(pause, () => this.#pump());
    const next = this.#waiting.shift();
    if (next !== undefined) this.#start(next);
  }

  #start(pending: Pending): void {
    const { counters, clock, send } = this.#options;
    this.#flying = pending;
    this.#lastStart = pending.sentAt = clock.now();
    this.#heard = this.#inVain = false;
    pending.sent++;
    counters.requests++;
    if (pending.isWrite) counters.writes++;
    if (pending.sent > 1) counters.retries++;
    this.#later(this.#patience(pending), () => this.#timedOut(pending));
    this.#underWay.sent(pending.query, pending.sentAt);
    pending.options.sent?.();
    send(pending.query);
  }

  #patience({ query, options }: Pending): number {
    return options.patience ?? (query.kind === 'write' ? WRITE_PATIENCE : this.#latency.patience);
  }

  #timedOut(pending: Pending): void {
    this.#options.counters.timeouts++;
    // Whoever answers, if wrongly, is not too busy.
    if (pending.options.probe !== true && !this.#inVain) this.#strain.unanswered();
    if (pending.sent >= pending.attempts) return this.#giveUp(pending);
    // What is urgent never waits for the repeats of a read that is not.
    if (!pending.isUrgent && this.#waiting.some(({ isUrgent }) => isUrgent)) {
      this.#land();
      this.#place(pending);
      return this.#pump();
    }
    if (pending.sent === 1) return this.#start(pending);
    this.#later(REPEAT_GAP, () => this.#start(pending));
  }

  #giveUp(pending: Pending): void {
    const began = pending.sentAt - this.#patience(pending) * (pending.sent - 1);
    const waited = Math.round(this.#options.clock.now() - began);
    this.#land();
    pending.fail(noReply(pending.query, pending.sent, waited));
    if (pending.options.probe !== true) this.#options.gaveUp(pending.query, !this.#heard);
    this.#pump();
  }

  #later(ms: number, then: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, then);
  }
}
