import {
  bitfield,
  code,
  count,
  current,
  energyToday,
  energyTotalEitherOrder,
  enumeration,
  flags32,
  frequency,
  isSerial,
  power,
  stateOfCharge,
  text,
  versionText,
  voltage,
} from './codecs.js';
import { singlePhaseHolding } from './singlePhaseHolding.js';
import { aioStates, gatewayModes, gatewayWarnings } from './labels.js';
import { doubtful, ir, type RegisterTable } from './register.js';

// Totals that come in one answer share its word order.
const inOneAnswer = [
  [1641, 1644, 1647, 1650, 1653, 1656],
  [1706, 1709, 1712],
  [1751, 1754, 1757],
  [1796, 1799],
] as const satisfies readonly (readonly number[])[];

const eitherOrder = (address: number) => {
  const together: readonly number[] =
    inOneAnswer.find((all) => all.some((at) => at === address)) ?? [];
  return energyTotalEitherOrder(together.map((other) => other - address));
};

const total = (address: number) =>
  ir(address, eitherOrder(address), { note: 'word order as importTotal' });

/** The Gateway with up to three All-in-Ones behind it. */
export const gateway = {
  ...singlePhaseHolding,
  // State and power.
  firmwareVersion: ir(1600, versionText, { note: 'two words of text, then four digits' }),
  workMode: ir(1604, enumeration(gatewayModes)),
  systemEnable: ir(1605, code, { note: '8 in the recordings' }),
  digitalOutputState: ir(1606, bitfield({}), { note: '15 in the recordings' }),
  digitalInputState: ir(1607, bitfield({})),
  gridVoltage: ir(1608, voltage('int16', 0.1), { range: [0, 500] }),
  gridCurrent: ir(1609, current('int16', 0.1), { range: [-500, 500] }),
  loadVoltage: ir(1610, voltage('uint16', 0.1), { range: [0, 500] }),
  loadCurrent: ir(1611, current('uint16', 0.1), { range: [0, 500] }),
  pvCurrent: ir(1612, current('int16', 0.1), { range: [0, 500] }),
  gridFrequency: ir(1613, frequency('uint16', 0.01), { note: 'fits in the recordings' }),
  inverterFrequency: ir(1614, frequency('uint16', 0.01), { note: 'fits in the recordings' }),
  gridPower: ir(1616, power('int16'), {
    note: '+ export, - import. PV - aioPower = load + gridPower to the watt in the recording',
  }),
  pvPower: ir(1617, power('uint16'), { range: [0, 50000] }),
  loadPower: ir(1618, power('uint16'), { range: [0, 50000], note: 'without an EV charger' }),
  aioPower: ir(1619, power('int16'), {
    note: '+ charging the All-in-Ones, - discharging: the opposite of batteryPower',
  }),
  protectionFaultFlags: ir(1620, flags32, { note: 'raw bits' }),
  warningFlags: ir(1622, bitfield(gatewayWarnings, { size: 2, order: 'msb' }), {
    note: 'bits counted from the highest of 32',
  }),
  gridRelayVoltage: ir(1624, voltage('uint16', 0.1), { range: [0, 500] }),
  inverterRelayVoltage: ir(1625, voltage('uint16', 0.1), { range: [0, 500] }),
  firstAioSerialNumber: ir(1627, text(5)),
  // Energy.
  importToday: ir(1640, energyToday()),
  importTotal: ir(1641, eitherOrder(1641), {
    note: 'high word first, except in a firmware (GA000010 and later) that nobody has recorded: a total above a million kWh means that order, for all totals of one answer',
  }),
  pvToday: ir(1643, energyToday()),
  pvTotal: total(1644),
  exportToday: ir(1646, energyToday()),
  exportTotal: total(1647),
  aioChargeToday: ir(1649, energyToday(), { note: 'AC side' }),
  aioChargeTotal: total(1650),
  aioDischargeToday: ir(1652, energyToday(), { note: 'AC side' }),
  aioDischargeTotal: total(1653),
  loadToday: ir(1655, energyToday()),
  loadTotal: total(1656),
  gatewayFirmwareName: ir(1658, text(3)),
  aioFirmwareName: ir(1661, text(3)),
  hardwareVersion: ir(1664, code),
  // The All-in-Ones.
  aioCount: ir(1700, count()),
  aioOnlineCount: ir(1701, count()),
  aioPowerTotal: ir(1702, power('int16'), {
    note: '+ charge, - discharge: the sum of the single ones',
  }),
  aioState: ir(1703, enumeration(aioStates)),
  aioFirmwareVersion: ir(1704, code, { note: '620 in the recording' }),
  aio1ChargeToday: ir(1705, energyToday()),
  aio1ChargeTotal: total(1706),
  aio2ChargeToday: ir(1708, energyToday()),
  aio2ChargeTotal: total(1709),
  aio3ChargeToday: ir(1711, energyToday()),
  aio3ChargeTotal: total(1712),
  aio1DischargeToday: ir(1750, energyToday()),
  aio1DischargeTotal: total(1751),
  aio2DischargeToday: ir(1753, energyToday()),
  aio2DischargeTotal: total(1754),
  aio3DischargeToday: ir(1756, energyToday()),
  aio3DischargeTotal: total(1757),
  batteryChargeToday: ir(1795, energyToday(), { note: 'DC side, all All-in-Ones' }),
  batteryChargeTotal: total(1796),
  batteryDischargeToday: ir(1798, energyToday(), { note: 'DC side, all All-in-Ones' }),
  batteryDischargeTotal: total(1799),
  aio1StateOfCharge: ir(1801, stateOfCharge, { range: [0, 100] }),
  aio2StateOfCharge: ir(1802, stateOfCharge, { range: [0, 100] }),
  aio3StateOfCharge: ir(1803, stateOfCharge, { range: [0, 100] }),
  aio1Power: ir(1816, power('int16'), { note: '+ charge, - discharge' }),
  aio2Power: ir(1817, power('int16'), { note: '+ charge, - discharge' }),
  aio3Power: ir(1818, power('int16'), { note: '+ charge, - discharge' }),
  aioCommunicationLossFlags: doubtful(ir(1830, bitfield({})), 'known from documents alone'),
  aio1SerialNumber: ir(1841, text(5), {
    note: 'firmware named GA and digits has it elsewhere, and is read there',
  }),
  aio2SerialNumber: ir(1846, text(5), { note: 'as aio1SerialNumber' }),
  aio3SerialNumber: ir(1851, text(5), { note: 'as aio1SerialNumber' }),
  parallelFaultFlags: doubtful(ir(1941, flags32), 'known from documents alone'),
  parallelWarningFlags: doubtful(
    ir(1943, flags32),
    'known from documents alone; its high word is 3 in the recordings',
  ),
} as const satisfies RegisterTable;

const serialText = text(5);

/** The words that may hold the serial numbers of the All-in-Ones. */
export const AIO_SERIALS = { base: 1831, count: 29 } as const;

/** Where the serial numbers begin. Only the first is seen on a real Gateway (GAAA0014); the others are documented. */
const serialLayouts = {
  contiguous: [1841, 1846, 1851],
  spaced: [1841, 1848, 1855],
  early: [1831, 1838, 1845],
} as const;

const layoutOf = (firmware: string): readonly number[] => {
  const release = /^GA(\d+)$/.exec(firmware)?.[1];
  if (release === undefined) return serialLayouts.contiguous;
  return Number(release) > 9 ? serialLayouts.spaced : serialLayouts.early;
};

/**
 * Serial numbers of All-in-One 1 to 3, from the words of IR 1831 to 1859 and the Gateway's firmware
 * text. Firmware named GA and digits documents other places, which nobody has recorded: where the
 * recorded layout finds more of them, that one counts. Who is absent has none.
 */
export const aioSerials = (
  words: ArrayLike<number>,
  firmware: string,
): readonly (string | undefined)[] => {
  const documented = serialsAt(words, layoutOf(firmware));
  const recorded = serialsAt(words, serialLayouts.contiguous);
  return present(recorded) > present(documented) ? recorded : documented;
};

const present = (serials: readonly (string | undefined)[]): number =>
  serials.filter((serial) => serial !== undefined).length;

const serialsAt = (
  words: ArrayLike<number>,
  starts: readonly number[],
): readonly (string | undefined)[] =>
  starts.map((start) => {
    const serial = serialText.decode(words, start - AIO_SERIALS.base);
    return serial !== undefined && isSerial(serial) ? serial : undefined;
  });
