/** What Predbat does over REST, in its order: it reads, posts, reads at once and compares. */
export const predbat = [
  { read: 'readData', finds: { 'Stats.GivTCP_Version': /^3/, 'Control.Mode': /./ } },
  { post: 'setBatteryMode', body: { mode: 'Eco' } },
  { read: 'runAll', finds: { 'Control.Mode': /^Eco$/ } },
  { post: 'setChargeSlot1', body: { start: '01:30', finish: '04:30' } },
  {
    read: 'runAll',
    finds: {
      'Timeslots.Charge_start_time_slot_1': /^01:30:00$/,
      'Timeslots.Charge_end_time_slot_1': /^04:30:00$/,
    },
  },
  { post: 'enableChargeSchedule', body: { state: 'enable' } },
  { read: 'runAll', finds: { 'Control.Enable_Charge_Schedule': /^enable$/ } },
  { post: 'setChargeTarget', body: { chargeToPercent: 91 } },
  { read: 'runAll', finds: { 'Control.Target_SOC': /^91$/ } },
  { post: 'enableChargeTarget', body: { state: 'enable' } },
  {
    read: 'runAll',
    finds: { 'Control.Enable_Charge_Target': /^enable$/, 'Control.Target_SOC': /^91$/ },
  },
  { post: 'setChargeRate', body: { chargeRate: 2600 } },
  { read: 'runAll', finds: { 'Control.Battery_Charge_Rate': /^2600$/ } },
  { post: 'setDischargeRate', body: { dischargeRate: 0 } },
  { read: 'runAll', finds: { 'Control.Battery_Discharge_Rate': /^0$/ } },
  { post: 'setBatteryReserve', body: { reservePercent: 20 } },
  { read: 'runAll', finds: { 'Control.Battery_Power_Reserve': /^20$/ } },
  { post: 'setDischargeSlot1', body: { start: '17:00', finish: '19:00' } },
  { post: 'enableDischargeSchedule', body: { state: 'enable' } },
  { post: 'setBatteryMode', body: { mode: 'Timed Export' } },
  {
    read: 'runAll',
    finds: {
      'Timeslots.Discharge_start_time_slot_1': /^17:00:00$/,
      'Timeslots.Discharge_end_time_slot_1': /^19:00:00$/,
      'Control.Enable_Discharge_Schedule': /^enable$/,
      'Control.Mode': /^Timed Export$/,
    },
  },
  { post: 'setDischargeRate', body: { dischargeRate: 2600 } },
  { post: 'setBatteryMode', body: { mode: 'Eco' } },
  { read: 'runAll', finds: { 'Control.Mode': /^Eco$/ } },
] as const;

/**
 * What a household does in Home Assistant: the entity by its leaf, what is sent to its command topic,
 * and what its state topic says afterwards.
 */
export const dashboard = [
  ['number', 'Target_SOC', '88', '88'],
  ['number', 'Battery_Charge_Rate', '0', '0'],
  ['number', 'Battery_Power_Reserve', '12', '12'],
  ['switch', 'Enable_Charge_Schedule', 'enable', 'enable'],
  ['switch', 'Enable_Charge_Schedule', 'disable', 'disable'],
  ['select', 'Mode', 'Timed Export', 'Timed Export'],
  ['select', 'Mode', 'Eco', 'Eco'],
  ['select', 'Charge_start_time_slot_1', '02:30:00', '02:30:00'],
  ['select', 'Charge_end_time_slot_1', '05:30:00', '05:30:00'],
  ['select', 'Temp_Pause_Charge', '15', 'Running'],
  ['select', 'Temp_Pause_Charge', 'Cancel', 'Normal'],
] as const;
