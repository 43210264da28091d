import { openInverter, type Inverter, type InverterOptions } from '../../src/index.js';
import type { Snapshot } from '../../src/plant/snapshot.js';
import type { Plant } from '../../src/simulator/plant.js';
import { runningClock, type RunningClock } from '../support/runningClock.js';
import { diceOf } from './dice.js';
import { ChaosDongle } from './dongle.js';
import { mischiefOf, type ModeName } from './modes.js';
import { noteCrashes, Observer, registersOf } from './observer.js';
import { Truth, type Wrong } from './truth.js';

export interface Scenario {
  readonly title: string;
  readonly mode: ModeName;
  readonly seed: number;
  /** ms that the line is bad for. */
  readonly badFor?: number;
  /** What stands behind the dongle, and behind another one that may get its address. */
  plants(clock: RunningClock): readonly [Plant, ...Plant[]];
  readonly options?: Partial<InverterOptions>;
}

export interface Report {
  readonly scenario: Pick<Scenario, 'title' | 'mode' | 'seed'>;
  readonly requests: number;
  readonly faults: number;
  readonly snapshots: number;
  readonly wrong: readonly (Wrong & { at: number })[];
  /** Confirmed writes, and those of them that the inverter did not hold or a snapshot did not show. */
  readonly writes: number;
  readonly lostWrites: number;
  /** ms from the cure to the first new live values, and until all was known that a calm line tells. */
  readonly recovered: number | undefined;
  readonly whole: number | undefined;
  readonly crashes: readonly string[];
  readonly last: Snapshot | undefined;
  /** Timers left after closing. */
  readonly leaks: number;
}

const BAD_FOR = 6 * 60_000;
const HOPELESS = 40 * 60_000;

/** Runs one scenario from the first connect to the close, in virtual time. */
export const run = async (scenario: Scenario, expected?: ReadonlySet<string>): Promise<Report> =>
  new Run(scenario).report(expected);

/** The readings that a snapshot has, by name. */
const namesIn = (snapshot: Snapshot): ReadonlySet<string> =>
  new Set(
    [
      ['', snapshot.inverter] as const,
      ...snapshot.packs.map((one) => [`pack ${one.device} `, one.readings] as const),
      ...snapshot.stacks.flatMap((one) => [
        [`stack ${one.device} `, one.readings] as const,
        ...one.modules.map((module) => [`module ${module.device} `, module.readings] as const),
      ]),
      ...snapshot.meters.map((one) => [`meter ${one.device} `, one.readings] as const),
    ].flatMap(([prefix, readings]) => Object.keys(readings).map((name) => prefix + name)),
  );

class Run {
  readonly #scenario: Scenario;
  readonly #clock = runningClock();
  readonly #dongle: ChaosDongle;
  readonly #inverter: Inverter;
  readonly #observer: Observer;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    const clock = this.#clock;
    const plants = scenario.plants(clock);
    const truths = plants.map(({ serial }) => new Truth(serial));
    this.#dongle = new ChaosDongle({ clock, plants, truths, dice: diceOf(scenario.seed) });
    this.#dongle.mischief = mischiefOf(scenario.mode);
    const { slowest = 0 } = this.#dongle.mischief;
    this.#observer = new Observer({
      truths,
      now: () => clock.now(),
      slack: () => slowest + 1000,
      register: registersOf(plants),
    });
    this.#inverter = this.#open();
    this.#observer.watch(this.#inverter);
  }

  async report(expected?: ReadonlySet<string>): Promise<Report> {
    const end = noteCrashes(this.#observer.crashes);
    const report = await this.#play(expected);
    end();
    return report;
  }

  #open(): Inverter {
    const dice = diceOf(this.#scenario.seed + 1);
    return openInverter({
      host: 'chaos',
      findAgain: false,
      clock: this.#clock,
      random: () => dice.next(),
      connect: this.#dongle.connect,
      ...this.#scenario.options,
    });
  }

  async #play(expected?: ReadonlySet<string>): Promise<Report> {
    const observer = this.#observer;
    await this.#suffer(this.#scenario.badFor ?? BAD_FOR);
    const { requests, faults } = this.#dongle;
    this.#dongle.cure();
    const cured = this.#clock.now();
    const recovered = await this.#until(
      () => observer.newest > cured && this.#inverter.status.state === 'online',
    );
    const whole = await this.#until(() => hasAll(observer.last, expected));
    await this.#close();
    const { snapshots, wrong, writes, lostWrites, last } = observer;
    return {
      scenario: this.#scenario,
      requests,
      faults,
      snapshots,
      wrong,
      writes,
      lostWrites,
      recovered: recovered === undefined ? undefined : recovered - cured,
      whole: whole === undefined ? undefined : whole - cured,
      crashes: [...observer.crashes, ...this.#dongle.manners.complaints],
      last,
      leaks: this.#clock.pending,
    };
  }

  async #close(): Promise<void> {
    this.#dongle.rest();
    let closed = false;
    void this.#inverter.close().then(() => (closed = true));
    if (!(await this.#clock.runUntil(() => closed, HOPELESS)))
      this.#observer.crashes.push('never closed');
  }

  /** The bad time, with a write every minute and a half. */
  async #suffer(ms: number): Promise<void> {
    const end = this.#clock.elapsed + ms;
    let percent = 4;
    while (this.#clock.elapsed < end) {
      await this.#clock.run(Math.min(90_000, end - this.#clock.elapsed));
      percent = 4 + ((percent + 7) % 90);
      void this.#observer.write(this.#inverter, percent);
    }
  }

  async #until(isTrue: () => boolean): Promise<number | undefined> {
    const came = await this.#clock.runUntil(isTrue, HOPELESS);
    return came ? this.#clock.now() : undefined;
  }
}

const hasAll = (
  snapshot: Snapshot | undefined,
  expected: ReadonlySet<string> = new Set(),
): boolean => {
  if (snapshot?.complete !== true) return false;
  const names = namesIn(snapshot);
  return [...expected].every((name) => names.has(name));
};
