import { GivError } from '../../errors.js';
import type { Ask, AskOptions } from '../../protocol/ask.js';
import { asAnswer, INVERTER, type Words } from '../../protocol/messages.js';
import { text } from '../../registers/codecs.js';
import { labelOf, type Block } from '../../registers/blocks.js';
import { codeText, modelNamed, modelOf, type Model } from '../../registers/models.js';
import { DEVICES, lowVoltageControlBlock, meterBlock, packBlock } from '../polling/plan.js';
import { troublePhrases } from '../polling/trouble.js';
import type { Plant } from '../plant.js';
import { pageFault } from '../belief/sanity.js';
import type { Topology } from './topology.js';

/** Finding out what is there (detection reference, section 1). Every step asks, then tells the plant. */
const IDENTITY: Block = { device: INVERTER, bank: 'holding', base: 0, count: 60, pace: 'slow' };
/** Is this the block that tells who answers? */
export const isIdentity = ({ device, bank, base }: Block): boolean =>
  device === INVERTER && bank === 'holding' && base === 0;

const IDENTITY_TRIES = 3;
/** Serial of a plant that has not told it. */
export const UNKNOWN = 'unknown';
const SERIAL = /^[A-Z0-9]{10}$/;
/** For what is most likely there. */
export const FIRST_PROBE: AskOptions = { attempts: 2, patience: 2000, probe: true };
const PROBE: AskOptions = { attempts: 1, patience: 1000, probe: true };

export interface Detected {
  readonly model: Model;
  readonly topology: Topology;
  /** Registers 0-59 as just read, so that they need not be asked for again. */
  readonly identity?: Words;
}

const nothingYet = (serial: string, code: string, arm = 0, ratedHundreds = 0): Topology => ({
  serial,
  code,
  armFirmware: arm,
  ratedHundreds,
  packs: [],
  stacks: [],
  meters: [],
  lowVoltageControl: false,
  aggregator: false,
  absent: [],
  foundAt: 0,
});

/** What detection has to go by. */
export interface Clues {
  readonly ask: Ask;
  readonly signal: AbortSignal;
  /** The model as a person named it: four hex digits or a family. */
  readonly model?: string | undefined;
  readonly remembered?: Topology | undefined;
  /** The inverter serial that answers carry. */
  heard(): string | undefined;
}

/** Finds out what answers: as told, as remembered, or by asking. */
export const detect = async (clues: Clues): Promise<Detected> => {
  const { model, remembered, ask } = clues;
  if (model !== undefined) return identifyAs(model, clues);
  if (remembered === undefined) return identify(ask, clues);
  // The plant compares the serial with every answer until registers 0-59 have proven it.
  const { code, armFirmware, ratedHundreds } = remembered;
  return { model: modelOf(code, armFirmware, ratedHundreds), topology: remembered };
};

/** Reads who answers. Rejects NO_REPLY, or NOT_DETECTED if what answers makes no sense. */
const identify = async (
  ask: Ask,
  { signal, heard }: Pick<Clues, 'signal' | 'heard'>,
): Promise<Detected> => {
  const told: string[] = [];
  for (let attempt = 0; attempt < IDENTITY_TRIES; attempt++) {
    const words = await ask.read({ kind: 'read', ...IDENTITY }, { signal });
    // Where no name is written down, answers still carry it.
    const serial = text(5).decode(words, 13) ?? heard();
    if (serial === undefined) continue;
    told.push(`${serial} ${words.subarray(0, WHO_WORDS).join()}`);
    const fault = pageFault(IDENTITY, words, undefined);
    // Of settings that are never believed this much is, if it is the same each time.
    const isSure = fault === undefined || (fault !== 'zeroPage' && isCertain(told));
    if (isSure) return identified(serial, words);
  }
  throw new GivError('NOT_DETECTED', troublePhrases.say('garbled'));
};

/** Type code, rating, serial and firmware stand before this. */
const WHO_WORDS = 22;

const isCertain = (told: readonly string[]): boolean =>
  told.length === IDENTITY_TRIES && new Set(told).size === 1;

const identified = (serial: string, words: Uint16Array): Detected => {
  const code = codeText(words[0] ?? 0);
  const arm = words[21] ?? 0;
  const hundreds = (words[2] ?? 0) & 0xff;
  const identity = asAnswer({ kind: 'read', ...IDENTITY }, words);
  const topology = nothingYet(serial, code, arm, hundreds);
  return { model: modelOf(code, arm, hundreds), topology, identity };
};

/**
 * The same with a model named by hand, for reading only: used where register 0 never arrives, or is
 * not believed. `heard` is the serial that answers carry.
 */
const identifyAs = async (name: string, clues: Clues): Promise<Detected> => {
  const { ask, heard } = clues;
  const real = await identify(quick(ask), clues).catch((error: unknown) => {
    if (error instanceof GivError && error.code !== 'CLOSED' && error.code !== 'NOT_CONNECTED')
      return undefined;
    throw error;
  });
  const named = modelNamed(name, real?.topology.armFirmware);
  // Where register 0 names the same family it also tells which member of it.
  const model: Model | undefined =
    real !== undefined && named?.family === real.model.family
      ? { ...real.model, overridden: true }
      : named;
  if (model === undefined)
    throw new GivError('BAD_CONFIG', troublePhrases.say('noModel', { name }), { name });
  const topology = real?.topology ?? nothingYet(heard() ?? UNKNOWN, '');
  return { ...real, model, topology };
};

const quick = (ask: Ask): Ask => ({
  read: (query, options) => ask.read(query, { ...options, ...FIRST_PROBE }),
  write: (query, options) => ask.write(query, options),
});

/** The answer to a probe, or undefined: silence and refusal mean "not there", a lost line is passed on. */
export const probe = async (
  { ask, signal, idle = false, doubt }: Search,
  block: Block,
  options: AskOptions = PROBE,
): Promise<Uint16Array | undefined> => {
  try {
    return await ask.read({ kind: 'read', ...block }, { ...options, signal, idle });
  } catch (error) {
    const code = error instanceof GivError ? error.code : undefined;
    if (code === 'NO_REPLY') doubt();
    if (code === 'NO_REPLY' || code === 'REFUSED_BY_INVERTER') return undefined;
    throw error;
  }
};

/** What a search needs: the plant it tells, the line it asks on, and who takes the pages it read on the way. */
export interface Search {
  readonly plant: Plant;
  readonly ask: Ask;
  readonly signal: AbortSignal;
  /** `at`: when they arrived, if that is a while ago. */
  receive(words: Words, at?: number): void;
  now(): number;
  /** Something did not answer, which may mean that it is not there, or that its answer was lost. */
  doubt(): void;
  /** Nothing waits for what is found: all else goes first. */
  readonly idle?: boolean;
}

/**
 * Looks for low-voltage packs from slot `from` on; never stops at a gap, but early once the packs
 * found make up the capacity that the inverter knows. Returns the slot to go on with later.
 */
export const findPacks = async (
  search: Search,
  from: number,
  expected: number | undefined,
): Promise<number> => {
  const { plant } = search;
  let found = 0;
  for (let slot = from; slot < DEVICES.packs.length; slot++) {
    const device = DEVICES.packs[slot] ?? 0;
    if (plant.topology.packs.includes(device)) continue;
    if (expected !== undefined && found > 0 && found >= expected * 0.95) return slot;
    const block = packBlock(device);
    const words = await probe(search, block, slot === 0 ? FIRST_PROBE : PROBE);
    if (words === undefined || !SERIAL.test(text(5).decode(words, 50) ?? '')) continue;
    found += ((words[26] ?? 0) * 0x10000 + (words[27] ?? 0)) / 100;
    plant.learn({ packs: [...plant.topology.packs, device].toSorted((a, b) => a - b) });
    search.receive(asAnswer({ kind: 'read', ...block }, words));
  }
  return DEVICES.packs.length;
};

/** Meters 1 to 8: there if the first phase has a voltage. An EMS answers for meters it does not have. */
export const findMeters = async (
  search: Search,
  claimed: (meter: number) => boolean,
): Promise<void> => {
  const { plant, receive } = search;
  for (const device of DEVICES.meters) {
    if (plant.topology.meters.includes(device) || !claimed(device)) continue;
    const { block, words } = await probeMeter(search, meterBlock(device, plant.family));
    if (words === undefined || words[0] === 0) continue;
    plant.learn({ meters: [...plant.topology.meters, device].toSorted((a, b) => a - b) });
    receive(asAnswer({ kind: 'read', ...block }, words));
  }
};

/** Some external meters have their measurements only. */
const probeMeter = async (search: Search, block: Block): Promise<Probed> => {
  const words = await probe(search, block);
  if (words !== undefined || block.shorter === undefined) return { block, words };
  const shorter = { ...block, count: block.shorter };
  const fewer = await probe(search, shorter);
  const { plant } = search;
  if (fewer !== undefined) plant.learn({ absent: [...plant.topology.absent, labelOf(block)] });
  return { block: shorter, words: fewer };
};
interface Probed {
  readonly block: Block;
  readonly words: Uint16Array | undefined;
}

/** The low-voltage control unit: there if it says anything at all. */
export const findControlUnit = async (search: Search): Promise<void> => {
  const { plant, receive } = search;
  if (plant.topology.lowVoltageControl) return;
  const words = await probe(search, lowVoltageControlBlock);
  if (words === undefined || words.slice(0, 4).every((word) => word === 0)) return;
  plant.learn({ lowVoltageControl: true });
  receive(asAnswer({ kind: 'read', ...lowVoltageControlBlock }, words));
};
