import { findControlUnit, findMeters, findPacks, findStacks, type Search } from './detect.js';
import type { Snapshot } from './snapshot.js';

export interface HardwareSearchOptions extends Search {
  /** The plant was found before: nothing has to be searched for a whole picture. */
  readonly remembered: boolean;
  now(): number;
  snapshot(): Snapshot;
  /** The search is over; the plant's topology holds what was found. */
  finished(): Promise<void>;
}

const DAY = 86_400_000;

/** Looks for what is attached to an inverter: what a whole picture needs at once, the rest beside the polls. */
export class HardwareSearch {
  readonly #options: HardwareSearchOptions;
  #nextPack = 0;
  #running: Promise<void> | undefined;

  constructor(options: HardwareSearchOptions) {
    this.#options = options;
  }

  /** Stacks, and as many packs as make up the known capacity. */
  async essentials(): Promise<void> {
    const { plant, remembered, snapshot } = this.#options;
    if (remembered) return;
    if (plant.family.battery === 'highVoltage') await findStacks(this.#options);
    if (plant.family.battery !== 'lowVoltage') return;
    const expected = snapshot().inverter.batteryNominalCapacity;
    this.#nextPack = await findPacks(this.#options, 0, expected);
  }

  /** Begins to look for everything else, unless that was done within a day. */
  goOn(): void {
    const { plant, now } = this.#options;
    if (this.#running !== undefined || now() - plant.topology.foundAt < DAY) return;
    const over = (): void => {
      this.#running = undefined;
    };
    // A line that breaks meanwhile is the polls' affair; the next round searches again.
    this.#running = this.#rest().then(over, over);
  }

  /** Resolves when a search that runs is over. */
  async over(): Promise<void> {
    await this.#running;
  }

  async #rest(): Promise<void> {
    const { plant, now, finished } = this.#options;
    // What was silent once gets another chance a day.
    if (plant.topology.foundAt > 0) plant.learn({ absent: [] });
    if (plant.family.battery === 'lowVoltage') {
      await findPacks(this.#options, this.#nextPack, undefined);
      await findControlUnit(this.#options);
    }
    await findMeters(this.#options, (meter) => this.#isClaimed(meter));
    this.#nextPack = 0;
    plant.learn({ foundAt: now() });
    await finished();
  }

  // An EMS answers for meters it does not have, and tells which ones are real.
  #isClaimed(meter: number): boolean {
    const { plant, snapshot } = this.#options;
    if (plant.family.meters !== 'external') return true;
    return Reflect.get(snapshot().inverter, `meter${meter}Status`) === 'online';
  }
}
