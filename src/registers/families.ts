import { INVERTER, type Bank } from '../protocol/messages.js';
import type { Block } from './blocks.js';
import { ems } from './ems.js';
import { gateway } from './gateway.js';
import type { RegisterTable } from './register.js';
import { singlePhase } from './singlePhase.js';
import { threePhase } from './threePhase.js';

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
  live(1240, { ...often, optional: true }),
  identity,
  settings(1000),
  settings(1060),
  settings(1120, 5, often),
  slow(1180, 60, often),
  slow(1300, 60, zeroable),
  slow(1360, 54),
  // Calibration and slots 3 to 10: not every unit answers.
  settings(60, 60, { ...often, optional: true }),
  settings(240, 60, { ...often, optional: true }),
];

const no = (): boolean => false;
const yes = (): boolean => true;
const noPause = (): 'none' => 'none';
const unknownPower = (): undefined => undefined;
const byRating = (watts: Readonly<Record<string, number>>) => (code: string) => watts[code];
const rated = (_: string, watts: number): number | undefined => (watts > 0 ? watts : undefined);

// Documented for 2201, and taken for its relatives as long as nothing else is known of them.
const HYBRID_PLUS_WATTS = 5400;

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

/** A row that is known by its name alone: what the whole of it looks like would make half a megabyte of type declarations. */
const family = <Name extends string>(
  row: FamilyRow & { readonly name: Name },
): FamilyRow & { readonly name: Name } => row;

/** In order: the first row whose code and firmware match is the family. */
const rows = [
  family({
    ...hybrid,
    name: 'hybridGen3',
    title: 'Hybrid Gen 3',
    codes: ['20'],
    firmware: (arm) => century(arm) === 3,
    blocks: [...singlePhaseBlocks, generationBank, slotBank, pauseBank],
    batteryPower: () => 3600,
    tenSlots: (arm) => arm > 302,
    pause: () => 'modeAndSlot',
  }),
  family({
    ...hybrid,
    name: 'hybridGen2',
    title: 'Hybrid Gen 2',
    codes: ['20'],
    firmware: (arm) => century(arm) === 8 || century(arm) === 9,
    blocks: [...singlePhaseBlocks, pauseBank],
    batteryPower: () => 3600,
    pause: () => 'modeAndSlot',
  }),
  family({
    ...hybrid,
    name: 'hybridGen1',
    title: 'Hybrid Gen 1',
    codes: ['20'],
    blocks: [...singlePhaseBlocks, settings(318, 1, { ...often, optional: true })],
    batteryPower: () => 2600,
    pause: (arm) => (arm >= 187 ? 'mode' : 'none'),
  }),
  family({
    ...hybrid,
    name: 'hybridGen3Plus',
    title: 'Hybrid Gen 3 Plus',
    codes: ['22'],
    blocks: [...singlePhaseBlocks, generationBank, pauseBank],
    batteryPower: () => HYBRID_PLUS_WATTS,
    pause: () => 'modeAndSlot',
  }),
  family({
    ...hybrid,
    name: 'polar',
    title: 'Polar / ALPS hybrid',
    codes: ['21', '24', '25'],
    blocks: singlePhaseBlocks,
    batteryPower: (code) => (code.startsWith('21') ? undefined : HYBRID_PLUS_WATTS),
  }),
  family({
    ...hybrid,
    name: 'pvOnly',
    title: 'PV inverter',
    codes: ['23'],
    battery: 'none',
    blocks: [live(0), identity, settings(60)],
    batteryPower: unknownPower,
    writes: ['systemTime', 'activePowerRate', 'inverterRestart'],
  }),
  family({
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
  }),
  family({
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
  }),
  family({
    ...hybrid,
    name: 'hvHybrid',
    title: 'Hybrid HV Gen 3',
    codes: ['81'],
    battery: 'highVoltage',
    blocks: [...singlePhaseBlocks, generationBank, slotBank, pauseBank],
    batteryPower: byRating({ '8102': 8000, '8103': 10_000 }),
    tenSlots: yes,
    pause: () => 'modeAndSlot',
  }),
  family({
    ...hybrid,
    name: 'hybridGen4',
    title: 'Hybrid Gen 4',
    codes: ['83'],
    blocks: [...singlePhaseBlocks, generationBank, slotBank],
    batteryPower: () => 6000,
    tenSlots: yes,
  }),
  family({ ...three, name: 'threePhase', title: 'Three-phase hybrid', codes: ['40', '41'] }),
  family({
    ...three,
    name: 'acThreePhase',
    title: 'Three-phase AC coupled',
    codes: ['60'],
    suppressed: noPvInputs,
  }),
  // Its map is unverified: it is read as three-phase and never written.
  family({
    ...three,
    name: 'aioHybrid',
    title: 'All-in-One hybrid',
    codes: ['82'],
    writes: 'none',
  }),
  family({
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
  }),
  family({
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
      slow(1720, 60, zeroable),
      // Some firmware has the serial numbers elsewhere.
      slow(1840, 20, zeroable),
      slow(1900, 60, zeroable),
      identity,
      settings(60),
      // Two switches are all that the recorded one has here.
      settings(120, 60, zeroable),
      settings(180, 60, often),
      slotBank,
      limitsBank,
    ],
    // 6000 W for each All-in-One behind it; how many is not known here.
    batteryPower: unknownPower,
    tenSlots: yes,
    pause: () => 'modeAndSlot',
    suppressed: ['batteryType', 'batteryNominalCapacity'],
  }),
] as const;

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

/** The family of a device by register 0 (four hex digits) and ARM firmware number. */
export const familyOf = (code: string, arm: number): Family =>
  families.find((row) => row.codes.includes(code.slice(0, 2)) && (row.firmware?.(arm) ?? true)) ??
  unknownFamily;

export const familyNamed = (name: FamilyName): Family =>
  families.find((row) => row.name === name) ?? unknownFamily;
