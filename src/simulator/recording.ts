import type { Answer } from '../protocol/frame.js';
import { INVERTER, type Bank, type Read, type Write } from '../protocol/messages.js';
import { otherNames } from '../registers/blocks.js';
import { familyOf, type Family } from '../registers/families.js';
import { codeText } from '../registers/models.js';
import type { Capture, OddLine, Seen, SeenRefusal, SeenWords } from './capture.js';
import { Memory } from './memory.js';
import { gatekeeper } from './permission.js';
import type { Plant, Verdict } from './plant.js';

/** Where in a recording we are: it serves what had been seen by then. */
export interface Recording {
  /** Good answers with registers in it. */
  readonly length: number;
  /** How many of them have been seen; `length` is the end. */
  readonly position: number;
  /** The answer that brought us here. */
  readonly current: SeenWords | undefined;
  /** Lines of its file that could not be used. */
  readonly odd: readonly OddLine[];
  seek(position: number): void;
  /** One answer on. Says whether there was one. */
  next(): boolean;
}

/** A recorded plant: it answers what the recorded one had answered, refuses what that refused, and is silent else. */
export class RecordedPlant implements Plant, Recording {
  readonly #capture: Capture;
  readonly #ends: readonly number[];
  readonly #laid = new Memory();
  #memory = new Memory();
  // For each register the index of the answer it was last seen in.
  #newest = new Memory();
  #refusals: SeenRefusal[] = [];
  #seen = 0;
  #position = 0;
  #elapsed: (() => number) | undefined;

  constructor(
    capture: Capture,
    readonly serial: string,
    readonly dongle: string,
  ) {
    this.#capture = capture;
    this.#ends = capture.seen.flatMap(({ kind }, index) => (kind === 'words' ? [index + 1] : []));
    this.seek(this.length);
  }

  get length(): number {
    return this.#ends.length;
  }

  get odd(): readonly OddLine[] {
    return this.#capture.odd;
  }

  get position(): number {
    return this.#position;
  }

  get current(): SeenWords | undefined {
    const last = this.#capture.seen[(this.#ends[this.#position - 1] ?? 0) - 1];
    return last?.kind === 'words' ? last : undefined;
  }

  seek(position: number): void {
    const wanted = Math.min(this.length, Math.max(0, Math.trunc(position)));
    if (wanted < this.#position) this.#rewind();
    // The end has also whatever was refused after the last good answer.
    const end = wanted === this.length ? this.#capture.seen.length : (this.#ends[wanted - 1] ?? 0);
    for (; this.#seen < end; this.#seen++) this.#take(this.#capture.seen[this.#seen], this.#seen);
    this.#position = wanted;
  }

  /** From now on time decides: the recording begins anew and goes on by its own times. */
  playBy(elapsed: () => number): void {
    this.#elapsed = elapsed;
    this.seek(0);
  }

  next(): boolean {
    const more = this.#position < this.length;
    this.seek(this.#position + 1);
    return more;
  }

  read({ device, bank, base, count }: Read): Answer | undefined {
    this.#play();
    const source = this.#source(device, bank, base, count);
    const words = this.#memory.words(source, bank, base, count);
    if (words !== undefined) {
      const laid = words.map((word, i) => this.#laid.word(device, bank, base + i) ?? word);
      return { kind: 'words', device, bank, base, words: laid };
    }
    const refused = this.#refusals.some(
      (one) => one.device === device && one.of === bank && one.address === base,
    );
    return refused ? { kind: 'refused', device, of: bank, address: base, value: count } : undefined;
  }

  judge(write: Write): Verdict {
    const known = this.word(write.device, 'holding', write.address) !== undefined;
    const family = this.#family();
    if (!known || family === undefined || write.device !== INVERTER) return { kind: 'refused' };
    return gatekeeper(family)(write);
  }

  store({ device, address, word }: Write): void {
    this.#laid.hold(device, 'holding', address, word);
  }

  word(device: number, bank: Bank, address: number): number | undefined {
    const source = this.#source(device, bank, address, 1);
    return this.#laid.word(device, bank, address) ?? this.#memory.word(source, bank, address);
  }

  poke(device: number, bank: Bank, address: number, word: number): void {
    this.#laid.hold(device, bank, address, word);
    this.#memory.open(device, bank, address, 1);
  }

  release(device: number, bank: Bank, address: number): void {
    this.#laid.release(device, bank, address);
  }

  #play(): void {
    if (this.#elapsed === undefined) return;
    const until = (this.#capture.seen[0]?.at ?? 0) + this.#elapsed();
    const passed = this.#ends.filter((end) => (this.#capture.seen[end - 1]?.at ?? 0) <= until);
    if (passed.length > this.#position) this.seek(passed.length);
  }

  #family(): Family | undefined {
    const code = this.word(INVERTER, 'holding', 0);
    const arm = this.word(INVERTER, 'holding', 21);
    return code === undefined ? undefined : familyOf(codeText(code), arm ?? 0);
  }

  #rewind(): void {
    this.#memory = new Memory();
    this.#newest = new Memory();
    this.#refusals = [];
    this.#seen = 0;
    this.#position = 0;
  }

  #take(seen: Seen | undefined, index: number): void {
    if (seen === undefined) return;
    if (seen.kind === 'refused') {
      this.#refusals.push(seen);
      return;
    }
    const { device, bank, base, words } = seen;
    this.#memory.open(device, bank, base, words.length);
    this.#memory.put(device, bank, base, [...words]);
    this.#newest.open(device, bank, base, words.length);
    this.#newest.put(
      device,
      bank,
      base,
      Array.from(words, () => index),
    );
  }

  // The address whose recording knows these registers of the inverter best: the newest of those that have them all.
  #source(device: number, bank: Bank, base: number, count: number): number {
    if (device !== INVERTER) return device;
    let [best, newest] = [device, this.#age(device, bank, base, count)];
    for (const other of otherNames({ bank, base, count })) {
      const age = this.#age(other, bank, base, count);
      if (age > newest) [best, newest] = [other, age];
    }
    return best;
  }

  // The index of the answer that the oldest of these registers comes from; -1 where one was never seen.
  #age(device: number, bank: Bank, base: number, count: number): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (let at = base; at < base + count; at++)
      oldest = Math.min(oldest, this.#newest.word(device, bank, at) ?? -1);
    return oldest;
  }
}
