import type { Clock } from '../../src/time/clock.js';
import type { Transport, TransportEvents } from '../../src/link/transport.js';
import { encodeAnswer, encodeHeartbeat } from '../../src/protocol/frame.js';
import type { Query } from '../../src/protocol/messages.js';
import { Splitter } from '../../src/protocol/splitter.js';
import type { Plant } from '../../src/simulator/plant.js';
import type { Dice } from './dice.js';
import { Manners } from './manners.js';
import { whole, type Mischief, type Piece, type Scene } from './mischief.js';
import type { Truth } from './truth.js';

export interface DongleOptions {
  readonly clock: Clock;
  readonly dice: Dice;
  /** What stands behind it; on lines that lead to another dongle the second one. */
  readonly plants: readonly [Plant, ...Plant[]];
  /** One for each plant: told whatever that answers. */
  readonly truths: readonly Truth[];
  readonly heartbeatEvery?: number;
}

interface Line {
  readonly events: TransportEvents;
  readonly deaf: boolean;
  readonly plant: number;
  open: boolean;
  ended: boolean;
  /** Bytes until it is cut. */
  left: number;
}

const ROUND_TRIP = 2;
const CONNECTING = 5;

/**
 * A dongle in memory and in virtual time: one answer at a time, to whoever is connected, through
 * whatever mischief is on. Nothing here is real but the bytes.
 */
export class ChaosDongle {
  faults = 0;
  requests = 0;
  lines = 0;
  mischief: Mischief = {};
  readonly manners: Manners;
  readonly #options: DongleOptions;
  readonly #own = new Set<() => void>();
  readonly #waiting: { query: Query; plant: number }[] = [];
  #busy = false;
  #line: Line | undefined;

  constructor(options: DongleOptions) {
    this.#options = options;
    this.manners = new Manners(options.clock);
    this.#scheduleHeartbeat();
    this.#scheduleChatter();
  }

  get plants(): readonly Plant[] {
    return this.#options.plants;
  }

  get connected(): boolean {
    return this.#line !== undefined;
  }

  /** From now on everything works again. A line that leads nowhere is cut: nothing would ever come on it. */
  cure(): void {
    this.mischief = {};
    if (this.#line !== undefined && (this.#line.deaf || this.#line.plant > 0))
      this.#cut(this.#line);
    if (this.#line !== undefined) this.#line.left = Infinity;
  }

  /** Sends these bytes to whoever is connected, as for another client. */
  say(bytes: Buffer): void {
    this.#deliver(bytes);
  }

  /** Does nothing more of its own accord. */
  rest(): void {
    for (const cancel of this.#own) cancel();
    this.#own.clear();
  }

  cut(): void {
    if (this.#line !== undefined) this.#cut(this.#line);
  }

  /** Cuts the line after so many more bytes of answers. */
  cutAfter(bytes: number): void {
    if (this.#line !== undefined) this.#line.left = bytes;
  }

  /** The client's way here, in place of TCP. */
  readonly connect = (events: TransportEvents): Transport => {
    this.lines++;
    const fate = this.mischief.line?.(this.#scene()) ?? {};
    const { plant = 0, deaf = false, bytes = Infinity } = fate;
    const line: Line = { events, deaf, plant, left: bytes, open: false, ended: false };
    if (fate.refused === true) this.#after(ROUND_TRIP, () => this.#end(line, refusal()));
    else this.#after(CONNECTING, () => this.#open(line, fate.lives));
    return this.#transport(line);
  };

  #transport(line: Line): Transport {
    const splitter = new Splitter({
      bad: () => undefined,
      frame: (frame) => {
        if (frame.kind === 'read' || frame.kind === 'write') this.#take(frame, line.plant);
      },
    });
    return {
      write: (bytes) => {
        if (!line.open || line.deaf) return;
        if (bytes[7] === 2) this.manners.asked();
        const there = this.mischief.request?.(Buffer.from(bytes), this.#scene()) ?? [bytes];
        for (const one of there) splitter.push(one);
      },
      close: () => this.#after(0, () => this.#end(line)),
      abort: () => this.#after(0, () => this.#end(line)),
    };
  }

  #open(line: Line, lives: number | undefined): void {
    if (line.ended) return;
    line.open = true;
    this.manners.opened();
    this.#line = line;
    line.events.open();
    if (lives !== undefined) this.#after(lives, () => this.#cut(line));
  }

  #cut(line: Line): void {
    if (line.ended) return;
    this.faults++;
    this.#end(line);
  }

  #end(line: Line, reason?: Error): void {
    if (line.ended) return;
    line.ended = true;
    if (line.open) this.manners.closed();
    if (this.#line === line) this.#line = undefined;
    line.events.closed(reason);
  }

  #take(query: Query, plant: number): void {
    this.requests++;
    this.#waiting.push({ query, plant });
    if (!this.#busy) this.#next();
  }

  #next(): void {
    const next = this.#waiting.shift();
    this.#busy = next !== undefined;
    if (next === undefined) return;
    this.#after(this.#options.dice.between(120, 260), () => {
      const bytes = this.#answer(next.query, next.plant);
      if (bytes !== undefined)
        this.#send(this.mischief.answer?.(bytes, this.#scene()) ?? whole(bytes));
      this.#next();
    });
  }

  #answer(query: Query, index: number): Buffer | undefined {
    const plant = this.#options.plants[index] ?? this.#options.plants[0];
    if (query.kind === 'write') {
      const { device, address, word } = query;
      const taken = plant.judge(query).kind === 'taken';
      if (taken) plant.store(query);
      const answer = taken
        ? ({ kind: 'written', device, address, word } as const)
        : ({ kind: 'refused', device, of: 'write', address, value: word } as const);
      return encodeAnswer(answer, plant.dongle, plant.serial);
    }
    const answer = plant.read(query);
    if (answer === undefined) return undefined;
    this.#options.truths[index]?.note(this.#options.clock.now(), answer);
    return encodeAnswer(answer, plant.dongle, plant.serial);
  }

  #scene(): Scene {
    const { clock, dice } = this.#options;
    return {
      dice,
      now: clock.now(),
      line: this.lines,
      answer: (query) => this.#answer(query, this.#line?.plant ?? 0),
      count: () => void this.faults++,
    };
  }

  #send(pieces: readonly Piece[]): void {
    for (const { after, bytes } of pieces)
      if (after > 0) this.#after(after, () => this.#deliver(bytes));
      else this.#deliver(bytes);
  }

  // To whoever is connected by then: a dongle does not remember who asked.
  #deliver(bytes: Buffer): void {
    const line = this.#line;
    if (line === undefined || line.deaf || !line.open) return;
    this.manners.answered();
    const there = bytes.subarray(0, line.left);
    line.left -= there.length;
    // The client may look at a chunk only while it is handed over.
    const lent = Buffer.from(there);
    line.events.chunk(lent);
    lent.fill(0xaa);
    if (line.left <= 0) this.#cut(line);
  }

  #scheduleHeartbeat(): void {
    const every = this.mischief.heartbeatEvery ?? this.#options.heartbeatEvery ?? 180_000;
    this.#after(every, () => {
      const [{ dongle }] = this.#options.plants;
      if (this.mischief.heartbeats === false || this.mischief.heartbeatEvery !== undefined)
        this.faults++;
      if (this.mischief.heartbeats !== false) this.#deliver(encodeHeartbeat(dongle, 1));
      this.#scheduleHeartbeat();
    });
  }

  // What comes although nobody asked.
  #scheduleChatter(): void {
    this.#after(700, () => {
      const pieces = this.mischief.chatter?.(this.#scene());
      if (pieces !== undefined) this.#send(pieces);
      this.#scheduleChatter();
    });
  }

  #after(ms: number, then: () => void): void {
    const cancel = this.#options.clock.after(ms, () => {
      this.#own.delete(cancel);
      then();
    });
    this.#own.add(cancel);
  }
}

const refusal = (): Error =>
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
