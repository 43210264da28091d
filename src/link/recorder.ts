import type { Chunk } from '../protocol/recording.js';

interface Entry {
  readonly at: number;
  readonly direction: Chunk['direction'];
  readonly start: number;
  readonly length: number;
}

/**
 * The last bytes on the line, as they came and went: a few minutes to look back at when something
 * was odd. One fixed buffer, written round and round; what is overwritten is forgotten.
 */
export class Recorder {
  readonly #room: Uint8Array;
  readonly #now: () => number;
  #entries: Entry[] = [];
  #first = 0;
  #end = 0;

  /** Keeps about `size` bytes; 0 keeps nothing. */
  constructor(size: number, now: () => number) {
    // Not filled: memory that is never written costs nothing.
    this.#room = Buffer.allocUnsafeSlow(size);
    this.#now = now;
  }

  note(direction: Chunk['direction'], bytes: Uint8Array): void {
    const { length } = bytes;
    if (length === 0 || length > this.#room.length) return;
    const start = this.#end + length > this.#room.length ? 0 : this.#end;
    this.#forget(start, start + length);
    this.#room.set(bytes, start);
    this.#entries.push({ at: this.#now(), direction, start, length });
    this.#end = start + length;
  }

  /** What is remembered, oldest first. */
  get chunks(): readonly Chunk[] {
    return this.#entries.slice(this.#first).map(({ at, direction, start, length }) => ({
      at,
      direction,
      bytes: this.#room.slice(start, start + length),
    }));
  }

  // The oldest lie in front of what is written now, or at the end of the room where that did not fit.
  #forget(from: number, to: number): void {
    for (
      let one = this.#entries[this.#first];
      one !== undefined;
      one = this.#entries[this.#first]
    ) {
      const before = one.start + one.length <= from;
      const behind = one.start >= to;
      const passed = from === 0 && one.start >= this.#end;
      if ((before || behind) && !passed) break;
      this.#first++;
    }
    if (this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }
}
