import {
  openInverter,
  type Inverter,
  type InverterOptions,
  type Snapshot,
} from '../../src/index.js';
import type { FamilyName } from '../../src/registers/families.js';
import type { Sizes } from '../../src/simulator/installation.js';
import type { Plant } from '../../src/simulator/plant.js';
import { diceOf } from '../chaos/dice.js';
import { ChaosDongle } from '../chaos/dongle.js';
import type { Mischief } from '../chaos/mischief.js';
import { household } from '../chaos/plants.js';
import { runningClock, type RunningClock } from './runningClock.js';

export interface VirtualOptions {
  readonly model?: Exclude<FamilyName, 'unknown'>;
  readonly sizes?: Sizes;
  readonly serial?: string;
  /** Instead of a simulated household. */
  readonly plant?: Plant;
  /** Further plants that lines may lead to. */
  readonly others?: (clock: RunningClock) => readonly Plant[];
  readonly mischief?: Mischief;
  /** Household time for each ms. */
  readonly speed?: number;
  readonly startAt?: Date;
}

/** An inverter and a simulated plant in virtual time: hours pass in milliseconds, and always the same. */
export interface VirtualInverter {
  readonly clock: RunningClock;
  readonly dongle: ChaosDongle;
  readonly plant: Plant;
  readonly inverter: Inverter;
  readonly snapshots: Snapshot[];
  /** Lets time pass until a promise has settled. */
  settle<T>(work: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const PATIENCE = 3_600_000;

export const virtualInverter = (
  options: VirtualOptions = {},
  more: Partial<InverterOptions> = {},
): VirtualInverter => {
  const { model = 'hybridGen1', mischief = {}, speed = 1, startAt, sizes, serial } = options;
  const clock = runningClock();
  const plant =
    options.plant ??
    household(model, 1, () => clock.elapsed * speed, {
      ...sizes,
      ...(serial === undefined ? {} : { serial }),
      ...(startAt === undefined ? {} : { startAt }),
    });
  const plants = [plant, ...(options.others?.(clock) ?? [])] as const;
  const dongle = new ChaosDongle({ clock, dice: diceOf(7), plants, truths: [] });
  dongle.mischief = mischief;
  const inverter = openInverter({
    host: 'virtual',
    clock,
    random: () => 0.5,
    connect: dongle.connect,
    ...more,
  });
  const snapshots: Snapshot[] = [];
  inverter.on('snapshot', (snapshot) => snapshots.push(snapshot));
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    let over = false;
    const end = (): void => {
      over = true;
    };
    work.then(end, end);
    await clock.runUntil(() => over, PATIENCE);
    return work;
  };
  return {
    clock,
    dongle,
    plant,
    inverter,
    snapshots,
    settle,
    close: async () => {
      dongle.rest();
      await settle(inverter.close());
    },
  };
};
