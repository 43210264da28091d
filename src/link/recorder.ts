import type { Chunk } from '../protocol/recording.js';

/** Before the bytes: when (ms, 8 bytes), and how many with the direction in the highest bit (2 bytes). */
const HEADER = 10;
const RECEIVED = 0x8000;
const LONGEST = 0x7fff;

/**
 * The last bytes on the line, as they came and went: a few minutes to look back at when something
 * was odd. One fixed buffer, written round and round; what is overwritten is forgotten.
 */
export class Recorder {
  readonly #room: Uint8Array;
  readonly #headers: DataView;
  readonly #now: () => number;
  /** Where the oldest entry begins, and where the next one will. */
  #first = 0;
  #end = 0;
  /** Where the entries stop that were written before the last turn; 0 once they are forgotten. */
  #turn = 0;

  /** Keeps about `size` bytes; 0 keeps nothing. */
  constructor(size: number, now: () => number) {
    // Not filled: memory that is never written costs nothing.
    this.#room = Buffer.allocUnsafeSlow(size);
    this.#headers = new DataView(this.#room.buffer);
    this.#now = now;
  }

  note(direction: Chunk['direction'], bytes: Uint8Array): void {
    const { length } = bytes;
    const size = HEADER + length;
    if (length === 0 || length > LONGEST || size > this.#room.length) return;
    if (this.#end + size > this.#room.length) this.#turnRound();
    this.#forget(this.#end + size);
    this.#headers.setFloat64(this.#end, this.#now());
    this.#headers.setUint16(this.#end + 8, length | (direction === 'rx' ? RECEIVED : 0));
    this.#room.set(bytes, this.#end + HEADER);
    this.#end += size;
  }

  /** What is remembered, oldest first. */
  get chunks(): readonly Chunk[] {
    return this.#turn === 0
      ? this.#between(0, this.#end)
      : [...this.#between(this.#first, this.#turn), ...this.#between(0, this.#end)];
  }

  #turnRound(): void {
    this.#turn = this.#end;
    this.#end = 0;
    this.#first = 0;
  }

  // The oldest lie where the next one is to be written.
  #forget(end: number): void {
    while (this.#turn > 0 && this.#first < end) {
      this.#first += this.#sizeAt(this.#first);
      if (this.#first >= this.#turn) this.#turn = 0;
    }
  }

  #between(from: number, to: number): readonly Chunk[] {
    const chunks: Chunk[] = [];
    for (let at = from; at < to; at += this.#sizeAt(at)) chunks.push(this.#chunkAt(at));
    return chunks;
  }

  #chunkAt(at: number): Chunk {
    const direction = (this.#headers.getUint16(at + 8) & RECEIVED) === 0 ? 'tx' : 'rx';
    const bytes = Uint8Array.from(this.#room.subarray(at + HEADER, at + this.#sizeAt(at)));
    return { at: this.#headers.getFloat64(at), direction, bytes };
  }

  #sizeAt(at: number): number {
    return HEADER + (this.#headers.getUint16(at + 8) & LONGEST);
  }
}
