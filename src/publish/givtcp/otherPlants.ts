import { meterNumbers, type aioNumbers, type managedNumbers } from '../report/meterFields.js';
import {
  charge,
  count,
  counter,
  current,
  frequency,
  power,
  powerTenths,
  row,
  stored,
  temperature,
  text,
  voltage,
  worded,
  type Row,
  type Rows,
  type View,
} from './row.js';

type Reading = Extract<
  {
    [Name in keyof View['snapshot']['inverter']]-?: View['snapshot']['inverter'][Name] extends
      | number
      | undefined
      ? Name
      : never;
  }[keyof View['snapshot']['inverter']],
  string
>;

const of =
  (name: Reading) =>
  ({ snapshot }: View): number | undefined =>
    snapshot.inverter[name];

/** Rows that say the same of each of the three phases. */
const phases = (make: (phase: 1 | 2 | 3) => readonly [string, Row]): Rows =>
  Object.fromEntries(([1, 2, 3] as const).map(make));

/** Power/Power of three-phase inverters as GivTCP names it. */
export const threePhasePowerRows: Rows = {
  'Power/Power/PV_Power': powerTenths('Sun', ({ snapshot: { inverter } }) =>
    plus(inverter.pv1Power, inverter.pv2Power),
  ),
  'Power/Power/PV_Power_String_1': powerTenths('PV string 1', of('pv1Power')),
  'Power/Power/PV_Power_String_2': powerTenths('PV string 2', of('pv2Power')),
  'Power/Power/PV_Voltage_String_1': voltage('PV string 1', of('pv1Voltage')),
  'Power/Power/PV_Voltage_String_2': voltage('PV string 2', of('pv2Voltage')),
  'Power/Power/PV_Current_String_1': current('PV string 1', of('pv1Current')),
  'Power/Power/PV_Current_String_2': current('PV string 2', of('pv2Current')),
  'Power/Power/PV_Current': current('Both strings', ({ snapshot: { inverter } }) =>
    plus(inverter.pv1Current, inverter.pv2Current),
  ),
  'Power/Power/Meter2_Power': powerTenths('PV on meter 2', of('meter2Power')),
  'Power/Power/Export_Power': powerTenths('To the grid', of('gridExportPower')),
  'Power/Power/Meter_Import_Power': powerTenths('From the grid', of('gridImportPower')),
  'Power/Power/Meter_Export_Power': powerTenths('To the grid', of('gridExportPower')),
  'Power/Power/Battery_Charge_Power': powerTenths('Into the battery', of('batteryChargePower')),
  'Power/Power/Battery_Discharge_Power': powerTenths(
    'Out of the battery',
    of('batteryDischargePower'),
  ),
  'Power/Power/Inverter_Power_Out': powerTenths('Inverter output', of('inverterOutputPower')),
  'Power/Power/AC_Charge_Power': powerTenths('Grid to battery', of('acChargePower')),
  'Power/Power/Grid_Apparent_Power': row('apparentPower')(
    'Apparent power',
    of('inverterApparentPower'),
  ),
  'Power/Power/Load_Power': powerTenths('House', of('loadPower')),
  ...phases((n) => [
    `Power/Power/EPS_Phase${n}_Power`,
    powerTenths(`Backup output, phase ${n}`, of(`epsPowerL${n}`)),
  ]),
  ...phases((n) => [
    `Power/Power/Load_Phase${n}_Power`,
    power(`House, phase ${n}`, of(`loadPowerL${n}`)),
  ]),
  ...phases((n) => [
    `Power/Power/Export_Phase${n}_Power`,
    power(`To the grid, phase ${n}: + export, - import`, of(`gridMeterPowerL${n}`)),
  ]),
  ...phases((n) => [
    `Power/Power/Grid_Phase${n}_Voltage`,
    voltage(`Grid, line to line ${n}`, of(`gridVoltageL${n}`)),
  ]),
  ...phases((n) => [
    `Power/Power/Output_Phase${n}_Voltage`,
    voltage(`Phase ${n} to neutral`, of(`phaseVoltageL${n}`)),
  ]),
  ...phases((n) => [
    `Power/Power/Grid_Phase${n}_Current`,
    current(`Grid, phase ${n}`, of(`gridCurrentL${n}`)),
  ]),
  'Power/Power/Grid_Frequency': frequency('Grid', of('gridFrequency')),
  'Power/Power/EPS_Nominal_Frequency': frequency('Backup output', of('backupNominalFrequency')),
  'Power/Power/PCS_Voltage': voltage('Battery, at the inverter', of('batteryVoltagePcs')),
  'Power/Power/BMS_Voltage': voltage('Battery, by itself', of('batteryVoltage')),
  'Power/Power/Battery_Current': current('Battery', of('batteryCurrent')),
};

export const threePhaseDetailRows: Rows = {
  status: text('State', ({ snapshot: s }: View) => worded(s.inverter.inverterStatus)),
  System_Mode: text('Grid tied or off grid', ({ snapshot: s }: View) =>
    worded(s.inverter.systemMode),
  ),
  Power_Factor: count('Power factor, as its code', of('inverterPowerFactorCode')),
  Start_Delay_Time: count('Seconds until it starts', of('startCountdown')),
  Battery_Priority: text('First served', ({ snapshot: s }: View) =>
    worded(s.inverter.batteryPriority),
  ),
  Inverter_Temperature: temperature('Heat sink', of('inverterTemperature')),
  Boost_Temperature: temperature('Boost stage', of('boostTemperature')),
  Buck_Boost_Temperature: temperature('Buck-boost stage', of('buckBoostTemperature')),
  DC_Status: text('State of the DC side', ({ snapshot: s }: View) => worded(s.inverter.dcStatus)),
  Invertor_Software: text('Software', ({ snapshot: s }: View) => s.inverter.softwareVersion),
};

const counters = (
  name: string,
  what: string,
  today: Reading | undefined,
  total: Reading,
): Rows => ({
  ...(today && { [`Energy/Today/${name}_Today_kWh`]: counter(`${what}, today`, of(today)) }),
  [`Energy/Total/${name}_Total_kWh`]: counter(`${what}, in all`, of(total)),
});

export const threePhaseEnergyRows: Rows = {
  ...counters('PV1_Energy', 'PV string 1', 'pv1Today', 'pv1Total'),
  ...counters('PV2_Energy', 'PV string 2', 'pv2Today', 'pv2Total'),
  ...counters('Export2_Energy', 'PV on meter 2', 'extraGenerationToday', 'extraGenerationTotal'),
  ...counters(
    'Inverter_Out_Energy',
    'Inverter output',
    'inverterOutputToday',
    'inverterOutputTotal',
  ),
};

export const emsRows: Rows = {
  // As GivTCP passes it on: here - is export, against all other leaves of this name.
  'Power/Grid_Power': power('Grid: + import, - export', of('gridMeterPower')),
  'Power/Calculated_Load_Power': power('House, computed', of('calculatedLoadPower')),
  'Power/Measured_Load_Power': power('House, measured', of('measuredLoadPower')),
  'Power/Generation_Load_Power': power('Generation', of('generationPower')),
  'Power/Battery_Power': power('Batteries: + discharge, - charge', of('batteryPower')),
  'Power/Other_Battery_Power': power('Other batteries', of('otherBatteryPower')),
  ...Object.fromEntries(
    meterNumbers.flatMap((n) => [
      [`Power/Meters/Meter_${n}_Power`, power(`Meter ${n}`, of(`meter${n}Power`))],
      [
        `Power/Meters/Meter_${n}_Status`,
        text(`Meter ${n}`, ({ snapshot: s }: View) => worded(s.inverter[`meter${n}Status`])),
      ],
    ]),
  ),
  'Control/Car_Charge_Mode': text('Car charging', ({ snapshot: s }: View) =>
    worded(s.inverter.evChargerMode),
  ),
  'Control/Plant_Charge_Compensation': row('power')(
    'Charge compensation',
    of('plantChargeCompensation'),
  ),
  'Control/Plant_Discharge_Compensation': row('power')(
    'Discharge compensation',
    of('plantDischargeCompensation'),
  ),
};

export const emsDetailRows: Rows = {
  status: text('State', ({ snapshot: s }: View) => worded(s.inverter.emsStatus)),
  Plant_Status: text('State of the plant', ({ snapshot: s }: View) => worded(s.inverter.emsStatus)),
  Serial_Number: text('Serial number', ({ snapshot }: View) => snapshot.serial),
  Inverter_Count: count('Managed inverters', of('inverterCount')),
  Meter_Count: count('Meters', of('meterCount')),
  Car_Charge_Count: count('Car chargers', of('expectedEvChargerCount')),
  Remaining_Battery_Wh: row('count')('Stored now, Wh', of('batteryRemainingEnergy')),
};

/** An inverter that an EMS manages, below Inverters/<its serial>. */
export const managedRows = (n: (typeof managedNumbers)[number]): Rows => ({
  Power: power('Power', of(`inverter${n}Power`)),
  SOC: charge('Charge', of(`inverter${n}StateOfCharge`)),
  Temperature: temperature('Temperature', of(`inverter${n}Temperature`)),
  Serial_Number: text(
    'Serial number',
    ({ snapshot: s }: View) => s.inverter[`inverter${n}SerialNumber`],
  ),
  status: text('State', ({ snapshot: s }: View) => worded(s.inverter[`inverter${n}Status`])),
});

export const gatewayRows: Rows = {
  'Power/Power/Grid_Voltage': voltage('Grid', of('gridVoltage')),
  'Power/Power/Grid_Current': current('Grid', of('gridCurrent')),
  'Power/Power/Grid_Frequency': frequency('Grid', of('gridFrequency')),
  'Power/Power/Load_Voltage': voltage('House', of('loadVoltage')),
  'Power/Power/Load_Current': current('House', of('loadCurrent')),
  'Power/Power/PV_Current': current('Sun', of('pvCurrent')),
  'Power/Power/Liberty_Power': power('All-in-Ones: + discharge', ({ snapshot: { inverter } }) =>
    inverter.aioPowerTotal === undefined ? undefined : -inverter.aioPowerTotal,
  ),
  'Power/Power/Grid_Relay_Voltage': voltage('Grid relay', of('gridRelayVoltage')),
  'Power/Power/Inverter_Relay_Voltage': voltage('Inverter relay', of('inverterRelayVoltage')),
  'Power/Power/SOC_kWh': stored('Stored now', ({ snapshot: s }) => s.figures.battery.energy),
  ...counters(
    'Parallel_Total_Charge_Energy',
    'Into all batteries',
    'batteryChargeToday',
    'batteryChargeTotal',
  ),
  ...counters(
    'Parallel_Total_Discharge_Energy',
    'Out of all batteries',
    'batteryDischargeToday',
    'batteryDischargeTotal',
  ),
};

export const gatewayDetailRows: Rows = {
  Gateway_Software_Version: text('Software', ({ snapshot: s }: View) => s.inverter.firmwareVersion),
  Parallel_Total_AIO_Number: count('All-in-Ones', of('aioCount')),
  Parallel_Total_AIO_Online_Number: count('All-in-Ones that answer', of('aioOnlineCount')),
  Gateway_State: text('State', ({ snapshot: s }: View) => worded(s.inverter.aioState)),
  Gateway_Mode: text('Mode', ({ snapshot: s }: View) => worded(s.inverter.workMode)),
};

/** An All-in-One behind a Gateway, below Inverters/AIO_<n>. */
export const aioRows = (n: (typeof aioNumbers)[number]): Rows => ({
  AC_Charge_Energy_Today_kWh: counter('Charged today', of(`aio${n}ChargeToday`)),
  AC_Charge_Energy_Total_kWh: counter('Charged in all', of(`aio${n}ChargeTotal`)),
  AC_Discharge_Energy_Today_kWh: counter('Discharged today', of(`aio${n}DischargeToday`)),
  AC_Discharge_Energy_Total_kWh: counter('Discharged in all', of(`aio${n}DischargeTotal`)),
  SOC: charge('Charge', of(`aio${n}StateOfCharge`)),
  Invertor_Power: power('Power', of(`aio${n}Power`)),
  [`AIO_${n}_Serial_Number`]: text(
    'Serial number',
    ({ snapshot: s }: View) => s.inverter[`aio${n}SerialNumber`],
  ),
});

const plus = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : a + b;
