import type { InverterReadings, Meter, MeterReadings, Snapshot } from '../../plant/snapshot.js';
import { field, fill, type FieldTable, type Tree } from './fields.js';

export const meterNumbers = [1, 2, 3, 4, 5, 6, 7, 8] as const;
export const managedNumbers = [1, 2, 3, 4] as const;
export const aioNumbers = [1, 2, 3] as const;
const phases = ['L1', 'L2', 'L3'] as const;
type Phase = (typeof phases)[number];

/** A meter on the inverter's bus in getMeters. */
export const meterFields = {
  number: field<Meter, number>('', 'Address, 1 to 8', ({ device }) => device),
  serial: field<Meter, string>('', 'Serial number', ({ readings }) => readings.serialNumber),
  power: field<Meter, number>(
    'W',
    'All phases; a grid meter counts + import, - export',
    ({ readings }) => totalPower(readings),
  ),
  apparentPower: field<Meter, number>(
    'VA',
    'All phases',
    ({ readings }) => readings.apparentPowerTotal,
  ),
  frequency: field<Meter, number>('Hz', 'Frequency', ({ readings }) => readings.frequency),
  import: field<Meter, number>(
    'kWh',
    'Counter of energy taken; starts again after 6553.5',
    ({ readings }) => readings.importTotalLow,
  ),
  export: field<Meter, number>(
    'kWh',
    'Counter of energy given; starts again after 6553.5',
    ({ readings }) => readings.exportTotalLow,
  ),
  phases: field<Meter, readonly Tree[]>(
    'V',
    'List of phases: number, voltage (V), current (A), power (W), powerFactor',
    (meter) => phasesOf(meter),
  ),
} as const satisfies FieldTable<Meter>;

/** Where the meter gives no total, its phases are one. */
const totalPower = (readings: MeterReadings): number | undefined => {
  if (readings.activePowerTotal) return readings.activePowerTotal;
  const powers = phases
    .map((phase) => readings[`activePower${phase}`])
    .filter((watts) => watts !== undefined);
  return powers.length === 0 ? undefined : powers.reduce((sum, watts) => sum + watts, 0);
};

const phaseFields = (phase: Phase) =>
  ({
    voltage: field('V', 'Voltage', ({ readings }) => readings[`voltage${phase}`]),
    current: field('A', 'Current', ({ readings }) => readings[`current${phase}`]),
    power: field('W', 'Power, signed as above', ({ readings }) => readings[`activePower${phase}`]),
    powerFactor: field('', 'Power factor', ({ readings }) => readings[`powerFactor${phase}`]),
  }) satisfies FieldTable<Meter>;

const phasesOf = (meter: Meter): readonly Tree[] | undefined => {
  const list = phases.flatMap((phase, index) => {
    const values = fill(phaseFields(phase), meter);
    return Object.keys(values).length === 0 ? [] : [{ number: index + 1, ...values }];
  });
  return list.length === 0 ? undefined : list;
};

type Numbered<N extends number> = readonly [InverterReadings, N];

/** How the EMS sees meter N. */
export const emsMeterFields = {
  status: field('', 'EMS: online, offline or disabled', ([now, n]) => now[`meter${n}Status`]),
  type: field('', 'EMS: grid, generation, load or other', ([now, n]) => now[`meter${n}Type`]),
  power: field('W', 'As the EMS sees it', ([now, n]) => now[`meter${n}Power`]),
} as const satisfies FieldTable<Numbered<(typeof meterNumbers)[number]>>;

/** An inverter that an EMS manages. */
export const managedFields = {
  number: field('', 'Position, from 1', ([, n]) => n),
  serial: field('', 'Serial number', ([now, n]) => now[`inverter${n}SerialNumber`]),
  status: field('', 'online, warning ...', ([now, n]) => now[`inverter${n}Status`]),
  power: field('W', 'Power', ([now, n]) => now[`inverter${n}Power`]),
  stateOfCharge: field('%', 'Charge', ([now, n]) => now[`inverter${n}StateOfCharge`]),
  temperature: field('°C', 'Temperature', ([now, n]) => now[`inverter${n}Temperature`]),
} as const satisfies FieldTable<Numbered<(typeof managedNumbers)[number]>>;

/** An All-in-One behind a Gateway. */
export const aioFields = {
  number: field('', 'Position, from 1', ([, n]) => n),
  serial: field('', 'Serial number', ([now, n]) => now[`aio${n}SerialNumber`]),
  stateOfCharge: field('%', 'Charge', ([now, n]) => now[`aio${n}StateOfCharge`]),
  power: field('W', 'Power', ([now, n]) => now[`aio${n}Power`]),
  'energy.today.charge': field('kWh', 'Charged', ([now, n]) => now[`aio${n}ChargeToday`]),
  'energy.today.discharge': field('kWh', 'Discharged', ([now, n]) => now[`aio${n}DischargeToday`]),
  'energy.total.charge': field('kWh', 'Charged', ([now, n]) => now[`aio${n}ChargeTotal`]),
  'energy.total.discharge': field('kWh', 'Discharged', ([now, n]) => now[`aio${n}DischargeTotal`]),
} as const satisfies FieldTable<Numbered<(typeof aioNumbers)[number]>>;

/** Meters on the bus, and those that only an EMS tells of. */
export const metersOf = ({ meters, inverter }: Snapshot): readonly Tree[] =>
  meterNumbers.flatMap((number) => {
    const own = meters.find(({ device }) => device === number);
    const seen = fill(emsMeterFields, [inverter, number]);
    const present = own !== undefined || ('status' in seen && seen['status'] !== 'disabled');
    return present ? [{ number, ...seen, ...(own && fill(meterFields, own)) }] : [];
  });

/** The inverters behind an EMS or a Gateway. */
export const invertersOf = ({ inverter }: Snapshot): readonly Tree[] => [
  ...managedNumbers
    .filter((n) => inverter[`inverter${n}SerialNumber`] !== undefined)
    .map((n) => fill(managedFields, [inverter, n])),
  ...aioNumbers
    .filter((n) => inverter[`aio${n}SerialNumber`] !== undefined)
    .map((n) => fill(aioFields, [inverter, n])),
];
