import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openInverter, type Inverter, type Tariff, type Topology } from '../../src/index.js';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';

const folder = process.env['GIVTCP_CAPTURES'] ?? '../shared/captures';

/** The path of a recording, or undefined where it is not there. */
export const capturePath = (name: string): string | undefined => {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  console.log(`${path} is not there: set GIVTCP_CAPTURES to the folder with the recordings`);
  return undefined;
};

export interface OpenPlant {
  readonly simulator: Simulator;
  readonly inverter: Inverter;
  close(): Promise<void>;
}

/** A simulated or replayed plant with a client that has read all of it once. */
export const openPlant = async (
  options: SimulatorOptions,
  remembered?: Topology,
  tariff?: Tariff,
): Promise<OpenPlant> => {
  const simulator = await startSimulator({ heartbeatEvery: 0, ...options });
  const inverter = openInverter({
    host: '127.0.0.1',
    port: simulator.port,
    pace: 0,
    polling: false,
    writeSpacing: 0,
    writeRest: 0,
    ...(remembered && { remembered }),
    ...(tariff && { tariff }),
  });
  await inverter.refresh('all');
  return {
    simulator,
    inverter,
    close: async () => {
      await inverter.close();
      await simulator.close();
    },
  };
};

const found = new Map<string, Promise<Topology>>();

/** What such a plant has, found once: clients that are told need not search for what is not there. */
export const topologyOf = (options: SimulatorOptions): Promise<Topology> => {
  const key = JSON.stringify(options);
  const search = found.get(key) ?? searched(options);
  found.set(key, search);
  return search;
};

const searched = async (options: SimulatorOptions): Promise<Topology> => {
  const plant = await openPlant(options);
  const topology = await new Promise<Topology>((resolve) => plant.inverter.on('topology', resolve));
  await plant.close();
  return topology;
};
