import { equal, match, ok } from 'node:assert/strict';
import { promises as dns } from 'node:dns';
import { onTestFinished, test, vi } from 'vitest';
import { Dongles, findInverters, openInverter, plainHost, type Inverter } from '../../src/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { until } from '../support/until.js';

const closing = <T extends { close(): Promise<unknown> }>(thing: T): T => {
  onTestFinished(async () => void (await thing.close()));
  return thing;
};

const simulate = async (): Promise<Simulator> => closing(await startSimulator({ seed: 7 }));

const open = (dongles: Dongles, host: string, port: number): Inverter =>
  closing(openInverter({ host, port, pace: 0, dongles }));

const online = (inverter: Inverter): Promise<void> =>
  until(() => inverter.status.state === 'online');
const turnedAway = async (inverter: Inverter): Promise<void> => {
  await until(() => inverter.status.state === 'offline');
  match(inverter.status.reason ?? '', /is the one at .*name this inverter once/);
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

test('whoever knows names and keeps silent holds up a connection for seconds only', async () => {
  const [dongle, dongles] = [await simulate(), new Dongles()];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const lookup = vi.spyOn(dns, 'lookup').mockReturnValue(new Promise(() => undefined));
  onTestFinished(() => lookup.mockRestore());
  const connecting = dongles.connectedAt('127.0.0.1', dongle.port);
  const inverter = open(dongles, '127.0.0.1', dongle.port);
  vi.advanceTimersByTime(5000);
  vi.useRealTimers();
  equal(await connecting, undefined);
  await online(inverter);
});

test('two dongles are two, also for one program, and whatever serials they tell', async () => {
  const dongles = new Dongles();
  for (const dongle of [await simulate(), await simulate()])
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
