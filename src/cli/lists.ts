import {
  controlNames,
  describeControl,
  readFunctions,
  reportDocs,
  type Description,
  type FieldDescription,
  type ReadFunction,
} from '../index.js';
import { command } from './command.js';
import { knownControl } from './known.js';
import type { Io } from './io.js';
import { common } from './options.js';
import { table } from './rows.js';

const print = (json: boolean | undefined, value: unknown, text: () => string, io: Io): number => {
  io.out(json === true ? `${JSON.stringify(value, undefined, 2)}\n` : text());
  return 0;
};

export const controls = command({
  name: 'controls',
  summary: 'List what can be written, or explain one control',
  operands: [{ name: 'control', optional: true }],
  options: common,
  examples: ['givtcp controls', 'givtcp controls setChargeSlot1'],
  run: ([given], { json }, io) => {
    if (given !== undefined) {
      const one = describeControl(knownControl(given).name);
      return print(json, one, () => explanation(one), io);
    }
    const all = controlNames.map(describeControl);
    return print(json, all, () => overview(all), io);
  },
});

const overview = (all: readonly Description[]): string =>
  [...new Set(all.map(({ group }) => group))]
    .map((group) => ({ group, some: all.filter((one) => one.group === group) }))
    .map(({ group, some }) => `${group}\n${table(some.map(listRow))}`)
    .join('\n');

const listRow = ({ name, label, fields }: Description): readonly string[] => [
  `  ${name}`,
  label,
  fields.map((field) => (field.optional ? `[${field.name}]` : field.name)).join(', '),
];

const explanation = ({ name, label, help, risk, main, fields, aliases }: Description): string =>
  [
    `${name}: ${label}\n`,
    `${help}\n`,
    ...(risk === undefined ? [] : [`Mind: ${risk}\n`]),
    ...(fields.length === 0 ? ['It needs no payload.\n'] : [`\n${table(fields.map(fieldRow))}`]),
    ...(main === undefined ? [] : [`\nA bare value is taken for ${main}.\n`]),
    ...(aliases.length === 0 ? [] : [`Also called ${aliases.join(', ')}.\n`]),
  ].join('');

const fieldRow = (field: FieldDescription): readonly string[] => {
  const { name, kind, label, unit = '', limits, choices, optional, hint } = field;
  const range = limits === undefined ? '' : `${limits[0]} to ${limits[1]} ${unit}`.trimEnd();
  return [
    `  ${name}`,
    optional ? 'optional' : '',
    kind,
    choices === undefined ? range : choices.join(' | '),
    [label, hint].filter(Boolean).join('; '),
  ];
};

const summaries: Readonly<Record<ReadFunction, string>> = {
  getCombinedStats: 'Power, battery and energy',
  getModes: 'Mode, targets and limits',
  getTimeslots: 'Charge and discharge times',
  runAll: 'All of the above',
  getInverterInfo: 'The inverter itself',
  getBatteryStats: 'Batteries and their cells',
  getMeters: 'Meters',
  getPlant: 'What the plant consists of',
  getStats: 'How the connection fares',
  getRaw: 'Bare registers: --bank, --base, --count, --device',
};

export const functions = command({
  name: 'functions',
  summary: 'List what can be read',
  operands: [],
  options: common,
  examples: ['givtcp functions', 'givtcp functions --json'],
  run: (_, { json }, io) => {
    const all = readFunctions.map((name) => ({
      name,
      summary: summaries[name],
      values: reportDocs[name],
    }));
    return print(json, all, () => table(all.map(({ name, summary }) => [name, summary])), io);
  },
});
