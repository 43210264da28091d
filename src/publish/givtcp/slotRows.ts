import type { InverterReadings } from '../../plant/snapshot.js';
import { exportSlotNumbers, slotNumbers } from '../report/timeslots.js';
import { setting, type SettingName, type SettingOf } from './controlRows.js';
import type { Row, Rows } from './row.js';

const edge = (
  name: SettingName & keyof SlotReadings,
  part: 'start' | 'end',
  command: string,
): Row => ({
  kind: 'slot',
  what: part === 'start' ? 'Begins' : 'Ends',
  command,
  setting: name,
  of: ({ snapshot }) => {
    const slot = snapshot.inverter[name];
    return slot === undefined ? undefined : `${slot[part]}:00`;
  },
});

type SlotReadings = {
  [
    Name in SettingName as InverterReadings[Name] extends { start: string } | undefined
      ? Name
      : never
  ]: InverterReadings[Name];
};

/** One charge or discharge slot: Timeslots/Charge_start_time_slot_1 and its end. */
const slotRows = (
  prefix: string,
  name: SettingName & keyof SlotReadings,
  number: number,
  command: string,
): Rows => ({
  [`Timeslots/${prefix}_start_time_slot_${number}`]: edge(
    name,
    'start',
    `${command}Start${number}`,
  ),
  [`Timeslots/${prefix}_end_time_slot_${number}`]: edge(name, 'end', `${command}End${number}`),
});

const target = (leaf: string, name: SettingOf<number>, command: string): Rows => ({
  [`Control/${leaf}`]: {
    ...setting('percent', 'It stops here', name, command),
    // 0 is a target that is not used: Home Assistant would refuse it.
    of: ({ snapshot }) => snapshot.inverter[name] || undefined,
  },
});

const merged = (rows: readonly Rows[]): Rows => Object.assign({}, ...rows);

/** Two-slot models: charge slot 1, discharge slots 1 and 2, as GivTCP has them. */
export const twoSlotRows: Rows = merged([
  slotRows('Charge', 'chargeSlot1', 1, 'setCharge'),
  slotRows('Discharge', 'dischargeSlot1', 1, 'setDischarge'),
  slotRows('Discharge', 'dischargeSlot2', 2, 'setDischarge'),
]);

export const tenSlotRows: Rows = merged(
  slotNumbers.flatMap((n) => [
    slotRows('Charge', `chargeSlot${n}`, n, 'setCharge'),
    slotRows('Discharge', `dischargeSlot${n}`, n, 'setDischarge'),
    target(`Charge_Target_SOC_${n}`, `chargeSlot${n}Target`, `setChargeTarget${n}`),
    target(`Discharge_Target_SOC_${n}`, `dischargeSlot${n}Target`, `setDischargeTarget${n}`),
  ]),
);

export const pauseSlotRows: Rows = {
  'Timeslots/Battery_pause_start_time_slot': edge('batteryPauseSlot', 'start', 'setPauseStart'),
  'Timeslots/Battery_pause_end_time_slot': edge('batteryPauseSlot', 'end', 'setPauseEnd'),
};

export const emsControlRows: Rows = merged([
  {
    'Control/Plant_Control': setting(
      'switch',
      'The EMS steers the plant',
      'plantControlEnabled',
      'setEmsPlant',
    ),
    'Control/Export_Power_Limit': setting(
      'rate',
      'Most that may go to the grid',
      'exportPowerLimit',
      'setExportLimit',
    ),
    'Control/Car_Charge_Boost': setting(
      'rate',
      'Extra power for the car',
      'evChargerBoostPower',
      'setCarChargeBoost',
    ),
  },
  ...exportSlotNumbers.flatMap((n) => [
    slotRows('EMS_Charge', `chargeSlot${n}`, n, 'setEMSCharge'),
    slotRows('EMS_Discharge', `dischargeSlot${n}`, n, 'setEMSDischarge'),
    slotRows('Export', `exportSlot${n}`, n, 'setExport'),
    target(`EMS_Charge_Target_SOC_${n}`, `chargeSlot${n}Target`, `setEMSChargeTarget${n}`),
    target(`EMS_Discharge_Target_SOC_${n}`, `dischargeSlot${n}Target`, `setEMSDischargeTarget${n}`),
    target(`Export_Target_SOC_${n}`, `exportSlot${n}Target`, `setExportTarget${n}`),
  ]),
]);
