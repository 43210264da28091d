import type { Family } from '../../registers/families.js';
import { findControlUnit, findMeters, findPacks, type Search } from './detect.js';
import { findStacks, mostModules } from './findStacks.js';
import type { Plant } from '../plant.js';
import type { Snapshot } from '../snapshot.js';

export interface HardwareSearchOptions extends Omit<Search, 'doubt'> {
  /** The plant was found before: nothing has to be searched for a whole picture. */
  readonly remembered: boolean;
  snapshot(): Snapshot;
  /** The last one, as it is. */
  shown(): Snapshot | undefined;
  /** The search is over; the plant's topology holds what was found. */
  finished(): Promise<void>;
}

const DAY = 86_400_000;
/** After a search with silences; twice as long after each further one. */
const FIRST_PAUSE = 5 * 60_000;
const WHOLE = 0.95;

/** Looks for what is attached to an inverter: what a whole picture needs at once, the rest beside the polls. */
export class HardwareSearch {
  readonly #options: HardwareSearchOptions;
  readonly #search: Search;
  #nextPack = 0;
  #doubts = 0;
  #missed = 0;
  #pause = FIRST_PAUSE;
  #running: Promise<void> | undefined;
  #size = '';
  /** Since when packs and meters that were found have said nothing. */
  readonly #silentSince = new Map<number, number>();

  constructor(options: HardwareSearchOptions) {
    this.#options = options;
    this.#search = { ...options, doubt: () => void this.#doubts++ };
  }

  /** Stacks, and as many packs as make up the known capacity. */
  async essentials(): Promise<void> {
    const { plant, remembered, snapshot } = this.#options;
    if (remembered) return;
    if (plant.family.battery === 'highVoltage') await findStacks(this.#search);
    if (plant.family.battery !== 'lowVoltage') return;
    const expected = snapshot().inverter.batteryNominalCapacity;
    this.#nextPack = await findPacks(this.#search, 0, expected);
  }

  /** Begins to look for everything else, if it is time to. */
  goOn(): void {
    if (this.#running !== undefined || !this.#isDue()) return;
    const over = (): void => {
      this.#running = undefined;
    };
    // A line that breaks meanwhile is the polls' affair; the next round searches again.
    this.#running = this.#rest().then(over, over);
  }

  // Once a day; sooner as long as something is missing, or is silent, which a lost answer is too.
  #isDue(): boolean {
    const { plant, now } = this.#options;
    const { foundAt, absent } = plant.topology;
    const age = now() - foundAt;
    const doubtful =
      this.#misses() || this.#isOfAnotherSize() || this.#doubts > 0 || absent.length > 0;
    return age < 0 || age >= (doubtful ? this.#pause : DAY);
  }

  // What has not answered for long is not shown any more, and whoever has heard of it is told by a search.
  #misses(): boolean {
    const { plant, shown } = this.#options;
    const snapshot = shown();
    const missed = snapshot === undefined ? 0 : attachedTo(plant.topology) - attachedTo(snapshot);
    if (missed > this.#missed) this.#pause = FIRST_PAUSE;
    this.#missed = missed;
    return missed > 0;
  }

  // Somebody put in or took out packs or modules: the inverter and the control units count them.
  #isOfAnotherSize(): boolean {
    const { plant, shown } = this.#options;
    const snapshot = shown();
    if (snapshot === undefined) return false;
    const size = sizeTold(snapshot);
    if (this.#size !== '' && size !== this.#size) this.#pause = FIRST_PAUSE;
    this.#size = size;
    return lacksPacks(snapshot, plant.family) || hasOtherModules(snapshot, plant);
  }

  /** Resolves when a search that runs is over. */
  async over(): Promise<void> {
    await this.#running;
  }

  // All else goes first: polls, and above all controls.
  get #idle(): Search {
    return { ...this.#search, idle: true };
  }

  async #rest(): Promise<void> {
    const { plant, now, finished } = this.#options;
    const again = plant.topology.foundAt > 0;
    // What was silent gets another chance.
    if (again) plant.learn({ absent: [] });
    if (again) this.#pause = Math.min(DAY, 2 * this.#pause);
    if (again) this.#doubts = 0;
    this.#forgetGone();
    await this.#batteries(again);
    await findMeters(this.#idle, (meter) => this.#isClaimed(meter));
    this.#nextPack = 0;
    plant.learn({ foundAt: now() });
    await finished();
  }

  async #batteries(again: boolean): Promise<void> {
    const { battery } = this.#options.plant.family;
    if (battery === 'highVoltage' && again) await findStacks(this.#idle);
    if (battery !== 'lowVoltage') return;
    await findPacks(this.#idle, this.#nextPack, undefined);
    await findControlUnit(this.#idle);
    const { plant, snapshot } = this.#options;
    if (lacksPacks(snapshot(), plant.family)) this.#doubts++;
  }

  // A pack that the inverter counts no more, or a meter, is gone when it was silent for a day.
  #forgetGone(): void {
    const { plant, shown, now } = this.#options;
    const snapshot = shown();
    if (snapshot === undefined) return;
    const { packs, meters } = plant.topology;
    const heard = new Set([...snapshot.packs, ...snapshot.meters].map(({ device }) => device));
    for (const device of [...packs, ...meters]) {
      if (heard.has(device)) this.#silentSince.delete(device);
      else if (!this.#silentSince.has(device)) this.#silentSince.set(device, now());
    }
    const stays = (device: number): boolean =>
      now() - (this.#silentSince.get(device) ?? now()) < DAY;
    const counted = lacksPacks(snapshot, plant.family);
    plant.learn({
      packs: counted ? packs : packs.filter(stays),
      meters: meters.filter(stays),
    });
  }

  // An EMS answers for meters it does not have, and tells which ones are real.
  #isClaimed(meter: number): boolean {
    const { plant, snapshot } = this.#options;
    if (plant.family.meters !== 'external') return true;
    return Reflect.get(snapshot().inverter, `meter${meter}Status`) === 'online';
  }
}

/** How many devices there are beside the inverter. */
const attachedTo = ({ packs, stacks, meters }: Attached): number =>
  packs.length + meters.length + stacks.reduce((sum, { modules }) => sum + 1 + modules.length, 0);

interface Attached {
  readonly packs: readonly unknown[];
  readonly meters: readonly unknown[];
  readonly stacks: readonly { readonly modules: readonly unknown[] }[];
}

/** What tells of the size of a battery, to notice when it changes. */
const sizeTold = ({ inverter, stacks }: Snapshot): string =>
  [inverter.batteryNominalCapacity, ...stacks.map(({ readings }) => readings.moduleCount)].join();

/** The inverter knows how much its packs hold together. */
const lacksPacks = ({ inverter, packs }: Snapshot, { battery }: Family): boolean => {
  if (battery !== 'lowVoltage') return false;
  const found = packs.reduce((total, { readings }) => total + (readings.designCapacity ?? 0), 0);
  return found < WHOLE * (inverter.batteryNominalCapacity ?? 0);
};

const hasOtherModules = ({ stacks, topology }: Snapshot, { family }: Plant): boolean =>
  stacks.some(({ device, readings: { moduleCount = 0 } }) => {
    const known = topology.stacks.find((stack) => stack.device === device)?.modules.length ?? 0;
    return moduleCount > 0 && Math.min(moduleCount, mostModules(family)) !== known;
  });
