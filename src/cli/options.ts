import { modelNamed, families } from '../index.js';
import { BadInput } from '../errors.js';
import { usage } from './arguments.js';
import type { Option } from './command.js';
import { meant } from './near.js';

export const flag = (help: string, short?: string): Option<boolean> => ({
  help,
  ...(short === undefined ? {} : { short }),
  parse: () => true,
});

export const text = (value: string, help: string, env?: string): Option<string> => ({
  value,
  help,
  ...(env === undefined ? {} : { env }),
  parse: (given) => given.trim(),
});

export const whole = (
  value: string,
  help: string,
  [least, most]: readonly [number, number],
  env?: string,
): Option<number> => ({
  value,
  help,
  ...(env === undefined ? {} : { env }),
  parse: (given, name) => {
    const number = /^\d+$/.test(given.trim()) ? Number(given) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new BadInput(name, given, `must be a whole number from ${least} to ${most}`);
  },
});

export const positive = (value: string, help: string): Option<number> => ({
  value,
  help,
  parse: (given, name) => {
    const number = Number(given);
    if (number > 0 && Number.isFinite(number)) return number;
    throw new BadInput(name, given, 'must be a number above 0');
  },
});

export const oneOf = <const T extends string>(
  value: string,
  help: string,
  choices: readonly T[],
): Option<T> => ({
  value,
  help: `${help}: ${choices.join(', ')}`,
  parse: (given, name) => {
    const chosen = choices.find((choice) => choice.toLowerCase() === given.trim().toLowerCase());
    if (chosen !== undefined) return chosen;
    throw new BadInput(name, given, `must be one of ${choices.join(', ')}`);
  },
});

const familyNames = families.map(({ name }) => name);

export const model = (help: string): Option<string> => ({
  value: 'name',
  help,
  parse: (given, name) => {
    if (modelNamed(given.trim()) !== undefined) return given.trim();
    throw usage(
      `${name} is "${given}": must be four hex digits such as 2001, or one of ${familyNames.join(', ')}${meant(given, familyNames)}`,
    );
  },
});

/** For every command. */
export const common = {
  json: flag('Print exactly one JSON document, also on failure; everything else goes to stderr'),
  verbose: flag('Tell on stderr what is going on'),
  help: flag('Show this', 'h'),
} as const;

/** For every command that talks to an inverter. */
export const linkOptions = {
  host: text('address', "Name or address of the inverter's dongle", 'GIVTCP_HOST'),
  port: whole('number', 'Its TCP port (8899)', [1, 65_535], 'GIVTCP_PORT'),
  serial: text('serial', "The dongle's serial number; dongles answer without it", 'GIVTCP_SERIAL'),
  timeout: positive('seconds', 'Give up after this long (60)'),
  pace: whole('ms', 'From the start of one request to the next (250)', [0, 60_000]),
} as const;
