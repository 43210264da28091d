import {
  apparentPower,
  code,
  current,
  each,
  energyTotal,
  energyWrapping,
  hex,
  lineFrequency,
  number,
  power,
  powerFactor,
  reactivePower,
  text,
  unlessBlank,
  unlessZero,
  voltage,
  type Codec,
} from './codecs.js';
import { doubtful, ir, mr, type RegisterTable } from './register.js';

const varies = (codec: Codec<number>): Codec<number> => ({ ...codec, type: 'varies' });

// A phase that is not measured has a power factor of 0 on the wire, whichever way it is stored.
const offsetPowerFactor = varies(unlessBlank(powerFactor));
const signedPowerFactor = varies(
  unlessBlank(number({ type: 'int16', scale: 0.0001, quantity: 'ratio' })),
);

/** What differs between meters; no register tells. */
interface Scales {
  readonly current: Codec<number>;
  readonly apparentPower: Codec<number>;
  readonly powerFactor: Codec<number>;
  readonly totalPower: Codec<number>;
}

const sign = 'grid meter: + import, - export; generation meter: + generation';
const factorSign = 'its sign is against that of the power on three-phase';

const meterWith = (scales: Scales) =>
  ({
    voltageL1: ir(60, voltage('uint16', 0.1), { range: [0, 500] }),
    voltageL2: ir(61, voltage('uint16', 0.1), { range: [0, 500] }),
    voltageL3: ir(62, voltage('uint16', 0.1), { range: [0, 500] }),
    currentL1: ir(63, scales.current),
    currentL2: ir(64, scales.current),
    currentL3: ir(65, scales.current),
    neutralCurrent: ir(66, scales.current),
    currentTotal: ir(67, scales.current),
    activePowerL1: ir(68, power('int16'), { note: sign }),
    activePowerL2: ir(69, power('int16'), { note: sign }),
    activePowerL3: ir(70, power('int16'), { note: sign }),
    activePowerTotal: ir(71, scales.totalPower, {
      note: 'not told by the CT of an inverter or Gateway: there L1 is all',
    }),
    reactivePowerL1: ir(72, reactivePower('int16')),
    reactivePowerL2: ir(73, reactivePower('int16')),
    reactivePowerL3: ir(74, reactivePower('int16')),
    reactivePowerTotal: ir(75, reactivePower('int16')),
    apparentPowerL1: ir(76, scales.apparentPower, { note: '0 on the Gateway' }),
    apparentPowerL2: ir(77, scales.apparentPower, { note: '0 on the Gateway' }),
    apparentPowerL3: ir(78, scales.apparentPower, { note: '0 on the Gateway' }),
    apparentPowerTotal: ir(79, scales.apparentPower),
    powerFactorL1: ir(80, scales.powerFactor, { range: [-1, 1], note: factorSign }),
    powerFactorL2: ir(81, scales.powerFactor, { range: [-1, 1], note: factorSign }),
    powerFactorL3: ir(82, scales.powerFactor, { range: [-1, 1], note: factorSign }),
    powerFactorTotal: ir(83, scales.powerFactor, { range: [-1, 1] }),
    frequency: ir(84, lineFrequency, { range: [40, 70] }),
    importTotalLow: ir(85, energyWrapping, {
      note: 'wraps at 6553.6 kWh; on an inverter CT the low word of importTotal',
    }),
    importReactiveTotal: ir(86, number({ type: 'uint16', scale: 0.1, unit: 'kvarh' })),
    exportTotalLow: ir(87, energyWrapping, {
      note: 'wraps at 6553.6 kWh; on an inverter CT the low word of exportTotal',
    }),
    exportReactiveTotal: ir(88, number({ type: 'uint16', scale: 0.1, unit: 'kvarh' })),
    netTotalHigh: ir(89, code),
    netTotalLow: ir(90, energyWrapping),
    tariffNet: doubtful(
      ir(91, each(energyTotal('uint16', 1), 4)),
      'known from a list of names alone',
    ),
    serialNumber: ir(95, hex(2)),
    factoryCode: ir(97, text(2)),
    typeCode: ir(99, code),
    hardwareVersion: ir(100, code),
    softwareVersion: ir(101, code),
    modbusId: ir(102, code),
    baudRate: ir(103, number({ type: 'uint16', unit: 'Bd' })),
  }) as const satisfies RegisterTable;

/** CT of a single-phase inverter or a Gateway. */
export const meter = meterWith({
  current: current('uint16', 0.01),
  apparentPower: apparentPower('uint16'),
  powerFactor: offsetPowerFactor,
  totalPower: unlessZero(power('int16')),
});

/** Meters of a three-phase inverter. */
export const meterTenths = meterWith({
  current: current('uint16', 0.1),
  apparentPower: apparentPower('uint16'),
  powerFactor: offsetPowerFactor,
  totalPower: power('int16'),
});

/** External meters of an EMS. */
export const meterExternal = meterWith({
  current: current('uint16', 0.1),
  apparentPower: apparentPower('uint16', 0.1),
  powerFactor: signedPowerFactor,
  totalPower: power('int16'),
});

/** The table for a family's meters, as its row in families.ts names it. */
export const meterTables: Record<'hundredths' | 'tenths' | 'external', typeof meter> = {
  hundredths: meter,
  tenths: meterTenths,
  external: meterExternal,
};

/** Product data of a meter, read with function 0x16. */
export const meterProduct = {
  serialNumber: mr(60, hex(2), { note: 'a number, shown as hex digits' }),
  factoryCode: mr(62, text(2)),
  typeCode: mr(64, code),
  hardwareVersion: mr(65, code),
  softwareVersion: mr(66, code),
  modbusId: mr(67, code),
  baudRate: mr(68, code),
} as const satisfies RegisterTable;
