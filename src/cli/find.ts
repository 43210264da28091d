import { findInverters, networkFrom, type FoundDevice, type SearchProgress } from '../index.js';
import { command, type Option } from './command.js';
import { exits } from './failure.js';
import type { Io } from './io.js';
import { common, whole } from './options.js';
import { progressOn } from './progress.js';
import { table } from './rows.js';

const subnet: Option<readonly string[]> = {
  value: 'network',
  help: 'Look here instead of in your own networks: 192.168.20.0/24, several with commas',
  parse: (given) => {
    const networks = given.split(',').map((part) => part.trim());
    for (const network of networks) networkFrom(network);
    return networks;
  },
};

const options = {
  subnet,
  port: whole('number', 'TCP port of dongles (8899)', [1, 65_535], 'GIVTCP_PORT'),
  ...common,
} as const;

export const find = command({
  name: 'find',
  summary: 'Look for inverters on the local network',
  about:
    'Tries every address of the private networks that this computer is in, at most 1022 in each. Reads who is there, writes nothing.',
  operands: [],
  options,
  examples: ['givtcp find', 'givtcp find --subnet 192.168.20.0/24 --json'],
  run: async (_, { subnet: networks, port, json = false, verbose = false }, io) => {
    const progress = progressOn(io, verbose);
    const result = await findInverters({
      signal: io.interrupted,
      ...(networks !== undefined && { networks }),
      ...(port !== undefined && { port }),
      progress: (state) => progress.say(progressText(state)),
    });
    progress.end();
    if (json) io.out(`${JSON.stringify(result, undefined, 2)}\n`);
    else show(result, io);
    if (io.interrupted.aborted) return exits.interrupted;
    return result.found.some(({ kind }) => kind === 'inverter') ? exits.ok : exits.unreachable;
  },
});

const progressText = ({ done, of, networks, found }: SearchProgress): string =>
  `looking in ${networks.join(', ')}: ${done} of ${of} addresses, ${found.length} found`;

const show = ({ networks, found }: SearchProgress, io: Io): void => {
  if (found.length > 0) return io.out(table([headings, ...found.map(rowOf)]));
  io.err(
    networks.length === 0
      ? 'givtcp: this computer is in no private network: name one with --subnet\n'
      : `givtcp: no inverter was found in ${networks.join(', ')}: is its dongle in another network (--subnet), or without power?\n`,
  );
};

const headings = ['address', 'dongle', 'inverter', 'model'];

const rowOf = (device: FoundDevice): readonly string[] =>
  device.kind === 'inverter'
    ? [device.host, device.dongle ?? '', device.serial, device.model]
    : [device.host, '', '', 'lets in, but does not answer as an inverter does'];
