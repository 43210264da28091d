import { equal, match, ok } from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { onTestFinished, test } from 'vitest';
import { Dongles, findInverters, openInverter, plainHost, type Inverter } from '../../src/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { portOf } from '../publish/brokers.js';
import { until } from '../support/until.js';

const closing = <T extends { close(): Promise<unknown> }>(thing: T): T => {
  onTestFinished(async () => void (await thing.close()));
  return thing;
};

const simulate = async (serial?: string): Promise<Simulator> =>
  closing(await startSimulator({ seed: 7, ...(serial !== undefined && { serial }) }));

const open = (dongles: Dongles, host: string, port: number): Inverter =>
  closing(openInverter({ host, port, pace: 0, dongles }));

const online = (inverter: Inverter): Promise<void> =>
  until(() => inverter.status.state === 'online');
const turnedAway = async (inverter: Inverter): Promise<void> => {
  await until(() => inverter.status.state === 'offline');
  match(inverter.status.reason ?? '', /is the one at .*name this inverter once/);
};

/** Another address of the same dongle, as behind a router that forwards a port. */
const forward = async (dongle: Simulator): Promise<number> => {
  const server = createServer((near) => {
    const far = connect(dongle.port, '127.0.0.1');
    for (const socket of [near, far])
      socket
        .on('error', () => undefined)
        .on('close', () => [near, far].map((one) => one.destroy()));
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return portOf(server);
};

test('a name and an address of one dongle make one connection, and the second is told why', async () => {
  const [dongle, dongles] = [await simulate(), new Dongles()];
  const first = open(dongles, '127.0.0.1', dongle.port);
  await online(first);
  const second = open(dongles, 'localhost', dongle.port);
  await turnedAway(second);
  match(
    second.status.reason ?? '',
    new RegExp(`^the dongle at localhost:${dongle.port} is the one`),
  );
  equal(dongle.arrivals, 1);
  equal(await dongles.connectedAt('localhost', dongle.port), first.address);
});

test('whoever was turned away comes in when the other one has left', async () => {
  const [dongle, dongles] = [await simulate(), new Dongles()];
  const first = open(dongles, '127.0.0.1', dongle.port);
  await online(first);
  const second = open(dongles, 'localhost', dongle.port);
  await turnedAway(second);
  await first.close();
  await online(second);
  equal(dongle.connections, 1);
});

test('a dongle with two addresses is known by its serials: it is asked once, and left alone', async () => {
  const [dongle, dongles] = [await simulate(), new Dongles()];
  const port = await forward(dongle);
  const first = open(dongles, '127.0.0.1', dongle.port);
  await online(first);
  const second = open(dongles, '127.0.0.1', port);
  const statuses: string[] = [];
  second.on('status', ({ state }) => statuses.push(state));
  await turnedAway(second);
  await until(() => dongle.connections === 1);
  // Several tries later.
  const tries = second.history.length + 4;
  await until(() => second.history.length >= tries);
  equal(dongle.arrivals, 2);
  equal(statuses.includes('online'), false);
  equal(second.snapshot, undefined);
  await first.close();
  await online(second);
});

test('two dongles are two, also for one program', async () => {
  const dongles = new Dongles();
  for (const dongle of [await simulate('SA2114G801'), await simulate('SA2114G802')])
    await online(open(dongles, '127.0.0.1', dongle.port));
});

test('a search leaves alone whoever is connected', async () => {
  const [dongle, dongles] = [await simulate(), new Dongles()];
  await online(open(dongles, '127.0.0.1', dongle.port));
  const look = (busy: boolean) =>
    findInverters({
      networks: [`127.0.0.1/32:${dongle.port}`],
      ...(busy && { busy: (address) => dongles.isConnected(address) }),
    });
  equal((await look(true)).found.length, 0);
  equal(dongle.arrivals, 1);
  equal((await look(false)).found.length, 1);
  ok(dongle.arrivals > 1);
});

for (const [given, plain] of [
  [' 192.168.1.50 ', '192.168.1.50'],
  ['192.168.001.050', '192.168.1.50'],
  ['Dongle.LAN.', 'dongle.lan'],
  ['FE80::1', 'fe80::1'],
  ['10.0.0.1.example', '10.0.0.1.example'],
] as const)
  test(`the address "${given}" is ${plain}`, () => equal(plainHost(given), plain));
