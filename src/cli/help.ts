import { synopsis } from './arguments.js';
import type { Command, Options } from './command.js';
import { exitMeanings, exits } from './failure.js';
import { table } from './rows.js';

/** What the program can do. */
export const overallHelp = (commands: readonly Command[]): string =>
  [
    'givtcp reads and controls GivEnergy inverters over the local network.\n\n',
    'Usage: givtcp <command> [options]\n\n',
    table(commands.map((one) => [`  ${synopsis(one)}`, one.summary])),
    '\nMore on each: givtcp <command> --help; the version: givtcp --version\n',
    '\nFrom the environment, where options do not say: GIVTCP_HOST, GIVTCP_PORT, GIVTCP_SERIAL\n',
    exitHelp,
  ].join('');

/** All about one command. */
export const commandHelp = ({ about, options, examples, summary, ...facts }: Command): string =>
  [
    `givtcp ${synopsis(facts)} [options]\n\n${summary}.\n`,
    ...(about === undefined ? [] : [`${about}\n`]),
    `\nOptions:\n${optionHelp(options)}`,
    `\nExamples:\n${examples.map((line) => `  ${line}\n`).join('')}`,
    exitHelp,
  ].join('');

const optionHelp = (options: Options): string =>
  table(
    Object.entries(options).map(([name, { value, help, env, short }]) => [
      `  --${name}${value === undefined ? '' : ` <${value}>`}${short === undefined ? '' : `, -${short}`}`,
      env === undefined ? help : `${help} [${env}]`,
    ]),
  );

const exitHelp = `\nExit codes:\n${table(
  Object.entries(exits).map(([name, code]) => [`  ${code}`, Reflect.get(exitMeanings, name)]),
)}`;
