import {
  byte,
  capacity,
  code,
  count,
  current,
  energyWrapping,
  stateOfCharge,
  temperature,
  text,
  voltage,
} from './codecs.js';
import { ir, type RegisterTable } from './register.js';

const undocumented = 'raw bits, undocumented';
const cell = (address: number) => ir(address, voltage('uint16', 0.001), { range: [1, 5] });
const warmth = (address: number) => ir(address, temperature('int16', 0.1), { range: [-60, 150] });
const cellGroup = (address: number) =>
  ir(address, temperature('int16', 0.1), {
    range: [-60, 150],
    note: '-273.0 marks an empty slot; two of the four at 0 a corrupt page',
  });

/** One low-voltage pack, at 0x32 to 0x37. */
export const lowVoltagePack = {
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
  cells1To4Temperature: cellGroup(76),
  cells5To8Temperature: cellGroup(77),
  cells9To12Temperature: cellGroup(78),
  cells13To16Temperature: cellGroup(79),
  cellVoltageSum: ir(80, voltage('uint16', 0.001), { range: [16, 80], note: 'of all cells' }),
  mosfetTemperature: warmth(81),
  packVoltage: ir(82, voltage('uint32', 0.001), { range: [16, 80] }),
  calibratedCapacity: ir(84, capacity('uint32', 0.01), {
    note: 'what the pack holds now when full',
  }),
  designCapacity: ir(86, capacity('uint32', 0.01)),
  remainingCapacity: ir(88, capacity('uint32', 0.01)),
  statusByte1: ir(90, byte('high'), { note: undocumented }),
  statusByte2: ir(90, byte('low'), { note: undocumented }),
  statusByte3: ir(91, byte('high'), { note: undocumented }),
  statusByte4: ir(91, byte('low'), { note: undocumented }),
  statusByte5: ir(92, byte('high'), { note: undocumented }),
  statusByte6: ir(92, byte('low'), { note: undocumented }),
  statusByte7: ir(93, byte('high'), { note: undocumented }),
  warningByte1: ir(94, byte('high')),
  warningByte2: ir(94, byte('low')),
  packCurrent: ir(95, current('int16', 0.01), {
    range: [-300, 300],
    note: '+ discharge, - charge; 0 on the recorded packs',
  }),
  cycleCount: ir(96, count()),
  cellCount: ir(97, count(), { note: 'a change marks corruption' }),
  bmsFirmwareVersion: ir(98, code, { note: 'a change marks corruption or an update' }),
  stateOfCharge: ir(100, stateOfCharge, { range: [0, 100] }),
  designCapacityCopy: ir(101, capacity('uint32', 0.01)),
  maxCellTemperature: warmth(103),
  minCellTemperature: warmth(104),
  stackDischargeTotalLow: ir(105, energyWrapping, {
    note: 'of the whole stack, mirrored in every pack and even in empty slots: never summed. Low 16 bits, wraps at 6553.6 kWh; 0 on some firmware',
  }),
  stackChargeTotalLow: ir(106, energyWrapping, { note: 'as stackDischargeTotalLow' }),
  forceDischargeFlag: ir(107, code),
  serialNumber: ir(110, text(5)),
  usbDevice: ir(115, code, { note: '0, 8 and 11 seen' }),
} as const satisfies RegisterTable;

/** The low-voltage battery control unit, at 0x31. */
export const lowVoltageControl = {
  bmsStatusWord1: ir(60, code),
  bmsStatusWord2: ir(61, code),
  requestedChargeCurrent: ir(62, current('uint16'), { note: '167 on plants that fill it' }),
  requestedDischargeCurrent: ir(63, current('uint16')),
} as const satisfies RegisterTable;
