const KEPT = 32;
// A cold start has about as many answers before it asks what may not be there.
const ENOUGH = 4;
const UNKNOWN = 2000;
const LEAST = 750;
const MOST = 3000;
const FACTOR = 3;
// All dongles are looked at here, one at a time.
const sorted = new Float64Array(KEPT);

/** Learns how fast this dongle answers, and from that how long it is worth waiting. */
export class Latency {
  readonly #samples: number[] = [];
  #next = 0;

  /** Takes the time (ms) of an answer to a request sent once. */
  note(ms: number): void {
    this.#samples[this.#next] = ms;
    this.#next = (this.#next + 1) % KEPT;
  }

  /** ms of which nine in ten answers stay below; undefined until enough have been seen. */
  get ninetieth(): number | undefined {
    const { length } = this.#samples;
    if (length < ENOUGH) return undefined;
    sorted.fill(Infinity);
    sorted.set(this.#samples);
    sorted.sort();
    return sorted[Math.floor(length * 0.9)];
  }

  /** ms to wait for an answer before asking again. */
  get patience(): number {
    const usual = this.ninetieth;
    return usual === undefined ? UNKNOWN : Math.min(MOST, Math.max(LEAST, usual * FACTOR));
  }
}
