import { Dongles, GivError, type Clock } from '../index.js';
import { leaseClock } from './leaseClock.js';
import { Member } from './member.js';
import { RunningPlant, type FleetPlant, type PlantOptions } from './plant.js';
import type { Summary } from './summary.js';

export interface FleetOptions extends PlantOptions {
  readonly plants: readonly FleetPlant[];
  /** Several processes with the same plants and this share them out among themselves; needs a broker. */
  readonly group?: GroupOptions;
  readonly clock?: Clock;
  /** ms from opening one plant to opening the next, so that their polls are spread. */
  readonly stagger?: number;
}

export interface GroupOptions {
  readonly topic: string;
  /** This process, for people; need not be unique. */
  readonly name: string;
  /** ms without a beat after which a member is taken for gone. */
  readonly lease?: number;
}

const LEASE = 15_000;
const STAGGER = 250;
const PERIOD = 15_000;

/** Many plants in one process, or this process's share of them. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #clock: Clock;
  readonly #plants: ReadonlyMap<string, FleetPlant>;
  readonly #running = new Map<string, RunningPlant>();
  /** Not its own any more, and still being closed. */
  readonly #leaving = new Map<string, Promise<void>>();
  readonly #member: Member | undefined;
  #answersBefore = 0;
  #cpu = process.cpuUsage();
  #since: number;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: FleetOptions) {
    this.#options = { ...options, inverter: { ...options.inverter, dongles: new Dongles() } };
    this.#clock = options.clock ?? leaseClock();
    this.#plants = new Map(options.plants.map((plant) => [plant.name, plant]));
    this.#since = this.#clock.now();
    this.#member = this.#makeMember();
  }

  start(): this {
    this.#member?.start();
    this.#settle();
    return this;
  }

  get plants(): ReadonlyMap<string, RunningPlant> {
    return this.#running;
  }

  /** How things stand; CPU is counted from one call to the next. */
  summary(): Summary {
    const { broker } = this.#options;
    const running = [...this.#running.values()];
    return {
      time: new Date().toISOString(),
      plants: this.#plants.size,
      owned: running.length,
      states: tally(running.map(({ inverter }) => inverter.status.state)),
      answers: this.#answersBefore + sum(running.map(answersOf)),
      ...(broker && { broker: { state: broker.status.state, ...broker.counters } }),
      ...(this.#member && { members: this.#member.members }),
      cpu: this.#cpuShare(),
      memory: Math.round(process.memoryUsage.rss() / 2 ** 20),
    };
  }

  /** Ends everything; always finishes. The broker is left open. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    const alone = (this.#member?.members.length ?? 0) <= 1;
    const ends = [...this.#running.values()].map((plant) =>
      alone ? plant.end() : plant.handOver(),
    );
    this.#running.clear();
    await Promise.allSettled([...ends, ...this.#leaving.values()]);
    this.#member?.close();
  }

  #makeMember(): Member | undefined {
    const { group, broker } = this.#options;
    if (group === undefined) return undefined;
    if (broker === undefined)
      throw new GivError('BAD_CONFIG', 'a group shares its plants out over a broker: name one');
    return new Member({
      lease: LEASE,
      ...group,
      broker,
      clock: this.#clock,
      plants: [...this.#plants.keys()],
      changed: () => this.#settle(),
      keeps: () => [...this.#leaving.keys()],
    });
  }

  get #mine(): ReadonlySet<string> | ReadonlyMap<string, unknown> {
    return this.#member?.mine ?? this.#plants;
  }

  /** Stops at once what is not ours any more, and begins with one plant at a time. */
  #settle(): void {
    if (this.#closed) return;
    const mine = this.#mine;
    for (const [name, plant] of this.#running) if (!mine.has(name)) this.#leave(name, plant);
    if (this.#cancel === undefined) this.#beginNext();
  }

  #beginNext(): void {
    this.#cancel = undefined;
    const next = this.#nextToBegin();
    if (next === undefined) return;
    this.#running.set(next.name, new RunningPlant(next, this.#options));
    this.#cancel = this.#clock.after(this.#stagger, () => this.#beginNext());
  }

  #nextToBegin(): FleetPlant | undefined {
    for (const name of this.#mine.keys()) {
      if (this.#running.has(name) || this.#leaving.has(name)) continue;
      if (this.#member?.mayBegin(name) ?? true) return this.#plants.get(name);
    }
    return undefined;
  }

  get #stagger(): number {
    const { stagger, inverter: { liveEvery = PERIOD } = {} } = this.#options;
    return stagger ?? Math.min(STAGGER, liveEvery / Math.max(1, this.#mine.size));
  }

  #leave(name: string, plant: RunningPlant): void {
    this.#running.delete(name);
    this.#answersBefore += answersOf(plant);
    this.#leaving.set(name, this.#finish(name, plant));
  }

  async #finish(name: string, plant: RunningPlant): Promise<void> {
    await plant.handOver();
    this.#leaving.delete(name);
    // Whoever waits for these plants may have them now.
    if (this.#leaving.size === 0 && !this.#closed) this.#member?.beat();
    this.#settle();
  }

  #cpuShare(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    const passed = Math.max(1, this.#clock.now() - this.#since);
    this.#cpu = process.cpuUsage();
    this.#since = this.#clock.now();
    return Math.round((user + system) / passed) / 10;
  }
}

const answersOf = ({ inverter }: RunningPlant): number => inverter.counters['answers'] ?? 0;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const tally = <T extends string>(words: readonly T[]): Partial<Record<T, number>> => {
  const counts: Partial<Record<T, number>> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

/** Opens the plants of a fleet, one after another. Throws GivError BAD_CONFIG. */
export const openFleet = (options: FleetOptions): Fleet => new Fleet(options).start();
