// Many plants in one process: `fleet.mjs scale <plants>` and `fleet.mjs memory <plants>`, each in a
// process of its own, so that one measurement does not carry the memory of another.
import { setTimeout } from 'node:timers/promises';
import { openInverter } from '../dist/src/index.js';
import { serialOf, startDongles, topologyAt } from './dongle.mjs';
import { POLL, recordPlant } from './plants.mjs';
import { line, quantile, quick } from './report.mjs';

const LATENCY = 250;
const BANKS = 8;
const PERIOD = 10_000;
const MIB = 2 ** 20;
const [kind, count] = [process.argv[2], Number(process.argv[3])];

const memory = () => {
  globalThis.gc();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rss: rss / MIB, live: (heapUsed + arrayBuffers) / 1024 };
};

const HOST = '127.0.0.1';
const plant = { model: 'hybridGen1', packs: 2 };
const latency = kind === 'scale' ? LATENCY : 0;
const dongles = await startDongles([
  ...Array.from({ length: count }, () => ({ ...plant, latency })),
  plant,
]);
const ports = dongles.ports.slice(0, count);
const topology = await topologyAt({ host: HOST, port: dongles.ports[count] });

// A fleet keeps the last few frames of each plant instead of the last few minutes.
const RECORDING = 4096;
const open = (port, index) =>
  openInverter({
    host: HOST,
    port,
    recording: RECORDING,
    polling: false,
    ...(kind === 'scale' ? {} : { pace: 0 }),
    remembered: { ...topology, serial: serialOf(index) },
  });

/** Reads everything every ten seconds, each plant at a moment of its own; keeps how long that took. */
const poll = async (inverter, index, until, cycles) => {
  const first = performance.now() + (index / count) * PERIOD;
  for (let next = first; next < until; next += PERIOD) {
    await setTimeout(Math.max(0, next - performance.now()));
    const began = performance.now();
    await inverter.refresh('all');
    cycles.push(performance.now() - began);
  }
};

const scale = async () => {
  const before = memory();
  const inverters = ports.map(open);
  await Promise.all(inverters.map((inverter) => inverter.refresh('all')));
  const began = performance.now();
  // From when the first ones have finished a cycle on, the load is even; code runs warm after one period.
  const steady = began + (quick ? BANKS * LATENCY : PERIOD);
  const until = steady + (quick ? 0.5 : 1) * PERIOD;
  const cycles = [];
  const polls = inverters.map((inverter, index) => poll(inverter, index, until, cycles));
  await setTimeout(steady - performance.now());
  const cpu = process.cpuUsage();
  const counted = performance.now();
  await setTimeout(until - counted);
  const { user, system } = process.cpuUsage(cpu);
  const share = (user + system) / 1000 / (performance.now() - counted);
  // What a collection frees goes back to the system a little later.
  memory();
  await setTimeout(500);
  const after = memory();
  await Promise.all(polls);
  line('scale', {
    plants: count,
    banks: BANKS,
    period: PERIOD / 1000,
    cpu: `${(share * 100).toFixed(1)}%`,
    rss: `+${(after.rss - before.rss).toFixed(1)}MiB`,
    'cycle-p99-ratio': quantile(cycles, 0.99) / (BANKS * LATENCY),
    cycles: cycles.length,
    'cpu-us/read': (share * 1e6 * PERIOD) / 1000 / count / BANKS,
  });
  await Promise.all(inverters.map((inverter) => inverter.close()));
};

// Registers and snapshot alone, then everything: connection, queue and poller too.
const perPlant = async () => {
  const { furnished, rounds, now } = await recordPlant(plant);
  const keep = (_, index) => {
    const one = furnished();
    for (const words of rounds[index % rounds.length]) one.receive(words, now + POLL);
    return [one, one.snapshot(now + POLL, true, [])];
  };
  Array.from({ length: 50 }, keep);
  const empty = memory();
  const plants = Array.from({ length: count }, keep);
  const live = (memory().live - empty.live) / plants.length;
  plants.length = 0;
  const before = memory();
  const inverters = ports.map(open);
  await Promise.all(inverters.map((inverter) => inverter.refresh('all')));
  const after = memory();
  line('memory', {
    plants: count,
    rss: `+${(after.rss - before.rss).toFixed(1)}MiB`,
    'live-KiB/plant': live,
    'with-line-KiB/plant': (after.live - before.live) / count,
  });
  await Promise.all(inverters.map((inverter) => inverter.close()));
};

await (kind === 'scale' ? scale() : perPlant());
dongles.close();
