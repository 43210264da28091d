/** Where we differ from what GivTCP 3.6 publishes, on purpose; docs/mqtt.md is written from this. */
export interface Difference {
  /** Matches paths below root and serial; the serial's own group is written <SN>. */
  readonly leaf: RegExp;
  /** The same in words, for people. */
  readonly name: string;
  readonly kind: 'absent' | 'value' | 'added';
  readonly why: string;
}

export const differences: readonly Difference[] = [
  {
    leaf: /^Energy\/Rates\/Battery_(Value|ppkwh)$/,
    name: 'Energy/Rates/Battery_Value, Battery_ppkwh',
    kind: 'value',
    why: 'The value follows the charge at every reading, the price is worked out each half hour; sun costs nothing. GivTCP does both at minutes 29 and 59.',
  },
  {
    leaf: /^Energy\/Rates\/(Day_Energy_Total_kWh|Import_ppkwh_Today)$/,
    name: 'Energy/Rates/Day_Energy_Total_kWh, Import_ppkwh_Today',
    kind: 'value',
    why: 'They begin with 0.0, as their neighbours do, where GivTCP begins with 0.',
  },
  {
    leaf: /^Energy\/Rates\//,
    name: 'Energy/Rates/... on an EMS and without a battery',
    kind: 'added',
    why: 'What the grid gives costs the same there.',
  },
  {
    leaf: /^raw\//,
    name: 'raw/...',
    kind: 'absent',
    why: 'The snapshot topic has all readings by plain names. Over REST the few are there that Predbat reads.',
  },
  {
    leaf: /^Control\/Reboot_Addon$/,
    name: 'Control/Reboot_Addon',
    kind: 'absent',
    why: 'It restarts GivTCP’s container, and there is none.',
  },
  {
    leaf: /^Stats\/Safe_Write_Count$/,
    name: 'Stats/Safe_Write_Count',
    kind: 'absent',
    why: 'Writes are counted together, in Stats/Write_Count.',
  },
  {
    leaf: /^Control\/Real_Time_Control$/,
    name: 'Control/Real_Time_Control',
    kind: 'absent',
    why: 'Left out where the register could not be read; GivTCP then says disable.',
  },
  {
    leaf: /^Timeslots\/(Charge|Discharge)_(start|end)_time_slot_([3-9]|10)$/,
    name: 'Slots 3 to 10 on three-phase',
    kind: 'absent',
    why: 'Left out where the inverter does not answer for them; GivTCP then says 00:00:00.',
  },
  {
    leaf: /_MOS_State$/,
    name: '..._MOS_State',
    kind: 'absent',
    why: 'Nobody has shown which bits of a battery’s status these are.',
  },
  {
    leaf: /\/Battery_BMS_Current$/,
    name: 'Battery_BMS_Current',
    kind: 'absent',
    why: 'GivTCP itself has replaced it by Battery_Discharge_Current, which is there where a pack measures it.',
  },
  {
    leaf: /\/Stack_SOC_(Low|Difference)$/,
    name: 'Stack_SOC_Low, Stack_SOC_Difference',
    kind: 'absent',
    why: 'They are made from a debug byte and no extremes of anything.',
  },
  {
    leaf: /^(?!Power\/Flows).*\/(Grid_Current|PV_(Voltage|Current)_String_\d)$/,
    name: 'Grid_Current and PV_..._String_N on All-in-One and AC coupled',
    kind: 'absent',
    why: 'Those registers hold something else on these models.',
  },
  {
    leaf: /^<SN>\/Export_Limit$/,
    name: 'Export_Limit on an EMS',
    kind: 'absent',
    why: 'The EMS has no such register: GivTCP’s 0 is a register of inverters, read where none is.',
  },
  {
    leaf: /^Energy\/Total\/Battery_(Charge|Discharge)_Energy_Total_kWh$/,
    name: 'Battery_Charge_Energy_Total_kWh, Battery_Discharge_Energy_Total_kWh',
    kind: 'value',
    why: 'GivTCP takes the low 16 bits, which start again at 6553.6 kWh; ours are whole, also where GivTCP has none.',
  },
  {
    leaf: /\/Stack_(Cycles|Power)$/,
    name: 'Stack_Cycles, Stack_Power',
    kind: 'value',
    why: 'GivTCP scales them wrongly: they are whole cycles, and W with a sign.',
  },
  {
    leaf: /^Power\/Flows\//,
    name: 'Power/Flows/...',
    kind: 'value',
    why: 'Ours never go below 0, and those to the house add up to the load.',
  },
  {
    leaf: /^<SN>\/Battery_Capacity_kWh$/,
    name: 'Battery_Capacity_kWh',
    kind: 'value',
    why: 'To 0.01 kWh; an All-in-One has 76.8 V a module (307.2 V in all), three-phase the capacity of its stacks without GivTCP’s 0.9.',
  },
  {
    leaf: /^Power\/Power\/(SOC_kWh|(Charge|Discharge)_(Time_Remaining|Completion_Time))$/,
    name: 'SOC_kWh, ..._Time_Remaining, ..._Completion_Time',
    kind: 'value',
    why: 'They follow from the capacity.',
  },
  {
    leaf: /^Power\/Power\/(Charge|Discharge)_Completion_Time$/,
    name: 'Charge_Completion_Time, Discharge_Completion_Time',
    kind: 'added',
    why: 'None while the battery does not go this way, which Home Assistant shows as unknown; GivTCP leaves the last time standing.',
  },
  {
    leaf: /^Stats\/GivTCP_Version$/,
    name: 'Stats/GivTCP_Version',
    kind: 'value',
    why: 'The release whose names these are.',
  },
  {
    leaf: /^Stats\/Timeout_Error$/,
    name: 'Stats/Timeout_Error',
    kind: 'added',
    why: 'A true count; GivTCP’s is always 0.',
  },
  {
    leaf: /^Stats\/(Requests|Retries|Bad_Frames|Rejected_Values)$/,
    name: 'Stats/Requests, Retries, Bad_Frames, Rejected_Values',
    kind: 'added',
    why: 'How the connection fares.',
  },
  {
    leaf: /^Power\/Power\/(Load_Phase\d_Power|Export_Phase\d_Power|Inverter_Power_Out)$/,
    name: 'Load_PhaseN_Power, Export_PhaseN_Power, Inverter_Power_Out on three-phase',
    kind: 'value',
    why: 'GivTCP shows the grid, the inverter and nothing under these names; ours are what they say.',
  },
  {
    leaf: /^Power\/(Power\/(Grid_Power|Import_Power|Battery_Power|Charge_Power|Discharge_Power|Invertor_Power|EPS_Power|Self_Consumption_Power|Battery_Voltage|(Charge|Discharge)_Time_Remaining)|Flows\/.*)$/,
    name: 'Grid_Power, Import_Power, Battery_Power, Charge_Power, Discharge_Power, Power/Flows ... on three-phase',
    kind: 'added',
    why: 'GivTCP lacks them there, and Predbat and the cards need them.',
  },
  {
    leaf: /^Control\/(Eco_Mode|Battery_Power_Reserve|Battery_(Charge|Discharge)_Rate_AC|Battery_pause_mode)$|^Timeslots\/Battery_pause_/,
    name: 'Eco_Mode, Battery_Power_Reserve, ..._Rate_AC, Battery_pause_...',
    kind: 'added',
    why: 'Shown on every model that has the setting.',
  },
  {
    leaf: /^Energy\/(Today|Total)\/(Battery_Throughput|Invertor_Energy|Self_Consumption_Energy|PV2_Energy)_(Today|Total)_kWh$/,
    name: 'Battery_Throughput, Invertor_Energy, Self_Consumption_Energy, PV2_Energy on three-phase',
    kind: 'added',
    why: 'They can be told, so they are.',
  },
];
