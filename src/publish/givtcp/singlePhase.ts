import type { EnergyFigures } from '../../plant/figures/figures.js';
import {
  charge,
  counter,
  current,
  frequency,
  NONE,
  power,
  row,
  stored,
  temperature,
  text,
  voltage,
  worded,
  type Rows,
  type View,
} from './row.js';
import { isoIn, wallIn } from '../../time/zone.js';
import { firmwareText } from '../report/inverterFields.js';
import { invertorTypes } from './names.js';

/** Power of single-phase inverters: hybrid, AC coupled, All-in-One. */
export const powerRows = {
  'Power/Power/PV_Power': power('Sun', ({ snapshot: s }) => s.figures.power.pv),
  'Power/Power/PV_Power_String_1': power('PV string 1', ({ snapshot: s }) => s.inverter.pv1Power),
  'Power/Power/PV_Power_String_2': power('PV string 2', ({ snapshot: s }) => s.inverter.pv2Power),
  'Power/Power/PV_Voltage_String_1': voltage(
    'PV string 1',
    ({ snapshot: s }) => s.inverter.pv1Voltage,
  ),
  'Power/Power/PV_Voltage_String_2': voltage(
    'PV string 2',
    ({ snapshot: s }) => s.inverter.pv2Voltage,
  ),
  'Power/Power/PV_Current_String_1': current(
    'PV string 1',
    ({ snapshot: s }) => s.inverter.pv1Current,
  ),
  'Power/Power/PV_Current_String_2': current(
    'PV string 2',
    ({ snapshot: s }) => s.inverter.pv2Current,
  ),
  'Power/Power/Grid_Power': power(
    'Grid: + export, - import',
    ({ snapshot: s }) => s.figures.power.grid,
  ),
  'Power/Power/Import_Power': power('From the grid', ({ snapshot: s }) => s.figures.power.import),
  'Power/Power/Export_Power': power('To the grid', ({ snapshot: s }) => s.figures.power.export),
  'Power/Power/Grid_Voltage': voltage('Grid', ({ snapshot: s }) => s.inverter.gridVoltage),
  'Power/Power/Grid_Current': current('Grid', ({ snapshot: s }) => s.inverter.gridPortCurrent),
  'Power/Power/Grid_Frequency': frequency('Grid', ({ snapshot: s }) => s.inverter.gridFrequency),
  'Power/Power/Inverter_Output_Frequency': frequency(
    'Inverter output',
    ({ snapshot: s }) => s.inverter.inverterOutputFrequency,
  ),
  'Power/Power/Invertor_Power': power(
    'Inverter: + output, - AC charging',
    ({ snapshot: s }) => s.figures.power.inverter,
  ),
  'Power/Power/EPS_Power': power('Backup output', ({ snapshot: s }) => s.figures.power.eps),
  'Power/Power/AC_Charge_Power': power(
    'Grid to battery',
    ({ snapshot: s }) => s.figures.power.acCharge,
  ),
  'Power/Power/Load_Power': power('House', ({ snapshot: s }) => s.figures.power.load),
  'Power/Power/Self_Consumption_Power': power(
    'Part of the load not from the grid',
    ({ snapshot: s }) => s.figures.power.selfConsumption,
  ),
  'Power/Power/Combined_Generation_Power': power(
    'All generation',
    ({ snapshot: s }) => s.inverter.combinedGenerationPower,
  ),
} as const satisfies Rows;

/** What a battery adds to Power/Power. */
export const batteryPowerRows = {
  'Power/Power/Battery_Power': power(
    'Battery: + discharge, - charge',
    ({ snapshot: s }) => s.figures.power.battery,
  ),
  'Power/Power/Charge_Power': power(
    'Into the battery',
    ({ snapshot: s }) => s.figures.power.charge,
  ),
  'Power/Power/Discharge_Power': power(
    'Out of the battery',
    ({ snapshot: s }) => s.figures.power.discharge,
  ),
  'Power/Power/SOC': charge('Charge', ({ snapshot: s }) => s.figures.battery.stateOfCharge),
} as const satisfies Rows;

export const batteryStateRows = {
  'Power/Power/Battery_Voltage': voltage('Battery', ({ snapshot: s }) => s.figures.battery.voltage),
  'Power/Power/Battery_Current': current(
    'Battery: + discharge, - charge',
    ({ snapshot: s }) => s.figures.battery.current,
  ),
  'Power/Power/SOC_kWh': stored('Stored now', ({ snapshot: s }) => s.figures.battery.energy),
} as const satisfies Rows;

export const timeRows = {
  'Power/Power/Charge_Time_Remaining': row('minutes')(
    'Until the target; 0 while not charging',
    ({ snapshot: { figures } }) => minutesOr0(figures.battery.timeToFull, figures.power.charge),
  ),
  'Power/Power/Discharge_Time_Remaining': row('minutes')(
    'Until the reserve; 0 while not discharging',
    ({ snapshot: { figures } }) => minutesOr0(figures.battery.timeToEmpty, figures.power.discharge),
  ),
  'Power/Power/Charge_Completion_Time': row('time')(
    'When charged; None while not charging',
    (view) => completion(view, view.snapshot.figures.battery.timeToFull, 'charge'),
  ),
  'Power/Power/Discharge_Completion_Time': row('time')(
    'When discharged; None while not discharging',
    (view) => completion(view, view.snapshot.figures.battery.timeToEmpty, 'discharge'),
  ),
} as const satisfies Rows;

/** As long as the power is known, no time remaining means that nothing goes this way. */
const minutesOr0 = (minutes: number | undefined, watts: number | undefined): number | undefined =>
  minutes ?? (watts === undefined ? undefined : 0);

const completion = (
  { snapshot, zone }: View,
  minutes: number | undefined,
  way: 'charge' | 'discharge',
): string | undefined => {
  if (minutes !== undefined)
    return isoIn(Math.round(snapshot.takenAt / 60_000 + minutes) * 60_000, zone);
  return snapshot.figures.power[way] === undefined ? undefined : NONE;
};

export const flowRows = {
  'Power/Flows/Solar_to_House': power(
    'Sun to house',
    ({ snapshot: s }) => s.figures.flows.solarToHouse,
  ),
  'Power/Flows/Solar_to_Battery': power(
    'Sun to battery',
    ({ snapshot: s }) => s.figures.flows.solarToBattery,
  ),
  'Power/Flows/Solar_to_Grid': power(
    'Sun to grid',
    ({ snapshot: s }) => s.figures.flows.solarToGrid,
  ),
  'Power/Flows/Battery_to_House': power(
    'Battery to house',
    ({ snapshot: s }) => s.figures.flows.batteryToHouse,
  ),
  'Power/Flows/Battery_to_Grid': power(
    'Battery to grid',
    ({ snapshot: s }) => s.figures.flows.batteryToGrid,
  ),
  'Power/Flows/Grid_to_Battery': power(
    'Grid to battery',
    ({ snapshot: s }) => s.figures.flows.gridToBattery,
  ),
  'Power/Flows/Grid_to_House': power(
    'Grid to house',
    ({ snapshot: s }) => s.figures.flows.gridToHouse,
  ),
} as const satisfies Rows;

/** Both rows of an energy: Energy/Today/..._Today_kWh and Energy/Total/..._Total_kWh. */
const energyRows = (name: string, what: string, figure: keyof EnergyFigures): Rows => ({
  [`Energy/Today/${name}_Today_kWh`]: counter(
    `${what}, today`,
    ({ snapshot: s }: View) => s.figures.energy.today[figure],
  ),
  [`Energy/Total/${name}_Total_kWh`]: counter(
    `${what}, in all`,
    ({ snapshot: s }: View) => s.figures.energy.total[figure],
  ),
});

export const gridEnergyRows: Rows = {
  ...energyRows('PV_Energy', 'PV energy', 'pv'),
  ...energyRows('Import_Energy', 'Taken from the grid', 'import'),
  ...energyRows('Export_Energy', 'Given to the grid', 'export'),
};

export const houseEnergyRows: Rows = {
  ...energyRows('Load_Energy', 'Used in the house', 'load'),
  ...energyRows('Self_Consumption_Energy', 'PV used at home', 'selfConsumption'),
  ...energyRows('Invertor_Energy', 'Inverter AC output', 'inverter'),
  ...energyRows('AC_Charge_Energy', 'Grid to battery', 'acCharge'),
};

export const batteryEnergyRows: Rows = {
  ...energyRows('Battery_Charge_Energy', 'Into the battery', 'charge'),
  ...energyRows('Battery_Discharge_Energy', 'Out of the battery', 'discharge'),
  ...energyRows('Battery_Throughput', 'Into and out of the battery', 'throughput'),
};

/** What every plant tells of itself, in the group that is named by its serial. */
export const identityRows = {
  Invertor_Serial_Number: text('Serial number', ({ snapshot }) => snapshot.serial),
  Invertor_Type: text('Model', ({ snapshot }) => invertorTypes[snapshot.model.family]),
  Invertor_Firmware: text('Firmware', ({ snapshot }) => firmwareText(snapshot)),
  Invertor_Time: row('time')('The inverter’s clock', ({ snapshot, zone }) =>
    snapshot.inverter.systemTime === undefined
      ? undefined
      : wallIn(snapshot.inverter.systemTime, zone),
  ),
  Export_Limit: row('power')(
    'Grid export limit as installed',
    ({ snapshot: s }) => s.inverter.gridExportLimit,
  ),
} as const satisfies Rows;

export const detailRows = {
  Invertor_Max_Inv_Rate: power('Rated power', ({ snapshot }) => snapshot.model.ratedPower),
  Meter_Type: text('Meter', ({ snapshot: s }) => worded(s.inverter.meterType)),
  Modbus_Version: text('Protocol', ({ snapshot: s }) => s.inverter.modbusVersion?.toFixed(2)),
  Invertor_Temperature: temperature(
    'Heat sink',
    ({ snapshot: s }) => s.inverter.inverterTemperature,
  ),
} as const satisfies Rows;

export const batteryDetailRows = {
  Invertor_Max_Bat_Rate: power(
    'Most into or out of the battery',
    ({ snapshot: s }) => s.figures.battery.maxPower,
  ),
  Battery_Capacity_kWh: row('capacity')(
    'Stored when full',
    ({ snapshot: s }) => s.figures.battery.capacity,
  ),
  Battery_Type: text('Chemistry', ({ snapshot: s }) => worded(s.inverter.batteryType)),
  Battery_Calibration_Status: text('Stage of a calibration', ({ snapshot: s }) =>
    worded(s.inverter.batteryCalibrationStage),
  ),
} as const satisfies Rows;
