import type { InverterReadings, Snapshot } from '../../src/plant/snapshot.js';
import type { Figures } from '../../src/plant/figures/figures.js';
import type { FamilyName } from '../../src/registers/families.js';
import { modelOf } from '../../src/registers/models.js';

export const TAKEN_AT = Date.UTC(2026, 10, 23, 10, 15, 2, 120);
export const SERIAL = 'SA1234G567';

export const noFigures: Figures = {
  power: {},
  flows: {},
  battery: {},
  energy: { today: {}, total: {} },
  share: {},
};

const codes: Partial<Record<FamilyName, readonly [string, number]>> = {
  hybridGen1: ['2001', 449],
  hybridGen3: ['2001', 318],
  acCoupled: ['3001', 282],
  allInOne: ['8001', 612],
  threePhase: ['4004', 11],
  ems: ['5001', 1036],
  gateway: ['7001', 10],
  pvOnly: ['2301', 100],
};

/** A snapshot of which only what matters is said. */
export const snapshotWith = (
  more: Partial<Omit<Snapshot, 'figures' | 'model'>> & {
    readonly figures?: Partial<Figures>;
    readonly inverter?: InverterReadings;
    readonly family?: FamilyName;
  } = {},
): Snapshot => {
  const { figures, family = 'hybridGen1', ...rest } = more;
  const [code, arm] = codes[family] ?? ['2001', 449];
  return {
    takenAt: TAKEN_AT,
    complete: true,
    serial: SERIAL,
    model: modelOf(code, arm),
    inverter: {},
    packs: [],
    stacks: [],
    meters: [],
    topology: {
      serial: SERIAL,
      code,
      armFirmware: arm,
      packs: [],
      stacks: [],
      meters: [],
      lowVoltageControl: false,
      aggregator: false,
      absent: [],
      ratedHundreds: 0,
      foundAt: TAKEN_AT,
    },
    readAt: { 'input 0-59': TAKEN_AT },
    missing: [],
    held: [],
    ...rest,
    figures: { ...noFigures, ...figures },
  };
};

/** The plant of the sample message in the documentation. */
export const sample = snapshotWith({
  figures: {
    power: {
      pv: 1840,
      load: 620,
      grid: 310,
      import: 0,
      export: 310,
      battery: -910,
      charge: 910,
      discharge: 0,
      inverter: 930,
      eps: 0,
    },
    battery: { stateOfCharge: 67, energy: 5.494, capacity: 8.2, temperature: 21.4, voltage: 52.31 },
    energy: {
      today: { pv: 6.1, import: 2.3, export: 0.4, load: 5.9, charge: 3.2, discharge: 1.1 },
      total: { pv: 21146.3, load: 30.599999999999998, charge: 1.05, throughput: 29628.5 },
    },
    mode: 'Eco',
  },
  inverter: {
    batteryReserve: 4,
    batteryCutoff: 4,
    chargeTarget: 80,
    chargeTargetEnabled: true,
    chargeEnabled: true,
    dischargeEnabled: false,
    chargeSlot1: { start: '23:30', end: '05:30' },
    dischargeSlot1: { start: '00:00', end: '00:00' },
    dischargeSlot2: { start: '16:00', end: '19:05' },
  },
});
