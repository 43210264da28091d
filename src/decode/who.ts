import { GivError } from '../errors.js';
import { INVERTER } from '../protocol/messages.js';
import { ems } from '../registers/ems.js';
import { families, familyNamed, type Family, type FamilyName } from '../registers/families.js';
import { labelOf, type Block } from '../registers/blocks.js';
import { isSerial } from '../registers/codecs.js';
import { batteryControl } from '../registers/highVoltage.js';
import { lowVoltagePack } from '../registers/battery.js';
import { identity } from '../registers/identity.js';
import { singlePhase } from '../registers/singlePhase.js';
import { codeText, modelNamed, modelOf, type Model } from '../registers/models.js';
import { DEVICES, planOf } from '../plant/polling/plan.js';
import type { Topology } from '../plant/detection/topology.js';
import type { WordMemory } from './memory.js';

/** How it is known what answered. */
export type Known = 'told' | 'detected' | 'guessed';

export interface Who {
  readonly model: Model;
  readonly known: Known;
}

/**
 * The model that holding registers 0 to 21 describe: type code, rating and firmware. `words` begin with register 0.
 * An unknown code is of family 'unknown', which is read as a single-phase hybrid.
 */
export const modelIn = (words: ArrayLike<number>): Model =>
  modelOf(
    codeText(words[identity.deviceTypeCode.address] ?? 0),
    words[identity.armFirmwareVersion.address] ?? 0,
    (words[singlePhase.ratedPower.address] ?? 0) & 0xff,
  );

/**
 * Who answered in a recording: as told, as registers 0 to 21 say, or as the registers that are there and the
 * serial number that answers carry suggest.
 */
export const whoIs = (memory: WordMemory, name: string | undefined, serial = ''): Who => {
  const detected = detectedIn(memory);
  if (name === undefined)
    return detected === undefined
      ? { model: named(guessed(memory, serial)), known: 'guessed' }
      : { model: detected, known: 'detected' };
  const told = named(name, detected?.armFirmware);
  // Where register 0 names the same family it also tells which member of it.
  const model =
    told.family === detected?.family ? { ...detected, overridden: true as const } : told;
  return { model, known: 'told' };
};

// Of what was not recorded beside the type code, the table of models knows the usual.
const detectedIn = (memory: WordMemory): Model | undefined => {
  const count = identity.armFirmwareVersion.address + 1;
  const words = memory.someOf({ device: INVERTER, bank: 'holding', base: 0, count });
  return words[identity.deviceTypeCode.address] === 0 ? undefined : modelIn(words);
};

const named = (name: string, arm?: number): Model => {
  const model = modelNamed(name, arm);
  if (model === undefined)
    throw new GivError(
      'BAD_CONFIG',
      `model is "${name}": must be four hex digits like 4004, or one of ${families.map((one) => one.name).join(', ')}`,
      { name },
    );
  return model;
};

/** Banks that only one kind of device fills. */
const OWN_BANKS: readonly (readonly [base: number, count: number, family: FamilyName])[] = [
  [2040, 56, 'ems'],
  [1600, 260, 'gateway'],
  [1000, 414, 'threePhase'],
];

/** Letters that serial numbers were seen to begin with. */
const LETTERS: Readonly<Record<string, FamilyName>> = {
  SA: 'hybridGen1',
  EA: 'hybridGen2',
  FD: 'hybridGen3',
  CE: 'acCoupled',
  CH: 'allInOne',
  FG: 'hvHybrid',
  TC: 'threePhase',
  GW: 'gateway',
  EM: 'ems',
};

const guessed = (memory: WordMemory, serial: string): FamilyName => {
  const own = OWN_BANKS.find(([base, count]) => memory.speaks(INVERTER, base, count));
  if (own !== undefined) return own[2];
  const speaks = (device: number): boolean => memory.speaks(device, 60, 60);
  const highVoltage = speaks(DEVICES.firstStack) || speaks(DEVICES.firstModule);
  const hinted = LETTERS[serial.slice(0, 2)];
  // Letters are a hint: batteries know better.
  const contradicted = (family: FamilyName): boolean =>
    familyNamed(family).battery === 'highVoltage'
      ? DEVICES.packs.some((device) => isPack(memory, device))
      : highVoltage;
  if (hinted !== undefined && !contradicted(hinted)) return hinted;
  return highVoltage ? 'hvHybrid' : 'hybridGen1';
};

/** A plant, by what has answered. */
export interface Found {
  readonly model: Model;
  /** With the blocks that were told. */
  readonly family: Family;
  readonly topology: Topology;
}

export const foundIn = (memory: WordMemory, model: Model, serial = 'unknown'): Found => {
  const known = familyNamed(model.family);
  const family = { ...known, blocks: known.blocks.flatMap((block) => toldOf(memory, block)) };
  const attached = topologyOf(memory, model, family, serial);
  const absent = planOf(family, attached).filter((block) => memory.wordsOf(block) === undefined);
  return { model, family, topology: { ...attached, absent: absent.map(labelOf) } };
};

// Programs ask for other pieces than we would: of a block that was told in part, the parts that were told.
const toldOf = (memory: WordMemory, block: Block): readonly Block[] => {
  const { device, bank, base, count } = block;
  const parts: Block[] = [];
  for (let at = base, from = base; at <= base + count; at++) {
    if (at < base + count && memory.word(device, bank, at) !== undefined) continue;
    if (at > from) parts.push({ ...block, base: from, count: at - from });
    from = at + 1;
  }
  return parts.length === 0 ? [block] : parts;
};

const topologyOf = (memory: WordMemory, model: Model, family: Family, serial: string): Topology => {
  const isLow = family.battery === 'lowVoltage';
  return {
    serial: memory.serial ?? serial,
    code: model.code,
    armFirmware: model.armFirmware,
    ratedHundreds: (model.ratedPower ?? 0) / 100,
    packs: isLow ? DEVICES.packs.filter((device) => isPack(memory, device)) : [],
    stacks: family.battery === 'highVoltage' ? stacksIn(memory) : [],
    meters: DEVICES.meters.filter((device) => isMeter(memory, device, family)),
    lowVoltageControl: isLow && memory.speaks(DEVICES.lowVoltageControl, 60, 4),
    aggregator: memory.speaks(DEVICES.aggregator, 60, 60),
    absent: [],
    foundAt: 1,
  };
};

const isPack = (memory: WordMemory, device: number): boolean =>
  isSerial(memory.value(device, lowVoltagePack.serialNumber) ?? '');

const isMeter = (memory: WordMemory, device: number, family: Family): boolean => {
  if (!memory.speaks(device, 60, 1)) return false;
  const status = Object.entries(ems).find(([name]) => name === `meter${device}Status`)?.[1];
  const claimed = status === undefined ? undefined : memory.value<unknown>(INVERTER, status);
  return family.meters !== 'external' || claimed === 'online';
};

// Modules are numbered through over all stacks; where no control unit has told, those that answered are one stack.
const stacksIn = (memory: WordMemory): Topology['stacks'] => {
  let next: number = DEVICES.firstModule;
  const stacks = range(DEVICES.firstStack, DEVICES.aggregator).flatMap((device) => {
    const size = Math.min(
      memory.value(device, batteryControl.moduleCount) ?? 0,
      DEVICES.firstStack - next,
    );
    const modules = Array.from({ length: size }, () => next++);
    return size === 0 ? [] : [{ device, modules }];
  });
  const modules = range(DEVICES.firstModule, DEVICES.firstStack).filter((one) =>
    memory.speaks(one, 60, 24),
  );
  return stacks.length > 0 || modules.length === 0
    ? stacks
    : [{ device: DEVICES.firstStack, modules }];
};

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);
