import {
  byte,
  bytes,
  capacity,
  code,
  count,
  current,
  energyToday,
  energyTotal,
  enumeration,
  flags32,
  isSerial,
  percent,
  power,
  temperature,
  text,
  versionText,
  voltage,
} from './codecs.js';
import { stackStates } from './labels.js';
import { doubtful, ir, type RegisterTable } from './register.js';

/** The control unit (BCU) of one high-voltage stack, from 0x70. */
export const batteryControl = {
  firmwareVersion: ir(60, versionText, { note: 'two words of text, then four digits' }),
  moduleCount: ir(64, count()),
  cellsPerModule: doubtful(ir(65, count()), '0 in every recording; modules have 24 cells'),
  temperatureSensorsPerModule: ir(66, count()),
  totalCellCount: ir(67, count(), { note: 'modules × 24' }),
  totalTemperatureSensorCount: ir(68, count(), { note: 'modules × 12' }),
  afeCounts: ir(69, bytes, { note: 'positive, negative' }),
  status: ir(70, enumeration(stackStates)),
  relayInputStatus: ir(71, code),
  relayOutputStatus: ir(72, code),
  busVoltage: ir(73, voltage('uint16', 0.1), { range: [0, 1000] }),
  batteryVoltage: ir(74, voltage('uint16', 0.1), {
    range: [0, 1000],
    note: 'differs from busVoltage by up to 2 V',
  }),
  current: ir(76, current('int16', 0.1), {
    range: [-500, 500],
    note: '+ charge, - discharge: the opposite of the inverter',
  }),
  power: ir(79, power('int16', 100), { note: '+ charge, - discharge, in steps of 100 W' }),
  stateOfCharge: ir(80, byte('high', { unit: '%', quantity: 'stateOfCharge' }), {
    range: [0, 100],
    note: 'agrees with the inverter',
  }),
  stateOfChargeDebug: doubtful(
    ir(80, byte('low', { unit: '%', quantity: 'stateOfCharge' }), {
      range: [0, 100],
    }),
    'a debugging value of unknown meaning: it can exceed the state of charge',
  ),
  stateOfHealth: ir(81, percent(), { range: [0, 100] }),
  chargeTotal: ir(82, energyTotal(), {
    note: 'the All-in-One never fills the high word, so there it wraps',
  }),
  dischargeTotal: ir(84, energyTotal()),
  chargeCapacityTotal: ir(86, capacity('uint32', 0.1)),
  dischargeCapacityTotal: ir(88, capacity('uint32', 0.1)),
  chargeToday: ir(90, energyToday('uint32')),
  dischargeToday: ir(92, energyToday('uint32')),
  chargeCapacityToday: ir(94, capacity('uint32', 0.1)),
  dischargeCapacityToday: ir(96, capacity('uint32', 0.1)),
  fullCapacity: ir(98, capacity('uint16', 0.1), { note: '52.0 when new' }),
  remainingCapacity: ir(99, capacity('uint16', 0.1)),
  cycleCount: ir(100, count(), {
    note: 'whole cycles: agrees with energy / capacity in the recording',
  }),
  chargeDischargeAllowed: ir(101, code, { note: '3 in the recordings' }),
  minDischargeVoltage: ir(102, voltage('uint16', 0.1)),
  maxChargeVoltage: ir(103, voltage('uint16', 0.1)),
  maxDischargeCurrent: ir(104, current('uint16', 0.1), { note: '25.0 on the recorded stacks' }),
  maxChargeCurrent: ir(105, current('uint16', 0.1)),
  fanSpeedAndStatus: ir(106, bytes),
  fanFaultCode: ir(107, code),
  packBalanceFlags: ir(108, flags32),
  selfCheckStatus: ir(113, code),
  packWarningFlags: ir(114, flags32),
  packProtectionFlags: ir(116, flags32),
  packFaultFlags: ir(118, flags32),
  maxCellVoltage: ir(120, voltage('uint16', 0.001)),
  maxCellVoltageModule: ir(121, code),
  maxCellVoltageCell: ir(122, code),
  minCellVoltage: ir(123, voltage('uint16', 0.001)),
  minCellVoltageModule: ir(124, code),
  minCellVoltageCell: ir(125, code),
  maxCellTemperature: ir(126, temperature('int16', 0.1)),
  maxCellTemperatureModule: doubtful(
    ir(127, code),
    '6 on a four-module All-in-One: what it counts is unknown',
  ),
  maxCellTemperatureSensor: ir(128, code),
  minCellTemperature: ir(129, temperature('int16', 0.1)),
  minCellTemperatureModule: ir(130, code),
  minCellTemperatureSensor: ir(131, code),
  copperBarTemperature1: ir(132, temperature('int16', 0.1)),
  copperBarTemperature2: ir(133, temperature('int16', 0.1)),
  cellVoltageSpread: ir(134, voltage('uint16', 0.001)),
  cellTemperatureSpread: ir(135, temperature('uint16', 0.1)),
  averageCellTemperature: ir(137, temperature('int16', 0.1)),
  serialNumber: ir(138, text(5)),
} as const satisfies RegisterTable;

const cell = (address: number) => ir(address, voltage('uint16', 0.001), { range: [1, 5] });
const warmth = (address: number) => ir(address, temperature('int16', 0.1), { range: [-60, 150] });
const surplus = (address: number) =>
  doubtful(warmth(address), 'repeats the next module on three-phase, 0 on All-in-One');

/** One high-voltage module (BMU), from 0x50. */
export const batteryModule = {
  cell1Voltage: cell(60),
  cell2Voltage: cell(61),
  cell3Voltage: cell(62),
  cell4Voltage: cell(63),
  cell5Voltage: cell(64),
  cell6Voltage: cell(65),
  cell7Voltage: cell(66),
  cell8Voltage: cell(67),
  cell9Voltage: cell(68),
  cell10Voltage: cell(69),
  cell11Voltage: cell(70),
  cell12Voltage: cell(71),
  cell13Voltage: cell(72),
  cell14Voltage: cell(73),
  cell15Voltage: cell(74),
  cell16Voltage: cell(75),
  cell17Voltage: cell(76),
  cell18Voltage: cell(77),
  cell19Voltage: cell(78),
  cell20Voltage: cell(79),
  cell21Voltage: cell(80),
  cell22Voltage: cell(81),
  cell23Voltage: cell(82),
  cell24Voltage: cell(83),
  temperature1: warmth(90),
  temperature2: warmth(91),
  temperature3: warmth(92),
  temperature4: warmth(93),
  temperature5: warmth(94),
  temperature6: warmth(95),
  temperature7: warmth(96),
  temperature8: warmth(97),
  temperature9: warmth(98),
  temperature10: warmth(99),
  temperature11: warmth(100),
  temperature12: warmth(101),
  temperature13: surplus(102),
  temperature14: surplus(103),
  temperature15: surplus(104),
  temperature16: surplus(105),
  temperature17: surplus(106),
  temperature18: surplus(107),
  temperature19: surplus(108),
  temperature20: surplus(109),
  temperature21: surplus(110),
  temperature22: surplus(111),
  temperature23: surplus(112),
  temperature24: surplus(113),
  serialNumber: ir(114, text(5), { note: 'a few frames carry it split: see moduleSerial' }),
} as const satisfies RegisterTable;

/** The high-voltage configuration page, at 0xA0. */
export const configuration = {
  bamsCount: ir(60, count(), { note: '0 on All-in-One, 1 on three-phase' }),
  bcuCount: ir(61, count(), { note: 'stacks: control units answer at 0x70 and up' }),
  moduleCount: ir(62, count()),
  totalCellCount: ir(63, count(), { note: '96 on All-in-One, 144 with six modules' }),
  totalTemperatureSensorCount: ir(64, count()),
} as const satisfies RegisterTable;

/** The aggregator over all stacks (BAMS), at 0x90. */
export const aggregator = {
  status: ir(71, code, { note: '1 in the recordings' }),
  busVoltage: ir(78, voltage('uint16', 0.1), { note: 'equals that of the stack' }),
  batteryVoltage: ir(79, voltage('uint16', 0.1), { note: 'equals that of the stack' }),
  current: ir(80, current('int16', 0.1), { note: '+ charge, as on the stack' }),
  unknownCount: doubtful(ir(82, count()), 'meaning unknown: 3'),
  minDischargeVoltage: ir(83, voltage('uint16', 0.1)),
  maxChargeVoltage: ir(84, voltage('uint16', 0.1)),
  maxDischargeCurrent: ir(85, current('uint16', 0.1)),
  maxChargeCurrent: ir(86, current('uint16', 0.1)),
} as const satisfies RegisterTable;

const wholeSerial = text(5);

/**
 * A module's serial number, from the words of IR 110 to 118. A few pages carry it split: the first
 * word at 110, the rest from 115 on (All-in-One firmware BAAA0013, one three-phase module); then
 * temperatures 21 to 24 are not valid. Absent where neither place holds one.
 */
export const moduleSerial = (words: ArrayLike<number>): string | undefined => {
  const whole = wholeSerial.decode(words, 4);
  if (whole !== undefined && isSerial(whole)) return whole;
  const split = wholeSerial.decode(
    [words[0] ?? 0, ...Array.from({ length: 4 }, (_, i) => words[5 + i] ?? 0)],
    0,
  );
  return split !== undefined && isSerial(split) ? split : undefined;
};
