import {
  createWriter,
  volatileStore,
  type MemoryStore,
  type Writer,
} from '../../src/controls/index.js';
import type { Budget } from '../../src/controls/writing/budget.js';
import { familyOf, type Family } from '../../src/registers/families.js';
import { modelOf } from '../../src/registers/models.js';
import type { Register } from '../../src/registers/register.js';
import type { Figures } from '../../src/plant/figures/figures.js';
import type { InverterReadings, Snapshot } from '../../src/plant/snapshot.js';
import { RegisterMachine } from './registerMachine.js';

export interface RoomOptions {
  /** Register 0 as four hex digits. */
  readonly code?: string;
  readonly arm?: number;
  /** Holding registers beside what this model starts with. */
  readonly words?: Readonly<Record<number, number>>;
  /** Holding registers that never answer. */
  readonly silent?: readonly number[];
  readonly capacity?: number;
  readonly maxPower?: number;
  readonly readOnly?: boolean;
  /** The plant has not told yet what it is. */
  readonly undetected?: boolean;
  readonly unverified?: boolean;
  readonly budget?: Budget;
  readonly spacing?: number;
  readonly rest?: number;
  readonly store?: MemoryStore;
  readonly startAt?: number;
  readonly largestExportLimit?: number;
}

/** A writer over a register machine, with a clock that runs only while somebody sleeps. */
export interface Room {
  readonly machine: RegisterMachine;
  readonly writer: Writer;
  readonly store: MemoryStore;
  readonly time: { now: number };
  /** The inverter at this address; another one may take its place. */
  serial: string;
  snapshot(): Snapshot;
}

/** Noon of 15 June 2026, local time: the moment at which the reference's writes were recorded. */
export const NOON = new Date(2026, 5, 15, 12).getTime();

export const controlRoom = (options: RoomOptions = {}): Room => {
  const { code = '2001', arm = 449, silent = [], store = volatileStore() } = options;
  const family = familyOf(code, arm);
  const time = { now: options.startAt ?? NOON };
  const machine = new RegisterMachine(startOf(code, arm, options), () => time.now);
  for (const address of silent) machine.silent.add(address);
  const snapshot = (): Snapshot => ({
    ...snapshotOf(machine, family, options),
    serial: room.serial,
  });
  const writer = createWriter({
    ask: machine,
    now: () => time.now,
    sleep: (ms) => {
      time.now += ms;
      return Promise.resolve();
    },
    plant: () =>
      options.undetected === true
        ? undefined
        : {
            snapshot: snapshot(),
            readOnly: options.readOnly ?? false,
            unverified: options.unverified ?? false,
          },
    store,
    ...(options.budget && { budget: options.budget }),
    ...(options.spacing !== undefined && { spacing: options.spacing }),
    ...(options.rest !== undefined && { rest: options.rest }),
  });
  const room = { machine, writer, store, time, snapshot, serial: 'SA1234G567' };
  return room;
};

const startOf = (code: string, arm: number, { words = {} }: RoomOptions): [number, number][] => [
  [0, Number.parseInt(code, 16)],
  [21, arm],
  ...[26, 6, 15, 11, 0, 0].map((word, index): [number, number] => [35 + index, word]),
  ...Object.entries(words).map(([address, word]): [number, number] => [Number(address), word]),
];

const emptyFigures: Figures = {
  power: {},
  flows: {},
  battery: {},
  energy: { today: {}, total: {} },
  share: {},
};

const snapshotOf = (machine: RegisterMachine, family: Family, options: RoomOptions): Snapshot => {
  const { code = '2001', arm = 449, capacity, maxPower } = options;
  const answered = family.blocks.filter(
    ({ bank, base, count }) =>
      bank === 'holding' &&
      !Array.from({ length: count }, (_, i) => base + i).some((address) =>
        machine.silent.has(address),
      ),
  );
  return {
    takenAt: 0,
    complete: true,
    serial: 'SA1234G567',
    model: modelOf(code, arm),
    inverter: readingsOf(machine, family),
    figures: {
      ...emptyFigures,
      battery: {
        ...(capacity !== undefined && { capacity }),
        ...(maxPower !== undefined && { maxPower }),
      },
    },
    packs: [],
    stacks: [],
    meters: [],
    topology: {
      serial: 'SA1234G567',
      code,
      armFirmware: arm,
      packs: [],
      stacks: [],
      meters: [],
      lowVoltageControl: false,
      aggregator: false,
      absent: [],
      foundAt: 0,
      ratedHundreds: 0,
      ...(options.largestExportLimit !== undefined && {
        largestExportLimit: options.largestExportLimit,
      }),
    },
    readAt: Object.fromEntries(
      answered.map(({ base, count }) => [`holding ${base}-${base + count - 1}`, 0]),
    ),
    missing: [],
    held: [],
  };
};

const readingsOf = (machine: RegisterMachine, { table }: Family): InverterReadings => {
  const rows: [string, Register][] = Object.entries(table);
  return Object.fromEntries(
    rows
      .filter(([, { bank }]) => bank === 'holding')
      .map(([name, { address, codec }]) => [
        name,
        codec.decode(
          Array.from({ length: codec.size }, (_, i) => machine.memory.get(address + i) ?? 0),
          0,
        ),
      ])
      .filter(([, value]) => value !== undefined),
  );
};
