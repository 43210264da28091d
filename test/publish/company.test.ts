import { deepEqual, equal } from 'node:assert/strict';
import { afterAll, afterEach, beforeAll, test } from 'vitest';
import { openInverter } from '../../src/index.js';
import { openBroker } from '../../src/publish/mqtt/broker.js';
import { Publisher } from '../../src/publish/mqtt/publisher.js';
import { until } from '../support/until.js';
import { PASSWORD, startBroker, USER, wireTo, type TestBroker } from './brokers.js';
import { listen, type Heard, type Listener } from './listener.js';
import { openPlant, type OpenPlant } from './plants.js';

let server: TestBroker;
let listener: Listener;
const home = { model: 'hybridGen1', packs: 1 } as const;
const open: (() => unknown)[] = [];
beforeAll(async () => {
  server = await startBroker();
});
afterAll(() => server.close());
afterEach(async () => {
  for (const end of open.splice(0).toReversed()) await end();
});

const watching = async (): Promise<void> => {
  listener = await listen(server.port, '#');
  open.push(() => listener.close());
};

const plantNamed = async (serial: string): Promise<OpenPlant> => {
  const plant = await openPlant({ ...home, serial });
  open.push(() => plant.close());
  return plant;
};

interface Program {
  /** To the broker this looks like its sudden death. */
  kill(): void;
  quit(): Promise<void>;
}

/** Publishes a plant by a connection of its own to the broker. */
const program = async (plant: Pick<OpenPlant, 'inverter'>): Promise<Program> => {
  const wire = await wireTo(server.port);
  const broker = openBroker({
    host: '127.0.0.1',
    port: wire.port,
    username: USER,
    password: PASSWORD,
    retry: { first: 20, most: 100 },
  });
  const publisher = new Publisher(plant.inverter, broker, { control: true, contestAfter: 20 });
  const quit = async (): Promise<void> => {
    await publisher.close();
    await broker.close();
  };
  open.push(async () => {
    await quit();
    await wire.close();
  });
  await until(() => broker.status.state === 'online' && broker.counters.waiting === 0);
  return { kill: wire.cut, quit };
};

/** The same inverter, read by somebody else. */
const secondClient = async ({ simulator }: OpenPlant): Promise<Pick<OpenPlant, 'inverter'>> => {
  const { port } = simulator;
  const inverter = openInverter({
    host: '127.0.0.1',
    port,
    pace: 0,
    polling: false,
  });
  open.push(() => inverter.close());
  await inverter.refresh('all');
  return { inverter };
};

const statusOf = ({ simulator }: OpenPlant): string => `GivEnergy/${simulator.serial}/Stats/status`;
const saying =
  (topic: string, payload: string) =>
  (message: Heard): boolean =>
    message.topic === topic && message.payload === payload;

for (const [how, serial, end] of [
  ['is killed', 'SA2114G031', ({ kill }: Program) => kill()],
  ['ends in order', 'SA2114G032', ({ quit }: Program) => quit()],
] as const)
  test(`of two programs on one inverter one ${how}: it is said to be online again`, async () => {
    const plant = await plantNamed(serial);
    const topic = statusOf(plant);
    const first = await program(plant);
    const other = await program(await secondClient(plant));
    await watching();
    const before = listener.heard.length;
    await end(first);
    await listener.until(saying(topic, 'offline'), before);
    const offline = listener.heard.findLastIndex(saying(topic, 'offline'));
    await listener.until(saying(topic, 'online'), offline);
    await other.quit();
    await listener.until(saying(topic, 'offline'), offline + 1);
    const late = await listen(server.port, topic);
    open.push(() => late.close());
    equal((await late.until(() => true)).payload, 'offline');
  });

test('several inverters on one broker: each has its own life and obeys its own commands', async () => {
  const plants = [await plantNamed('SA2114G033'), await plantNamed('SA2114G034')] as const;
  const [one, other] = plants;
  const first = await program(one);
  await program(other);
  await watching();
  const target = ({ simulator }: OpenPlant) => simulator.read(0x11, 'holding', 116);
  const before = target(one);
  await listener.send(`GivEnergy/control/${other.simulator.serial}/setChargeTarget`, '57');
  await listener.until(saying(`GivEnergy/${other.simulator.serial}/Control/Target_SOC`, '57'));
  deepEqual([target(one), target(other)], [before, 57]);
  await first.quit();
  await listener.until(saying(statusOf(one), 'offline'));
  deepEqual(listener.heard.filter(saying(statusOf(other), 'offline')), []);
});
