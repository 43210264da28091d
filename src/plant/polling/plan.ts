import {
  aggregator,
  batteryControl,
  batteryModule,
  configuration,
} from '../../registers/highVoltage.js';
import { lowVoltageControl, lowVoltagePack } from '../../registers/battery.js';
import { INVERTER, type Bank } from '../../protocol/messages.js';
import { type Family } from '../../registers/families.js';
import { labelOf, type Block } from '../../registers/blocks.js';
import { meterProduct, meterTables } from '../../registers/meter.js';
import type { RegisterTable } from '../../registers/register.js';
import type { Topology } from '../detection/topology.js';

/** Device addresses (protocol reference, section 7). */
export const DEVICES = {
  packs: [0x32, 0x33, 0x34, 0x35, 0x36, 0x37],
  lowVoltageControl: 0x31,
  firstModule: 0x50,
  firstStack: 0x70,
  aggregator: 0x90,
  configuration: 0xa0,
  meters: [1, 2, 3, 4, 5, 6, 7, 8],
} as const;

const attached = (device: number, bank: Bank, count: number): Block => ({
  device,
  bank,
  base: 60,
  count,
  pace: 'slow',
});

const METER_WORDS = 30;

export const packBlock = (device: number): Block => attached(device, 'input', 60);
export const moduleBlock = (device: number): Block => attached(device, 'input', 60);
export const stackBlocks = (device: number): readonly Block[] => [
  attached(device, 'input', 60),
  { ...attached(device, 'input', 60), base: 120 },
];
export const configurationBlock = attached(DEVICES.configuration, 'input', 5);
export const lowVoltageControlBlock: Block = {
  ...attached(DEVICES.lowVoltageControl, 'input', 60),
  mayBeZero: 'untilSeen',
};
const aggregatorBlock = attached(DEVICES.aggregator, 'input', 60);
export const meterBlock = (device: number, family: Family): Block => ({
  ...attached(device, 'input', family.meters === 'external' ? 60 : METER_WORDS),
  mayBeZero: 'untilSeen',
  // Behind the measurements an external meter tells who made it, if it does.
  ...(family.meters === 'external' ? { shorter: METER_WORDS } : {}),
});
const meterProductBlock = (device: number): Block => ({
  ...attached(device, 'meter', 9),
  mayBeZero: 'always',
  pace: 'rare',
  optional: true,
});

/** Every block to read for this plant: the live ones first, then settings, then what is attached. */
export const planOf = (family: Family, topology: Topology): readonly Block[] => {
  const own = family.blocks
    .filter((block) => !isSlotBank(block) || hasTenSlots(family, topology))
    .flatMap((block) => available(block, topology.absent));
  const stacks = topology.stacks.flatMap(({ device, modules }) => [
    ...stackBlocks(device),
    ...modules.map(moduleBlock),
  ]);
  const all = [
    ...own,
    ...topology.packs.map(packBlock),
    ...(stacks.length > 0 ? [configurationBlock] : []),
    ...stacks,
    ...(topology.aggregator ? [aggregatorBlock] : []),
    ...(topology.lowVoltageControl ? [lowVoltageControlBlock] : []),
    ...topology.meters.flatMap((device) => available(meterBlock(device, family), topology.absent)),
    ...topology.meters.map(meterProductBlock),
  ];
  const missing = new Set(topology.absent);
  return [...all.filter(isLive), ...all.filter((block) => !isLive(block))].filter(
    (block) => !missing.has(labelOf(block)),
  );
};

const isSlotBank = ({ bank, base }: Block): boolean => bank === 'holding' && base === 240;

// Where the firmware is not known, as with a model named by hand, the bank itself tells.
const hasTenSlots = (family: Family, { armFirmware }: Topology): boolean =>
  armFirmware === 0 || family.tenSlots(armFirmware);

const isLive = ({ pace }: Block): boolean => pace === 'live';

const available = (block: Block, absent: readonly string[]): readonly Block[] => {
  if (!absent.includes(labelOf(block))) return [block];
  return block.shorter === undefined ? [] : [{ ...block, count: block.shorter }];
};

/** The table that tells what a device's words mean. */
export const tableFor = (device: number, bank: Bank, family: Family): RegisterTable => {
  if (device === INVERTER) return family.table;
  if (device <= 0x08) return bank === 'meter' ? meterProduct : meterTables[family.meters];
  if (device === DEVICES.lowVoltageControl) return lowVoltageControl;
  if (device < DEVICES.firstModule) return lowVoltagePack;
  if (device < DEVICES.firstStack) return batteryModule;
  if (device < DEVICES.aggregator) return batteryControl;
  return device < DEVICES.configuration ? aggregator : configuration;
};
