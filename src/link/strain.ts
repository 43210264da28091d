const WATCHED = 8;
const TOO_MANY = 3;
const WELL_AGAIN = 4;
const MOST = 3;

/** How hard a dongle finds it to answer: 0 as usual, up to 3. It rises with tries left unanswered. */
export class Strain {
  #level = 0;
  #tries: readonly boolean[] = [];
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
    this.#note(true);
    if (this.#inARow < WELL_AGAIN || this.#level === 0) return;
    this.#become(this.#level - 1);
  }

  unanswered(): void {
    this.#inARow = 0;
    this.#note(false);
    if (this.#tries.filter((good) => !good).length >= TOO_MANY)
      this.#become(Math.min(MOST, this.#level + 1));
  }

  #note(good: boolean): void {
    this.#tries = [...this.#tries, good].slice(-WATCHED);
  }

  // Each step is judged by what happens after it.
  #become(level: number): void {
    this.#level = level;
    this.#tries = [];
    this.#inARow = 0;
  }
}
