import { moduleFields, packFields, stackFields } from './batteryFields.js';
import { inverterFields } from './inverterFields.js';
import { aioFields, emsMeterFields, managedFields, meterFields } from './meterFields.js';
import { modeFields } from './modeFields.js';
import type { ReadFunction } from './report.js';
import { statsFields } from './statsFields.js';

/** One value of a payload, for help texts and documentation. */
export interface DocRow {
  /** "power.pv"; [] stands for every entry of a list. */
  readonly path: string;
  readonly unit: string;
  readonly what: string;
}

type Documented = Readonly<Record<string, { readonly unit: string; readonly what: string }>>;

const rows = (table: Documented, before = ''): readonly DocRow[] =>
  Object.entries(table).map(([path, { unit, what }]) => ({ path: before + path, unit, what }));

const slotRows = (before: string): readonly DocRow[] =>
  (['charge', 'discharge', 'export'] as const).flatMap((kind) => [
    { path: `${before}${kind}[].slot`, unit: '', what: `Number of the ${kind} slot` },
    { path: `${before}${kind}[].start`, unit: '', what: 'HH:MM; 00:00 to 00:00 is empty' },
    { path: `${before}${kind}[].end`, unit: '', what: 'HH:MM; may be past midnight' },
    {
      path: `${before}${kind}[].target`,
      unit: '%',
      what: 'It stops here, where a slot has a target',
    },
  ]);

const timeslotRows = (before = ''): readonly DocRow[] => [
  ...slotRows(before),
  { path: `${before}pause.start`, unit: '', what: 'When the pause mode begins to apply' },
  { path: `${before}pause.end`, unit: '', what: 'When it ends' },
];

const counter = (path: string, what: string): DocRow => ({
  path: `counters.${path}`,
  unit: '',
  what,
});

/** All since the start, and only growing. */
const counters: readonly DocRow[] = [
  counter('requests', 'Requests sent, writes and repeats among them'),
  counter('answers', 'Answers to them'),
  counter('retries', 'Requests repeated'),
  counter('timeouts', 'Requests given up without an answer'),
  counter('refused', 'Requests refused by the inverter'),
  counter('writes', 'Registers written'),
  counter('heartbeats', 'Signs of life of the dongle'),
  counter('foreign', 'Answers to other programs'),
  counter('late', 'Answers that came too late to be believed'),
  counter('connects', 'Connections made'),
  counter('cuts', 'Connections lost'),
  counter(
    'bad.<kind>',
    'Frames thrown away: garbage, header, cut, length, layout, crc, unknown, null, notice',
  ),
  counter('rejected.<rule>', 'Values and pages that were not believed, by the rule they broke'),
  { path: 'counters.latency', unit: 'ms', what: 'Nine of ten answers come faster; no counter' },
  counter('strain', 'How hard the dongle finds it to answer, 0 to 3; no counter'),
];

/** What each read function answers in the clean naming, beside `time`; the node’s help is made from it. */
export const reportDocs: Readonly<Record<ReadFunction, readonly DocRow[]>> = {
  getCombinedStats: rows(statsFields),
  getModes: rows(modeFields),
  getTimeslots: timeslotRows(),
  runAll: [...rows(statsFields), ...rows(modeFields, 'modes.'), ...timeslotRows('timeslots.')],
  getInverterInfo: rows(inverterFields),
  getBatteryStats: [
    ...rows(packFields, 'packs[].'),
    ...rows(stackFields, 'stacks[].'),
    ...rows(moduleFields, 'stacks[].modules[].'),
  ],
  getMeters: [...rows(meterFields, 'meters[].'), ...rows(emsMeterFields, 'meters[].')],
  getPlant: [
    { path: 'serial', unit: '', what: 'Serial number of the inverter, EMS or Gateway' },
    { path: 'model', unit: '', what: 'Model in words' },
    { path: 'family', unit: '', what: 'Family, as this package names it' },
    { path: 'packs[]', unit: '', what: 'Numbers of the low-voltage packs' },
    { path: 'stacks[].number', unit: '', what: 'High-voltage stack' },
    { path: 'stacks[].modules', unit: '', what: 'How many modules it has' },
    { path: 'meters[]', unit: '', what: 'Addresses of the meters' },
    ...rows(managedFields, 'inverters[].'),
    ...rows(aioFields, 'inverters[].'),
    { path: 'absent[]', unit: '', what: 'Register banks that this unit does not have' },
  ],
  getStats: [
    { path: 'age', unit: 's', what: 'Since the newest value arrived' },
    { path: 'complete', unit: '', what: 'Has every bank been read or given up?' },
    { path: 'missing[]', unit: '', what: 'Banks without a usable answer' },
    { path: 'held[]', unit: '', what: 'Implausible values refused: reading, rule, age (s)' },
    { path: 'banks', unit: 's', what: 'Age of each bank' },
    { path: 'state', unit: '', what: 'State of the connection' },
    ...counters,
  ],
  getRaw: [
    { path: 'bank', unit: '', what: 'holding, input or meter' },
    { path: 'device', unit: '', what: 'Address of the device, if not the inverter' },
    { path: 'registers', unit: '', what: 'Raw words by register number' },
  ],
};
