import { u16, u8 } from './cursor.js';
import { decodeFrame, HEADER, HEARTBEAT_SIZE, MAIN, REQUEST_SIZE, type BadFrame } from './frame.js';
import type { Frame } from './messages.js';

/** Whoever wants to know what came in. Words in a frame are valid only until `frame` returns. */
export interface FrameSink {
  frame(frame: Frame): void;
  /** Once for each disturbance: what is skipped on the way to the next frame is part of it. */
  bad(reason: BadFrame): void;
}

const SHORTEST = HEADER.size;
const LONGEST = 306;

/**
 * Cuts a byte stream into frames. It never throws, holds at most one unfinished frame, and says the
 * same whatever the chunks are. After garbage it takes up again at the next marker.
 */
export class Splitter {
  readonly #sink: FrameSink;
  readonly #checkCrc: boolean;
  // A Buffer like the socket's chunks, so that the reading code sees one kind of array.
  readonly #held = Buffer.alloc(LONGEST);
  #fill = 0;
  #need = 0;
  #lost = false;

  /** `checkCrc` false: frames with a wrong checksum are still reported as bad, but believed if whole. */
  constructor(sink: FrameSink, checkCrc = true) {
    this.#sink = sink;
    this.#checkCrc = checkCrc;
  }

  /** Takes the next bytes; calls the sink for each frame that they complete. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (this.#fill > 0 && at < chunk.length) at = this.#complete(chunk, at);
    if (at < chunk.length) this.#hold(chunk, this.#scan(chunk, at, chunk.length));
  }

  /** Forgets the unfinished frame, as after a reconnect. Not to be called from the sink. */
  reset(): void {
    this.#fill = 0;
    this.#lost = false;
  }

  #hold(chunk: Uint8Array, from: number): void {
    this.#fill = chunk.length - from;
    copy(chunk, from, this.#held, 0, this.#fill);
  }

  // Adds just the bytes that the held frame lacks, so that all others are read where they are.
  #complete(chunk: Uint8Array, at: number): number {
    const fill = this.#fill;
    const need = this.#need;
    const taken = Math.min(need - fill, chunk.length - at);
    copy(chunk, at, this.#held, fill, taken);
    this.#fill = fill + taken;
    if (fill + taken === need) this.#release(this.#scan(this.#held, 0, need));
    return at + taken;
  }

  #release(done: number): void {
    if (done > 0 && done < this.#fill) this.#held.copyWithin(0, done, this.#fill);
    this.#fill -= done;
  }

  // Returns where the unfinished rest begins; #need is then the size it must reach to go on.
  #scan(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    for (;;) {
      at = this.#seek(bytes, at, to);
      const size = frameSize(bytes, at, to);
      if (typeof size === 'string') at += this.#lose(size);
      else if (size <= to - at) at += this.#deliver(bytes, at, size);
      else {
        this.#need = size;
        return at;
      }
    }
  }

  // The next marker, or the last bytes that may begin one.
  #seek(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && !beginsMarker(bytes, at, to)) at++;
    if (at > from && !this.#lost) this.#lose('garbage');
    return at;
  }

  #deliver(bytes: Uint8Array, at: number, size: number): number {
    let frame = decodeFrame(bytes, at, size, true);
    if (frame === 'crc' && !this.#checkCrc && looksWhole(bytes, at, size)) {
      this.#sink.bad('crc');
      frame = decodeFrame(bytes, at, size, false);
    }
    if (typeof frame === 'string' && frame !== 'unknown') return this.#lose(frame);
    this.#lost = false;
    if (typeof frame === 'string') this.#sink.bad(frame);
    else this.#sink.frame(frame);
    return size;
  }

  // Only the marker is passed over: the next frame may begin inside this one.
  #lose(reason: BadFrame): number {
    this.#lost = true;
    this.#sink.bad(reason);
    return HEADER.marker;
  }
}

// A loop: for so few bytes a view to copy from would cost more than the copy.
const copy = (from: Uint8Array, start: number, to: Uint8Array, at: number, count: number): void => {
  for (let i = 0; i < count; i++) to[at + i] = from[start + i] ?? 0;
};

const beginsMarker = (bytes: Uint8Array, at: number, to: number): boolean =>
  bytes[at] === 0x59 &&
  (at + 1 >= to || bytes[at + 1] === 0x59) &&
  (at + 2 >= to || bytes[at + 2] === 0) &&
  (at + 3 >= to || bytes[at + 3] === 1);

/**
 * How many bytes must be there to go on, at last the frame's size; or what is wrong with it. It judges
 * in fixed steps (header, then everything before the inner part), so that chunks make no difference.
 */
const frameSize = (
  bytes: Uint8Array,
  at: number,
  to: number,
): number | 'header' | 'cut' | 'length' => {
  const there = to - at;
  if (there < HEADER.marker) return there + 1;
  if (there < HEADER.size) return HEADER.size;
  const total = u16(bytes, at + 4) + 6;
  const main = u8(bytes, at + 7);
  if (total < SHORTEST || total > LONGEST || u8(bytes, at + 6) > 1) return 'header';
  if (main < MAIN.heartbeat || main > MAIN.last) return 'header';
  if (!canBe(main, total)) return 'length';
  const outer = Math.min(total, HEADER.innerAt);
  if (there < outer) return outer;
  if (main === MAIN.transparent && innerLength(bytes, at) === total - HEADER.innerAt) return total;
  if (hidesMarker(bytes, at, Math.min(outer, HEARTBEAT_SIZE), outer)) return 'cut';
  return main === MAIN.transparent ? 'length' : total;
};

const canBe = (main: number, total: number): boolean => {
  if (main === MAIN.heartbeat) return total === HEARTBEAT_SIZE;
  return main !== MAIN.transparent || total >= REQUEST_SIZE;
};

// Eight bytes; no frame needs more than the last two.
const innerLength = (bytes: Uint8Array, at: number): number => {
  for (let i = at + HEADER.adapterEnd; i < at + 24; i++) if (u8(bytes, i) !== 0) return -1;
  return u16(bytes, at + 24);
};

// Another marker among the first `reach` of `size` bytes, or the beginning of one at their very end: cut off there.
const hidesMarker = (bytes: Uint8Array, at: number, reach: number, size: number): boolean => {
  for (let i = at + HEADER.marker; i < at + reach; i++)
    if (bytes[i] === 0x59 && beginsMarker(bytes, i, at + size)) return true;
  return false;
};

// Another checksum may be this firmware's way; a zero-filled tail or a cut frame has none at all.
const looksWhole = (bytes: Uint8Array, at: number, size: number): boolean =>
  u16(bytes, at + size - 2) !== 0 && !hidesMarker(bytes, at, size, size);
