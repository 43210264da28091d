import { INVERTER, type Bank } from '../protocol/messages.js';
import { ems } from './ems.js';
import { gateway } from './gateway.js';
import type { RegisterTable } from './register.js';
import { singlePhase } from './singlePhase.js';
import { threePhase } from './threePhase.js';

/** Registers read together. `live` ones come with every poll, `slow` ones with the full round, `rare` ones once a day. */
export interface Block {
  readonly device: number;
  readonly bank: Bank;
  readonly base: number;
  readonly count: number;
  readonly pace: 'live' | 'slow' | 'rare';
  /** Asked for instead when the whole block is refused or unanswered: some firmware has only its beginning. */
  readonly shorter?: number;
  /**
   * When an answer of nothing but zeros is believed: always, or only until something else was seen
   * here. By default never: it is a glitch.
   */
  readonly mayBeZero?: 'always' | 'untilSeen';
  /** Only some firmware has it: its absence is no news. */
  readonly optional?: boolean;
}

/** How a plant's energy moves, which decides where PV, load and battery power are found (derived reference, section 5). */
export type Layout = 'hybrid' | 'acCoupled' | 'allInOne' | 'threePhase' | 'ems' | 'gateway';

/**
 * One family of devices: which register 0 codes it has, which table and blocks it speaks, what is
 * attached. A new model with a known map is one row here.
 */
interface FamilyRow {
  readonly name: string;
  readonly title: string;
  /** First two hex digits of register 0. */
  readonly codes: readonly string[];
  /** Further condition on the ARM firmware number (HR 21). */
  readonly firmware?: (arm: number) => boolean;
  readonly table: RegisterTable;
  readonly layout: Layout;
  readonly phases: 1 | 3;
  readonly battery: 'lowVoltage' | 'highVoltage' | 'none';
  readonly blocks: readonly Block[];
  /** Most W into or out of the battery, where known; `rated` is the inverter's, 0 if unknown. */
  readonly batteryPower?: (code: string, rated: number) => number | undefined;
  readonly tenSlots: (arm: number) => boolean;
  readonly pause: (arm: number) => 'none' | 'mode' | 'modeAndSlot';
  /** HR 311, 313, 314, 317 may be written once the bank has answered. */
  readonly powerLimits: boolean;
  /** Which of the table's writable rows may be written. Everything, nothing, or just these names. */
  readonly writes: 'all' | 'none' | readonly string[];
  /** Readings that this family fills with noise. */
  readonly suppressed: readonly string[];
  /** Scale set of its meters (quirks reference, section 7). */
  readonly meters: 'hundredths' | 'tenths' | 'external';
}

/** One detected device: family, exact code and rating. */
export interface Model {
  /** Register 0 as four hex digits, "2001". */
  readonly code: string;
  readonly name: string;
  readonly family: FamilyName;
  readonly phases: 1 | 3;
  readonly armFirmware: number;
  /** W, absent when unknown. */
  readonly ratedPower?: number;
  readonly maxBatteryPower?: number;
  /** Set when the model was named by hand: readings follow it, writing is not widened by it. */
  readonly overridden?: true;
}

const block = (
  bank: Bank,
  base: number,
  count: number,
  pace: Block['pace'],
  more: Pick<Block, 'shorter' | 'mayBeZero' | 'optional'> = {},
): Block => ({ device: INVERTER, bank, base, count, pace, ...more });

const live = (base: number, more = {}): Block => block('input', base, 60, 'live', more);
const slow = (base: number, count = 60, more = {}): Block =>
  block('input', base, count, 'slow', more);
const settings = (base: number, count = 60, more = {}): Block =>
  block('holding', base, count, 'slow', more);

const zeroable = { mayBeZero: 'untilSeen' } as const;
const often = { mayBeZero: 'always' } as const;
const identity = settings(0);
const singlePhaseBlocks = [live(0), identity, settings(60), settings(120), slow(180, 60, zeroable)];
const slotBank = settings(240, 60, often);
const limitsBank = settings(300, 60, { shorter: 21 });
const pauseBank = settings(318, 3, { ...often, shorter: 1, optional: true });
const generationBank = slow(240, 60, { ...often, optional: true });
const threePhaseBlocks = [
  // At night there is nothing to tell.
  live(1000, often),
  live(1060),
  live(1120),
  // Holds meter 2, where AC-coupled PV is measured.
  live(1240, often),
  identity,
  settings(1000),
  settings(1060),
  settings(1120, 5, often),
  slow(1180, 60, often),
  slow(1300, 60, zeroable),
  slow(1360, 54),
];

const no = (): boolean => false;
const yes = (): boolean => true;
const noPause = (): 'none' => 'none';
const unknownPower = (): undefined => undefined;
const byRating = (watts: Readonly<Record<string, number>>) => (code: string) => watts[code];
const rated = (_: string, watts: number): number | undefined => (watts > 0 ? watts : undefined);

const century = (arm: number): number => Math.floor(arm / 100);
const noPvInputs = ['pv1Voltage', 'pv2Voltage', 'pv1Current', 'pv2Current'];

const hybrid = {
  table: singlePhase,
  layout: 'hybrid',
  phases: 1,
  battery: 'lowVoltage',
  tenSlots: no,
  pause: noPause,
  powerLimits: false,
  writes: 'all',
  suppressed: [],
  meters: 'hundredths',
} as const;

const three = {
  table: threePhase,
  layout: 'threePhase',
  phases: 3,
  battery: 'highVoltage',
  blocks: threePhaseBlocks,
  // Each stack gives at most 25 A; the plant's modules are not known here.
  batteryPower: rated,
  tenSlots: yes,
  pause: noPause,
  powerLimits: false,
  writes: 'all',
  suppressed: [],
  meters: 'tenths',
} as const;

/** In order: the first row whose code and firmware match is the family. */
const rows = [
  {
    ...hybrid,
    name: 'hybridGen3',
    title: 'Hybrid Gen 3',
    codes: ['20'],
    firmware: (arm) => century(arm) === 3,
    blocks: [...singlePhaseBlocks, generationBank, slotBank, pauseBank],
    batteryPower: () => 3600,
    tenSlots: (arm) => arm > 302,
    pause: () => 'modeAndSlot',
  },
  {
    ...hybrid,
    name: 'hybridGen2',
    title: 'Hybrid Gen 2',
    codes: ['20'],
    firmware: (arm) => century(arm) === 8 || century(arm) === 9,
    blocks: [...singlePhaseBlocks, pauseBank],
    batteryPower: () => 3600,
    pause: () => 'modeAndSlot',
  },
  {
    ...hybrid,
    name: 'hybridGen1',
    title: 'Hybrid Gen 1',
    codes: ['20'],
    blocks: [...singlePhaseBlocks, settings(318, 1, { ...often, optional: true })],
    batteryPower: () => 2600,
    pause: (arm) => (arm >= 187 ? 'mode' : 'none'),
  },
  {
    ...hybrid,
    name: 'hybridGen3Plus',
    title: 'Hybrid Gen 3 Plus',
    codes: ['22'],
    blocks: [...singlePhaseBlocks, generationBank, pauseBank],
    batteryPower: byRating({ '2201': 5400 }),
    pause: () => 'modeAndSlot',
  },
  {
    ...hybrid,
    name: 'polar',
    title: 'Polar / ALPS hybrid',
    codes: ['21', '24', '25'],
    blocks: singlePhaseBlocks,
    batteryPower: unknownPower,
  },
  {
    ...hybrid,
    name: 'pvOnly',
    title: 'PV inverter',
    codes: ['23'],
    battery: 'none',
    blocks: [live(0), identity, settings(60)],
    batteryPower: unknownPower,
    writes: ['systemTime', 'activePowerRate', 'inverterRestart'],
  },
  {
    ...hybrid,
    name: 'acCoupled',
    title: 'AC coupled',
    codes: ['30'],
    layout: 'acCoupled',
    blocks: [...singlePhaseBlocks, limitsBank],
    batteryPower: () => 3000,
    pause: (arm) => (arm >= 200 ? 'mode' : 'none'),
    powerLimits: true,
    suppressed: noPvInputs,
  },
  {
    ...hybrid,
    name: 'allInOne',
    title: 'All-in-One',
    codes: ['80'],
    layout: 'allInOne',
    battery: 'highVoltage',
    blocks: [...singlePhaseBlocks, slotBank, limitsBank],
    batteryPower: byRating({ '8001': 6000, '8002': 3600, '8003': 5000 }),
    tenSlots: yes,
    pause: () => 'modeAndSlot',
    powerLimits: true,
    suppressed: [...noPvInputs, 'gridPortCurrent'],
  },
  {
    ...hybrid,
    name: 'hvHybrid',
    title: 'Hybrid HV Gen 3',
    codes: ['81'],
    battery: 'highVoltage',
    blocks: [...singlePhaseBlocks, generationBank, slotBank, pauseBank],
    batteryPower: byRating({ '8102': 8000, '8103': 10_000 }),
    tenSlots: yes,
    pause: () => 'modeAndSlot',
  },
  {
    ...hybrid,
    name: 'hybridGen4',
    title: 'Hybrid Gen 4',
    codes: ['83'],
    blocks: [...singlePhaseBlocks, generationBank, slotBank],
    batteryPower: () => 6000,
    tenSlots: yes,
  },
  { ...three, name: 'threePhase', title: 'Three-phase hybrid', codes: ['40', '41'] },
  {
    ...three,
    name: 'acThreePhase',
    title: 'Three-phase AC coupled',
    codes: ['60'],
    suppressed: noPvInputs,
  },
  // Its map is unverified: it is read as three-phase and never written.
  { ...three, name: 'aioHybrid', title: 'All-in-One hybrid', codes: ['82'], writes: 'none' },
  {
    ...three,
    name: 'ems',
    title: 'EMS plant controller',
    codes: ['50', '51'],
    table: ems,
    layout: 'ems',
    phases: 1,
    battery: 'none',
    blocks: [live(2040), slow(0), identity, settings(2040, 36)],
    batteryPower: unknownPower,
    tenSlots: no,
    // It has no battery or rating of its own, and its load figure misses most of the house.
    suppressed: ['ratedPower', 'batteryType', 'batteryNominalCapacity', 'loadPower'],
    meters: 'external',
  },
  {
    ...hybrid,
    name: 'gateway',
    title: 'Gateway',
    codes: ['70'],
    table: gateway,
    layout: 'gateway',
    battery: 'none',
    blocks: [
      live(1600),
      live(1780),
      slow(1660),
      slow(1720),
      slow(1840, 20),
      slow(1900, 60, zeroable),
      identity,
      settings(60),
      settings(120),
      settings(180, 60, often),
      slotBank,
      limitsBank,
    ],
    // 6000 W for each All-in-One behind it; how many is not known here.
    batteryPower: unknownPower,
    tenSlots: yes,
    pause: () => 'modeAndSlot',
    suppressed: ['batteryType', 'batteryNominalCapacity'],
  },
] as const satisfies readonly FamilyRow[];

export type FamilyName = (typeof rows)[number]['name'] | 'unknown';
export interface Family extends FamilyRow {
  readonly name: FamilyName;
}
export const families: readonly Family[] = rows;

/** A code nobody has described: read as a single-phase hybrid, never written. */
export const unknownFamily: Family = {
  ...hybrid,
  name: 'unknown',
  title: 'Unknown model',
  codes: [],
  blocks: singlePhaseBlocks,
  batteryPower: unknownPower,
  writes: 'none',
};

const ladder = (prefix: string, watts: readonly number[]): Record<string, number> =>
  Object.fromEntries(watts.map((power, index) => [`${prefix}0${index + 1}`, power]));

/** Rated W by code (detection reference, section 2); used where register 2 does not tell. */
const ratings: Readonly<Record<string, number>> = {
  ...ladder('20', [5000, 4600, 3600]),
  ...ladder('21', [5000, 4600, 3600, 6000, 7000, 8000]),
  ...ladder('22', [5000, 4600, 3600, 6000, 7000, 8000]),
  ...ladder('23', [5000, 4600, 3600, 6000]),
  ...ladder('24', [5000, 4600, 3600, 6000, 7000, 8000]),
  ...ladder('25', [5000, 4600, 3600, 6000, 7000, 8000]),
  ...ladder('30', [3000, 3600]),
  ...ladder('40', [6000, 8000, 10_000, 11_000, 15_000, 20_000, 5000]),
  '4101': 30_000,
  '4103': 50_000,
  ...ladder('60', [6000, 8000, 10_000, 11_000, 15_000, 20_000]),
  ...ladder('70', [12_000, 12_000]),
  ...ladder('80', [6000, 3600, 5000]),
  ...ladder('81', [6000, 8000, 10_000]),
  ...ladder('82', [6000, 8000, 10_000, 12_000, 11_000]),
  ...ladder('83', [3600, 4600, 5000, 6000]),
};

/** The family of a device by register 0 (four hex digits) and ARM firmware number. */
export const familyOf = (code: string, arm: number): Family =>
  families.find((row) => row.codes.includes(code.slice(0, 2)) && (row.firmware?.(arm) ?? true)) ??
  unknownFamily;

export const familyNamed = (name: FamilyName): Family =>
  families.find((row) => row.name === name) ?? unknownFamily;

/** Register 0 as people and tables write it. */
export const codeText = (word: number): string => word.toString(16).padStart(4, '0');

/** The model behind a code. `ratedHundreds` is the low byte of register 2, where it counts. */
export const modelOf = (code: string, arm: number, ratedHundreds = 0): Model => {
  const family = familyOf(code, arm);
  const told = family.phases === 1 && family.layout !== 'ems' ? ratedHundreds * 100 : 0;
  const ratedPower = told > 0 ? told : ratings[code];
  const maxBatteryPower = family.batteryPower?.(code, ratedPower ?? 0);
  return {
    code,
    name: family.title,
    family: family.name,
    phases: family.phases,
    armFirmware: arm,
    ...(ratedPower === undefined ? {} : { ratedPower }),
    ...(maxBatteryPower === undefined ? {} : { maxBatteryPower }),
  };
};

/**
 * The model that a person named: four hex digits as in register 0, or a family name. It decides how
 * values are read; what may be written follows register 0 alone.
 */
export const modelNamed = (name: string, arm = 0): Model | undefined => {
  const code = /^[0-9a-f]{4}$/i.test(name) ? name.toLowerCase() : undefined;
  if (code !== undefined) return { ...modelOf(code, arm), overridden: true };
  const family = families.find((row) => row.name.toLowerCase() === name.toLowerCase());
  if (family === undefined) return undefined;
  const named = modelOf(`${family.codes[0] ?? '00'}01`, arm);
  return { ...named, name: family.title, family: family.name, overridden: true };
};

/** A block in words, as `missing` and `readAt` name it: "input 0-59", "pack 2", "meter 1". */
export const labelOf = ({ device, bank, base, count }: Omit<Block, 'pace'>): string => {
  const range = `${bank} ${base}-${base + count - 1}`;
  if (device === INVERTER) return range;
  return `${deviceName(device)} ${range}`;
};

/** What answers at an address, in words (protocol reference, section 7). */
export const deviceName = (device: number): string => {
  if (device >= 0x01 && device <= 0x08) return `meter ${device}`;
  if (device === 0x31) return 'battery control';
  if (device >= 0x32 && device <= 0x37) return `pack ${device - 0x31}`;
  if (device >= 0x50 && device <= 0x6f) return `module ${device - 0x4f}`;
  if (device >= 0x70 && device <= 0x8f) return `stack ${device - 0x6f}`;
  if (device >= 0x90 && device <= 0x9f) return 'aggregator';
  if (device === 0xa0) return 'battery configuration';
  return `device 0x${device.toString(16)}`;
};
