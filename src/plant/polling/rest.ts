// Without one an error with a stack is made each time, for nobody.
const OVER = 'over';

/** A pause that can be cut short, also before it has begun. */
export class Rest {
  #end = new AbortController();
  #on = false;

  get on(): boolean {
    return this.#on;
  }

  /** Waits by `wait`, at most until `end` is called. */
  async take(wait: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#on = true;
    await wait(this.#end.signal);
    this.#on = false;
    this.#end = new AbortController();
  }

  end(): void {
    this.#end.abort(OVER);
  }
}

/** One piece of work at a time, in the order it came. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
