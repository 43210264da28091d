import {
  Dongles,
  findingsIn,
  ledgerIn,
  memoryIn,
  openInverter,
  type FoundInverter,
  type Inverter,
  type Move,
} from '../../src/index.js';
import type { Settings } from './settings.js';
import { SharedInverter } from './shared.js';

/** What a config node knows of others that name the same inverter. */
export interface Plant {
  readonly shared: SharedInverter;
  /** Config nodes by id. The connection is opened with the settings of the first. */
  readonly owners: Map<string, Entry>;
}

/** A dongle has room for few clients: all of this process share one connection. */
const plants = new Map<string, Plant>();
/** Also if their addresses are written differently: whoever comes second to a dongle is told. */
const dongles = new Dongles();

export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly settings: Settings;
  /** Where the runtime keeps its files; absent: nothing is remembered. */
  readonly directory?: string;
  /** Where to look for a dongle that has moved, if not in this computer's own networks. */
  readonly networks?: readonly string[];
  /** When it may be asked; absent: at once. */
  readonly ready?: Promise<unknown>;
  moved(move: Move): void;
  /** Told when something could not be kept on disk, or not be found there again. */
  failed(error: unknown): void;
}

/** Enters a config node with the plant it names. */
export const enter = (entry: Entry): Plant => {
  const key = keyOf(entry.settings);
  const plant = plants.get(key) ?? newPlant(entry);
  plants.set(key, plant);
  plant.owners.set(entry.id, entry);
  return plant;
};

const newPlant = (entry: Entry): Plant => {
  const owners = new Map<string, Entry>();
  const first = (): Entry => owners.values().next().value ?? entry;
  return { owners, shared: new SharedInverter(() => opened(first())) };
};

/** Resolves when the connection is closed, or at once when another config node still uses it. */
export const exit = async ({ id, settings }: Entry, plant: Plant): Promise<void> => {
  plant.owners.delete(id);
  if (plant.owners.size === 0) plants.delete(keyOf(settings));
  await plant.shared.end();
};

/** The serial of the inverter that was last found at this address. */
export const lastSerial = ({ settings, directory }: Entry): string | undefined =>
  directory === undefined
    ? undefined
    : findingsIn(directory, settings, () => undefined).topology()?.serial;

/** The connection to an address, however it is written, if there is one that works. */
export const openPlantAt = async (settings: Settings): Promise<Inverter | undefined> => {
  const address = await dongles.connectedAt(settings.host, settings.port);
  if (address === undefined) return undefined;
  const open = [...plants.values()].map(({ shared }) => shared.inverter);
  const inverter = open.find((one) => one?.address === address);
  return inverter?.status.state === 'online' ? inverter : undefined;
};

/** All inverters that this process is connected to. */
export const knownInverters = (): readonly FoundInverter[] =>
  [...plants.values()].flatMap(({ shared: { inverter } }) => {
    const { snapshot, serials } = inverter ?? {};
    if (inverter?.status.state !== 'online' || snapshot === undefined) return [];
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(inverter.address) ?? [];
    const { serial, model } = snapshot;
    const found = { host, port: Number(port), serial, model: model.name };
    const dongle = serials?.dongle;
    return [
      {
        kind: 'inverter',
        ...found,
        firmware: model.armFirmware,
        ...(dongle !== undefined && { dongle }),
      },
    ];
  });

const keyOf = ({ host, port }: Settings): string => `${host}:${port}`;

const opened = (entry: Entry): Inverter => {
  const inverter = begun(entry);
  inverter.on('moved', entry.moved);
  return inverter;
};

const begun = ({ settings: told, directory, networks = [], ready, failed }: Entry): Inverter => {
  const settings = {
    ...told,
    dongles,
    ...(told.findAgain && networks.length > 0 && { findAgain: networks }),
    ...(ready !== undefined && { ready }),
  };
  if (directory === undefined) return openInverter(settings);
  const findings = findingsIn(directory, settings, failed);
  const remembered = findings.topology();
  const inverter = openInverter({
    ...settings,
    memory: memoryIn(directory, failed),
    ledger: ledgerIn(directory, failed),
    ...(remembered && { remembered }),
  });
  inverter.on('topology', (topology) => void findings.keepTopology(topology).catch(failed));
  return inverter;
};
