import { wordAt, type Query, type Read, type Words, type Write } from '../protocol/messages.js';

/** Real answers took up to 2.8 s; what is not here by then was lost. */
const LATEST = 5000;

interface Sent {
  readonly query: Read;
  readonly at: number;
}

/**
 * Knows from when an answer may be. Answers name their registers but not their request: one that was
 * asked for before a setting was written can arrive after it, and would show the old value as new.
 */
export class UnderWay {
  #sent: readonly Sent[] = [];
  #writeEnded = -Infinity;
  #writing = false;
  #written: Write | undefined;

  sent(query: Query, now: number): void {
    this.#forget(now);
    if (query.kind === 'write') this.#begin(query);
    else if (query.bank === 'holding') this.#sent = [...this.#sent, { query, at: now }];
  }

  /** A write was answered or given up: what it changed is changed by now. */
  wrote(now: number): void {
    this.#writing = false;
    this.#writeEnded = now;
  }

  /**
   * May this answer be from before our last write? One that shows what was written is not. Any other
   * that is waited for may be the answer to each request like it, since answers overtake one another;
   * one that is not may be as late as answers ever are.
   */
  isStale(words: Words, awaited: boolean, now: number): boolean {
    if (words.bank !== 'holding') return false;
    this.#forget(now);
    const same = this.#sent.filter(({ query }) => isSame(query, words));
    const newest = same.at(-1);
    this.#sent = this.#sent.filter((one) => one !== newest);
    if (this.#showsWritten(words)) return false;
    const mayBeOld = awaited ? same.some(({ at }) => at < this.#writeEnded) : this.mayBeOurs(now);
    return this.#writing || mayBeOld;
  }

  /** May an acknowledgement that nobody waits for be a late one of our own? */
  mayBeOurs(now: number): boolean {
    return this.#writing || now - LATEST < this.#writeEnded;
  }

  #begin(write: Write): void {
    this.#writing = true;
    this.#written = write;
  }

  #showsWritten(words: Words): boolean {
    const { device, address, word } = this.#written ?? {};
    if (address === undefined || device !== words.device) return false;
    const index = address - words.base;
    return index >= 0 && index < words.count && wordAt(words, index) === word;
  }

  // Also whatever seems to be sent in the future: the clock was set back.
  #forget(now: number): void {
    if (this.#sent.length > 0)
      this.#sent = this.#sent.filter(({ at }) => at > now - LATEST && at <= now);
    if (this.#writeEnded > now) this.#writeEnded = now;
  }
}

const isSame = (query: Read, words: Words): boolean =>
  query.device === words.device && query.base === words.base && query.count === words.count;
