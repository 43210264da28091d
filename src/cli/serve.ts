import { once } from 'node:events';
import { families, modelNamed, type FamilyName } from '../index.js';
import { BadInput } from '../errors.js';
import {
  startSimulator,
  type Latency,
  type Simulator,
  type SimulatorOptions,
} from '../simulator/index.js';
import { command, type Option, type Told } from './command.js';
import type { Io } from './io.js';
import { tellOdd } from './oddLines.js';
import { common, flag, model, positive, text, whole } from './options.js';

const PORT = 8899;

const latency: Option<Latency> = {
  value: 'captured|ms',
  help: 'How long an answer takes: "captured" for as long as real ones (0)',
  parse: (given, name) => {
    if (given === 'captured') return given;
    if (/^\d+$/.test(given)) return Number(given);
    throw new BadInput(name, given, 'must be "captured" or whole milliseconds');
  },
};

const time: Option<Date> = {
  value: 'time',
  help: "The inverter's clock at the beginning, such as 2026-06-21T05:00 (now)",
  parse: (given, name) => {
    const date = new Date(given);
    if (!Number.isNaN(date.getTime())) return date;
    throw new BadInput(name, given, 'must be a date and time such as 2026-06-21T05:00');
  },
};

const serving = {
  host: text('address', 'Where to listen (127.0.0.1); 0.0.0.0 for the whole network'),
  port: whole('number', 'TCP port (8899); 0 takes any free one', [0, 65_535]),
  latency,
  speed: positive('factor', 'How much faster than real time it lives (1)'),
  ...common,
} as const;

const household = {
  model: model('What to simulate: a family name, or a code (hybridGen1)'),
  packs: whole('number', 'Low-voltage battery packs', [0, 6]),
  stacks: whole('number', 'High-voltage stacks', [0, 4]),
  modules: whole('number', 'Modules in each stack', [1, 8]),
  meters: whole('number', 'Meters', [0, 8]),
  charge: whole('percent', 'In the battery at the beginning', [0, 100]),
  start: time,
  seed: whole('number', 'The same number gives the same weather and household', [0, 2 ** 31]),
  serial: text('serial', "The dongle's serial number (invented)"),
  ...serving,
} as const;

export const simulate = command({
  name: 'simulate',
  summary: 'Pretend to be a dongle with an inverter and a household behind it',
  about: 'Sun, load and battery add up, and writes are obeyed. Runs until Ctrl-C.',
  operands: [],
  options: household,
  examples: ['givtcp simulate', 'givtcp simulate --model threePhase --speed 60 --latency captured'],
  run: async (_, told, io) => {
    const { packs, stacks, modules, meters, charge, start, seed, serial } = told;
    const family = familyFrom(told.model);
    return serve(
      {
        ...servingFrom(told),
        ...(family === undefined ? {} : { model: family }),
        ...(packs === undefined ? {} : { packs }),
        ...(stacks === undefined ? {} : { stacks }),
        ...(modules === undefined ? {} : { modulesPerStack: modules }),
        ...(meters === undefined ? {} : { meters }),
        ...(charge === undefined ? {} : { stateOfCharge: charge }),
        ...(start === undefined ? {} : { startAt: start }),
        ...(seed === undefined ? {} : { seed }),
        ...(serial === undefined ? {} : { dongle: serial }),
      },
      told,
      io,
    );
  },
});

export const replay = command({
  name: 'replay',
  summary: 'Serve the registers of a recording as though its inverter were there',
  about:
    'The file is what `record` writes, or the hex log, dump or raw bytes of another program. Runs until Ctrl-C, and remembers writes until then.',
  operands: [{ name: 'recording' }],
  options: {
    play: flag('Go through the recording by its own times, instead of serving its end'),
    ...serving,
  },
  examples: ['givtcp replay inverter.log', 'givtcp replay inverter.log --play --speed 10'],
  run: async ([capture = ''], told, io) =>
    serve(
      { ...servingFrom(told), capture, ...(told.play === true ? { playThrough: true } : {}) },
      told,
      io,
    ),
});

const servingFrom = ({ host, port = PORT, latency, speed }: Told<typeof serving>) => ({
  port,
  ...(host === undefined ? {} : { host }),
  ...(latency === undefined ? {} : { latency }),
  ...(speed === undefined ? {} : { speed }),
});

const familyFrom = (name: string | undefined): FamilyName | undefined =>
  name === undefined ? undefined : modelNamed(name)?.family;

const serve = async (
  options: SimulatorOptions,
  { json = false, verbose = false }: Told<typeof common>,
  io: Io,
): Promise<number> => {
  const simulator = await startSimulator(options);
  try {
    announce(simulator, options, json, io);
    tellOdd(simulator.recording?.odd ?? [], io);
    const unwatch = verbose ? watch(simulator, io) : () => undefined;
    if (!io.interrupted.aborted) await once(io.interrupted, 'abort');
    unwatch();
  } finally {
    await simulator.close();
  }
  return 0;
};

const announce = (
  { host, port, serial, dongle }: Simulator,
  { capture, model = 'hybridGen1' }: SimulatorOptions,
  json: boolean,
  io: Io,
): void => {
  const what = capture === undefined ? { model } : { recording: capture };
  if (json) io.out(`${JSON.stringify({ host, port, serial, dongle, ...what }, undefined, 2)}\n`);
  else io.out(`${titleOf(capture, model)} listens on ${host}:${port}; Ctrl-C ends it\n`);
  io.err(`try: givtcp read runAll --host ${host} --port ${port}\n`);
};

const titleOf = (capture: string | undefined, model: FamilyName): string =>
  capture === undefined
    ? `a simulated ${families.find(({ name }) => name === model)?.title ?? model}`
    : `the recording ${capture}`;

const LOOK_AGAIN = 1000;

/** Tells who comes and what is written. */
const watch = (simulator: Simulator, io: Io): (() => void) => {
  let [clients, seen] = [0, 0];
  const look = (): void => {
    const { connections, writes } = simulator;
    if (connections !== clients) io.err(`givtcp: ${connections} connected\n`);
    for (const { address, word } of writes.slice(seen))
      io.err(`givtcp: register ${address} was written: ${word}\n`);
    [clients, seen] = [connections, writes.length];
  };
  const timer = setInterval(look, LOOK_AGAIN);
  return () => clearInterval(timer);
};
