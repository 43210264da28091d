import { INVERTER, MOST_WORDS, type Bank } from '../protocol/messages.js';
import { deviceName, type Block } from '../registers/blocks.js';
import { lowVoltagePack } from '../registers/battery.js';
import { familyNamed, type Family, type FamilyName } from '../registers/families.js';
import { AIO_SERIALS, aioSerials, gateway } from '../registers/gateway.js';
import { batteryModule, moduleSerial } from '../registers/highVoltage.js';
import type { Register } from '../registers/register.js';
import type { Mend } from '../plant/belief/digest.js';
import { isPlausible } from '../plant/belief/guard.js';
import { meterTables } from '../registers/meter.js';
import { meterMend } from '../plant/belief/meterScale.js';
import { DEVICES, tableFor } from '../plant/polling/plan.js';
import { pageFault, type PageRule } from '../plant/belief/sanity.js';
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
  /**
   * Why a client would show nothing of it: 'absent' an empty place that answers all the same, 'zeroPage' nothing
   * but zeros, 'foreignBytes' bytes of another packet, 'nonsense' settings that cannot be.
   */
  readonly fault?: PageRule | 'absent';
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
  const known = familyNamed(family);
  const memory = new WordMemory();
  const scales = new Map<number, Mend>();
  const rowsOf = remembering((device, bank) => rowsFor(known, device, bank, unproven));
  return (read) => {
    const device = deviceOf(read);
    memory.put(read);
    const rows = rowsOf(device, read.bank);
    const readings = readingsIn(rows, device, read, memory);
    const rescale = isMeter(device) ? (scales.get(device) ?? meterMend(known.meters)) : undefined;
    if (rescale !== undefined) scales.set(device, rescale);
    rescale?.(readings, []);
    if (device === INVERTER && known.layout === 'gateway') mendAioSerials(readings, memory);
    if (tableFor(device, read.bank, known) === batteryModule)
      mendModuleSerial(readings, device, memory);
    const values = valuesOf(rows, readings);
    const fault = pageFaultIn(read) ?? absence(rows, readings, read);
    return { device, name: nameOf(device), values, ...(fault === undefined ? {} : { fault }) };
  };
};

const nameOf = (device: number): string => (device === INVERTER ? 'inverter' : deviceName(device));

/** Why a client would believe nothing of this answer; `before` is what those registers held, if that is known. */
export const pageFaultIn = (read: RegistersRead, before?: Uint16Array): PageRule | undefined => {
  const { bank, base, words } = read;
  const own = { device: deviceOf(read), bank, base, count: words.length };
  const block: Block = { ...own, pace: 'slow', mayBeZero: 'untilSeen' };
  return pageFault(block, Uint16Array.from(words), before);
};

/** What every battery and every meter has, and an empty place has not. */
const PROOFS: ReadonlySet<Register> = new Set<Register>([
  lowVoltagePack.serialNumber,
  batteryModule.serialNumber,
  ...Object.values(meterTables).map((table) => table.voltageL1),
]);

const absence = (
  rows: Rows,
  readings: Readings,
  { base, words }: RegistersRead,
): 'absent' | undefined => {
  const [name = '', proof] = rows.find(([, row]) => PROOFS.has(row)) ?? [];
  if (proof === undefined || proof.address < base) return undefined;
  const isTold = proof.address + proof.codec.size <= base + words.length;
  return isTold && (readings[name] ?? 0) === 0 ? 'absent' : undefined;
};

const isMeter = (device: number): boolean => DEVICES.meters.some((meter) => meter === device);

type Rows = readonly (readonly [string, Register])[];
type Readings = Record<string, unknown>;

type RowsOf = (device: number, bank: Bank) => Rows;

const remembering = (find: RowsOf): RowsOf => {
  const known = new Map<string, Rows>();
  return (device, bank) => {
    const key = `${device} ${bank}`;
    const rows = known.get(key) ?? find(device, bank);
    known.set(key, rows);
    return rows;
  };
};

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

// A value is told by the answer that holds its last word; it may have begun in the one before. Some are judged
// by what stands beside them.
const readingsIn = (
  rows: Rows,
  device: number,
  { bank, base, words }: RegistersRead,
  memory: WordMemory,
): Readings => {
  const readings: Readings = {};
  const from = Math.max(0, base - MOST_WORDS);
  const context = memory.someOf({ device, bank, base: from, count: base - from + words.length });
  for (const [name, { address, codec }] of rows) {
    const last = address + codec.size - 1;
    if (last < base || last >= base + words.length) continue;
    const own = { device, bank, base: address, count: codec.size };
    if (address < base && memory.wordsOf(own) === undefined) continue;
    const value: unknown = codec.decode(context, address - from);
    if (value !== undefined) readings[name] = value;
  }
  return readings;
};

const SERIAL = { base: 110, count: 9 } as const;

// A few pages carry it in two pieces.
const mendModuleSerial = (readings: Readings, device: number, memory: WordMemory): void => {
  if (readings['serialNumber'] === undefined) return;
  const serial = moduleSerial(memory.someOf({ device, bank: 'input', ...SERIAL }));
  if (serial !== undefined) readings['serialNumber'] = serial;
};

// Where a Gateway keeps the serials of its All-in-Ones depends on its firmware.
const mendAioSerials = (readings: Readings, memory: WordMemory): void => {
  const words = memory.someOf({ device: INVERTER, bank: 'input', ...AIO_SERIALS });
  const firmware = memory.value(INVERTER, gateway.firmwareVersion) ?? '';
  const serials = aioSerials(words, firmware);
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
