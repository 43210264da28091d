import { equal, match } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createWebServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { onTestFinished, test } from 'vitest';
import { tryInverter, type Trial } from '../src/index.js';
import { startSimulator, type SimulatorOptions } from '../src/simulator/index.js';

const simulated = async (options: SimulatorOptions = {}) => {
  const simulator = await startSimulator({ seed: 7, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
};

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => void server.close());
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const trial = (host: string, port: number, more = {}): Promise<Trial> =>
  tryInverter({ host, port, pace: 0, ...more });

const fails = (result: Trial, kind: string, words: RegExp): void => {
  equal(result.ok, false);
  if (result.ok) return;
  equal(result.kind, kind);
  match(result.reason, words);
};

test('an inverter that is there tells model, firmware, batteries and how fast it answers', async () => {
  const simulator = await simulated({ model: 'hybridGen2', packs: 2 });
  const result = await trial(simulator.host, simulator.port);
  equal(result.ok, true);
  if (!result.ok) return;
  equal(result.model, 'Hybrid Gen 2');
  equal(result.batteries, 2);
  equal(typeof result.firmware, 'number');
  equal(typeof result.latency, 'number');
  equal(simulator.writes.length, 0);
  equal(simulator.connections, 0);
});

test('a port where nobody listens', async () => {
  const simulator = await simulated();
  await simulator.close();
  fails(await trial('127.0.0.1', simulator.port), 'refused', /refuses the connection: check/);
});

test('a name that is not known', async () => {
  fails(await trial('no-such-dongle.invalid', 8899), 'unknownName', /use the dongle's IP address/);
});

test('something that lets in and says nothing', async () => {
  const port = await listening(createServer((socket) => socket.on('error', () => undefined)));
  fails(await trial('127.0.0.1', port), 'silent', /does not answer.*restart it/);
});

test('a web server', async () => {
  const port = await listening(createWebServer((_, response) => response.end('hello')));
  fails(await trial('127.0.0.1', port), 'stranger', /not as an inverter's dongle does/);
});

test('an inverter behind another dongle than the one filled in', async () => {
  const { host, port } = await simulated({ dongle: 'WF2114G001' });
  fails(await trial(host, port, { serial: 'WF2114G009' }), 'otherDongle', /correct the serial/);
  equal((await trial(host, port, { serial: 'WF2114G001' })).ok, true);
});

test('settings that cannot be used', async () => {
  fails(await trial('', 8899), 'unusable', /host is "": must be the name or address/);
});
