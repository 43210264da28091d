import type { Snapshot } from '../../plant/snapshot.js';
import type { Block } from '../../registers/blocks.js';
import type { RunningJob } from '../givtcp/row.js';
import { moduleFields, packFields, stackFields } from './batteryFields.js';
import { fill, rounded, type Tree } from './fields.js';
import { inverterFields } from './inverterFields.js';
import { invertersOf, metersOf } from './meterFields.js';
import { modeFields } from './modeFields.js';
import { statsFields } from './statsFields.js';
import { timeslotsOf } from './timeslots.js';

export const readFunctions = [
  'getCombinedStats',
  'getModes',
  'getTimeslots',
  'runAll',
  'getInverterInfo',
  'getBatteryStats',
  'getMeters',
  'getPlant',
  'getStats',
  'getRaw',
] as const;
export type ReadFunction = (typeof readFunctions)[number];

/** What a report needs beside the snapshot. */
export interface Extras {
  /** ms since 1970. */
  readonly now: number;
  /** What led to this reading. */
  readonly source?: 'poll' | 'input' | 'event';
  /** getRaw: what was asked for and the words that came. */
  readonly raw?: RawWords;
  /** getStats: the connection's state and counters. */
  readonly link?: { readonly state: string; readonly counters: Readonly<Record<string, number>> };
  /** v3 names: time zone of the inverter's clock (this computer's), and jobs under way. */
  readonly zone?: string;
  readonly jobs?: readonly RunningJob[];
}

export interface RawWords {
  readonly bank: Block['bank'];
  readonly base: number;
  readonly device?: number;
  readonly words: ArrayLike<number>;
}

/** What stands beside a payload, in `msg.givtcp`. */
export interface Meta {
  readonly serial: string;
  readonly function: ReadFunction;
  /** Seconds since the newest value in it arrived. */
  readonly age: number;
  /** Labels of banks without a usable answer: their values are absent. */
  readonly missing: readonly string[];
  readonly source: 'poll' | 'input' | 'event';
}

/**
 * The answer to a read function in the clean naming: nested, plain JSON; what is not known is absent.
 * Nothing in it belongs to the snapshot: a flow may change what it gets.
 */
export const report = (name: ReadFunction, now: Snapshot, extras: Extras): Tree => ({
  time: new Date(now.takenAt).toISOString(),
  ...contentOf(name, now, extras),
});

/** The same without its time, which is no news by itself. */
export const contentOf = (name: ReadFunction, now: Snapshot, extras: Extras): Tree =>
  reports[name](now, extras);

export const metaOf = (
  name: ReadFunction,
  snapshot: Snapshot,
  { now, source = 'input' }: Extras,
): Meta => ({
  serial: snapshot.serial,
  function: name,
  age: seconds(now - snapshot.takenAt),
  missing: [...snapshot.missing],
  source,
});

/** Where a function's leaves lie, so that a value has one topic whichever function brought it. */
export const branchOf: Readonly<Record<ReadFunction, readonly string[]>> = {
  getCombinedStats: [],
  getModes: ['modes'],
  getTimeslots: ['timeslots'],
  runAll: [],
  getInverterInfo: ['inverter'],
  getBatteryStats: ['battery'],
  getMeters: [],
  getPlant: ['plant'],
  getStats: ['stats'],
  getRaw: ['raw'],
};

type Report = (now: Snapshot, extras: Extras) => Tree;

const stats: Report = (now) => fill(statsFields, now);
const modes: Report = (now) => fill(modeFields, now);
const timeslots: Report = (now) => ({ ...timeslotsOf(now) });

const batteries: Report = ({ packs, stacks }) => ({
  ...(packs.length > 0 && { packs: packs.map((pack) => fill(packFields, pack)) }),
  ...(stacks.length > 0 && {
    stacks: stacks.map((stack) => ({
      ...fill(stackFields, stack),
      modules: stack.modules.map((module) => fill(moduleFields, module)),
    })),
  }),
});

const plant: Report = (now) => {
  const { packs, stacks, meters } = now.topology;
  const inverters = invertersOf(now);
  return {
    serial: now.serial,
    model: now.model.name,
    family: now.model.family,
    packs: packs.map((device) => device - 0x31),
    stacks: stacks.map(({ device, modules }) => ({
      number: device - 0x6f,
      modules: modules.length,
    })),
    meters: [...meters],
    ...(inverters.length > 0 && { inverters }),
    absent: [...now.topology.absent],
  };
};

const health: Report = ({ complete, missing, held, readAt, takenAt }, { now, link }) => ({
  age: seconds(now - takenAt),
  complete,
  missing: [...missing],
  held: held.map(({ reading, rule, since }) => ({ reading, rule, age: seconds(now - since) })),
  banks: Object.fromEntries(
    Object.entries(readAt).map(([label, at]) => [label, seconds(now - at)]),
  ),
  ...(link && { state: link.state, counters: link.counters }),
});

const raw: Report = (_, extras) => {
  if (extras.raw === undefined) return {};
  const { bank, base, device, words } = extras.raw;
  const registers = Array.from(words, (word, index) => [base + index, word] as const);
  return {
    bank,
    ...(device !== undefined && { device }),
    registers: Object.fromEntries(registers),
  };
};

const reports: Readonly<Record<ReadFunction, Report>> = {
  getCombinedStats: stats,
  getModes: modes,
  getTimeslots: timeslots,
  runAll: (now, extras) => ({
    ...stats(now, extras),
    modes: modes(now, extras),
    timeslots: timeslots(now, extras),
  }),
  getInverterInfo: (now) => fill(inverterFields, now),
  getBatteryStats: batteries,
  getMeters: (now) => ({ meters: metersOf(now) }),
  getPlant: plant,
  getStats: health,
  getRaw: raw,
};

const seconds = (ms: number): number => rounded(ms / 1000, 1);
