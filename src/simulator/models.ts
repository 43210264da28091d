import type { Bank } from '../protocol/messages.js';
import type { FamilyName } from '../registers/families.js';

/** A stretch of registers of the inverter. */
export type Span = readonly [bank: Bank, base: number, count: number];

/** What one simulated model of a family is like. Serial numbers are invented. */
export interface ModelFacts {
  /** Register 0. */
  readonly code: string;
  readonly arm: number;
  readonly dsp: number;
  readonly serial: string;
  readonly dongle: string;
  /** Registers it answers, filled or all zero (protocol reference, section 11). */
  readonly answers: readonly Span[];
  /** Registers it refuses with an error; it is silent about all others. */
  readonly refuses?: readonly Span[];
  /** What it says where a low-voltage pack or a meter could be and is not. */
  readonly absentPacks?: 'mirrored' | 'zero';
  readonly absentMeters?: 'zero';
  /** Answers at 0x30 to 0x32 as well, as it does at 0x11. */
  readonly facade?: true;
  readonly packs?: number;
  readonly stacks?: number;
  readonly modulesPerStack?: number;
  readonly meters?: number;
  readonly aios?: number;
  readonly inverters?: number;
  readonly heartbeatEvery?: number;
}

const input = (...blocks: readonly (readonly [number, number])[]): readonly Span[] =>
  blocks.map(([base, count]) => ['input', base, count] as const);
const holding = (...blocks: readonly (readonly [number, number])[]): readonly Span[] =>
  blocks.map(([base, count]) => ['holding', base, count] as const);

const singlePhase = [...input([0, 60], [180, 60]), ...holding([0, 180])];
const threePhase = [...input([0, 60], [120, 120], [1000, 414]), ...holding([0, 180], [1000, 125])];

export const models: Readonly<Record<Exclude<FamilyName, 'unknown'>, ModelFacts>> = {
  hybridGen1: {
    code: '2001',
    arm: 449,
    dsp: 449,
    serial: 'SA2114G101',
    dongle: 'WF2125G101',
    answers: [...singlePhase, ...input([120, 60], [240, 60]), ...holding([318, 1])],
    absentPacks: 'mirrored',
    facade: true,
    packs: 2,
  },
  hybridGen2: {
    code: '2003',
    arm: 920,
    dsp: 920,
    serial: 'EA2216G102',
    dongle: 'WF2217G102',
    answers: [...singlePhase, ...input([120, 60]), ...holding([318, 3])],
    absentPacks: 'mirrored',
    packs: 1,
    meters: 1,
  },
  hybridGen3: {
    code: '2001',
    arm: 312,
    dsp: 312,
    serial: 'FD2319G103',
    dongle: 'WH2319G103',
    answers: [...singlePhase, ...input([240, 60]), ...holding([240, 60], [318, 3])],
    absentPacks: 'zero',
    packs: 2,
    meters: 1,
  },
  hybridGen3Plus: {
    code: '2201',
    arm: 102,
    dsp: 102,
    serial: 'FA2407G104',
    dongle: 'WH2407G104',
    answers: [...singlePhase, ...input([240, 60]), ...holding([318, 3])],
    absentPacks: 'zero',
    packs: 2,
    meters: 1,
  },
  polar: {
    code: '2101',
    arm: 104,
    dsp: 104,
    serial: 'PH2312G105',
    dongle: 'WH2312G105',
    answers: singlePhase,
    packs: 1,
  },
  pvOnly: {
    code: '2301',
    arm: 107,
    dsp: 107,
    serial: 'PV2320G106',
    dongle: 'WH2320G106',
    answers: [...input([0, 60]), ...holding([0, 180])],
  },
  acCoupled: {
    code: '3001',
    arm: 282,
    dsp: 291,
    serial: 'CE2231G107',
    dongle: 'WO2231G107',
    answers: [...singlePhase, ...input([120, 60]), ...holding([180, 180])],
    absentPacks: 'mirrored',
    facade: true,
    packs: 2,
  },
  allInOne: {
    code: '8001',
    arm: 620,
    dsp: 620,
    serial: 'CH2414G108',
    dongle: 'WJ2414G108',
    answers: [...singlePhase, ...input([120, 60]), ...holding([240, 60], [300, 21])],
    refuses: holding([1100, 60]),
    absentMeters: 'zero',
    stacks: 1,
    modulesPerStack: 4,
  },
  hvHybrid: {
    code: '8102',
    arm: 115,
    dsp: 115,
    serial: 'FG2421G109',
    dongle: 'WK2421G109',
    answers: [
      ...singlePhase,
      ...input([120, 60], [240, 60], [1000, 414]),
      ...holding([240, 60], [318, 3], [1060, 65]),
    ],
    absentMeters: 'zero',
    stacks: 1,
    modulesPerStack: 3,
    meters: 1,
  },
  hybridGen4: {
    code: '8304',
    arm: 105,
    dsp: 105,
    serial: 'HY2433G110',
    dongle: 'WT2433G110',
    answers: [...singlePhase, ...input([240, 60]), ...holding([240, 60])],
    absentPacks: 'zero',
    packs: 2,
  },
  threePhase: {
    code: '4004',
    arm: 0,
    dsp: 0,
    serial: 'TC2337G111',
    dongle: 'WT2337G111',
    answers: threePhase,
    stacks: 1,
    modulesPerStack: 6,
    meters: 2,
  },
  acThreePhase: {
    code: '6003',
    arm: 0,
    dsp: 0,
    serial: 'TA2338G112',
    dongle: 'WT2338G112',
    answers: [...threePhase, ...holding([300, 60])],
    stacks: 1,
    modulesPerStack: 5,
    meters: 2,
  },
  aioHybrid: {
    code: '8203',
    arm: 0,
    dsp: 0,
    serial: 'HA2441G113',
    dongle: 'WT2441G113',
    answers: threePhase,
    stacks: 1,
    modulesPerStack: 4,
    meters: 1,
  },
  ems: {
    code: '5001',
    arm: 1036,
    dsp: 0,
    serial: 'EMS2522014',
    dongle: 'FO2522G114',
    answers: [...input([0, 60], [180, 60], [2040, 60]), ...holding([0, 180], [2040, 36])],
    meters: 2,
    inverters: 2,
    heartbeatEvery: 60_000,
  },
  gateway: {
    code: '7001',
    arm: 14,
    dsp: 0,
    serial: 'GW2412G115',
    dongle: 'WK2412G115',
    answers: [...input([0, 60], [120, 120], [1600, 260], [1900, 60]), ...holding([0, 360])],
    absentMeters: 'zero',
    meters: 2,
    aios: 2,
  },
};
