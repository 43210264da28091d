import { GivError } from '../../src/errors.js';
import { openInverter, type Inverter, type InverterOptions } from '../../src/index.js';
import type { Snapshot } from '../../src/plant/snapshot.js';
import type { Plant } from '../../src/simulator/plant.js';
import { runningClock, type RunningClock } from '../support/runningClock.js';
import { diceOf } from './dice.js';
import { ChaosDongle } from './dongle.js';
import { mischiefOf, type ModeName } from './modes.js';
import { Truth, wrongIn, type Wrong } from './truth.js';

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
  readonly scenario: Scenario;
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
const FORGET = 20 * 60_000;
const CONTROL = 'setBatteryReserve';

/** Runs one scenario from the first connect to the close, in virtual time. */
export const run = async (scenario: Scenario, expected?: ReadonlySet<string>): Promise<Report> =>
  new Run(scenario).report(expected);

/** The readings that a snapshot has, by name. */
export const namesIn = (snapshot: Snapshot): ReadonlySet<string> =>
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
  readonly #truths: Truth[];
  readonly #dongle: ChaosDongle;
  readonly #plants: readonly [Plant, ...Plant[]];
  readonly #inverter: Inverter;
  readonly #wrong: (Wrong & { at: number })[] = [];
  readonly #crashes: string[] = [];
  readonly #slack: number;
  #snapshots = 0;
  #last: Snapshot | undefined;
  #writes = 0;
  #lost = 0;
  #set: { readonly serial: string; readonly percent: number } | undefined;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#plants = scenario.plants(this.#clock);
    this.#truths = this.#plants.map(({ serial }) => new Truth(serial));
    const mischief = mischiefOf(scenario.mode);
    this.#slack = (mischief.slowest ?? 0) + 1000;
    this.#dongle = new ChaosDongle({
      clock: this.#clock,
      dice: diceOf(scenario.seed),
      plants: this.#plants,
      truths: this.#truths,
    });
    this.#dongle.mischief = mischief;
    const dice = diceOf(scenario.seed + 1);
    this.#inverter = openInverter({
      host: 'chaos',
      findAgain: false,
      clock: this.#clock,
      random: () => dice.next(),
      connect: this.#dongle.connect,
      ...scenario.options,
    });
    this.#inverter.on('snapshot', (snapshot) => this.#check(snapshot));
  }

  async report(expected?: ReadonlySet<string>): Promise<Report> {
    const crash = (error: unknown): void => void this.#crashes.push(String(error));
    process.on('unhandledRejection', crash).on('warning', crash);
    const { scenario, ...figures } = await this.#play(expected);
    process.off('unhandledRejection', crash).off('warning', crash);
    return { scenario, ...figures };
  }

  async #play(expected?: ReadonlySet<string>): Promise<Report> {
    await this.#suffer(this.#scenario.badFor ?? BAD_FOR);
    const { requests, faults } = this.#dongle;
    this.#dongle.cure();
    const cured = this.#clock.now();
    const recovered = await this.#until(
      () => this.#newest() > cured && this.#inverter.status.state === 'online',
    );
    const whole = await this.#until(
      () => this.#last !== undefined && this.#hasAll(this.#last, expected),
    );
    await this.#close();
    return {
      scenario: this.#scenario,
      requests,
      faults,
      snapshots: this.#snapshots,
      wrong: this.#wrong,
      writes: this.#writes,
      lostWrites: this.#lost,
      recovered: recovered === undefined ? undefined : recovered - cured,
      whole: whole === undefined ? undefined : whole - cured,
      crashes: [...this.#crashes, ...this.#dongle.manners.complaints],
      last: this.#last,
      leaks: this.#clock.pending,
    };
  }

  async #close(): Promise<void> {
    this.#dongle.rest();
    let closed = false;
    void this.#inverter.close().then(() => (closed = true));
    if (!(await this.#clock.runUntil(() => closed, HOPELESS))) this.#crashes.push('never closed');
  }

  /** The bad time, with a write every minute and a half. */
  async #suffer(ms: number): Promise<void> {
    const end = this.#clock.elapsed + ms;
    let percent = 4;
    while (this.#clock.elapsed < end) {
      await this.#clock.run(Math.min(90_000, end - this.#clock.elapsed));
      percent = 4 + ((percent + 7) % 90);
      void this.#write(percent);
    }
  }

  async #write(percent: number): Promise<void> {
    this.#set = undefined;
    try {
      const { result, registers, serial } = await this.#inverter.apply(CONTROL, percent);
      if (result !== 'confirmed' && result !== 'unchanged') return;
      this.#writes++;
      const plant = this.#plants.find((one) => one.serial === serial);
      const held = registers.every(
        ({ register, requested }) => plant?.word(0x11, 'holding', register) === requested,
      );
      if (!held) this.#lost++;
      else this.#set = { serial, percent };
    } catch (error) {
      if (!(error instanceof GivError)) this.#crashes.push(String(error));
    }
  }

  #check(snapshot: Snapshot): void {
    this.#snapshots++;
    this.#last = snapshot;
    const now = this.#clock.now();
    const truth = this.#truths.find(({ serial }) => serial === snapshot.serial);
    if (truth === undefined)
      this.#wrong.push({ at: now, reading: 'serial', shown: snapshot.serial, held: [] });
    else
      for (const wrong of wrongIn(snapshot, truth, now, this.#slack))
        this.#wrong.push({ at: now, ...wrong });
    const shown = snapshot.inverter.batteryReserve;
    const { serial, percent } = this.#set ?? {};
    if (snapshot.serial === serial && shown !== undefined && shown !== percent)
      this.#wrong.push({ at: now, reading: 'batteryReserve', shown, held: [percent] });
    for (const one of this.#truths) one.forget(now - FORGET);
  }

  /** When the newest live bank arrived. */
  #newest(): number {
    return this.#last?.takenAt ?? 0;
  }

  #hasAll(snapshot: Snapshot, expected: ReadonlySet<string> = new Set()): boolean {
    const names = namesIn(snapshot);
    return snapshot.complete && [...expected].every((name) => names.has(name));
  }

  async #until(isTrue: () => boolean): Promise<number | undefined> {
    const came = await this.#clock.runUntil(isTrue, HOPELESS);
    return came ? this.#clock.now() : undefined;
  }
}
