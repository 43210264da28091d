import { INVERTER, type Bank } from '../protocol/messages.js';
import { deviceName, type Block } from '../registers/blocks.js';
import { familyNamed, unknownFamily, type Family, type FamilyName } from '../registers/families.js';
import { AIO_SERIALS, aioSerials, gateway } from '../registers/gateway.js';
import { batteryModule, moduleSerial } from '../registers/highVoltage.js';
import type { Register } from '../registers/register.js';
import type { Mend } from '../plant/digest.js';
import { isPlausible } from '../plant/guard.js';
import { meterMend } from '../plant/meterScale.js';
import { DEVICES, tableFor } from '../plant/plan.js';
import { pageFault, type PageRule } from '../plant/sanity.js';
import { deviceOf, WordMemory, type RegistersRead } from './memory.js';

/** One reading of one answer. */
export interface Value {
  /** As in docs/registers.md. */
  readonly name: string;
  /** A number in `unit`, a text, true or false, `{start, end}` of a time slot, or a list. */
  readonly value: unknown;
  readonly unit?: string;
  readonly address: number;
  /** Outside of what the quantity can be: a client would show the value before it. */
  readonly implausible?: true;
}

/** What an answer says. */
export interface Decoded {
  /** Who says it: 0x11 also where the inverter was asked at another of its addresses. */
  readonly device: number;
  /** "inverter", "pack 1", "stack 1", "module 1", "meter 1". */
  readonly name: string;
  readonly values: readonly Value[];
  /** Why a client would believe nothing of it: a page of zeros, bytes of another packet, nonsense. */
  readonly fault?: PageRule;
}

export interface DecoderOptions {
  /** Also what is known from documents alone, or known to mislead. Default false. */
  readonly unproven?: boolean;
}

export type Decode = (registers: RegistersRead) => Decoded;

/**
 * Makes values of registers, whatever their number and first address; a value is told where all of its words are
 * there. Signs are those of docs/registers.md: gridPower + is export, batteryPower + discharge. What the words
 * do not tell is left out, never 0. It remembers the scale that a meter turned out to have.
 */
export const decoderFor = (
  family: FamilyName,
  { unproven = false }: DecoderOptions = {},
): Decode => {
  const known = family === 'unknown' ? unknownFamily : familyNamed(family);
  const memory = new WordMemory();
  const scales = new Map<number, Mend>();
  return (read) => {
    const device = deviceOf(read);
    memory.put(read);
    const rows = rowsFor(known, device, read.bank, unproven);
    const readings = readingsIn(rows, device, read, memory);
    const rescale = isMeter(device) ? (scales.get(device) ?? meterMend(known.meters)) : undefined;
    if (rescale !== undefined) scales.set(device, rescale);
    rescale?.(readings, []);
    if (device === INVERTER && known.layout === 'gateway') mendAioSerials(readings, memory);
    if (tableFor(device, read.bank, known) === batteryModule)
      mendModuleSerial(readings, device, memory);
    const values = valuesOf(rows, readings);
    return { device, name: nameOf(device), values, ...faultIn(device, read) };
  };
};

const nameOf = (device: number): string => (device === INVERTER ? 'inverter' : deviceName(device));

const faultIn = (device: number, { bank, base, words }: RegistersRead): Pick<Decoded, 'fault'> => {
  const count = words.length;
  const block: Block = { device, bank, base, count, pace: 'slow', mayBeZero: 'untilSeen' };
  const fault = pageFault(block, Uint16Array.from(words), undefined);
  return fault === undefined ? {} : { fault };
};

const isMeter = (device: number): boolean => DEVICES.meters.some((meter) => meter === device);

type Rows = readonly (readonly [string, Register])[];
type Readings = Record<string, unknown>;

const rowsFor = (family: Family, device: number, bank: Bank, unproven: boolean): Rows => {
  if (!isDescribed(device)) return [];
  const suppressed = device === INVERTER ? family.suppressed : [];
  return Object.entries(tableFor(device, bank, family)).filter(
    ([name, row]) =>
      row.bank === bank && !suppressed.includes(name) && (unproven || row.doubt === undefined),
  );
};

// Addresses between those of the devices that somebody has described say nothing.
const isDescribed = (device: number): boolean =>
  device === INVERTER || (device > 0 && !deviceName(device).startsWith('device'));

// A value is told by the answer that holds its last word; it may have begun in the one before.
const readingsIn = (
  rows: Rows,
  device: number,
  { base, words }: RegistersRead,
  memory: WordMemory,
): Readings => {
  const readings: Readings = {};
  for (const [name, row] of rows) {
    const last = row.address + row.codec.size - 1;
    if (last < base || last >= base + words.length) continue;
    const value: unknown = memory.value(device, row);
    if (value !== undefined) readings[name] = value;
  }
  return readings;
};

// What was not told counts as 0.
const wordsFrom = (memory: WordMemory, device: number, base: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => memory.word(device, 'input', base + i) ?? 0);

const SERIAL = { base: 110, count: 9 } as const;

// A few pages carry it in two pieces.
const mendModuleSerial = (readings: Readings, device: number, memory: WordMemory): void => {
  if (readings['serialNumber'] === undefined) return;
  const serial = moduleSerial(wordsFrom(memory, device, SERIAL.base, SERIAL.count));
  if (serial !== undefined) readings['serialNumber'] = serial;
};

// Where a Gateway keeps the serials of its All-in-Ones depends on its firmware.
const mendAioSerials = (readings: Readings, memory: WordMemory): void => {
  const { base, count } = AIO_SERIALS;
  const firmware = memory.value(INVERTER, gateway.firmwareVersion) ?? '';
  const serials = aioSerials(wordsFrom(memory, INVERTER, base, count), firmware);
  for (const [index, serial] of serials.entries()) {
    const name = `aio${index + 1}SerialNumber`;
    if (readings[name] === undefined) continue;
    if (serial === undefined) delete readings[name];
    else readings[name] = serial;
  }
};

const valuesOf = (rows: Rows, readings: Readings): readonly Value[] =>
  rows.flatMap(([name, row]) => {
    const value = readings[name];
    if (value === undefined) return [];
    const { unit } = row.codec;
    return [
      {
        name,
        value,
        address: row.address,
        ...(unit === undefined ? {} : { unit }),
        ...(typeof value === 'number' && !isPlausible(row, value) ? { implausible: true } : {}),
      },
    ];
  });
