// Many plants in one process: `fleet.mjs scale <plants> [plain]` and `fleet.mjs memory <plants>`, each
// in a process of its own, so that one measurement does not carry the memory of another. `scale` looks
// after them as `givtcp fleet` does; `plain` with the heap of Node.js as it comes, as in a Node-RED.
import { setTimeout } from 'node:timers/promises';
import { keepHeapSmall } from '../dist/src/cli/heap.js';
import { openInverter } from '../dist/src/index.js';
import { serialOf, startDongles, topologyAt } from './dongle.mjs';
import { POLL, recordPlant } from './plants.mjs';
import { line, median, prepared, quantile, quick, spread } from './report.mjs';

const LATENCY = 250;
const BANKS = 8;
const REPEATS = 5;
const PERIOD = quick ? 2500 : 10_000;
const MIB = 2 ** 20;
const [kind, count] = [process.argv[2], Number(process.argv[3])];
const heap = process.argv[4] === 'plain' ? 'plain' : 'fleet';

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
prepared();

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

/** Opens a plant at a moment of its own and reads all of it every ten seconds; keeps how long that took. */
const poll = async (index, { began, steady, until }, inverters, cycles) => {
  const first = began + (index / count) * PERIOD;
  await setTimeout(Math.max(0, first - performance.now()));
  const inverter = open(ports[index], index);
  inverters.push(inverter);
  for (let next = first; next < until; next += PERIOD) {
    await setTimeout(Math.max(0, next - performance.now()));
    const start = performance.now();
    await inverter.refresh('all');
    if (start > steady) cycles.push(performance.now() - start);
  }
};

const grown = (mib) => `${mib < 0 ? '' : '+'}${mib.toFixed(1)}MiB`;

const answersOf = (inverters) => inverters.reduce((sum, { counters }) => sum + counters.answers, 0);

const scale = async () => {
  if (heap === 'fleet') keepHeapSmall();
  const before = memory();
  const began = performance.now();
  // From when the last one has begun on the load is even; one period more, and code and heap are settled.
  const steady = began + (quick ? 1 : 2) * PERIOD;
  const until = steady + (quick ? 0.5 : 1) * PERIOD;
  const [inverters, cycles] = [[], []];
  const times = { began, steady, until };
  const polls = ports.map((_, index) => poll(index, times, inverters, cycles));
  await setTimeout(steady - performance.now());
  const answered = answersOf(inverters);
  const cpu = process.cpuUsage();
  const counted = performance.now();
  await setTimeout(until - counted);
  const { user, system } = process.cpuUsage(cpu);
  const share = (user + system) / 1000 / (performance.now() - counted);
  const reads = answersOf(inverters) - answered;
  // As it stands in the midst of work, with all that has not been cleared away yet.
  const after = process.memoryUsage.rss() / MIB;
  await Promise.all(polls);
  line('scale', {
    plants: count,
    banks: BANKS,
    period: PERIOD / 1000,
    heap,
    cpu: `${(share * 100).toFixed(1)}%`,
    rss: grown(after - before.rss),
    'cycle-p99-ratio': quantile(cycles, 0.99) / (BANKS * LATENCY),
    cycles: cycles.length,
    reads,
    'cpu-us/read': (user + system) / reads,
  });
  await Promise.all(inverters.map((inverter) => inverter.close()));
};

// Everything, connection, queue and poller too; then registers and snapshot alone.
const perPlant = async () => {
  const { furnished, rounds, now } = await recordPlant(plant);
  const keep = (_, index) => {
    const one = furnished();
    for (const words of rounds[index % rounds.length]) one.receive(words, now + POLL);
    return [one, one.snapshot(now + POLL, true, [])];
  };
  Array.from({ length: 50 }, keep);
  const before = memory();
  const inverters = ports.map(open);
  await Promise.all(inverters.map((inverter) => inverter.refresh('all')));
  const after = memory();
  await Promise.all(inverters.map((inverter) => inverter.close()));
  const runs = Array.from({ length: REPEATS }, () => {
    const empty = memory().live;
    const plants = Array.from({ length: count }, keep);
    return (memory().live - empty) / plants.length;
  });
  line(
    'memory',
    {
      plants: count,
      rss: grown(after.rss - before.rss),
      'live-KiB/plant': median(runs),
      'with-line-KiB/plant': (after.live - before.live) / count,
      spread: spread(runs),
    },
    runs,
  );
};

await (kind === 'scale' ? scale() : perPlant());
dongles.close();
