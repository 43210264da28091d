import type { Meter, Module, Pack, Stack } from '../../plant/snapshot.js';
import {
  moduleCellNumbers,
  moduleSensorNumbers,
  packCellNumbers,
} from '../report/batteryFields.js';
import {
  charge,
  count,
  counter,
  current,
  frequency,
  power,
  row,
  stored,
  temperature,
  text,
  voltage,
  type Row,
  type Rows,
} from './row.js';

const ampHours = row('ampHours');

const each = <From, N extends number>(
  numbers: readonly N[],
  make: (n: N) => readonly [string, Row<From>],
): Rows<From> => Object.fromEntries(numbers.map(make));

const packTemperatures = [
  'cells1To4Temperature',
  'cells5To8Temperature',
  'cells9To12Temperature',
  'cells13To16Temperature',
] as const;

/** A low-voltage pack, below Battery_Details/Battery_Stack_1/<its serial>. */
export const packRows: Rows<Pack> = {
  Battery_Serial_Number: text('Serial number', ({ readings: r }) => r.serialNumber),
  Battery_SOC: charge('Charge', ({ readings: r }) => r.stateOfCharge),
  Battery_Capacity: ampHours('Full, as last calibrated', ({ readings: r }) => r.calibratedCapacity),
  Battery_Design_Capacity: ampHours('Full, when new', ({ readings: r }) => r.designCapacity),
  Battery_Remaining_Capacity: ampHours('In it now', ({ readings: r }) => r.remainingCapacity),
  Battery_Firmware_Version: text('Firmware', ({ readings: r }) => r.bmsFirmwareVersion),
  Battery_Cells: count('Cells', ({ readings: r }) => r.cellCount),
  Battery_Cycles: count('Charge cycles', ({ readings: r }) => r.cycleCount),
  Battery_USB_present: text('USB device, as its code', ({ readings: r }) => r.usbDevice),
  Battery_Temperature: temperature('Power stage', ({ readings: r }) => r.mosfetTemperature),
  Battery_Voltage: voltage('Sum of its cells', ({ readings: r }) => r.cellVoltageSum),
  // Many packs always say 0: only one that has said something else measures it.
  Battery_Discharge_Current: {
    ...current(
      'Current: + discharge, - charge',
      ({ readings: r }: Pack) => r.packCurrent || undefined,
    ),
    gone: '0.0',
  },
  ...each<Pack, (typeof packCellNumbers)[number]>(packCellNumbers, (n) => [
    `Battery_Cell_${n}_Voltage`,
    voltage(`Cell ${n}`, ({ readings: r }) => r[`cell${n}Voltage`]),
  ]),
  ...each<Pack, 1 | 2 | 3 | 4>([1, 2, 3, 4], (n) => {
    const name = packTemperatures[n - 1] ?? packTemperatures[0];
    return [
      `Battery_Cell_${n}_Temperature`,
      temperature(`Cells ${4 * n - 3} to ${4 * n}`, ({ readings: r }) => r[name]),
    ];
  }),
};

/** A module of a high-voltage stack, below Battery_Details/Battery_Stack_<n>/<its serial>. */
export const moduleRows: Rows<Module> = {
  Battery_Serial_Number: text('Serial number', ({ readings: r }) => r.serialNumber),
  ...each<Module, (typeof moduleCellNumbers)[number]>(moduleCellNumbers, (n) => [
    `Battery_Cell_${n}_Voltage`,
    voltage(`Cell ${n}`, ({ readings: r }) => r[`cell${n}Voltage`]),
  ]),
  ...each<Module, (typeof moduleSensorNumbers)[number]>(moduleSensorNumbers, (n) => [
    `Battery_Cell_${n}_Temperature`,
    temperature(`Sensor ${n}`, ({ readings: r }) => r[`temperature${n}`]),
  ]),
};

/** A module has 24 cells of 3.2 V. */
const MODULE_VOLTAGE = 76.8;
/** GivTCP counts this part of a stack as usable. */
const USABLE = 0.9;

const kilowattHours =
  (ampHoursOf: (stack: Stack) => number | undefined): ((stack: Stack) => number | undefined) =>
  (stack) => {
    const charge = ampHoursOf(stack);
    const modules = stack.readings.moduleCount ?? stack.modules.length;
    return charge === undefined ? undefined : (charge * MODULE_VOLTAGE * modules * USABLE) / 1000;
  };

/** Hundredths are what the plant can tell; further digits would only be noise. */
const hundredths = (of: (stack: Stack) => number | undefined) => (stack: Stack) => {
  const value = of(stack);
  return value === undefined ? undefined : Math.round(value * 100) / 100;
};

export const usableCapacity = hundredths(kilowattHours(({ readings: r }) => r.fullCapacity));

/** A high-voltage stack, below Battery_Details/Battery_Stack_<n>. */
export const stackRows: Rows<Stack> = {
  Stack_Voltage: voltage('On the bus', ({ readings: r }) => r.busVoltage),
  Stack_Load_Voltage: voltage('Of the cells', ({ readings: r }) => r.batteryVoltage),
  Stack_Current: current('Current: + charge, - discharge', ({ readings: r }) => r.current),
  Stack_Power: power('Power: + charge, - discharge, steps of 100 W', ({ readings: r }) => r.power),
  Stack_SOH: row('percent')('Health', ({ readings: r }: Stack) => r.stateOfHealth),
  Stack_Cycles: count('Charge cycles', ({ readings: r }) => r.cycleCount),
  Stack_SOC_High: charge('Charge', ({ readings: r }) => r.stateOfCharge),
  Stack_Firmware: text('Firmware', ({ readings: r }) => r.firmwareVersion),
  Stack_Design_Capacity: row('capacity')('Stored when full, usable', usableCapacity),
  Stack_SOC_kWh: stored(
    'Stored now, usable',
    hundredths(kilowattHours(({ readings: r }) => r.remainingCapacity)),
  ),
  Stack_Charge_Energy_Today_kWh: counter('Charged today', ({ readings: r }) => r.chargeToday),
  Stack_Charge_Energy_Total_kWh: counter('Charged in all', ({ readings: r }) => r.chargeTotal),
  Stack_Discharge_Energy_Today_kWh: counter(
    'Discharged today',
    ({ readings: r }) => r.dischargeToday,
  ),
  Stack_Discharge_Energy_Total_kWh: counter(
    'Discharged in all',
    ({ readings: r }) => r.dischargeTotal,
  ),
  BMS_Temperature: temperature('Mean of its sensors', (stack) => meanTemperature(stack)),
};

const meanTemperature = ({ modules }: Stack): number | undefined => {
  const known = modules.flatMap(({ readings: r }) =>
    moduleSensorNumbers.flatMap((n) => r[`temperature${n}`] ?? []),
  );
  return known.length === 0
    ? undefined
    : Math.round((100 * known.reduce((sum, value) => sum + value, 0)) / known.length) / 100;
};

/** A meter, below Meter_Details/Meter_ID<n>. */
export const meterRows: Rows<Meter> = {
  ...each<Meter, 1 | 2 | 3>([1, 2, 3], (n) => [
    `Phase_${n}_Voltage`,
    voltage(`Phase ${n}`, ({ readings: r }) => r[`voltageL${n}`]),
  ]),
  ...each<Meter, 1 | 2 | 3>([1, 2, 3], (n) => [
    `Phase_${n}_Current`,
    current(`Phase ${n}`, ({ readings: r }) => r[`currentL${n}`]),
  ]),
  ...each<Meter, 1 | 2 | 3>([1, 2, 3], (n) => [
    `Phase_${n}_Power`,
    power(`Phase ${n}`, ({ readings: r }) => r[`activePowerL${n}`]),
  ]),
  ...each<Meter, 1 | 2 | 3>([1, 2, 3], (n) => [
    `Phase_${n}_Power_Factor`,
    row('ratio')(`Phase ${n}`, ({ readings: r }: Meter) => r[`powerFactorL${n}`]),
  ]),
  Frequency: frequency('Frequency', ({ readings: r }) => r.frequency),
  Import_Energy_kWh: counter(
    'Taken; starts again after 6553.5',
    ({ readings: r }) => r.importTotalLow,
  ),
  Export_Energy_kWh: counter(
    'Given; starts again after 6553.5',
    ({ readings: r }) => r.exportTotalLow,
  ),
};
