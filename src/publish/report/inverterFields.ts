import type { InverterReadings, Snapshot } from '../../plant/snapshot.js';
import { field, type Field, type FieldTable, type Unit } from './fields.js';

const reading = <Name extends keyof InverterReadings>(
  unit: Unit,
  what: string,
  name: Name,
): Field<Snapshot, InverterReadings[Name]> => field(unit, what, ({ inverter }) => inverter[name]);

/** getInverterInfo: what it is and how it does. */
export const inverterFields = {
  serial: field<Snapshot, string>('', 'Serial number', (now) => now.serial),
  model: field<Snapshot, string>('', 'Model in words', (now) => now.model.name),
  family: field<Snapshot, string>(
    '',
    'Family, as this package names it',
    (now) => now.model.family,
  ),
  code: field<Snapshot, string>('', 'Device type, four hex digits', (now) => now.model.code),
  phases: field<Snapshot, number>('', 'Phases', (now) => now.model.phases),
  firmware: field<Snapshot, string>('', 'Firmware', (now) => firmwareText(now)),
  ratedPower: field<Snapshot, number>('W', 'Rated power', (now) => now.model.ratedPower),
  maxBatteryPower: field<Snapshot, number>(
    'W',
    'Most into or out of the battery',
    (now) => now.figures.battery.maxPower,
  ),
  batteryCapacity: field<Snapshot, number>(
    'kWh',
    'Stored when full',
    (now) => now.figures.battery.capacity,
  ),
  clock: reading('', 'The inverter’s own clock, local time', 'systemTime'),
  status: field<Snapshot, string>(
    '',
    'waiting, normal, warning, fault ...',
    ({ inverter }) => inverter.inverterStatus ?? inverter.emsStatus ?? inverter.workMode,
  ),
  systemMode: reading('', 'grid tied or off grid', 'systemMode'),
  faults: field<Snapshot, readonly string[]>('', 'Faults by name', (now) => faultNames(now)),
  warnings: field<Snapshot, readonly string[]>('', 'Warnings by name', (now) => warningNames(now)),
  temperature: reading('°C', 'Heat sink', 'inverterTemperature'),
  chargerTemperature: reading('°C', 'Charger', 'chargerTemperature'),
  boostTemperature: reading('°C', 'Three-phase: boost stage', 'boostTemperature'),
  buckBoostTemperature: reading('°C', 'Three-phase: buck-boost stage', 'buckBoostTemperature'),
  'grid.voltage': reading('V', 'Grid', 'gridVoltage'),
  'grid.voltageL1': reading('V', 'Grid, line to line', 'gridVoltageL1'),
  'grid.voltageL2': reading('V', 'Grid, line to line', 'gridVoltageL2'),
  'grid.voltageL3': reading('V', 'Grid, line to line', 'gridVoltageL3'),
  'grid.frequency': reading('Hz', 'Grid', 'gridFrequency'),
  'grid.current': reading('A', 'Grid', 'gridPortCurrent'),
  'output.voltage': reading('V', 'Inverter output', 'inverterOutputVoltage'),
  'output.frequency': reading('Hz', 'Inverter output', 'inverterOutputFrequency'),
  'pv.string1.power': reading('W', 'PV string 1', 'pv1Power'),
  'pv.string1.voltage': reading('V', 'PV string 1', 'pv1Voltage'),
  'pv.string1.current': reading('A', 'PV string 1', 'pv1Current'),
  'pv.string2.power': reading('W', 'PV string 2', 'pv2Power'),
  'pv.string2.voltage': reading('V', 'PV string 2', 'pv2Voltage'),
  'pv.string2.current': reading('A', 'PV string 2', 'pv2Current'),
  meterType: reading('', 'Meter', 'meterType'),
  batteryType: reading('', 'Battery chemistry', 'batteryType'),
  exportLimit: reading('W', 'Grid export limit as installed', 'gridExportLimit'),
  gridStandard: reading('', 'Grid standard as installed', 'gridSafetyStandard'),
  operatingTime: reading('h', 'Hours in operation', 'operatingTime'),
} as const satisfies FieldTable<Snapshot>;

/** As GivTCP and the installer's app write it: D0.449-A0.449; three-phase inverters have a name of their own. */
export const firmwareText = ({ inverter, model }: Snapshot): string | undefined => {
  const { dspFirmwareVersion: dsp, armFirmwareVersion: arm, firmwareVersion } = inverter;
  if (model.phases === 3 && firmwareVersion !== undefined) return firmwareVersion;
  return dsp === undefined || arm === undefined ? firmwareVersion : `D0.${dsp}-A0.${arm}`;
};

const faultNames = ({ inverter }: Snapshot): readonly string[] | undefined =>
  together([
    inverter.faultWord0,
    inverter.faultWord1,
    inverter.faultWord2,
    inverter.faultWord3,
    inverter.faultWord4,
    inverter.faultWord5,
    inverter.faultWord6,
    inverter.faultWord7,
    inverter.errorFlags,
  ]);

const warningNames = ({ inverter }: Snapshot): readonly string[] | undefined =>
  together([inverter.batteryWarningFlags, inverter.warningFlags]);

/** All names of all words that were read; none of them read is not the same as no fault. */
const together = (words: readonly (readonly string[] | undefined)[]) => {
  const known = words.filter((word) => word !== undefined);
  return known.length === 0 ? undefined : known.flat();
};
