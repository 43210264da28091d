import type { InverterReadings } from '../../plant/snapshot.js';
import { row, type Kind, type Row, type Rows, type View } from './row.js';

export type SettingName = Extract<NonNullable<Row['setting']>, keyof InverterReadings>;
export type SettingOf<T> = {
  [Name in SettingName]: InverterReadings[Name] extends T | undefined ? Name : never;
}[SettingName];

/** A leaf that shows a setting and the control that sets it. */
export const setting = (
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

/** What also an inverter without a battery has. */
export const outputRows: Rows = {
  'Control/Active_Power_Rate': setting(
    'percent',
    'Cap on the AC output',
    'activePowerRate',
    'setActivePowerRate',
  ),
  'Control/Sync_Time': button('Set the inverter’s clock', 'systemTime', 'syncDateTime'),
  'Control/Reboot_Invertor': button('Restart the inverter', 'inverterRestart', 'rebootInverter'),
};

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
  ...outputRows,
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
