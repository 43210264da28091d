import type { Query, Read, Words } from '../protocol/messages.js';

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

  sent(query: Query, now: number): void {
    this.#forget(now);
    if (query.kind === 'write') this.#writing = true;
    else if (query.bank === 'holding') this.#sent = [...this.#sent, { query, at: now }];
  }

  /** A write was answered or given up: what it changed is changed by now. */
  wrote(now: number): void {
    this.#writing = false;
    this.#writeEnded = now;
  }

  /**
   * May this answer be from before our last write? One that is waited for counts as the answer to the
   * oldest request like it, any other may be as late as answers ever are.
   */
  isStale(words: Words, awaited: boolean, now: number): boolean {
    if (words.bank !== 'holding') return false;
    this.#forget(now);
    const asked = this.#sent.find(({ query }) => isSame(query, words));
    this.#sent = this.#sent.filter((one) => one !== asked);
    const since = awaited && asked !== undefined ? asked.at : now - LATEST;
    return this.#writing || since < this.#writeEnded;
  }

  /** May an acknowledgement that nobody waits for be a late one of our own? */
  mayBeOurs(now: number): boolean {
    return this.#writing || now - LATEST < this.#writeEnded;
  }

  // Also whatever seems to be sent in the future: the clock was set back.
  #forget(now: number): void {
    this.#sent = this.#sent.filter(({ at }) => at > now - LATEST && at <= now);
    if (this.#writeEnded > now) this.#writeEnded = now;
  }
}

const isSame = (query: Read, words: Words): boolean =>
  query.device === words.device && query.base === words.base && query.count === words.count;
