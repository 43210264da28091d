import type { InverterReadings, Snapshot } from '../../plant/snapshot.js';
import { field, type Field, type FieldTable, type Unit } from './fields.js';

const setting = <Name extends keyof InverterReadings>(
  unit: Unit,
  what: string,
  name: Name,
): Field<Snapshot, InverterReadings[Name]> => field(unit, what, ({ inverter }) => inverter[name]);

const schedule = (what: string, name: 'chargeEnabled' | 'dischargeEnabled') =>
  field<Snapshot, 'active' | 'paused'>('', what, ({ inverter }) => {
    const enabled = inverter[name];
    return enabled === undefined ? undefined : enabled ? 'active' : 'paused';
  });

/** getModes: how the plant is set. */
export const modeFields = {
  mode: field<Snapshot, string>(
    '',
    'Eco, Eco (Paused), Timed Demand, Timed Export or Export (Paused)',
    (now) => now.figures.mode,
  ),
  batteryReserve: setting('%', 'Discharge stops here', 'batteryReserve'),
  batteryReserveAlternate: setting(
    '%',
    'Three-phase: the second floor, register 1078',
    'batteryReserveAlternate',
  ),
  batteryCutoff: setting('%', 'Never discharged below this', 'batteryCutoff'),
  batteryCapacity: field<Snapshot, number>(
    'kWh',
    'Stored when full',
    (now) => now.figures.battery.capacity,
  ),
  chargeTarget: setting('%', 'Charging from the grid stops here', 'chargeTarget'),
  chargeTargetEnabled: setting('', 'Is the charge target obeyed?', 'chargeTargetEnabled'),
  chargeSchedule: schedule('active or paused: are charge slots obeyed?', 'chargeEnabled'),
  dischargeSchedule: schedule('active or paused: are discharge slots obeyed?', 'dischargeEnabled'),
  ecoMode: setting('', 'true: match the house; false: export at full rate', 'ecoModeEnabled'),
  chargeRate: setting('%', 'Of the capacity an hour; 50 is the most', 'batteryChargeRateLimit'),
  dischargeRate: setting(
    '%',
    'Of the capacity an hour; 50 is the most',
    'batteryDischargeRateLimit',
  ),
  chargeLimit: field<Snapshot, number>(
    'W',
    'What the charge rate comes to',
    (now) => now.figures.battery.chargeLimit,
  ),
  dischargeLimit: field<Snapshot, number>(
    'W',
    'What the discharge rate comes to',
    (now) => now.figures.battery.dischargeLimit,
  ),
  chargePowerRate: setting('%', 'Of the most the model can charge with', 'chargePowerRate'),
  dischargePowerRate: setting('%', 'Of the most the model can give', 'dischargePowerRate'),
  activePowerRate: setting('%', 'Cap on the inverter’s AC output', 'activePowerRate'),
  pauseMode: setting('', 'Disabled, PauseCharge, PauseDischarge or PauseBoth', 'batteryPauseMode'),
  exportPriority: setting('', 'load first, battery first or grid first', 'exportPriority'),
  calibration: setting(
    '',
    'Stage of a battery calibration, off when none',
    'batteryCalibrationStage',
  ),
  realTimeControl: setting('', 'Are settings kept in memory only?', 'realTimeControlEnabled'),
  epsEnabled: setting('', 'Is the backup output on?', 'epsEnabled'),
  forceCharge: setting('', 'Three-phase: charging by force', 'forceChargeEnabled'),
  forceDischarge: setting('', 'Three-phase: discharging by force', 'forceDischargeEnabled'),
  plantControl: setting('', 'EMS: does it steer the plant?', 'plantControlEnabled'),
  exportPowerLimit: setting('W', 'Most that may go to the grid', 'exportPowerLimit'),
  evChargerMode: setting('', 'EMS: stop, eco, eco+ or fast', 'evChargerMode'),
  evChargerBoostPower: setting('W', 'EMS: extra power for the car', 'evChargerBoostPower'),
} as const satisfies FieldTable<Snapshot>;
