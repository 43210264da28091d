import { setTimeout } from 'node:timers/promises';
import { openInverter } from '../dist/src/index.js';
import { tcp } from '../dist/src/link/transport.js';
import { serialOf, startDongles, topologyAt } from './dongle.mjs';
import { line, median, spread } from './report.mjs';

const HOST = '127.0.0.1';
const LATENCY = 250;
const REPEATS = 5;
const KNOWN_AFTER = 6;

/** TCP that notes when lines open and close, by this process's clock. */
const watched = (port, times) => (events) =>
  tcp(
    HOST,
    port,
  )({
    ...events,
    open: () => {
      times.opened = performance.now();
      events.open();
    },
    closed: (reason) => {
      times.closed ??= performance.now();
      events.closed(reason);
    },
  });

const passed = (since) => performance.now() - since;

/** What goes wrong, and how long values then keep one waiting. */
const kinds = {
  lost: async ({ inverter, order }) => {
    await order('lose');
    return live(inverter);
  },
  // Both the first answer and the one to the repeated request are slow; the first is as good.
  late: async ({ inverter, order }) => {
    await order('late', 1200, 2);
    return live(inverter);
  },
  cut: async ({ inverter, order, times }) => {
    await order('cut');
    while (times.closed === undefined) await setTimeout(1);
    await inverter.refresh('live');
    return passed(times.closed);
  },
  'cut-mid': async ({ inverter, order, times }) => {
    await order('cutMid', LATENCY);
    await inverter.refresh('live');
    return passed(times.closed);
  },
  // Refused at once, after 0.25 s and after 0.75 s; then it listens again.
  'refused-3': async ({ inverter, order, times }) => {
    times.opened = undefined;
    await order('refuse', 1000);
    while (times.opened === undefined) await setTimeout(1);
    await inverter.refresh('live');
    return passed(times.opened);
  },
};

const live = async (inverter) => {
  const began = performance.now();
  await inverter.refresh('live');
  return passed(began);
};

const names = Object.keys(kinds);
const plant = { model: 'hybridGen1', packs: 2 };
const dongles = await startDongles([
  ...Array.from({ length: names.length * REPEATS }, () => ({ ...plant, latency: LATENCY })),
  plant,
]);
// Found once: what is measured here begins with a plant that is known.
const topology = await topologyAt({ host: HOST, port: dongles.ports.at(-1) });

const run = async (name, index) => {
  const times = {};
  const inverter = openInverter({
    host: HOST,
    port: dongles.ports[index],
    polling: false,
    remembered: { ...topology, serial: serialOf(index) },
    connect: watched(dongles.ports[index], times),
  });
  for (let i = 0; i < KNOWN_AFTER; i++) await inverter.refresh('live');
  // What arrived this very millisecond would not be read again.
  await setTimeout(2);
  const { requests, connects } = inverter.counters;
  const order = (...words) => dongles.order(index, ...words);
  const ms = await kinds[name]({ inverter, order, times });
  const after = inverter.counters;
  await inverter.close();
  return { ms, requests: after.requests - requests, reconnects: after.connects - connects };
};

await Promise.all(
  names.map(async (kind, row) => {
    const runs = await Promise.all(
      Array.from({ length: REPEATS }, (_, i) => run(kind, row * REPEATS + i)),
    );
    const of = (field) => median(runs.map((one) => one[field]));
    line(
      'trouble',
      {
        L: LATENCY,
        kind,
        ms: of('ms'),
        requests: of('requests'),
        reconnects: of('reconnects'),
        spread: spread(runs.map(({ ms }) => ms)),
      },
      runs,
    );
  }),
);
dongles.close();
