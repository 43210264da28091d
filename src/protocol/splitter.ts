import { u16, u8 } from './cursor.js';
import { decodeFrame, HEADER, MAIN, type BadFrame } from './frame.js';
import type { Frame } from './messages.js';

/** Whoever wants to know what came in. Words in a frame are valid only until `frame` returns. */
export interface FrameSink {
  frame(frame: Frame): void;
  bad(reason: BadFrame): void;
}

const SHORTEST = 2;
const LONGEST = 300;
const WORKSPACE = 1024;

/**
 * Cuts a byte stream into frames. It never throws, holds at most one unfinished frame, and says the
 * same whatever the chunks are. After garbage it takes up again at the next marker.
 */
export class Splitter {
  readonly #sink: FrameSink;
  readonly #checkCrc: boolean;
  readonly #held = new Uint8Array(WORKSPACE);
  #fill = 0;
  #need: number = HEADER.size;

  constructor(sink: FrameSink, checkCrc = true) {
    this.#sink = sink;
    this.#checkCrc = checkCrc;
  }

  /** Takes the next bytes; calls the sink for each frame that they complete. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (this.#fill > 0 && at < chunk.length) at = this.#complete(chunk, at);
    if (at >= chunk.length) return;
    const rest = this.#scan(chunk, at, chunk.length);
    this.#held.set(chunk.subarray(rest));
    this.#fill = chunk.length - rest;
  }

  /** Forgets the unfinished frame, as after a reconnect. */
  reset(): void {
    this.#fill = 0;
    this.#need = HEADER.size;
  }

  // Adds just the bytes that the held frame lacks, so that all others are read where they are.
  #complete(chunk: Uint8Array, at: number): number {
    const taken = Math.min(this.#need - this.#fill, chunk.length - at);
    for (let i = 0; i < taken; i++) this.#held[this.#fill + i] = u8(chunk, at + i);
    this.#fill += taken;
    if (this.#fill < this.#need) return at + taken;
    const done = this.#scan(this.#held, 0, this.#fill);
    this.#held.copyWithin(0, done, this.#fill);
    this.#fill -= done;
    return at + taken;
  }

  // Returns where the unfinished rest begins; #need is then the size it must reach to go on.
  #scan(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    for (;;) {
      at = this.#seek(bytes, at, to);
      const size = frameSize(bytes, at, to);
      if (size === 'header' || size === 'cut' || size === 'length') {
        this.#sink.bad(size);
        at += HEADER.marker;
      } else if (size > to - at) {
        this.#need = size;
        return at;
      } else at += this.#deliver(bytes, at, size);
    }
  }

  #deliver(bytes: Uint8Array, at: number, size: number): number {
    const frame = decodeFrame(bytes, at, size, this.#checkCrc);
    if (typeof frame !== 'string') {
      this.#sink.frame(frame);
      return size;
    }
    this.#sink.bad(frame);
    // A frame that only lacks sense ends where it says; one with wrong bytes may hide the next frame.
    return frame === 'null' || frame === 'notice' ? size : HEADER.marker;
  }

  // The next marker, or the last bytes that may begin one.
  #seek(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && !beginsMarker(bytes, at, to)) at++;
    if (at > from) this.#sink.bad('garbage');
    return at;
  }
}

const beginsMarker = (bytes: Uint8Array, at: number, to: number): boolean =>
  bytes[at] === 0x59 &&
  (at + 1 >= to || bytes[at + 1] === 0x59) &&
  (at + 2 >= to || bytes[at + 2] === 0) &&
  (at + 3 >= to || bytes[at + 3] === 1);

/** Size of the frame that begins here, as far as its bytes are known, or what is wrong with it. */
const frameSize = (
  bytes: Uint8Array,
  at: number,
  to: number,
): number | 'header' | 'cut' | 'length' => {
  if (to - at < HEADER.size) return HEADER.size;
  const length = u16(bytes, at + 4);
  const unit = u8(bytes, at + 6);
  const main = u8(bytes, at + 7);
  if (length < SHORTEST || length > LONGEST || unit > 1 || main < 1 || main > 5) return 'header';
  const total = length + 6;
  if (cutShort(bytes, at, Math.min(to, at + total))) return 'cut';
  if (main === MAIN.heartbeat) return total < 19 ? 'length' : total;
  if (main !== MAIN.transparent) return total;
  if (total < HEADER.innerAt) return 'length';
  if (to - at >= HEADER.innerAt && innerLength(bytes, at) !== total - HEADER.innerAt)
    return 'length';
  return Math.max(total, HEADER.innerAt);
};

// Eight bytes; no frame needs more than the last two.
const innerLength = (bytes: Uint8Array, at: number): number => {
  for (let i = at + 18; i < at + 24; i++) if (u8(bytes, i) !== 0) return -1;
  return u16(bytes, at + 24);
};

// A whole marker inside header or serial: the frame before it was cut off.
const cutShort = (bytes: Uint8Array, at: number, to: number): boolean => {
  const last = Math.min(at + HEADER.adapterEnd, to - 3);
  for (let i = at + HEADER.marker; i < last; i++)
    if (bytes[i] === 0x59 && beginsMarker(bytes, i, to)) return true;
  return false;
};
