import type { Module, Pack, PackReadings, Stack, StackReadings } from '../../plant/snapshot.js';
import { field, type Field, type FieldTable, type Unit } from './fields.js';

export const packCellNumbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] as const;
export const moduleCellNumbers = [...packCellNumbers, 17, 18, 19, 20, 21, 22, 23, 24] as const;
export const moduleSensorNumbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;

const ofPack = <Name extends keyof PackReadings>(
  unit: Unit,
  what: string,
  name: Name,
): Field<Pack, PackReadings[Name]> => field(unit, what, ({ readings }) => readings[name]);

const ofStack = <Name extends keyof StackReadings>(
  unit: Unit,
  what: string,
  name: Name,
): Field<Stack, StackReadings[Name]> => field(unit, what, ({ readings }) => readings[name]);

const packCells = ({ readings }: Pack): Values =>
  packCellNumbers.map((n) => readings[`cell${n}Voltage`]);
const moduleCells = ({ readings }: Module): Values =>
  moduleCellNumbers.map((n) => readings[`cell${n}Voltage`]);
const packSensors = ({ readings }: Pack): Values => [
  readings.cells1To4Temperature,
  readings.cells5To8Temperature,
  readings.cells9To12Temperature,
  readings.cells13To16Temperature,
];
const moduleSensors = ({ readings }: Module): Values =>
  moduleSensorNumbers.map((n) => readings[`temperature${n}`]);

/** A low-voltage pack in getBatteryStats. */
export const packFields = {
  number: field<Pack, number>('', 'Position, from 1', ({ device }) => device - 0x31),
  serial: ofPack('', 'Serial number', 'serialNumber'),
  stateOfCharge: ofPack('%', 'Charge', 'stateOfCharge'),
  voltage: ofPack('V', 'Sum of its cells', 'cellVoltageSum'),
  current: ofPack('A', 'Current', 'packCurrent'),
  temperature: ofPack('°C', 'Power stage', 'mosfetTemperature'),
  capacity: ofPack('Ah', 'Full, as last calibrated', 'calibratedCapacity'),
  designCapacity: ofPack('Ah', 'Full, when new', 'designCapacity'),
  remaining: ofPack('Ah', 'In it now', 'remainingCapacity'),
  stateOfHealth: field<Pack, number>('%', 'Calibrated of design capacity', (pack) => health(pack)),
  cycles: ofPack('', 'Charge cycles', 'cycleCount'),
  firmware: ofPack('', 'Firmware', 'bmsFirmwareVersion'),
  cellDelta: field<Pack, number>(
    'V',
    'Highest less lowest cell',
    (pack) => spread(packCells(pack)),
    3,
  ),
  cells: field<Pack, readonly Cell[]>(
    'V',
    'List of cells: number and voltage',
    (pack) => cells(packCells(pack)),
    3,
  ),
  temperatures: field<Pack, readonly Sensor[]>(
    '°C',
    'List of sensors, one for four cells: number and temperature',
    (pack) => sensors(packSensors(pack)),
  ),
} as const satisfies FieldTable<Pack>;

/** A high-voltage stack in getBatteryStats, beside its modules. */
export const stackFields = {
  number: field<Stack, number>('', 'Position, from 1', ({ device }) => device - 0x6f),
  serial: ofStack('', 'Serial number', 'serialNumber'),
  status: ofStack('', 'standby, charging, discharging ...', 'status'),
  stateOfCharge: ofStack('%', 'Charge', 'stateOfCharge'),
  stateOfHealth: ofStack('%', 'Health', 'stateOfHealth'),
  voltage: ofStack('V', 'Voltage', 'batteryVoltage'),
  current: field<Stack, number>(
    'A',
    'Current: + discharge, - charge',
    ({ readings: { current } }) =>
      // The stack itself counts charging as positive.
      current === undefined ? undefined : -current,
  ),
  power: field<Stack, number>(
    'W',
    'Power in steps of 100 W: + discharge, - charge',
    ({ readings: { power } }) => (power === undefined ? undefined : -power),
  ),
  capacity: ofStack('Ah', 'Full', 'fullCapacity'),
  remaining: ofStack('Ah', 'In it now', 'remainingCapacity'),
  cycles: ofStack('', 'Charge cycles', 'cycleCount'),
  firmware: ofStack('', 'Firmware', 'firmwareVersion'),
  temperature: ofStack('°C', 'Mean of its cells', 'averageCellTemperature'),
  maxTemperature: ofStack('°C', 'Warmest sensor', 'maxCellTemperature'),
  minTemperature: ofStack('°C', 'Coldest sensor', 'minCellTemperature'),
  cellDelta: field<Stack, number>(
    'V',
    'Highest less lowest cell',
    ({ readings }) => readings.cellVoltageSpread,
    3,
  ),
  'energy.today.charge': ofStack('kWh', 'Charged today', 'chargeToday'),
  'energy.today.discharge': ofStack('kWh', 'Discharged today', 'dischargeToday'),
  'energy.total.charge': ofStack('kWh', 'Charged in all', 'chargeTotal'),
  'energy.total.discharge': ofStack('kWh', 'Discharged in all', 'dischargeTotal'),
} as const satisfies FieldTable<Stack>;

/** A module of a stack. */
export const moduleFields = {
  number: field<Module, number>('', 'Address, from 1', ({ device }) => device - 0x4f),
  serial: field<Module, string>('', 'Serial number', ({ readings }) => readings.serialNumber),
  voltage: field<Module, number>('V', 'Sum of its cells', (module) => total(moduleCells(module))),
  cellDelta: field<Module, number>(
    'V',
    'Highest less lowest cell',
    (module) => spread(moduleCells(module)),
    3,
  ),
  cells: field<Module, readonly Cell[]>(
    'V',
    'List of cells: number and voltage',
    (module) => cells(moduleCells(module)),
    3,
  ),
  temperatures: field<Module, readonly Sensor[]>(
    '°C',
    'List of sensors: number and temperature',
    (module) => sensors(moduleSensors(module)),
  ),
} as const satisfies FieldTable<Module>;

type Values = readonly (number | undefined)[];

/** Cells and sensors keep their number when one between them cannot be read; and charts take this form. */
interface Cell {
  readonly number: number;
  readonly voltage: number;
}
interface Sensor {
  readonly number: number;
  readonly temperature: number;
}

const cells = (voltages: Values): readonly Cell[] | undefined =>
  listed(voltages, (number, voltage) => ({ number, voltage }));

const sensors = (temperatures: Values): readonly Sensor[] | undefined =>
  listed(temperatures, (number, temperature) => ({ number, temperature }));

const listed = <Item>(values: Values, item: (number: number, value: number) => Item) => {
  const list = values.flatMap((value, index) =>
    value === undefined ? [] : [item(index + 1, value)],
  );
  return list.length === 0 ? undefined : list;
};

const known = (values: Values): readonly number[] => values.filter((value) => value !== undefined);

const spread = (values: Values): number | undefined => {
  const volts = known(values);
  return volts.length < 2 ? undefined : Math.max(...volts) - Math.min(...volts);
};

const total = (values: Values): number | undefined => {
  const volts = known(values);
  return volts.length === 0 ? undefined : volts.reduce((sum, value) => sum + value, 0);
};

const health = ({ readings }: Pack): number | undefined => {
  const { calibratedCapacity: now, designCapacity: once } = readings;
  return now === undefined || once === undefined || once === 0
    ? undefined
    : Math.min(100, (100 * now) / once);
};
