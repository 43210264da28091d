import { openInverter } from '../src/index.js';
import { keepsakesIn } from './memory.js';
import type { Settings } from './settings.js';
import { SharedInverter } from './shared.js';

/** What a config node knows of others that name the same inverter. */
export interface Plant {
  readonly shared: SharedInverter;
  /** Config node id -> what people call it. The first one's settings open the connection. */
  readonly owners: Map<string, string>;
}

/** A dongle has room for few clients: all of this process share one connection. */
const plants = new Map<string, Plant>();

export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly settings: Settings;
  /** Where the runtime keeps its files; absent: nothing is remembered. */
  readonly directory?: string;
  /** Told when something could not be kept on disk, or not be found there again. */
  failed(error: unknown): void;
}

/** Enters a config node with the plant it names. */
export const enter = (entry: Entry): Plant => {
  const key = keyOf(entry.settings);
  const plant = plants.get(key) ?? { shared: sharedFor(entry), owners: new Map() };
  plants.set(key, plant);
  plant.owners.set(entry.id, entry.name);
  return plant;
};

/** Resolves when the connection is closed, or at once when another config node still uses it. */
export const exit = async ({ id, settings }: Entry, plant: Plant): Promise<void> => {
  plant.owners.delete(id);
  if (plant.owners.size === 0) plants.delete(keyOf(settings));
  await plant.shared.end();
};

const keyOf = ({ host, port }: Settings): string => `${host.toLowerCase()}:${port}`;

const sharedFor = ({ settings, directory, failed }: Entry): SharedInverter =>
  new SharedInverter(() => {
    if (directory === undefined) return openInverter(settings);
    const keepsakes = keepsakesIn(directory, settings, failed);
    const remembered = keepsakes.topology();
    const inverter = openInverter({
      ...settings,
      memory: keepsakes.controls,
      ...(remembered && { remembered }),
    });
    inverter.on('topology', (topology) => void keepsakes.keepTopology(topology).catch(failed));
    return inverter;
  });
