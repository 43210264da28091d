import { deepEqual } from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'vitest';
import {
  createWriter,
  volatileStore,
  type MemoryStore,
  type Writer,
} from '../../src/controls/index.js';
import type { Ask } from '../../src/protocol/ask.js';
import { wait } from '../../src/time/clock.js';
import { diceOf, type Dice } from '../chaos/dice.js';
import { controlRoom, NOON } from '../support/controlRoom.js';
import { movableClock } from '../support/movableClock.js';
import type { Fault } from '../support/registerMachine.js';

const MINUTE = 60_000;
const STEPS = 12;
/** In the 32nd a job is extended, and the new end is cut off. */
const SEEDS = [1, 2, 3, 4, 5, 6, 32];

/** What the owner has set, in the registers of single-phase and of three-phase. */
const onePhase = {
  56: 1600,
  57: 1900,
  94: 2330,
  95: 530,
  110: 20,
  111: 40,
  112: 40,
  116: 29,
  242: 90,
};
const threePhase = {
  1108: 80,
  1109: 20,
  1110: 70,
  1111: 60,
  1113: 30,
  1114: 430,
  1118: 1600,
  1119: 1900,
};
const words = { 20: 1, 27: 1, ...onePhase, ...threePhase };

/** Settings of a user, none of them a value that a job has too, and where they go. */
type Wish = readonly [
  control: string,
  field: string,
  from: number,
  onePhase: number,
  three: number,
];
const wishes: readonly [Wish, ...Wish[]] = [
  ['setChargeTarget', 'chargeToPercent', 40, 116, 1111],
  ['setBatteryReserve', 'reservePercent', 21, 110, 1109],
  ['setChargeRate', 'percent', 3, 111, 1110],
  ['setDischargeRate', 'percent', 3, 112, 1108],
];
const jobs = ['forceCharge', 'forceExport', 'tempPauseCharge', 'tempPauseDischarge'] as const;
const faults: readonly [Fault, ...Fault[]] = [
  'refuse',
  'refuseButObey',
  'loseAck',
  'loseWrite',
  'ignore',
  'cut',
];

/** A program that may be gone from one moment to the next: whatever it waits for then never comes. */
interface Process {
  readonly writer: Writer;
  kill(): void;
  dead(): boolean;
}

/** One story: an inverter, and programs that come and go beside it. */
class Story {
  readonly #dice: Dice;
  readonly #room: ReturnType<typeof controlRoom>;
  readonly #clock = movableClock(NOON);
  readonly #store = volatileStore();
  readonly #three: boolean;
  /** What each register may hold in the end. */
  readonly #due: Map<number, Set<number>>;
  #process: Process;

  constructor(code: string, seed: number) {
    this.#dice = diceOf(seed);
    this.#room = controlRoom({ code, words, capacity: 17.7152, maxPower: 2600 });
    this.#three = code === '4004';
    this.#due = new Map([...this.#room.machine.memory].map(([at, word]) => [at, new Set([word])]));
    this.#process = this.#begin();
  }

  async run(): Promise<void> {
    for (let step = 0; step < STEPS; step++) await this.#step();
    this.#restart();
    this.#room.machine.faults.clear();
    for (let left = 16; left > 0; left--) await this.#pass(10 * MINUTE);
  }

  /** Registers that hold what neither the owner nor a user has set; the clock is nobody's. */
  wrong(): readonly string[] {
    return [...this.#room.machine.memory]
      .filter(
        ([at, word]) => (at < 35 || at > 40) && !(this.#due.get(at) ?? new Set([0])).has(word),
      )
      .map(
        ([at, word]) => `${at}=${word} instead of ${[...(this.#due.get(at) ?? [])].join(' or ')}`,
      );
  }

  async #step(): Promise<void> {
    const { machine } = this.#room;
    const next = machine.sent.length;
    if (this.#dice.happens(0.35))
      machine.faults.set(next + this.#dice.below(4), this.#dice.pick(faults));
    const what = this.#dice.next();
    if (what < 0.5) await this.#job(next);
    else if (what < 0.7) await this.#wish();
    else if (what < 0.8) this.#restart();
    await this.#pass(what < 0.8 ? MINUTE : this.#dice.below(15) * MINUTE);
    if (this.#process.dead()) this.#restart();
  }

  /** A job begins, is extended or ended, and now and then the power is cut meanwhile. */
  async #job(next: number): Promise<void> {
    const { machine } = this.#room;
    const minutes = this.#dice.happens(0.15) ? 'Cancel' : 10 + this.#dice.below(60);
    const cutAfter = this.#dice.happens(0.3) ? next + this.#dice.below(4) : Infinity;
    machine.meanwhile = () => {
      if (machine.sent.length > cutAfter) this.#process.kill();
    };
    this.#process.writer.apply(this.#dice.pick(jobs), minutes).catch(() => undefined);
    await this.#pass(MINUTE);
    machine.meanwhile = () => undefined;
  }

  async #wish(): Promise<void> {
    const [control, field, from, onePhase, three] = this.#dice.pick(wishes);
    const at = this.#three ? three : onePhase;
    const value = from + this.#dice.below(8);
    const before = this.#due.get(at) ?? [];
    // Until it is known what came of it, either may be.
    this.#due.set(at, new Set([...before, value]));
    const done = this.#process.writer.apply(control, { [field]: value });
    done.then(
      () => this.#due.set(at, new Set([value])),
      () => undefined,
    );
    await this.#pass(MINUTE);
  }

  async #pass(ms: number): Promise<void> {
    const { machine } = this.#room;
    for (let left = ms; left > 0; left -= MINUTE) {
      this.#clock.pass(MINUTE);
      const minute = 720 + Math.floor((this.#clock.now() - NOON) / MINUTE);
      machine.memory.set(38, Math.floor(minute / 60) % 24).set(39, minute % 60);
      await setImmediate();
      await setImmediate();
      machine.reachable ||= this.#dice.happens(0.5);
      this.#process.writer.wake();
    }
  }

  #restart(): void {
    this.#process.kill();
    this.#room.machine.reachable = true;
    this.#process = this.#begin();
  }

  #begin(): Process {
    let dead = false;
    const never = <T>(): Promise<T> => new Promise(() => undefined);
    const { machine } = this.#room;
    const ask: Ask = {
      read: (query) => (dead ? never() : machine.read(query)),
      write: (query, options) => (dead ? never() : machine.write(query, options)),
    };
    const store: MemoryStore = {
      load: (serial) => this.#store.load(serial),
      save: (serial, news) => (dead ? never() : this.#store.save(serial, news)),
    };
    const writer = createWriter({
      ask,
      store,
      now: this.#clock.now,
      sleep: (ms, signal) => wait(this.#clock, ms, signal),
      plant: () =>
        dead ? undefined : { snapshot: this.#room.snapshot(), readOnly: false, unverified: false },
      budget: { warnAt: 10_000, stopAt: 10_000 },
      spacing: 0,
      rest: 0,
    });
    return { writer, kill: () => (dead = true), dead: () => dead };
  }
}

for (const code of ['2001', '8001', '4004'])
  for (const seed of SEEDS)
    test(`${code}: whatever comes between, all is put back but what a user has set (${seed})`, async () => {
      const story = new Story(code, seed);
      await story.run();
      deepEqual(story.wrong(), []);
    });
