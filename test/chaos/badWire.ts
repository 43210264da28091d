import { systemClock, wait } from '../../src/time/clock.js';
import type { Inverter } from '../../src/index.js';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { watchStalls } from '../support/stalls.js';
import { until } from '../support/until.js';
import { diceOf, type Dice } from './dice.js';
import { mischiefOf, type ModeName } from './modes.js';
import { Observer, registersOf } from './observer.js';
import type { Report } from './run.js';
import { Truth } from './truth.js';
import { FaultyWire } from './wire.js';

export interface WireScenario {
  readonly title: string;
  readonly mode: ModeName;
  readonly seed: number;
  readonly simulator: SimulatorOptions;
}

// How late in hurried time an answer may be seen (ms), and by how many stalls of a busy machine.
const SLACK = 15_000;
const STALLS = 5;
const HOPELESS = 600_000;

/** A simulator, a line to it that is bad, and whoever watches what comes of it. */
export class BadWire {
  readonly wire: FaultyWire;
  readonly observer: Observer;
  readonly dice: Dice;
  readonly #stalls = watchStalls();
  readonly #scenario: WireScenario;
  readonly #simulators: readonly [Simulator, ...Simulator[]];

  private constructor(scenario: WireScenario, simulators: readonly [Simulator, ...Simulator[]]) {
    const truths = simulators.map(({ serial }) => new Truth(serial));
    this.#scenario = scenario;
    this.#simulators = simulators;
    this.dice = diceOf(scenario.seed);
    this.wire = new FaultyWire({ simulators, truths, dice: this.dice });
    this.wire.mischief = mischiefOf(scenario.mode);
    const { slowest = 0 } = this.wire.mischief;
    this.observer = new Observer({
      truths,
      now: () => Date.now(),
      slack: () => SLACK + slowest + STALLS * this.#stalls.longest,
      register: (serial, address) => registersOf(this.#plants())(serial, address),
    });
  }

  static async open(scenario: WireScenario): Promise<BadWire> {
    const usual = { latency: 100, heartbeatEvery: 30_000 };
    const simulators = [
      await startSimulator({ ...usual, ...scenario.simulator }),
      await startSimulator({ ...usual, model: 'hybridGen3', serial: 'SA9999G998' }),
    ] as const;
    const bad = new BadWire(scenario, simulators);
    await bad.wire.listen();
    return bad;
  }

  get port(): number {
    return this.wire.port;
  }

  /** Mends the line; resolves with the ms until new live values came, or undefined. */
  async recover(inverter: Inverter): Promise<number | undefined> {
    this.wire.cure();
    const cured = Date.now();
    const patience = new AbortController();
    const late = wait(systemClock, HOPELESS, patience.signal).then(() => patience.abort());
    const isOver = (): boolean =>
      patience.signal.aborted ||
      (this.observer.newest > cured && inverter.status.state === 'online');
    await until(isOver);
    const came = !patience.signal.aborted;
    patience.abort();
    await late;
    return came ? Date.now() - cured : undefined;
  }

  /** To be asked when the client has closed. */
  async report(recovered: number | undefined): Promise<Report> {
    const { observer, wire } = this;
    // An end takes its time to travel.
    await until(() => this.#simulators.every(({ connections }) => connections === 0));
    const { snapshots, wrong, writes, lostWrites, crashes, last } = observer;
    const report = {
      scenario: this.#scenario,
      requests: wire.requests,
      faults: wire.faults,
      snapshots,
      wrong,
      writes,
      lostWrites,
      recovered,
      whole: recovered,
      crashes: [...crashes, ...this.#manners()],
      last,
      leaks: wire.connections,
    };
    await this.close();
    return report;
  }

  async close(): Promise<void> {
    this.#stalls.end();
    await this.wire.close();
    for (const one of this.#simulators) await one.close();
  }

  // One connection always; when two requests follow each other a busy machine decides as well.
  #manners(): readonly string[] {
    return this.wire.manners.complaints.filter((one) => one.includes('connections'));
  }

  #plants() {
    return this.#simulators.map((one) => ({
      serial: one.serial,
      word: (device: number, bank: 'holding', address: number) => one.read(device, bank, address),
    }));
  }
}
