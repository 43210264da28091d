import {
  apparentPower,
  bitfield,
  code,
  current,
  duration,
  each,
  energyToday,
  energyTotal,
  energyWrapping,
  enumeration,
  frequency,
  lineFrequency,
  power,
  powerFactor,
  stateOfCharge,
  temperature,
  unlessZero,
  voltage,
} from './codecs.js';
import { singlePhaseHolding } from './singlePhaseHolding.js';
import { batteryWarnings, chargeStates, inverterStates, systemModes } from './labels.js';
import { doubtful, ir, type RegisterTable } from './register.js';

/** Single-phase inverters: hybrids, AC coupled, All-in-One, PV only. */
export const singlePhase = {
  ...singlePhaseHolding,
  // Live values.
  inverterStatus: ir(0, enumeration(inverterStates)),
  pv1Voltage: ir(1, voltage('uint16', 0.1), {
    range: [0, 2000],
    note: 'AC coupled and All-in-One fill this with the grid voltage or noise',
  }),
  pv2Voltage: ir(2, voltage('uint16', 0.1), { range: [0, 2000], note: 'as pv1Voltage' }),
  positiveBusVoltage: ir(3, voltage('uint16', 0.1)),
  negativeBusVoltage: ir(4, voltage('uint16', 0.1)),
  gridVoltage: ir(5, voltage('uint16', 0.1), { range: [0, 500] }),
  batteryThroughputTotal: ir(6, energyTotal(), {
    note: 'charge and discharge together: the exact sum of both totals in every recording',
  }),
  pv1Current: ir(8, current('uint16', 0.1), { range: [0, 500], note: 'as pv1Voltage' }),
  pv2Current: ir(9, current('uint16', 0.1), { range: [0, 500], note: 'as pv1Voltage' }),
  inverterOutputCurrent: ir(10, current('uint16', 0.1), { range: [0, 500] }),
  pvTotal: ir(11, energyTotal(), {
    note: 'both strings; on All-in-One and AC coupled the generation CT',
  }),
  gridFrequency: ir(13, lineFrequency, { range: [40, 70] }),
  chargeStatus: doubtful(
    ir(14, enumeration(chargeStates)),
    'contradicts the battery power: idle AC units say charging, All-in-Ones discharging',
  ),
  highBridgeBusVoltage: ir(15, voltage('uint16', 0.1)),
  inverterPowerFactor: ir(16, powerFactor, { range: [-1, 1], note: '0.098 and 0.998 seen' }),
  pv1Today: ir(17, energyToday()),
  pv1Power: ir(18, power('uint16'), {
    range: [0, 50000],
    note: 'on All-in-One and AC coupled an external CT',
  }),
  pv2Today: ir(19, energyToday()),
  pv2Power: ir(20, power('uint16'), { range: [0, 50000], note: 'as pv1Power' }),
  exportTotal: ir(21, energyTotal()),
  solarDiverterEnergy: doubtful(
    ir(23, energyTotal('uint16', 0.1)),
    'meaning unproven: documents call it a temperature, a recording holds a constant',
  ),
  inverterOutputPower: ir(24, power('int16'), {
    note: '+ to house and grid, - charging from the AC side. On hybrids it equals loadPower + gridPower',
  }),
  exportToday: ir(25, energyToday()),
  importToday: ir(26, energyToday()),
  acChargeTotal: ir(27, energyTotal(), { note: 'grid to battery, through the inverter' }),
  parallelOutputModeAndId: doubtful(
    ir(29, code),
    'meaning unproven: constant in the recordings, though others decode energy',
  ),
  gridPower: ir(30, power('int16'), { note: '+ export, - import' }),
  epsPower: ir(31, power('uint16'), {
    range: [0, 50000],
    note: 'part of loadPower, never added to it',
  }),
  importTotal: ir(32, energyTotal()),
  acChargeToday: ir(35, energyToday(), { note: 'grid to battery, through the inverter' }),
  batteryChargeToday: ir(36, energyToday(), {
    note: 'equal to batteryChargeTodayAlternate in all 216 pairs of the Gen 1 recording',
  }),
  batteryDischargeToday: ir(37, energyToday(), {
    note: 'equal to batteryDischargeTodayAlternate in all 216 pairs of the Gen 1 recording',
  }),
  startCountdown: ir(38, duration('s')),
  inverterFaultWord: ir(39, code, { note: 'raw bits' }),
  inverterWarningWord: ir(40, code, { note: 'raw bits' }),
  inverterTemperature: ir(41, temperature('int16', 0.1), {
    range: [-40, 100],
    note: 'above 100 °C the whole answer is corrupt',
  }),
  loadPower: ir(42, power('uint16'), {
    range: [0, 50000],
    note: 'the house, backup output included',
  }),
  inverterApparentPower: ir(43, apparentPower('uint16'), { range: [0, 50000] }),
  inverterOutputToday: ir(44, energyToday(), {
    note: 'what the inverter delivered on its AC side. Not the sun: PV today is pv1Today + pv2Today',
  }),
  inverterOutputTotal: ir(45, energyTotal(), {
    note: 'what the inverter delivered on its AC side. PV is pvTotal',
  }),
  operatingTime: ir(47, duration('h', 'uint32'), {
    range: [0, 876000],
    note: 'ticks once an hour',
  }),
  systemMode: ir(49, enumeration(systemModes)),
  batteryVoltage: ir(50, voltage('uint16', 0.01), { range: [0, 600] }),
  batteryCurrent: ir(51, current('int16', 0.01), {
    range: [-300, 300],
    note: '+ discharge, - charge',
  }),
  batteryPower: ir(52, power('int16'), { note: '+ discharge, - charge' }),
  inverterOutputVoltage: ir(53, voltage('uint16', 0.1), {
    range: [0, 500],
    note: 'at the backup terminal',
  }),
  inverterOutputFrequency: ir(54, lineFrequency, {
    range: [40, 70],
    note: 'at the backup terminal',
  }),
  chargerTemperature: ir(55, temperature('int16', 0.1), { range: [-40, 100] }),
  batteryTemperature: ir(56, temperature('int16', 0.1), { range: [-40, 100] }),
  batteryWarningFlags: ir(57, bitfield(batteryWarnings)),
  gridPortCurrent: ir(58, current('uint16', 0.01), {
    note: 'fits the AC side of Gen 1, Gen 2 and HV Gen 3, not of the All-in-One',
  }),
  stateOfCharge: ir(59, stateOfCharge, {
    range: [0, 100],
    note: '0 while no calibration runs is a glitch',
  }),
  // Counters that depend on the firmware.
  batteryDischargeTotalLow: ir(180, energyWrapping, {
    note: 'low 16 bits of a total that wraps at 6553.6 kWh; with the charge total it makes batteryThroughputTotal, whose wraps rebuild it. Gen 1 only',
  }),
  batteryChargeTotalLow: ir(181, energyWrapping, { note: 'as batteryDischargeTotalLow' }),
  batteryDischargeTodayAlternate: ir(182, energyToday(), { note: 'Gen 1 only' }),
  batteryChargeTodayAlternate: ir(183, energyToday(), { note: 'Gen 1 only' }),
  evChargerCurrentL2L3: doubtful(
    ir(184, each(current('uint16', 0.1), 2)),
    'known from documents of newer firmware alone; there 180 to 183 too belong to the EV charger',
  ),
  evChargerFrequency: doubtful(
    ir(186, frequency('uint16', 0.1)),
    'known from documents of newer firmware alone; there 180 to 183 too belong to the EV charger',
  ),
  evChargerPower: doubtful(
    ir(187, power('uint16', 100)),
    'known from documents of newer firmware alone; there 180 to 183 too belong to the EV charger',
  ),
  evChargerTotal: doubtful(
    ir(188, energyTotal('uint32', 0.01)),
    'known from documents of newer firmware alone; there 180 to 183 too belong to the EV charger',
  ),
  evChargerState: doubtful(
    ir(190, code),
    'known from documents of newer firmware alone; there 180 to 183 too belong to the EV charger',
  ),
  evChargerSetCurrent: doubtful(
    ir(192, current('uint16', 0.1)),
    'known from documents of newer firmware alone; there 180 to 183 too belong to the EV charger',
  ),
  batteryChargeTotal: ir(194, unlessZero(energyTotal()), {
    note: 'newer firmware only (All-in-One 620, HV Gen 3): with the discharge total it makes batteryThroughputTotal exactly. Which of the two is charge is documented, not proven',
  }),
  batteryDischargeTotal: ir(196, unlessZero(energyTotal()), {
    note: 'as batteryChargeTotal; may exceed it by some percent',
  }),
  gridCtPower: doubtful(
    ir(198, power('int16', 10)),
    'known from documents alone; 0 in the recordings',
  ),
  systemStateFlags: doubtful(
    ir(199, bitfield({})),
    'known from documents alone; 0 in the recordings',
  ),
  hvModuleVoltageSense: doubtful(
    ir(200, each(code, 5)),
    'meaning unknown: five similar values on HV Gen 3',
  ),
  unknown221: doubtful(ir(221, code), 'meaning unknown: a constant'),
  autoTestStep: doubtful(ir(227, code), 'a constant 300 in the recordings'),
  gridVoltageMeter3: ir(240, voltage('uint16', 0.1), { note: '240.8 V seen on Gen 1' }),
  combinedGenerationPower: ir(247, power('uint32'), {
    range: [0, 100000],
    note: 'of the newer families; no recording',
  }),
} as const satisfies RegisterTable;
