import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Memory, MemoryStore } from '../controls/index.js';
import { asError } from '../errors.js';
import type { Topology } from '../plant/detection/topology.js';
import { isLedger, type LedgerStore } from '../tariff/index.js';
import { inTurn, readJson, writeJson } from './files.js';
import { diskPhrases } from './phrases.js';
import { alone } from './lock.js';
import { spentTogether } from './spentTogether.js';

/** Told of a file that was there and could not be used. */
export type Failed = (error: Error) => void;

/** The hardware that was found at an address last time. */
export interface Findings {
  topology(): Topology | undefined;
  keepTopology(topology: Topology): Promise<void>;
}

export const findingsIn = (
  folder: string,
  { host, port }: { readonly host: string; readonly port: number },
  failed: Failed,
): Findings => {
  const path = join(folder, `plant-${plain(host.toLowerCase())}-${port}.json`);
  return {
    topology: () => readAs(path, isTopology, failed),
    keepTopology: (topology) => inTurn(path, () => writeJson(path, topology)),
  };
};

/**
 * Timed jobs and the count of writes, in a file for each inverter: it keeps its own wherever its
 * dongle is, and whoever answers at its address meanwhile.
 */
export const memoryIn = (folder: string, failed: Failed): MemoryStore => {
  const pathOf = (serial: string): string => join(folder, `controls-${plain(serial)}.json`);
  const kept = (serial: string): Memory | undefined => recall(pathOf(serial), isMemory, failed);
  const renew: MemoryStore['save'] = async (serial, news, knew) => {
    const before = kept(serial);
    const spent = spentTogether(before?.spent, knew, news.spent);
    const memory = { jobs: [], ...before, ...news, serial, ...(spent && { spent }) };
    await writeJson(pathOf(serial), memory);
    return memory;
  };
  return {
    load: async (serial) => kept(serial),
    save: (serial, ...news) => {
      const path = pathOf(serial);
      return inTurn(path, () => alone(path, () => renew(serial, ...news)));
    },
  };
};

/** What the energy came to, likewise in a file for each inverter. */
export const ledgerIn = (folder: string, failed: Failed): LedgerStore => {
  const pathOf = (serial: string): string => join(folder, `tariff-${plain(serial)}.json`);
  return {
    load: async (serial) => recall(pathOf(serial), isLedger, failed),
    save: (ledger) => {
      const path = pathOf(ledger.serial);
      return inTurn(path, () => writeJson(path, ledger));
    },
  };
};

/** As `readAs`, for what nobody can find again: the next save must not take the place of a file that may be mended. */
const recall = <T>(
  path: string,
  is: (value: unknown) => value is T,
  failed: Failed,
): T | undefined => readAs(path, is, (error) => failed(putAside(path, error)));

const putAside = (path: string, problem: Error): Error => {
  const aside = `${path}.unusable-${Date.now()}`;
  try {
    renameSync(path, aside);
    return new Error(diskPhrases.say('aside', { problem: problem.message, aside }));
  } catch {
    return problem;
  }
};

const readAs = <T>(
  path: string,
  is: (value: unknown) => value is T,
  failed: Failed,
): T | undefined => {
  try {
    const found = readJson(path);
    if (found === undefined || is(found)) return found;
    throw new Error(diskPhrases.say('spoilt'));
  } catch (error) {
    failed(new Error(diskPhrases.say('unusable', { path, cause: asError(error).message })));
    return undefined;
  }
};

/** Fit for the name of a file: IPv6 addresses have colons, which not every system takes. */
const plain = (text: string): string => text.replaceAll(/[^A-Za-z0-9.-]/g, '_');

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
  (value['spent'] === undefined || isSpent(value['spent'])) &&
  isListOf(value['jobs'], isJob);

const isSpent = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['day'] === 'string' &&
  ['lasting', 'passing'].every((key) => isNumber(value[key]));

const isJob = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['name'] === 'string' &&
  ['startedAt', 'endsAt'].every((key) => isNumber(value[key])) &&
  isListOf(value['registers'], isJobRegister);

const isJobRegister = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['name'] === 'string' &&
  ['register', 'before', 'during'].every((key) => isNumber(value[key])) &&
  (value['replaces'] === undefined || isNumber(value['replaces']));

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isListOf = (value: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(is);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
