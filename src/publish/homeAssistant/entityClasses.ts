import type { Kind } from '../givtcp/row.js';

/** How Home Assistant shows a value. Energies that only grow are total_increasing, so that a reset begins a new cycle. */
export interface EntityClass {
  readonly device_class?: string;
  readonly unit_of_measurement?: string;
  readonly state_class?: 'measurement' | 'total_increasing';
  readonly suggested_display_precision?: number;
}

const measured = (
  device_class: string,
  unit_of_measurement: string,
  suggested_display_precision: number,
): EntityClass => ({
  device_class,
  unit_of_measurement,
  state_class: 'measurement',
  suggested_display_precision,
});

export const entityClasses: Readonly<Record<Kind, EntityClass>> = {
  power: measured('power', 'W', 0),
  powerTenths: measured('power', 'W', 0),
  rate: measured('power', 'W', 0),
  apparentPower: measured('apparent_power', 'VA', 0),
  voltage: measured('voltage', 'V', 1),
  current: measured('current', 'A', 1),
  frequency: measured('frequency', 'Hz', 2),
  temperature: measured('temperature', '°C', 1),
  charge: measured('battery', '%', 0),
  counter: {
    device_class: 'energy',
    unit_of_measurement: 'kWh',
    state_class: 'total_increasing',
    suggested_display_precision: 1,
  },
  stored: measured('energy_storage', 'kWh', 2),
  capacity: measured('energy_storage', 'kWh', 2),
  minutes: measured('duration', 'min', 0),
  seconds: measured('duration', 's', 1),
  percent: { unit_of_measurement: '%', state_class: 'measurement', suggested_display_precision: 0 },
  ampHours: {
    unit_of_measurement: 'Ah',
    state_class: 'measurement',
    suggested_display_precision: 1,
  },
  ratio: { state_class: 'measurement', suggested_display_precision: 3 },
  count: { state_class: 'measurement' },
  money: { device_class: 'monetary', suggested_display_precision: 2 },
  price: { state_class: 'measurement', suggested_display_precision: 4 },
  time: { device_class: 'timestamp' },
  text: {},
  switch: {},
  select: {},
  slot: {},
  button: {},
};

/** Settings that are made once, and things that only an expert looks for. Daily ones have no category, or they would be left out of dashboards. */
export const isSetUpOnce = (leaf: string): boolean =>
  /^(Active_Power_Rate|Real_Time_Control|Battery_Calibration|Battery_Power_Cutoff|Sync_Time|Reboot_.*|Enable_Charge_Target|Export_Power_Limit|Car_Charge_Boost|.*(_slot|_SOC)_([3-9]|10))$/.test(
    leaf,
  );

export const isDiagnostic = (path: string): boolean =>
  /^Stats\/|(^|\/)(Invertor_(Firmware|Software|Serial_Number|Type|Time|Temperature|Max_.*)|Modbus_Version|Meter_Type|Battery_Type|Battery_Calibration_Status|Export_Limit|Power_Factor|Start_Delay_Time|DC_Status|.*_Temperature|.*_Firmware.*|.*Serial_Number|.*_Cycles|Battery_Cells|Battery_USB_present|.*_Count|.*_Number|Stack_SOH)$/.test(
    path,
  );

/** Hundreds of cells: there for whoever enables them. */
export const isHidden = (leaf: string): boolean =>
  /^Battery_Cell_\d+_|^(Timeout_Error|Time_Since_Last_Update|Data_Age|Battery_USB_present)$/.test(
    leaf,
  );
