import { deepEqual, equal, ok } from 'node:assert/strict';
import { createServer as createWebServer } from 'node:http';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { onTestFinished, test } from 'vitest';
import { findInverters, type SearchProgress } from '../../src/index.js';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';

/** A network of this test's own on this computer. */
const PORT = 18_911;
const networks = ['127.81.0.0/28'];
const at = (last: number): string => `127.81.0.${last}`;

const simulated = async (last: number, options: SimulatorOptions = {}): Promise<Simulator> => {
  const simulator = await startSimulator({ host: at(last), port: PORT, seed: last, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
};

test('inverters are found with address, serials and model; nothing is written', async () => {
  const one = await simulated(3);
  const other = await simulated(12, { model: 'allInOne' });
  const { found, done, of } = await findInverters({ networks, port: PORT });
  deepEqual(
    found.map((device) => ({ ...device, firmware: 0 })),
    [one, other].map(({ host, dongle, serial }, index) => ({
      kind: 'inverter',
      host,
      port: PORT,
      dongle,
      serial,
      model: ['Hybrid Gen 1', 'All-in-One'][index],
      firmware: 0,
    })),
  );
  deepEqual([done, of], [14, 14]);
  for (const { arrivals, writes, asked, connections } of [one, other])
    deepEqual([arrivals, writes.length, asked, connections], [1, 0, 1, 0]);
});

test('a web server on the port is told apart from an inverter', async () => {
  const server = createWebServer((_, response) => response.end('hello')).listen(PORT, at(5));
  await once(server, 'listening');
  onTestFinished(async () => void server.close());
  const { found } = await findInverters({ networks, port: PORT });
  deepEqual(found, [{ kind: 'stranger', host: at(5), port: PORT }]);
});

test('an inverter with a connection already is told without another one', async () => {
  const simulator = await simulated(4);
  const known = {
    kind: 'inverter',
    host: at(4),
    port: PORT,
    serial: simulator.serial,
    model: 'as known',
    firmware: 1,
  } as const;
  const { found } = await findInverters({ networks, port: PORT, known: [known] });
  deepEqual(found, [known]);
  equal(simulator.arrivals, 0);
});

test('progress goes from none to all of the addresses', async () => {
  await simulated(2);
  const seen: SearchProgress[] = [];
  await findInverters({ networks, port: PORT, progress: (state) => seen.push(state) });
  deepEqual(
    seen.map(({ done }) => done),
    Array.from({ length: 15 }, (_, done) => done),
  );
  equal(seen.at(-1)?.found.length, 1);
  deepEqual(seen[0]?.networks, networks);
});

test('a search that is given up ends at once, with hosts that say nothing too', async () => {
  const silent = createServer((socket) => socket.on('error', () => undefined)).listen(PORT, at(6));
  await once(silent, 'listening');
  onTestFinished(async () => void silent.close());
  const stop = new AbortController();
  const arrived = once(silent, 'connection');
  const search = findInverters({ networks, port: PORT, signal: stop.signal });
  await arrived;
  stop.abort();
  const { found, done, of } = await search;
  deepEqual(found, []);
  ok(done < of);
});

test('without a private network nothing is tried', async () => {
  const loopback = { address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4', internal: true };
  deepEqual(await findInverters({ cards: { lo: [loopback] } }), {
    done: 0,
    of: 0,
    networks: [],
    found: [],
  });
});
