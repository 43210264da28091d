import type { InverterReadings } from '../../plant/snapshot.js';
import type { JobName } from '../../controls/control.js';
import { exportSlotNumbers, slotNumbers } from '../timeslots.js';
import { row, type Kind, type Row, type Rows, type View } from './row.js';

type SettingName = Extract<NonNullable<Row['setting']>, keyof InverterReadings>;
type SettingOf<T> = {
  [Name in SettingName]: InverterReadings[Name] extends T | undefined ? Name : never;
}[SettingName];

/** A leaf that shows a setting and the control that sets it. */
const setting = (
  kind: Kind,
  what: string,
  name: SettingOf<number | boolean | string>,
  command: string,
): Row => ({
  kind,
  what,
  command,
  setting: name,
  of: ({ snapshot }) => snapshot.inverter[name],
});

const modes = ['Eco', 'Eco (Paused)', 'Timed Demand', 'Timed Export', 'Export (Paused)'] as const;
const pauseModes = ['Disabled', 'PauseCharge', 'PauseDischarge', 'PauseBoth'] as const;
const jobOptions = ['Normal', 'Running', 'Cancel', '2', '5', '10', '15', '30', '45', '60'] as const;
const longJobs = ['75', '90', '105', '120', '135', '150', '165', '180'] as const;

/** Settings of inverters, single-phase and three-phase. */
export const modeRows: Rows = {
  'Control/Mode': {
    ...row('select')('Battery mode', ({ snapshot }: View) => snapshot.figures.mode),
    command: 'setBatteryMode',
    setting: 'ecoModeEnabled',
    options: modes,
  },
  'Control/Eco_Mode': setting('switch', 'Match the house', 'ecoModeEnabled', 'setEcoMode'),
  'Control/Battery_pause_mode': {
    ...setting('select', 'Pause', 'batteryPauseMode', 'setBatteryPauseMode'),
    options: pauseModes,
  },
  'Control/Battery_Power_Reserve': setting(
    'percent',
    'Discharge stops here',
    'batteryReserve',
    'setBatteryReserve',
  ),
  'Control/Target_SOC': setting(
    'percent',
    'Charging from the grid stops here',
    'chargeTarget',
    'setChargeTarget',
  ),
  'Control/Enable_Charge_Schedule': setting(
    'switch',
    'Charge slots are obeyed',
    'chargeEnabled',
    'enableChargeSchedule',
  ),
  'Control/Enable_Discharge_Schedule': setting(
    'switch',
    'Discharge slots are obeyed',
    'dischargeEnabled',
    'enableDischargeSchedule',
  ),
  'Control/Enable_Charge_Target': setting(
    'switch',
    'The charge target is obeyed',
    'chargeTargetEnabled',
    'enableChargeTarget',
  ),
  'Control/Battery_Charge_Rate_AC': rateAc('Charge power', 'chargePowerRate', 'setChargeRateAC'),
  'Control/Battery_Discharge_Rate_AC': rateAc(
    'Discharge power',
    'dischargePowerRate',
    'setDischargeRateAC',
  ),
  'Control/Active_Power_Rate': setting(
    'percent',
    'Cap on the AC output',
    'activePowerRate',
    'setActivePowerRate',
  ),
  'Control/Real_Time_Control': setting(
    'switch',
    'Settings are kept in memory only',
    'realTimeControlEnabled',
    'enableRTC',
  ),
  'Control/Battery_Calibration': {
    ...row('select')('Calibration', ({ snapshot }: View) =>
      calibration(snapshot.inverter.batteryCalibrationStage),
    ),
    command: 'setBatteryCalibration',
    setting: 'batteryCalibrationStage',
    options: ['Off', 'Start', 'Charge Only', 'Running'],
  },
  'Control/Sync_Time': button('Set the inverter’s clock', 'systemTime', 'syncDateTime'),
  'Control/Reboot_Invertor': button('Restart the inverter', 'inverterRestart', 'rebootInverter'),
};

/** Percent of the most; GivTCP leaves it out where the inverter says 0. */
function rateAc(
  what: string,
  name: 'chargePowerRate' | 'dischargePowerRate',
  command: string,
): Row {
  return {
    ...setting('percent', `${what}, of the most`, name, command),
    of: ({ snapshot }) => snapshot.inverter[name] || undefined,
  };
}

function button(what: string, name: SettingName, command: string): Row {
  return {
    kind: 'button',
    what,
    setting: name,
    command,
    of: (view) => (view.limits(name) === undefined ? undefined : 'disable'),
  };
}

const calibration = (stage: InverterReadings['batteryCalibrationStage']): string | undefined => {
  switch (stage) {
    case undefined:
      return undefined;
    case 'off':
      return 'Off';
    case 'discharge':
      return 'Start';
    case 'charge':
      return 'Charge Only';
    default:
      return 'Running';
  }
};

/** Single-phase only: three-phase keeps another setting under the name of a cutoff. */
export const cutoffRows: Rows = {
  'Control/Battery_Power_Cutoff': setting(
    'percent',
    'Never discharged below this',
    'batteryCutoff',
    'setBatteryCutoff',
  ),
};

type RateName = 'batteryChargeRateLimit' | 'batteryDischargeRateLimit';

/** Rates in W: what the limit in percent of the capacity comes to, at most the model's own. */
export const rateRows: Rows = {
  'Control/Battery_Charge_Rate': rate(
    'Most into the battery',
    'batteryChargeRateLimit',
    'setChargeRate',
  ),
  'Control/Battery_Discharge_Rate': rate(
    'Most out of the battery',
    'batteryDischargeRateLimit',
    'setDischargeRate',
  ),
};

function rate(what: string, name: RateName, command: string): Row {
  return {
    kind: 'rate',
    what,
    command,
    setting: name,
    of: ({ snapshot: { inverter, figures } }) => {
      const { capacity, maxPower } = figures.battery;
      const percent = inverter[name];
      if (percent === undefined || capacity === undefined) return undefined;
      return Math.round(Math.min(percent * 10 * capacity, maxPower ?? Infinity));
    },
  };
}

/** Three-phase and Gateway: W by the power rate, which is percent of the most. */
export const powerRateRows: Rows = {
  'Control/Battery_Charge_Rate': byPower(
    'Most into the battery',
    'chargePowerRate',
    'setChargeRate',
  ),
  'Control/Battery_Discharge_Rate': byPower(
    'Most out of the battery',
    'dischargePowerRate',
    'setDischargeRate',
  ),
};

function byPower(
  what: string,
  name: 'chargePowerRate' | 'dischargePowerRate',
  command: string,
): Row {
  return {
    kind: 'rate',
    what,
    command,
    setting: name,
    of: ({ snapshot: { inverter, figures } }) => {
      const { maxPower } = figures.battery;
      const percent = inverter[name];
      return percent === undefined || maxPower === undefined
        ? undefined
        : Math.round((maxPower * percent) / 100);
    },
  };
}

export const threePhaseControlRows: Rows = {
  'Control/Battery_Power_Cutoff': setting(
    'percent',
    'The second floor, register 1078',
    'batteryReserveAlternate',
    'setBatteryReserveAlternate',
  ),
  'Control/Force_Charge_Enable': setting(
    'switch',
    'Charging by force',
    'forceChargeEnabled',
    'setForceCharge',
  ),
  'Control/Force_Discharge_Enable': setting(
    'switch',
    'Discharging by force',
    'forceDischargeEnabled',
    'setForceDischarge',
  ),
  'Control/Force_AC_Charge_Enable': setting(
    'switch',
    'Charging from AC',
    'chargeEnabled',
    'setACCharge',
  ),
};

const job = (name: JobName, label: string, what: string, needs: SettingName): Rows => ({
  [`Control/${label}`]: {
    kind: 'select',
    what,
    command: name,
    setting: needs,
    options: [...jobOptions, ...longJobs],
    of: ({ jobs }) => (jobs.some((running) => running.name === name) ? 'Running' : 'Normal'),
  },
  [`Control/${label}_Num`]: {
    kind: 'minutes',
    what: `${what}: minutes to go`,
    command: name,
    setting: needs,
    of: ({ jobs, now }) => {
      const running = jobs.find((job) => job.name === name);
      return running === undefined ? 0 : Math.max(0, Math.ceil((running.endsAt - now) / 60_000));
    },
  },
});

export const jobRows: Rows = {
  ...job('forceCharge', 'Force_Charge', 'Charge for some minutes', 'chargeSlot1'),
  ...job('forceExport', 'Force_Export', 'Export for some minutes', 'dischargeSlot1'),
  ...job('tempPauseCharge', 'Temp_Pause_Charge', 'Do not charge for some minutes', 'chargeSlot1'),
  ...job(
    'tempPauseDischarge',
    'Temp_Pause_Discharge',
    'Do not discharge for some minutes',
    'dischargeSlot1',
  ),
};

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
