import { openInverter, type Inverter } from '../../src/index.js';
import { volatileStore } from '../../src/controls/index.js';
import type { Topology } from '../../src/plant/detection/topology.js';
import { INVERTER } from '../../src/protocol/messages.js';
import type { FamilyName } from '../../src/registers/families.js';
import { runningClock, type RunningClock } from '../support/runningClock.js';
import type { Days } from './days.js';
import { diceOf } from './dice.js';
import { ChaosDongle } from './dongle.js';
import { mortal, type Mortal } from './mortal.js';
import { Observer, registersOf } from './observer.js';
import { household } from './plants.js';
import { Truth } from './truth.js';

interface Client extends Mortal {
  readonly inverter: Inverter;
}

// What is written 1000 times would otherwise end with the day's budget.
const budget = { warnAt: 1_000_000, stopAt: 1_000_000 };
const HOPELESS = 600_000;
const RESERVE = 110;
const HOUR = 38;

export interface OrdealOptions {
  readonly clock?: RunningClock;
  /** The inverter's wall clock at the beginning. */
  readonly startAt?: Date;
  /** Looks at each snapshot beside the one before. */
  readonly follows?: Days;
  /** Told of each run of the program as it begins. */
  opened?(inverter: Inverter): void;
}

const blows = ['cut', 'cutInsideAnswer', 'deaf', 'refused', 'closed', 'killed'] as const;

/** An inverter to which something bad happens again and again, at any moment of what it does. */
export class Ordeal {
  readonly clock: RunningClock;
  readonly dealt: Record<(typeof blows)[number], number> = {
    cut: 0,
    cutInsideAnswer: 0,
    deaf: 0,
    refused: 0,
    closed: 0,
    killed: 0,
  };
  readonly observer: Observer;
  readonly dongle: ChaosDongle;
  /** Times from a blow to new values, in ms. */
  readonly recoveries: number[] = [];
  readonly #dice;
  readonly #store = volatileStore();
  readonly #opened: (inverter: Inverter) => void;
  #topology: Topology | undefined;
  #client: Client;
  #percent = 4;

  constructor(
    model: Exclude<FamilyName, 'unknown'>,
    seed: number,
    { clock = runningClock(), startAt, follows, opened = () => undefined }: OrdealOptions = {},
  ) {
    this.clock = clock;
    this.#opened = opened;
    this.#dice = diceOf(seed);
    const plant = household(
      model,
      seed,
      () => this.clock.elapsed,
      startAt === undefined ? {} : { startAt },
    );
    const truth = new Truth(plant.serial);
    this.dongle = new ChaosDongle({
      clock,
      plants: [plant],
      truths: [truth],
      dice: diceOf(seed + 1),
    });
    this.observer = new Observer({
      truths: [truth],
      now: () => clock.now(),
      slack: () => 1000,
      follows: (snapshot, before) => follows?.follows(snapshot, before),
      register: registersOf([plant]),
    });
    this.#client = this.#open();
  }

  /** What the plant holds now, and what was last confirmed, if nothing was sent since. */
  get reserve(): { readonly held: number | undefined; readonly confirmed: number | undefined } {
    const [plant] = this.dongle.plants;
    const held = plant?.word(INVERTER, 'holding', RESERVE);
    return { held, confirmed: this.observer.confirmed };
  }

  /** Lets it work for a while, strikes, and mends what was broken. */
  async strike(): Promise<void> {
    const dice = this.#dice;
    await this.clock.run(dice.between(0, 20_000));
    if (dice.happens(0.6)) this.#write();
    await this.clock.run(dice.between(0, 4000));
    const blow = dice.pick(blows);
    this.dealt[blow]++;
    await this.#deal(blow);
    await this.clock.run(dice.between(0, 6000));
    this.dongle.cure();
    if (dice.happens(0.2)) await this.recover();
  }

  /** Sets the hour of the inverter's clock, as people do when summer time begins or ends. */
  setHour(hour: number): void {
    const [plant] = this.dongle.plants;
    plant?.store({ kind: 'write', device: INVERTER, address: HOUR, word: hour });
  }

  /** Waits until it is online again and has new values. */
  async recover(): Promise<void> {
    const from = this.clock.now();
    const { inverter } = this.#client;
    const came = await this.clock.runUntil(
      () => this.observer.newest > from && inverter.status.state === 'online',
      HOPELESS,
    );
    if (came) this.recoveries.push(this.clock.now() - from);
    else this.observer.crashes.push('never recovered');
  }

  async close(): Promise<void> {
    await this.recover();
    await this.#close();
    this.dongle.rest();
  }

  async #deal(blow: (typeof blows)[number]): Promise<void> {
    switch (blow) {
      case 'cut':
        return this.dongle.cut();
      case 'cutInsideAnswer':
        return this.dongle.cutAfter(this.#dice.below(200));
      case 'deaf':
        this.dongle.mischief = { line: () => ({ deaf: true }) };
        return this.dongle.cut();
      case 'refused':
        this.dongle.mischief = { line: () => ({ refused: true }) };
        return this.dongle.cut();
      case 'closed':
        await this.#close();
        break;
      case 'killed':
        this.#client.kill();
        // The system closes its sockets.
        await this.clock.run(1);
    }
    this.#client = this.#open();
  }

  #open(): Client {
    const life = mortal(this.clock, this.dongle.connect);
    const inverter = openInverter({
      host: 'ordeal',
      findAgain: false,
      budget,
      memory: this.#store,
      random: () => this.#dice.next(),
      clock: life.clock,
      connect: life.connect,
      ...(this.#topology !== undefined && { remembered: this.#topology }),
    });
    inverter.on('topology', (topology) => (this.#topology = topology));
    this.observer.watch(inverter);
    this.#opened(inverter);
    return { ...life, inverter };
  }

  #write(): void {
    this.#percent = 4 + ((this.#percent + 7) % 90);
    void this.observer.write(this.#client.inverter, this.#percent);
  }

  async #close(): Promise<void> {
    let closed = false;
    void this.#client.inverter.close().then(() => (closed = true));
    if (!(await this.clock.runUntil(() => closed, HOPELESS)))
      this.observer.crashes.push('never closed');
  }
}
