import { usage } from './arguments.js';
import type { Command } from './command.js';
import { decode } from './decode.js';
import { exits, fail } from './failure.js';
import { find } from './find.js';
import { fleet } from './fleet.js';
import { commandHelp, overallHelp } from './help.js';
import type { Io } from './io.js';
import { controls, functions } from './lists.js';
import { meant } from './near.js';
import { read } from './read.js';
import { record, redact } from './record.js';
import { replay, simulate } from './serve.js';
import { write } from './write.js';

/** A command more is a line more here. */
const commands: readonly Command[] = [
  read,
  write,
  find,
  fleet,
  functions,
  controls,
  record,
  redact,
  decode,
  simulate,
  replay,
];

/** The command `givtcp`: arguments in, text or JSON out, and the exit code. Never rejects. */
export const run = async (argv: readonly string[], io: Io): Promise<number> => {
  const [first, ...rest] = argv;
  const json = beforeTerminator(argv).includes('--json');
  const command = commands.find(({ name }) => name === first);
  if (command === undefined) return withoutCommand(first, json, io);
  if (asksForHelp(rest)) return print(commandHelp(command), io);
  try {
    return await command.run(rest, io);
  } catch (error) {
    return fail(error, json, `givtcp ${command.name} --help`, io);
  }
};

const withoutCommand = (first: string | undefined, json: boolean, io: Io): number => {
  if (first === '--version') return print(`${io.version}\n`, io);
  if (first === 'help' || asksForHelp([first ?? ''])) return print(overallHelp(commands), io);
  const names = commands.map(({ name }) => name);
  return fail(usage(complaint(first, names), { commands: names }), json, 'givtcp --help', io);
};

const complaint = (first: string | undefined, names: readonly string[]): string => {
  if (first === undefined) return `a command is missing: one of ${names.join(', ')}`;
  if (first.startsWith('-')) return `the command comes first: givtcp read ... ${first}`;
  return `there is no command "${first}"${meant(first, names) || `; there are ${names.join(', ')}`}`;
};

const print = (text: string, io: Io): number => {
  io.out(text);
  return exits.ok;
};

const asksForHelp = (argv: readonly string[]): boolean =>
  beforeTerminator(argv).some((word) => word === '--help' || word === '-h');

/** Behind "--" nothing is an option. */
const beforeTerminator = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
};
