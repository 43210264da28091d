import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { systemClock } from '../../src/time/clock.js';
import { encodeAnswer, encodeHeartbeat } from '../../src/protocol/frame.js';
import { wordsOf, type Frame, type Query } from '../../src/protocol/messages.js';
import { Splitter } from '../../src/protocol/splitter.js';
import type { Simulator } from '../../src/simulator/index.js';
import { portOf } from '../publish/brokers.js';
import type { Dice } from './dice.js';
import { Manners } from './manners.js';
import { whole, type Mischief, type Piece, type Scene } from './mischief.js';
import type { Truth } from './truth.js';

export interface WireOptions {
  readonly dice: Dice;
  /** Where it listens: 127.0.0.1, and any free port. */
  readonly host?: string;
  readonly port?: number;
  /** Where it leads; lines that lead astray go to the second one. */
  readonly simulators: readonly [Simulator, ...Simulator[]];
  /** One for each: told whatever that answers. */
  readonly truths: readonly Truth[];
}

interface Line {
  readonly near: Socket;
  readonly far: Socket;
  readonly deaf: boolean;
  readonly plant: number;
  /** Bytes until it is cut. */
  left: number;
}

/** How often mischief looks whether there is something to say unasked (ms). */
const OFTEN = 700;

/** The frames that whole, well-formed bytes are made of. */
const framed = (take: (frame: Buffer) => void): ((bytes: Buffer) => void) => {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 6 && rest.length >= 6 + rest.readUInt16BE(4)) {
      const size = 6 + rest.readUInt16BE(4);
      take(rest.subarray(0, size));
      rest = rest.subarray(size);
    }
  };
};

const isHeartbeat = (frame: Buffer): boolean => frame[7] === 1;

/** A TCP proxy in front of simulated dongles that does whatever mischief is on, the same for the same seed. */
export class FaultyWire {
  readonly manners = new Manners(systemClock);
  faults = 0;
  requests = 0;
  lines = 0;
  mischief: Mischief = {};
  port = 0;
  readonly #options: WireOptions;
  readonly #timers = new Set<() => void>();
  readonly #open = new Set<Line>();
  #server: Server | undefined;

  constructor(options: WireOptions) {
    this.#options = options;
    this.port = options.port ?? 0;
  }

  async listen(): Promise<this> {
    this.#server = createServer((socket) => this.#welcome(socket));
    this.#server.listen(this.port, this.#options.host ?? '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = portOf(this.#server);
    this.#chat();
    return this;
  }

  get connections(): number {
    return this.#open.size;
  }

  /** From now on everything works again; lines that lead nowhere are cut. */
  cure(): void {
    this.mischief = {};
    for (const line of this.#open) {
      line.left = Infinity;
      if (line.deaf || line.plant > 0) this.#cut(line);
    }
  }

  cut(): void {
    for (const line of this.#open) this.#cut(line);
  }

  async close(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    for (const { near, far } of this.#open) for (const socket of [near, far]) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    server?.close();
    if (server !== undefined) await once(server, 'close');
  }

  #welcome(near: Socket): void {
    this.lines++;
    near.on('error', () => undefined);
    const fate = this.mischief.line?.(this.#scene(0)) ?? {};
    if (fate.refused === true || this.#server === undefined) return void near.resetAndDestroy();
    const { plant = 0, deaf = false, bytes = Infinity, lives } = fate;
    const { host, port } = this.#options.simulators[plant] ?? this.#options.simulators[0];
    const far = connect({ host, port, noDelay: true });
    const line: Line = { near, far, deaf, plant, left: bytes };
    this.#join(line);
    if (lives !== undefined) this.#after(lives, () => this.#cut(line));
  }

  #join(line: Line): void {
    const { near, far } = line;
    near.setNoDelay(true);
    this.#open.add(line);
    this.manners.opened();
    const end = (): void => {
      if (this.#open.delete(line)) this.manners.closed();
      near.destroy();
      far.destroy();
    };
    far.on('error', () => undefined).on('close', end);
    near.on('close', end);
    near.on(
      'data',
      framed((frame) => this.#toDongle(line, Buffer.from(frame))),
    );
    const splitter = new Splitter({ frame: (frame) => this.#note(line, frame), bad: () => {} });
    const answer = framed((frame) => this.#toClient(line, Buffer.from(frame)));
    far.on('data', (bytes) => {
      splitter.push(bytes);
      answer(bytes);
    });
  }

  #note({ plant }: Line, frame: Frame): void {
    const truth = this.#options.truths[plant];
    if (frame.kind === 'words') truth?.note(Date.now(), { ...frame, words: [...wordsOf(frame)] });
    if (frame.kind === 'written') truth?.note(Date.now(), frame);
  }

  #toDongle({ deaf, far, plant }: Line, frame: Buffer): void {
    if (!isHeartbeat(frame)) {
      this.requests++;
      this.manners.asked();
    }
    if (deaf) return;
    const spoil = isHeartbeat(frame) ? undefined : this.mischief.request;
    for (const one of spoil?.(frame, this.#scene(plant)) ?? [frame]) far.write(one);
  }

  #toClient(line: Line, frame: Buffer): void {
    const { heartbeats, answer } = this.mischief;
    if (isHeartbeat(frame)) {
      if (heartbeats === false) this.faults++;
      else this.#deliver(line, frame);
      return;
    }
    this.#send(line, answer?.(frame, this.#scene(line.plant)) ?? whole(frame));
  }

  #send(line: Line, pieces: readonly Piece[]): void {
    for (const { after, bytes } of pieces)
      if (after > 0) this.#after(after, () => this.#deliver(line, bytes));
      else this.#deliver(line, bytes);
  }

  #deliver(line: Line, bytes: Buffer): void {
    if (line.deaf || !this.#open.has(line)) return;
    this.manners.answered();
    const there = bytes.subarray(0, line.left);
    line.left -= there.length;
    line.near.write(there);
    // What was written goes out before the end is seen.
    if (line.left <= 0) this.#end(line);
  }

  #cut(line: Line): void {
    if (!this.#open.has(line)) return;
    this.faults++;
    line.near.resetAndDestroy();
  }

  #end(line: Line): void {
    this.faults++;
    line.near.destroySoon();
  }

  #scene(plant: number): Scene {
    return {
      dice: this.#options.dice,
      now: Date.now(),
      line: this.lines,
      answer: (query) => this.#answer(query, plant),
      count: () => void this.faults++,
    };
  }

  // As though another client had asked.
  #answer(query: Query, plant: number): Buffer | undefined {
    const { simulators, truths } = this.#options;
    const simulator = simulators[plant] ?? simulators[0];
    if (query.kind !== 'read') return undefined;
    const { device, bank, base, count } = query;
    const words = Array.from({ length: count }, (_, i) => simulator.read(device, bank, base + i));
    if (!words.every((word): word is number => word !== undefined)) return undefined;
    const answer = { kind: 'words', device, bank, base, words } as const;
    truths[plant]?.note(Date.now(), answer);
    return encodeAnswer(answer, simulator.dongle, simulator.serial);
  }

  // What comes although nobody asked.
  #chat(): void {
    this.#after(OFTEN, () => {
      const { chatter, heartbeatEvery = Infinity } = this.mischief;
      for (const line of this.#open) {
        this.#send(line, chatter?.(this.#scene(line.plant)) ?? []);
        for (let ms = heartbeatEvery; ms <= OFTEN; ms += heartbeatEvery) this.#beat(line);
      }
      this.#chat();
    });
  }

  #beat(line: Line): void {
    const [{ dongle }] = this.#options.simulators;
    this.faults++;
    this.#deliver(line, encodeHeartbeat(dongle, 1));
  }

  #after(ms: number, then: () => void): void {
    const cancel = systemClock.after(ms, () => {
      this.#timers.delete(cancel);
      then();
    });
    this.#timers.add(cancel);
  }
}
