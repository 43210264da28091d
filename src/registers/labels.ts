// What codes and bits mean. A map that several tables share is written once here, so that one
// reading name has the same values on every family.

export const gridStandards = {
  0: 'none',
  1: 'VDE0126',
  2: 'EN50549',
  3: 'AS4777',
  4: 'CEI021',
  5: 'Mauritius',
  6: 'XINA1',
  7: 'N4105',
  8: 'G98',
  9: 'Netherlands',
  10: 'CGC',
  11: 'Poland',
  12: 'G99',
  13: 'Belgium',
  14: 'CGC_1',
  15: 'Northern Ireland',
  16: 'G98_NI',
  17: 'G99_NI',
} as const;

export const usbDevices = { 0: 'none', 1: 'wifi', 2: 'disk' } as const;

export const ecoModes = { 0: 'export at full rate', 1: 'eco: match demand' } as const;

export const calibrationStages = {
  0: 'off',
  1: 'discharge',
  2: 'set lower limit',
  3: 'charge',
  4: 'set upper limit',
  5: 'balance',
  6: 'set full capacity',
  7: 'finish',
} as const;

export const meterTypes = { 0: 'CT or EM418', 1: 'EM115' } as const;

export const batteryTypes = { 0: 'lead acid', 1: 'lithium' } as const;

export const powerFactorModes = {
  0: 'power factor 1',
  1: 'power factor by setting',
  2: 'default power factor line',
  3: 'user power factor line',
  4: 'under-excited inductive',
  5: 'over-excited capacitive',
  6: 'reactive power by voltage',
  7: 'default power factor line 2',
  8: 'under-excited reactive power by voltage',
  9: 'over-excited reactive power by voltage',
} as const;

/** Bits of a 32-bit word counted from its highest. */
export const inverterErrors = {
  3: 'backup overload',
  6: 'grid monitor communication',
  7: 'ARM communication',
  8: 'consistency',
  9: 'EEPROM',
  16: 'inverter frequency',
  17: 'relay',
  18: 'inverter voltage',
  19: 'GFCI',
  20: 'Hall sensor',
  21: 'DSP communication',
  22: 'bus over-voltage',
  23: 'inverter current',
  24: 'no utility',
  25: 'PV isolation',
  26: 'leakage current high',
  27: 'DCI high',
  28: 'PV over-voltage',
  29: 'grid voltage',
  30: 'grid frequency',
  31: 'inverter NTC',
} as const;

export const exportPriorities = {
  0: 'load first',
  1: 'battery first',
  2: 'grid first',
} as const;

export const pauseModes = {
  0: 'Disabled',
  1: 'PauseCharge',
  2: 'PauseDischarge',
  3: 'PauseBoth',
} as const;

export const inverterStates = {
  0: 'waiting',
  1: 'normal',
  2: 'warning',
  3: 'fault',
  4: 'flashing firmware',
  5: 'bypass',
} as const;

export const chargeStates = {
  0: 'idle',
  2: 'charging',
  3: 'finishing',
  5: 'discharging',
} as const;

export const systemModes = { 0: 'off grid', 1: 'grid tied' } as const;

export const batteryWarnings = {
  0: 'BMS under-temperature charge',
  1: 'BMS under-temperature discharge',
  2: 'BMS over-temperature charge',
  3: 'BMS over-temperature discharge',
  4: 'BMS under-voltage',
  5: 'BMS over-voltage',
  6: 'BMS short circuit',
  7: 'BMS over-current',
  8: 'charge/discharge module temperature',
  9: 'battery temperature',
  10: 'BMS communication fail',
  12: 'soft start fail',
  13: 'battery voltage low',
  14: 'battery voltage high',
  15: 'meter communication fail',
} as const;

export const pvInputModes = { 0: 'independent', 1: 'parallel' } as const;

export const maintenanceModes = { 0: 'off', 1: 'discharge', 2: 'charge', 3: 'standby' } as const;

export const batteryPriorities = { 0: 'load', 1: 'battery', 2: 'grid' } as const;

/** W by the code in bits 12 to 15 of HR 1012. */
export const inverterSizes = [
  1000, 2000, 3000, 3600, 4000, 4600, 5000, 6000, 7000, 8000, 10_000, 11_000, 15_000, 20_000,
  30_000, 50_000,
] as const;

/** W by the code in bits 4 to 7 of HR 1012. */
export const batterySizes = [
  1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 10_000, 11_000,
] as const;

export const deviceClasses = {
  0: 'one-phase low voltage',
  1: 'one-phase high voltage',
  2: 'three-phase low voltage',
  3: 'three-phase high voltage',
} as const;

/** Words 0 to 8 of the three-phase fault flags, bits counted from the lowest. */
export const threePhaseFaults = [
  {
    0: 'battery voltage high',
    2: 'bus 2 voltage high',
    3: 'bus voltage high',
    4: 'inverter over-current TZ',
    5: 'frequency unstable',
    6: 'buck-boost',
    7: 'BDC over-current',
    8: 'grid zero-cross loss',
    12: 'L1 voltage',
    13: 'L2 voltage',
    14: 'L3 voltage',
    15: 'grid frequency out of range',
  },
  {
    0: 'gateway communication',
    1: 'GFCI damage',
    2: 'L1 low',
    3: 'L1 high',
    4: 'L2 low',
    5: 'L2 high',
    6: 'L3 low',
    7: 'L3 high',
    8: 'inverter over-current',
    12: 'L1 current RMS',
    13: 'L2 current RMS',
    14: 'L3 current RMS',
    15: 'no grid connection',
  },
  {
    0: 'grid frequency low',
    1: 'grid frequency high',
    2: 'grid voltage imbalance',
    3: 'AC PLL',
    4: 'overload',
    5: 'backflow timeout',
    7: 'on-grid voltage or frequency out of range',
    8: 'EPS L1 loss',
    9: 'EPS L2 loss',
    10: 'EPS L3 loss',
    11: 'EPS bus voltage low',
    12: 'EPS overload',
    13: 'EPS voltage high',
    14: 'DC voltage high',
    15: 'battery over-current',
  },
  {
    0: 'battery reversed',
    1: 'battery open',
    2: 'battery voltage low',
    4: 'bus 2 voltage abnormal',
    5: 'buck-boost soft start fail',
    6: 'battery voltage high',
    8: 'BMS error',
    9: 'BMS communication',
    13: 'battery sleep',
    14: 'lead-acid NTC open',
    15: 'BMS power forbidden',
  },
  { 5: 'PV1 voltage low', 6: 'PV2 voltage low' },
  {
    0: 'DCI high',
    1: 'PV isolation low',
    2: 'NTC open',
    3: 'bus voltage high',
    4: 'PV voltage high',
    5: 'boost over-temperature',
    6: 'buck-boost over-temperature',
    7: 'inverter over-temperature',
    8: 'EPS short circuit',
    9: 'auto test',
    10: 'init model',
    11: 'relay',
    12: 'bus unbalance',
    13: 'DSP firmware mismatch',
    14: 'PV1 short',
    15: 'PV2 short',
  },
  {
    0: 'PV voltage high',
    1: 'external device',
    2: 'A communication',
    3: 'B communication',
    4: 'controller forced inverter fault',
    5: 'controller forced SP fault',
    6: 'GFCI high',
    7: 'virtual load over-temperature',
    8: 'internal communication 3',
    9: 'grid consistency',
    10: 'EPS connected to grid',
    11: 'internal over-temperature',
    12: 'fan',
    13: 'hardware mismatch',
  },
  {
    0: 'CT L/N reversed',
    1: 'pairing timeout',
    2: 'meter communication loss',
    6: 'battery over-temperature',
    7: 'battery overload',
    8: 'battery full',
    9: 'battery needs charge',
    10: 'BMS warning',
    11: 'battery weak',
    12: 'battery low power',
    13: 'NTC open',
    14: 'fan warning',
  },
  {
    0: 'parallel version differs',
    1: 'output voltage differs',
    2: 'battery voltage differs',
    3: 'grid voltage differs',
    4: 'grid frequency differs',
    5: 'output setting differs',
    6: 'parameter differs',
    8: 'host line loss',
    9: 'communication loss',
    10: 'low frequency sync loss',
    11: 'high frequency sync loss',
    12: 'parallel fault',
  },
] as const;

export const evChargerModes = { 0: 'stop', 1: 'eco', 2: 'eco+', 3: 'fast' } as const;

export const emsMeterTypes = { 0: 'grid', 1: 'generation', 2: 'load', 3: 'other' } as const;

export const emsMeterStates = { 0: 'disabled', 1: 'online', 2: 'offline' } as const;

export const emsInverterStates = {
  0: 'absent',
  1: 'waiting',
  2: 'online',
  3: 'warning',
  4: 'error',
  5: 'flashing firmware',
  7: 'offline',
} as const;

export const gatewayModes = {
  0: 'initialising',
  1: 'off grid',
  2: 'on grid',
  3: 'fault',
  4: 'updating',
} as const;

/** Bits of a 32-bit word counted from its highest. */
export const gatewayWarnings = {
  0: 'relay 1 & 2 bonding',
  1: 'relay 3 & 4 bonding',
  2: 'relay 1 & 2 disconnect',
  3: 'relay 3 & 4 disconnect',
  4: 'over-frequency 1',
  5: 'under-frequency 1',
  6: 'over-voltage 1',
  7: 'under-voltage 1',
  8: 'over-frequency 2',
  9: 'under-frequency 2',
  10: 'over-voltage 2',
  11: 'under-voltage 2',
  13: 'no zero-point protection',
  14: 'over quarter AC voltage',
  15: 'under quarter AC voltage',
  16: 'long-time over-voltage',
  17: 'over-frequency constant',
  18: 'under-frequency constant',
  19: 'over-voltage constant',
  31: 'grid mode off',
} as const;

export const aioStates = { 0: 'static', 1: 'charge', 2: 'discharge' } as const;

export const stackStates = {
  0: 'initialising',
  1: 'precharging',
  2: 'standby',
  3: 'charging',
  4: 'discharging',
  5: 'error',
  6: 'updating',
  7: 'powered off',
  8: 'production',
} as const;
