import { join } from 'node:path';
import { asError, type Memory, type MemoryStore, type Topology } from '../src/index.js';
import { inTurn, readJson, writeJson } from './disk.js';

/** What is kept of one inverter over a restart of Node-RED. */
export interface Keepsakes {
  /** The hardware found last time. */
  topology(): Topology | undefined;
  keepTopology(topology: Topology): Promise<void>;
  /** Timed jobs and the count of writes. */
  readonly controls: MemoryStore;
}

/** `failed` is told of a file that was there and could not be used. */
export const keepsakesIn = (
  folder: string,
  { host, port }: { readonly host: string; readonly port: number },
  failed: (error: unknown) => void,
): Keepsakes => {
  const stem = stemOf(host, port);
  const plant = join(folder, `plant-${stem}.json`);
  const controls = join(folder, `controls-${stem}.json`);
  const [first, second] = [inTurn(), inTurn()];
  return {
    topology: () => readAs(plant, isTopology, failed),
    keepTopology: (topology) => first(() => writeJson(plant, topology)),
    controls: {
      load: async () => readAs(controls, isMemory, failed),
      save: (memory) => second(() => writeJson(controls, memory)),
    },
  };
};

const readAs = <T>(
  path: string,
  is: (value: unknown) => value is T,
  failed: (error: unknown) => void,
): T | undefined => {
  try {
    const found = readJson(path);
    if (found === undefined || is(found)) return found;
    throw new Error('it does not hold what it should');
  } catch (error) {
    failed(new Error(`${path} cannot be used: ${asError(error).message}`));
    return undefined;
  }
};

/** A file name for any address: IPv6 has colons, which not every system takes. */
const stemOf = (host: string, port: number): string =>
  `${host.toLowerCase().replaceAll(/[^a-z0-9.-]/g, '_')}-${port}`;

const isTopology = (value: unknown): value is Topology =>
  isRecord(value) &&
  ['serial', 'code'].every((key) => typeof value[key] === 'string') &&
  ['armFirmware', 'ratedHundreds', 'foundAt'].every((key) => isNumber(value[key])) &&
  ['lowVoltageControl', 'aggregator'].every((key) => typeof value[key] === 'boolean') &&
  ['packs', 'meters'].every((key) => isListOf(value[key], isNumber)) &&
  isListOf(value['absent'], (label) => typeof label === 'string') &&
  isListOf(value['stacks'], isStack) &&
  (value['largestExportLimit'] === undefined || isNumber(value['largestExportLimit']));

const isStack = (value: unknown): boolean =>
  isRecord(value) && isNumber(value['device']) && isListOf(value['modules'], isNumber);

const isMemory = (value: unknown): value is Memory =>
  isRecord(value) &&
  typeof value['serial'] === 'string' &&
  (value['reserve'] === undefined || isNumber(value['reserve'])) &&
  (value['spent'] === undefined || isRecord(value['spent'])) &&
  isListOf(value['jobs'], isJob);

const isJob = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['name'] === 'string' &&
  ['startedAt', 'endsAt'].every((key) => isNumber(value[key])) &&
  isListOf(value['registers'], isJobRegister);

const isJobRegister = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['name'] === 'string' &&
  ['register', 'before', 'during'].every((key) => isNumber(value[key]));

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isListOf = (value: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(is);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
