import { readFileSync } from 'node:fs';
import {
  decodeRecording,
  leafMessages,
  namings,
  readMessage,
  type DecodedAnswer,
  type DecodedRecording,
  type ReadFunction,
  type Value,
} from '../index.js';
import { asError, BadInput } from '../errors.js';
import { usage } from './arguments.js';
import { command, type Told } from './command.js';
import type { Io } from './io.js';
import { tellOdd } from './oddLines.js';
import { common, flag, model, oneOf, text } from './options.js';
import { functionNamed, show } from './read.js';
import { table } from './rows.js';

const options = {
  every: flag('Every value of every answer, instead of the last ones'),
  model: model('Read it as this model, for a recording that does not tell'),
  dongle: text('serial', 'Listen to this dongle, where several answer (the busiest)'),
  'any-checksum': flag(
    'Believe whole frames whose checksum is wrong, as after serials were changed by hand',
  ),
  unproven: flag('Also what is known from documents alone, or known to mislead'),
  naming: oneOf('names', 'With a function: whose names to use', namings),
  leaves: flag('With a function: one line or message for each value, with its topic'),
  ...common,
} as const;

export const decode = command({
  name: 'decode',
  summary: 'Tell every value in a recording, with its time; no inverter is needed',
  about:
    'The file is what `record` writes, or the hex log, dump or raw bytes of another program; - reads standard input. With the name of a read function it tells what that would say at the end of the recording.',
  operands: [{ name: 'recording' }, { name: 'function', optional: true }],
  options,
  examples: [
    'givtcp decode inverter.log',
    'givtcp decode inverter.log --every --json',
    'givtcp decode inverter.log runAll --naming v3',
  ],
  run: ([path = '', given], told, io) => {
    const name = given === undefined ? undefined : functionNamed(given);
    if (name === 'getRaw') throw usage('getRaw asks an inverter; --every --json has all registers');
    const decoded = decodedFrom(path, told);
    tellTrouble(decoded, told, io);
    if (name !== undefined) showFunction(name, decoded, told, io);
    else if (told.json === true)
      io.out(`${JSON.stringify(documentOf(decoded, told), undefined, 2)}\n`);
    else io.out(heading(decoded) + table(rowsOf(decoded, told.every === true)));
    return 0;
  },
});

type Choice = Told<typeof options>;

const decodedFrom = (path: string, told: Choice): DecodedRecording => {
  const decoded = decodeRecording(contentOf(path), {
    ...(told['any-checksum'] === true ? { checkCrc: false } : {}),
    unproven: told.unproven === true,
    ...(told.model === undefined ? {} : { model: told.model }),
    ...(told.dongle === undefined ? {} : { dongle: told.dongle }),
  });
  if (decoded.answers.length > 0) return decoded;
  const { odd, bad } = decoded;
  throw new BadInput(
    'recording',
    path,
    `holds no answers of an inverter (${odd.length} lines without bytes, damaged frames: ${countsOf(bad) || 'none'}); expected are lines such as "2026-06-05T11:09:54.540Z rx 5959..."`,
  );
};

const STANDARD_INPUT = 0;

const contentOf = (path: string): Uint8Array => {
  try {
    return readFileSync(path === '-' ? STANDARD_INPUT : path);
  } catch (error) {
    throw usage(`cannot read the recording ${path}: ${asError(error).message}`);
  }
};

const countsOf = (bad: DecodedRecording['bad']): string =>
  Object.entries(bad)
    .map(([reason, times]) => `${reason} ${times}`)
    .join(', ');

const tellTrouble = (decoded: DecodedRecording, told: Choice, io: Io): void => {
  const { odd, known, dongles, model } = decoded;
  tellOdd(odd, io);
  tellDamage(decoded, told, io);
  if (dongles.length > 1 && told.dongle === undefined)
    io.err(
      `givtcp: several dongles answer in it: ${dongles.map(({ serial }) => serial).join(', ')}; this is the first one: --dongle names another\n`,
    );
  if (known === 'guessed')
    io.err(`givtcp: it does not tell its model; read as ${model.name}: --model names another\n`);
};

const tellDamage = ({ bad, unchecked }: DecodedRecording, told: Choice, io: Io): void => {
  const { crc, ...others } = bad;
  const counts = countsOf(unchecked ? others : bad);
  if (counts !== '') io.err(`givtcp: damaged or no frames, passed over: ${counts}\n`);
  if (crc === undefined || told['any-checksum'] === true) return;
  io.err(
    unchecked
      ? 'givtcp: not one checksum is right in it, as after serials were changed by hand; whole frames are believed all the same\n'
      : 'givtcp: if serials were changed in it by hand, --any-checksum believes such frames\n',
  );
};

const heading = ({ model, timed, answers }: DecodedRecording): string => {
  const [first = 0, last = 0] = [answers[0]?.at, answers.at(-1)?.at];
  const when = timed ? `, ${timeOf(first)} to ${timeOf(last)}` : '';
  const code = model.code === '' ? '' : ` ${model.code}`;
  const firmware = model.armFirmware === 0 ? '' : `, firmware ${model.armFirmware}`;
  return `${model.name}${code}${firmware}, ${answers.length} answers${when}\n\n`;
};

const timeOf = (at: number): string => new Date(at).toISOString();

/** Without times the number of the answer says when. */
const whenOf = ({ timed }: DecodedRecording, { at }: DecodedAnswer, index: number): string =>
  timed ? timeOf(at) : `#${index + 1}`;

const rowsOf = (decoded: DecodedRecording, every: boolean): readonly (readonly string[])[] => {
  const all = decoded.answers.flatMap((answer, index) =>
    answer.values.map((value) => rowOf(whenOf(decoded, answer, index), answer, value)),
  );
  if (every) return all;
  // Of each reading of each device that is there the last, in the place of the first.
  const last = new Map(all.map((row) => [`${row[1]} ${row[2]}`, row]));
  return [...last.values()].filter(([, name = '']) => isThere(decoded, name));
};

// One lost answer takes nothing away.
const isThere = ({ answers }: DecodedRecording, name: string): boolean => {
  const own = answers.filter((answer) => answer.name === name);
  return own.filter(({ fault }) => fault === 'absent').length * 2 <= own.length;
};

const rowOf = (when: string, { name, fault }: DecodedAnswer, value: Value): readonly string[] => {
  const doubt = fault ?? (value.implausible === true ? 'implausible' : undefined);
  const text = `${textOf(value.value)} ${value.unit ?? ''}`.trimEnd();
  return [when, name, value.name, doubt === undefined ? text : `${text} (${doubt})`];
};

const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Array.isArray(value)
      ? value.join(', ') || 'none'
      : Object.values(value).join(' to ')
    : String(value);

const documentOf = (decoded: DecodedRecording, { every = false }: Choice): object => {
  const { model, known, dongles, timed, snapshot, bad, odd, answers } = decoded;
  const { inverter, figures, packs, stacks, meters, missing, held } = snapshot;
  return {
    model,
    known,
    dongles,
    timed,
    ...(every ? { answers: answers.map((one) => ({ time: timeOf(one.at), ...one })) } : {}),
    atEnd: { inverter, figures, packs, stacks, meters, missing, held },
    bad,
    odd,
  };
};

const showFunction = (
  name: ReadFunction,
  decoded: DecodedRecording,
  told: Choice,
  io: Io,
): void => {
  const { snapshot } = decoded;
  const style = told.naming === undefined ? {} : { naming: told.naming };
  const extras = { now: snapshot.takenAt };
  const answer = {
    message: readMessage(name, snapshot, extras, style),
    leaves: leafMessages(name, snapshot, extras, style),
  };
  show(name, answer, told, io);
};
