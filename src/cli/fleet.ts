import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { asError, namings, openBroker, type Broker, type BrokerOptions } from '../index.js';
import { openFleet, plantsIn, summaryLine, type Fleet, type FleetPlant } from '../fleet/index.js';
import { usage } from './arguments.js';
import { command, type Told } from './command.js';
import { keepHeapSmall } from './heap.js';
import type { Io } from './io.js';
import { common, flag, linkOptions, oneOf, positive, text } from './options.js';
import { acknowledged, brokers } from './publishing.js';
import { memoryOf } from './state.js';

const options = {
  mqtt: brokers,
  'topic-root': text('root', 'First part of every topic (GivEnergy)'),
  naming: oneOf('names', 'Whose names the topics have (v3)', namings),
  publish: oneOf('what', 'Single values, one JSON snapshot for each plant, or both (all)', [
    'all',
    'values',
    'snapshot',
  ]),
  live: positive('seconds', 'Between two readings of power and the like (15)'),
  full: positive('seconds', 'Between two readings of everything else (120)'),
  pace: linkOptions.pace,
  control: flag('Take commands on <root>/control/<serial>/<function>'),
  'read-only': flag('Refuse every write'),
  group: text('name', 'Share the plants out among all processes of this group on the broker'),
  name: text('name', 'How this process is called on the broker (the name of the computer)'),
  lease: positive('seconds', 'A process that is silent for this long has lost its plants (15)'),
  summary: positive('seconds', 'Between two summaries (60)'),
  ...common,
  json: flag('Print each summary as one line of JSON'),
} as const;

type Given = Told<typeof options>;

export const fleet = command({
  name: 'fleet',
  summary: 'Look after many inverters from a file, and publish them to MQTT',
  about:
    'The file is JSON, a list of {"host", "port", "serial", "name", "model", "readOnly"}, or CSV with these names in its first line; host must be there. Runs until Ctrl-C.',
  operands: [{ name: 'file' }],
  options,
  examples: [
    'givtcp fleet inverters.csv --mqtt mqtt://localhost',
    'givtcp fleet inverters.csv --mqtt mqtt://a,mqtt://b,mqtt://c --group north --publish snapshot',
  ],
  run: async ([file = ''], told, io) => {
    checkGroup(told);
    const plants = plantsIn(contentOf(file));
    keepHeapSmall();
    const root = told['topic-root'] ?? 'GivEnergy';
    const topic = ['fleet', told.group].reduce<string>(
      (stem, part) => (part === undefined ? stem : `${stem}/${part}`),
      root,
    );
    const broker =
      told.mqtt && openBroker(brokerFor(told.mqtt, `${topic}/${nameOf(told)}`, told, plants));
    const fleet = openFleet({
      plants,
      inverter: inverterFrom(told, io),
      publisher: publisherFrom(told, root),
      ...(broker && { broker }),
      ...(told.group !== undefined && {
        group: { topic, name: nameOf(told), ...timesFrom({ lease: told.lease }) },
      }),
    });
    try {
      await tellUntilEnd(fleet, told, io);
    } finally {
      await fleet.close();
      await leave(broker);
    }
    return 0;
  },
});

const checkGroup = ({ group, mqtt, lease }: Given): void => {
  if (group !== undefined && mqtt === undefined)
    throw usage('--group shares plants out over a broker: give --mqtt too');
  if (lease !== undefined && group === undefined) throw usage('--lease is for --group only');
};

const contentOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usage(`the fleet file ${file} cannot be read: ${asError(error).message}`, { file });
  }
};

const nameOf = ({ name = hostname() }: Given): string => name.replaceAll(/[/+#\s]/g, '-');

/** Single values take a few hundred topics for each plant. */
const ROOM_FOR_EACH = 1000;
const LEASE = 15;

const brokerFor = (
  options: BrokerOptions,
  topic: string,
  { lease = LEASE }: Given,
  plants: readonly FleetPlant[],
): BrokerOptions => ({
  ...options,
  availability: `${topic}/status`,
  remembers: false,
  room: ROOM_FOR_EACH * plants.length,
  // A broker that is gone without a word is noticed within a lease, and another node tried.
  keepAlive: Math.max(1, Math.round(lease / 3)),
});

const inverterFrom = (
  { live, full, pace, control = false, 'read-only': readOnly = false }: Given,
  io: Io,
) => ({
  readOnly,
  // Who writes nothing has nothing to count.
  ...(control && !readOnly && { memory: memoryOf(io) }),
  ...timesFrom({ liveEvery: live, allEvery: full }),
  ...(pace === undefined ? {} : { pace }),
});

/** Seconds to milliseconds, what is there. */
const timesFrom = (seconds: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(seconds).flatMap(([name, time]) =>
      time === undefined ? [] : [[name, time * 1000]],
    ),
  );

const publisherFrom = (
  { naming, publish = 'all', control = false, 'read-only': readOnly = false }: Given,
  root: string,
) => ({
  root,
  control,
  readOnly,
  values: publish !== 'snapshot',
  snapshotTopic: publish !== 'values',
  ...(naming === undefined ? {} : { naming }),
});

const EVERY = 60;

const tellUntilEnd = async (fleet: Fleet, { summary = EVERY, json = false }: Given, io: Io) => {
  const tell = (): void => {
    const now = fleet.summary();
    io.out(`${json ? JSON.stringify(now) : summaryLine(now)}\n`);
  };
  tell();
  const timer = setInterval(tell, summary * 1000);
  if (!io.interrupted.aborted) await once(io.interrupted, 'abort');
  clearInterval(timer);
  tell();
};

const FAREWELL = 2000;

/** What was said last should arrive, if the broker is there to take it. */
const leave = async (broker: Broker | undefined): Promise<void> => {
  if (broker?.status.state === 'online')
    await acknowledged(broker, AbortSignal.timeout(FAREWELL)).catch(() => undefined);
  await broker?.close();
};
