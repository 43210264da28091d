import {
  namings,
  readFunctions,
  reportDocs,
  type ReadFunction,
  type ReadMessage,
  type RegisterQuery,
  type Style,
} from '../index.js';
import { GivError } from '../errors.js';
import { answerOf, type Answer } from './answer.js';
import { usage } from './arguments.js';
import { command, type Told } from './command.js';
import type { Io } from './io.js';
import { exits } from './failure.js';
import { meant } from './near.js';
import { common, flag, linkOptions, model, oneOf, text, whole } from './options.js';
import { broker, publish } from './publishing.js';
import { rowsOf, table } from './rows.js';
import { sessionFrom, withInverter } from './session.js';

const rawOptions = {
  bank: oneOf('name', 'getRaw: which registers', ['input', 'holding', 'meter']),
  base: whole('number', 'getRaw: the first register (0)', [0, 65_535]),
  count: whole('number', 'getRaw: how many (60)', [1, 60]),
  device: whole('number', 'getRaw: address of the device (17, the inverter)', [0, 255]),
} as const;

const options = {
  naming: oneOf('names', 'Whose names to use', namings),
  leaves: flag('One line or message for each value, with its topic'),
  mqtt: broker,
  'topic-root': text('root', 'First part of every topic'),
  retain: flag('Publish retained messages'),
  model: model('Read it as this model, for a dongle that does not tell'),
  ...rawOptions,
  ...linkOptions,
  ...common,
} as const;

export const read = command({
  name: 'read',
  summary: 'Read the inverter and print what it says',
  about: 'The functions are listed by: givtcp functions',
  operands: [{ name: 'function' }],
  options,
  examples: [
    'givtcp read getCombinedStats --host 192.168.1.50',
    'givtcp read runAll --host 192.168.1.50 --json',
    'givtcp read runAll --host 192.168.1.50 --naming original --mqtt mqtt://localhost',
    'givtcp read getRaw --host 192.168.1.50 --bank holding --base 60',
  ],
  run: async ([given = ''], told, io) => {
    const name = functionNamed(given);
    const query = queryFrom(name, told);
    const session = sessionFrom(told);
    const answer = await withInverter(session, io, (inverter, _say, late) =>
      answerOf(name, inverter, styleFrom(told), query, late),
    );
    if (answer.early === true)
      io.err(
        `givtcp: not all was read within ${session.seconds} s: this is what was known by then; --timeout allows more\n`,
      );
    const { mqtt, retain = false } = told;
    if (mqtt !== undefined) await publish(answer.leaves, mqtt, retain, session.seconds, io);
    show(name, answer, told, io);
    return answer.early === true ? exits.partial : exits.ok;
  },
});

export const functionNamed = (given: string): ReadFunction => {
  const name = readFunctions.find((known) => known.toLowerCase() === given.toLowerCase());
  if (name !== undefined) return name;
  throw new GivError(
    'UNKNOWN_FUNCTION',
    `there is no read function "${given}"${meant(given, readFunctions) || '; givtcp functions lists them'}`,
    { function: given },
  );
};

const queryFrom = (name: ReadFunction, told: Told<typeof rawOptions>): RegisterQuery => {
  const stray = Object.keys(rawOptions).find((option) => Reflect.get(told, option) !== undefined);
  if (stray !== undefined && name !== 'getRaw') throw usage(`--${stray} is for getRaw only`);
  const { bank = 'input', base = 0, count = 60, device } = told;
  return { bank, base, count, ...(device === undefined ? {} : { device }) };
};

const styleFrom = ({ naming, 'topic-root': root }: Told<typeof options>): Style => ({
  ...(naming === undefined ? {} : { naming }),
  ...(root === undefined ? {} : { root }),
});

/** How what was read is to be shown. */
export type Shape = Pick<Told<typeof options>, 'json' | 'leaves' | 'naming'>;

export const show = (
  name: ReadFunction,
  { message, leaves }: Answer,
  { json, leaves: single, naming = 'clean' }: Shape,
  io: Io,
): void => {
  const { missing } = message.givtcp;
  if (missing.length > 0)
    io.err(`givtcp: no answer for ${missing.join(', ')}: their values are left out\n`);
  if (json) return io.out(`${JSON.stringify(single ? leaves : message, undefined, 2)}\n`);
  io.out(single ? leafLines(leaves) : lines(message, naming === 'clean' ? unitsOf(name) : noUnit));
};

const leafLines = (leaves: readonly ReadMessage[]): string =>
  table(leaves.map(({ topic, payload }) => [topic, String(payload)]));

const lines = ({ payload }: ReadMessage, unitOf: (path: string) => string): string =>
  table(rowsOf(payload, unitOf));

const noUnit = (): string => '';
const unitsOf = (name: ReadFunction): ((path: string) => string) => {
  const units = new Map(reportDocs[name].map(({ path, unit }) => [path, unit]));
  return (path) => units.get(path) ?? '';
};
