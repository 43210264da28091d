import type { Snapshot } from '../../plant/snapshot.js';
import type { Slot } from '../../registers/codecs.js';
import { rounded, type Scalar } from './fields.js';
import type { Leaf } from './leaves.js';
import type { ReadFunction } from './report.js';
import { statsFields } from './statsFields.js';

type StatPath = keyof typeof statsFields;
type Value = Scalar | undefined;

/**
 * The names of the original GivTCP of May 2021, group by group. Its mistakes are not repeated: load
 * energy is the load, throughput is one 32-bit number, battery totals are whole numbers, and the
 * reserve is register 110, which setBatteryReserve writes.
 */
const powers = {
  'PV Power': 'power.pv',
  'Grid Power': 'power.grid',
  'Import Power': 'power.import',
  'Export Power': 'power.export',
  'EPS Power': 'power.eps',
  'Invertor Power': 'power.inverter',
  'Load Power': 'power.load',
  'Battery Power': 'power.battery',
  'Charge Power': 'power.charge',
  'Discharge Power': 'power.discharge',
  SOC: 'battery.stateOfCharge',
} as const satisfies Record<string, StatPath>;

const energyTotals = {
  'Export Energy Total kWh': 'energy.total.export',
  'Battery Throughput Total kWh': 'energy.total.throughput',
  'Load Energy Total kWh': 'energy.total.load',
  'Import Energy Total kWh': 'energy.total.import',
  'PV Energy Total kWh': 'energy.total.pv',
  'Battery Charge Energy Total kWh': 'energy.total.charge',
  'Battery Discharge Energy Total kWh': 'energy.total.discharge',
} as const satisfies Record<string, StatPath>;

const energyToday = {
  'Battery Throughput Today kWh': 'energy.today.throughput',
  'PV Energy Today kWh': 'energy.today.pv',
  'Import Energy Today kWh': 'energy.today.import',
  'Export Energy Today kWh': 'energy.today.export',
  'Load Energy Today kWh': 'energy.today.load',
  'Battery Charge Energy Today kWh': 'energy.today.charge',
  'Battery Discharge Energy Today kWh': 'energy.today.discharge',
} as const satisfies Record<string, StatPath>;

/** The number that setBatteryMode takes. The original also asked for a reserve of 4; we leave the reserve free. */
const modeNumbers: Readonly<Record<string, number>> = {
  Eco: 1,
  'Timed Demand': 3,
  'Timed Export': 4,
};

const control: Readonly<Record<string, (now: Snapshot) => Value>> = {
  Mode: ({ figures: { mode } }) =>
    mode === undefined ? undefined : (modeNumbers[mode] ?? 'unknown'),
  'Battery Power Reserve': ({ inverter }) => inverter.batteryReserve,
  'Target SOC': ({ inverter }) => inverter.chargeTarget,
  'Battery Capacity': ({ figures }) => hundredths(figures.battery.capacity),
  'Charge Schedule State': ({ inverter }) => scheduleState(inverter.chargeEnabled),
  'Discharge Schedule State': ({ inverter }) => scheduleState(inverter.dischargeEnabled),
};

const timeslots: Readonly<Record<string, (now: Snapshot) => Value>> = {
  'Discharge start time slot2(44)': ({ inverter }) => start(inverter.dischargeSlot2),
  'Discharge end time slot2(45)': ({ inverter }) => end(inverter.dischargeSlot2),
  'Discharge start time slot1(56)': ({ inverter }) => start(inverter.dischargeSlot1),
  'Discharge end time slot1(57)': ({ inverter }) => end(inverter.dischargeSlot1),
  'Charge start time slot1(94)': ({ inverter }) => start(inverter.chargeSlot1),
  'Charge end time slot1(95)': ({ inverter }) => end(inverter.chargeSlot1),
};

const stats = (now: Snapshot): readonly Leaf[] => [
  ...figures(['Energy', 'Total'], energyTotals, 1, now),
  ...figures(['Energy', 'Today'], energyToday, 1, now),
  ...figures(['Power'], powers, 0, now),
];
const modes = (now: Snapshot): readonly Leaf[] => values(['Control'], control, now);
const slots = (now: Snapshot): readonly Leaf[] => values(['Timeslots'], timeslots, now);

/** The original's leaves for its four read functions; the others it did not have. */
export const originalLeaves: Partial<
  Readonly<Record<ReadFunction, (now: Snapshot) => readonly Leaf[]>>
> = {
  getCombinedStats: stats,
  getModes: modes,
  getTimeslots: slots,
  runAll: (now) => [...stats(now), ...modes(now), ...slots(now)],
};

const figures = (
  group: readonly string[],
  table: Readonly<Record<string, StatPath>>,
  decimals: number,
  now: Snapshot,
): readonly Leaf[] =>
  Object.entries(table).flatMap(([key, path]) => {
    const value = statsFields[path].of(now);
    return typeof value === 'number'
      ? [{ path: [...group, key], value: rounded(value, decimals) }]
      : [];
  });

const values = (
  group: readonly string[],
  table: Readonly<Record<string, (now: Snapshot) => Value>>,
  now: Snapshot,
): readonly Leaf[] =>
  Object.entries(table).flatMap(([key, of]) => {
    const value = of(now);
    return value === undefined ? [] : [{ path: [...group, key], value }];
  });

const scheduleState = (enabled: boolean | undefined): Value =>
  enabled === undefined ? undefined : enabled ? 'Active' : 'Paused';
const hundredths = (value: number | undefined): Value =>
  value === undefined ? undefined : rounded(value, 2);
const start = (slot: Slot | undefined): Value => slot && fourDigits(slot.start);
const end = (slot: Slot | undefined): Value => slot && fourDigits(slot.end);
const fourDigits = (time: string): string => time.replace(':', '');
