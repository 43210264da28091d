const WATCHED = 8;
const TOO_MANY = 3;
const WELL_AGAIN = 4;
const MOST = 3;

/** How hard a dongle finds it to answer: 0 as usual, up to 3. It rises with tries left unanswered. */
export class Strain {
  #level = 0;
  /** The last tries, the newest in the lowest bit: set where nothing came. */
  #missed = 0;
  #inARow = 0;

  get level(): number {
    return this.#level;
  }

  /** ms between two requests, where `usual` is what a dongle at ease is given. */
  gap(usual: number): number {
    return usual * 2 ** this.#level;
  }

  answered(): void {
    this.#inARow++;
    this.#note(0);
    if (this.#inARow < WELL_AGAIN || this.#level === 0) return;
    this.#become(this.#level - 1);
  }

  unanswered(): void {
    this.#inARow = 0;
    this.#note(1);
    if (ones(this.#missed) >= TOO_MANY) this.#become(Math.min(MOST, this.#level + 1));
  }

  #note(missed: 0 | 1): void {
    this.#missed = ((this.#missed << 1) | missed) & ((1 << WATCHED) - 1);
  }

  // Each step is judged by what happens after it.
  #become(level: number): void {
    this.#level = level;
    this.#missed = 0;
    this.#inARow = 0;
  }
}

const ones = (bits: number): number => bits.toString(2).replaceAll('0', '').length;
