import type { Clock } from '../../src/time/clock.js';

/** The shortest time that a client may wait for an answer before it asks anything else (ms). */
const LEAST_PATIENCE = 740;

/** How a client behaves, seen from the dongle: one connection, one request at a time. */
export class Manners {
  readonly complaints: string[] = [];
  readonly #now: () => number;
  #lines = 0;
  #askedAt: number | undefined;

  constructor({ now }: Pick<Clock, 'now'>) {
    this.#now = now;
  }

  opened(): void {
    this.#lines++;
    this.#askedAt = undefined;
    if (this.#lines > 1) this.complaints.push(`${this.#lines} connections at once`);
  }

  closed(): void {
    this.#lines--;
  }

  asked(): void {
    const since = this.#now() - (this.#askedAt ?? -Infinity);
    if (since < LEAST_PATIENCE) this.complaints.push(`asked again ${Math.round(since)} ms after`);
    this.#askedAt = this.#now();
  }

  /** Something came back: it may be what the client waited for. */
  answered(): void {
    this.#askedAt = undefined;
  }
}
