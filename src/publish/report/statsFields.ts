import type { Snapshot } from '../../plant/snapshot.js';
import type { EnergyFigures } from '../../plant/figures/figures.js';
import { costFields } from './costFields.js';
import { field, type Field, type FieldTable } from './fields.js';

type Stat<T = unknown> = Field<Snapshot, T>;

const watts = (what: string, of: (now: Snapshot) => number | undefined): Stat<number> =>
  field('W', what, of);
const kilowattHours = (what: string, of: (energy: EnergyFigures) => number | undefined) => ({
  today: field<Snapshot, number>('kWh', `${what}, today`, (now) => of(now.figures.energy.today)),
  total: field<Snapshot, number>('kWh', `${what}, in all`, (now) => of(now.figures.energy.total)),
});

const pv = kilowattHours('PV energy', (energy) => energy.pv);
const imported = kilowattHours('Taken from the grid', (energy) => energy.import);
const exported = kilowattHours('Given to the grid', (energy) => energy.export);
const load = kilowattHours('Used in the house', (energy) => energy.load);
const charge = kilowattHours('Into the battery', (energy) => energy.charge);
const discharge = kilowattHours('Out of the battery', (energy) => energy.discharge);
const throughput = kilowattHours('Into and out of the battery', (energy) => energy.throughput);
const acCharge = kilowattHours('Grid to battery', (energy) => energy.acCharge);
const inverter = kilowattHours('Inverter AC output', (energy) => energy.inverter);
const selfConsumption = kilowattHours('PV used at home', (energy) => energy.selfConsumption);

/** getCombinedStats: the same names and signs on every plant. */
export const statsFields = {
  'power.pv': watts('Sun', (now) => now.figures.power.pv),
  'power.load': watts('House', (now) => now.figures.power.load),
  'power.grid': watts('Grid: + export, - import', (now) => now.figures.power.grid),
  'power.import': watts('From the grid', (now) => now.figures.power.import),
  'power.export': watts('To the grid', (now) => now.figures.power.export),
  'power.battery': watts('Battery: + discharge, - charge', (now) => now.figures.power.battery),
  'power.charge': watts('Into the battery', (now) => now.figures.power.charge),
  'power.discharge': watts('Out of the battery', (now) => now.figures.power.discharge),
  'power.inverter': watts(
    'Inverter: + to house and grid, - charging from AC',
    (now) => now.figures.power.inverter,
  ),
  'power.acCharge': watts('Grid to battery', (now) => now.figures.power.acCharge),
  'power.eps': watts('Backup output', (now) => now.figures.power.eps),
  'power.selfConsumption': watts(
    'Part of the load not from the grid',
    (now) => now.figures.power.selfConsumption,
  ),
  'flows.solarToHouse': watts('Sun to house', (now) => now.figures.flows.solarToHouse),
  'flows.solarToBattery': watts('Sun to battery', (now) => now.figures.flows.solarToBattery),
  'flows.solarToGrid': watts('Sun to grid', (now) => now.figures.flows.solarToGrid),
  'flows.batteryToHouse': watts('Battery to house', (now) => now.figures.flows.batteryToHouse),
  'flows.batteryToGrid': watts('Battery to grid', (now) => now.figures.flows.batteryToGrid),
  'flows.gridToHouse': watts('Grid to house', (now) => now.figures.flows.gridToHouse),
  'flows.gridToBattery': watts('Grid to battery', (now) => now.figures.flows.gridToBattery),
  'battery.stateOfCharge': field('%', 'Charge', (now) => now.figures.battery.stateOfCharge),
  'battery.energy': field('kWh', 'Stored now', (now) => now.figures.battery.energy),
  'battery.capacity': field('kWh', 'Stored when full', (now) => now.figures.battery.capacity),
  'battery.temperature': field('°C', 'Temperature', (now) => now.figures.battery.temperature),
  'battery.voltage': field('V', 'Voltage', (now) => now.figures.battery.voltage),
  'battery.current': field(
    'A',
    'Current: + discharge, - charge',
    (now) => now.figures.battery.current,
  ),
  'battery.state': field('', 'charging, discharging or idle', (now) => now.figures.battery.state),
  'battery.timeToFull': field(
    'min',
    'Until the charge target, at the present power',
    (now) => now.figures.battery.timeToFull,
  ),
  'battery.timeToEmpty': field(
    'min',
    'Until the reserve, at the present power',
    (now) => now.figures.battery.timeToEmpty,
  ),
  'battery.chargeLimit': watts(
    'Most that the settings let in',
    (now) => now.figures.battery.chargeLimit,
  ),
  'battery.dischargeLimit': watts(
    'Most that the settings let out',
    (now) => now.figures.battery.dischargeLimit,
  ),
  'energy.today.pv': pv.today,
  'energy.today.import': imported.today,
  'energy.today.export': exported.today,
  'energy.today.load': load.today,
  'energy.today.charge': charge.today,
  'energy.today.discharge': discharge.today,
  'energy.today.throughput': throughput.today,
  'energy.today.acCharge': acCharge.today,
  'energy.today.inverter': inverter.today,
  'energy.today.selfConsumption': selfConsumption.today,
  'energy.total.pv': pv.total,
  'energy.total.import': imported.total,
  'energy.total.export': exported.total,
  'energy.total.load': load.total,
  'energy.total.charge': charge.total,
  'energy.total.discharge': discharge.total,
  'energy.total.throughput': throughput.total,
  'energy.total.acCharge': acCharge.total,
  'energy.total.inverter': inverter.total,
  'energy.total.selfConsumption': selfConsumption.total,
  'share.selfSufficiency': field(
    '%',
    'Part of today’s load not from the grid',
    (now) => now.figures.share.selfSufficiency,
  ),
  'share.selfUse': field(
    '%',
    'Part of today’s PV energy used at home',
    (now) => now.figures.share.selfUse,
  ),
  ...costFields,
} as const satisfies FieldTable<Snapshot>;
