import { encodeAnswer, type Answer } from '../protocol/frame.js';
import type { Bank, Query, Write } from '../protocol/messages.js';
import type { Plant } from './plant.js';

/** How an answer's bytes may be spoilt on their way. */
export type Corruption =
  | 'crc' // last byte changed
  | 'innerLength' // inner length disagrees with the frame's
  | 'garbage' // bytes before the frame
  | 'truncated' // the second half is missing
  | 'null' // the dongle's empty answer
  | 'zeroTail' // last registers and checksum are zero
  | 'twice' // sent twice
  | 'foreign' // an answer to another question comes instead
  | 'serial'; // the inverter serial is blank

interface Stretch {
  readonly device: number;
  readonly bank: Bank;
  readonly base: number;
  readonly count: number;
}

interface WriteTroubles {
  ignore: boolean;
  clamp: boolean;
  refuseThenObey: boolean;
  acksLost: number;
  acksOther: number;
  dropAfter: number;
}

const noWriteTroubles = (): WriteTroubles => ({
  ignore: false,
  clamp: false,
  refuseThenObey: false,
  acksLost: 0,
  acksOther: 0,
  dropAfter: 0,
});

/** What becomes of one answer. */
export interface Delivery {
  /** What goes on the wire, piece by piece; nothing when it is lost. */
  readonly pieces: readonly Uint8Array[];
  /** ms later than usual; others overtake it. */
  readonly late: number;
  /** The dongle cuts all connections instead of answering. */
  readonly cut: boolean;
}

/** Things that go wrong with real dongles and inverters, to be switched on by tests. */
export class Faults {
  #hung = false;
  #lost = 0;
  #late = { count: 0, ms: 0 };
  #corrupt: Corruption[] = [];
  #piece = 0;
  #silent: Stretch[] = [];
  #zero: Stretch[] = [];
  #writes = noWriteTroubles();

  /** It keeps its connections and says nothing at all, not even heartbeats. */
  hang(on = true): void {
    this.#hung = on;
  }

  get hung(): boolean {
    return this.#hung;
  }

  /** The next answers never arrive. What they answered still happened. */
  loseNextAnswers(count = 1): void {
    this.#lost = count;
  }

  /** The next answers arrive this much later; those after them overtake. */
  answerLate(ms: number, count = 1): void {
    this.#late = { ms, count };
  }

  corruptNext(kind: Corruption, count = 1): void {
    this.#corrupt.push(...Array.from({ length: count }, () => kind));
  }

  /** From now on answers leave in pieces of so many bytes; 0 for whole ones. */
  splitEvery(bytes: number): void {
    this.#piece = bytes;
  }

  /** Reads that touch these registers are not answered. */
  silentBank(device: number, bank: Bank, base: number, count: number): void {
    this.#silent.push({ device, bank, base, count });
  }

  /** Reads that touch these registers are answered with zeros. */
  zeroPage(device: number, bank: Bank, base: number, count: number): void {
    this.#zero.push({ device, bank, base, count });
  }

  /** Writes are acknowledged with the word sent, and forgotten. */
  ignoreWrites(on = true): void {
    this.#writes.ignore = on;
  }

  /** Words out of range are stored as the nearest that fits, and that is echoed. */
  clampWrite(on = true): void {
    this.#writes.clamp = on;
  }

  /** Writes are refused on the wire and obeyed all the same, as some Gen 1 firmware does. */
  error86ThenObey(on = true): void {
    this.#writes.refuseThenObey = on;
  }

  /** The next writes are obeyed, but their acknowledgement is lost. */
  ackLost(count = 1): void {
    this.#writes.acksLost = count;
  }

  /** The next writes are obeyed, but another register is acknowledged. */
  ackOther(count = 1): void {
    this.#writes.acksOther = count;
  }

  /** The `nth` write from now is obeyed, then all connections are cut before it is acknowledged. */
  dropAfterWrite(nth = 1): void {
    this.#writes.dropAfter = nth;
  }

  /** Everything works again. */
  clear(): void {
    this.#hung = false;
    this.#lost = 0;
    this.#late = { count: 0, ms: 0 };
    this.#corrupt = [];
    this.#piece = 0;
    this.#silent = [];
    this.#zero = [];
    this.#writes = noWriteTroubles();
  }

  /** What the plant answers, through the troubles it has. */
  answer(query: Query, plant: Plant): Answer | undefined {
    if (query.kind === 'write') return this.#written(query, plant);
    if (this.#silent.some((stretch) => touches(stretch, query))) return undefined;
    const answer = plant.read(query);
    const zeroed = this.#zero.some((stretch) => touches(stretch, query));
    if (!zeroed || answer?.kind !== 'words') return answer;
    return { ...answer, words: Array.from({ length: query.count }, () => 0) };
  }

  /** How that answer travels. */
  deliver(answer: Answer, plant: Plant): Delivery {
    const isWrite = answer.kind === 'written';
    const cut = isWrite && this.#writes.dropAfter > 0 && --this.#writes.dropAfter === 0;
    if (cut) return { pieces: [], late: 0, cut };
    const late = this.#late.count > 0 && this.#late.count-- > 0 ? this.#late.ms : 0;
    const lost = this.#lost > 0 && this.#lost-- > 0;
    const unacknowledged = isWrite && this.#writes.acksLost > 0 && this.#writes.acksLost-- > 0;
    if (lost || unacknowledged) return { pieces: [], late, cut };
    const pieces = spoil(answer, plant, this.#corrupt.shift());
    return {
      pieces: this.#piece > 0 ? pieces.flatMap((all) => cutUp(all, this.#piece)) : pieces,
      late,
      cut,
    };
  }

  #written(write: Write, plant: Plant): Answer {
    const { address, word } = write;
    const verdict = plant.judge(write);
    const troubles = this.#writes;
    const clamped = verdict.kind === 'refused' && troubles.clamp ? verdict.nearest : undefined;
    if (verdict.kind === 'refused' && clamped === undefined) return refusal(write);
    const stored = { ...write, word: clamped ?? word };
    if (!troubles.ignore) plant.store(stored);
    if (troubles.refuseThenObey) return refusal(write);
    const other = troubles.acksOther > 0 && troubles.acksOther-- > 0;
    return {
      kind: 'written',
      device: write.device,
      address: other ? address + 1 : address,
      word: stored.word,
    };
  }
}

const refusal = ({ device, address, word }: Write): Answer => ({
  kind: 'refused',
  device,
  of: 'write',
  address,
  value: word,
});

const touches = (stretch: Stretch, query: Stretch): boolean =>
  stretch.device === query.device &&
  stretch.bank === query.bank &&
  query.base < stretch.base + stretch.count &&
  stretch.base < query.base + query.count;

const cutUp = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );

const spoil = (answer: Answer, plant: Plant, how: Corruption | undefined): Uint8Array[] => {
  const bytes = encodeAnswer(answer, plant.dongle, plant.serial);
  switch (how) {
    case undefined:
      return [bytes];
    case 'crc':
      return [changed(bytes, bytes.length - 1, (byte) => byte ^ 0xff)];
    case 'innerLength':
      return [changed(bytes, 25, (byte) => byte + 2)];
    case 'garbage':
      return [Buffer.from('00ff595900595900deadbeef', 'hex'), bytes];
    case 'truncated':
      return [bytes.subarray(0, bytes.length >> 1)];
    case 'null':
      return [Buffer.from(bytes).fill(0, 26)];
    case 'zeroTail':
      return [Buffer.from(bytes).fill(0, 42 + ((bytes.length - 44) >> 1))];
    case 'twice':
      return [bytes, bytes];
    case 'foreign':
      return [encodeAnswer(shifted(answer), plant.dongle, plant.serial)];
    case 'serial':
      return [encodeAnswer(answer, plant.dongle, '')];
  }
};

const changed = (bytes: Buffer, at: number, how: (byte: number) => number): Uint8Array => {
  const copy = Buffer.from(bytes);
  copy[at] = how(copy[at] ?? 0) & 0xff;
  return copy;
};

// The same words for registers one place further on.
const shifted = (answer: Answer): Answer =>
  answer.kind === 'words'
    ? { ...answer, base: answer.base + 1 }
    : { ...answer, address: answer.address + 1 };
