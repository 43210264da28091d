import { setTimeout } from 'node:timers/promises';
import { openInverter } from '../dist/src/index.js';
import { serialOf, startDongles, topologyAt } from './dongle.mjs';
import { line, median, quick, spread } from './report.mjs';

const HOST = '127.0.0.1';
const MODEL = 'hybridGen1';
// Eight reads each: with two packs the banks are eight; at the start a pack is believed when two of
// its pages agree, so that seven banks are eight reads with one.
const PACKS = { refresh: 2, start: 1 };
const READS = 8;
/** Where a dongle is faster than any real one the usual gap between requests would be all we see. */
const paceFor = (latency) => (latency < 250 ? 0 : 250);

const repeated = async (count, run) => {
  const runs = [];
  for (let i = 0; i < count; i++) runs.push(await run());
  return runs;
};

const tell = (latency, kind, runs, banks, more = {}) => {
  const ms = median(runs.map((run) => run.ms));
  const limit = banks * latency;
  line(
    'cycle',
    {
      L: latency,
      kind,
      ms,
      requests: median(runs.map((run) => run.requests)),
      limit,
      ratio: ms / limit,
      ...more,
      spread: spread(runs.map((run) => run.ms)),
    },
    runs,
  );
};

const refreshed = async (inverter, what) => {
  // What arrived this very millisecond would not be read again.
  await setTimeout(2);
  const { requests } = inverter.counters;
  const began = performance.now();
  await inverter.refresh(what);
  return { ms: performance.now() - began, requests: inverter.counters.requests - requests };
};

// From the call to the first values, and to the first whole snapshot; connecting is part of both.
const opened = async (options, latency) => {
  const began = performance.now();
  const inverter = openInverter(options);
  const run = await new Promise((resolve) => {
    let first;
    inverter.on('snapshot', ({ complete, topology }) => {
      const ms = performance.now() - began;
      first ??= ms;
      if (complete) resolve({ ms, first, requests: inverter.counters.requests, topology });
    });
  });
  await inverter.close();
  // The dongle is still busy with what this one had asked last.
  await setTimeout(1.5 * latency);
  return run;
};

const rounds = (latency) => {
  if (!quick) return latency === 250 ? 3 : 5;
  return latency === 250 ? 1 : 3;
};

const refreshes = async (latency, options, remembered) => {
  const inverter = openInverter({ ...options, polling: false, remembered });
  await inverter.refresh('all');
  const fast = await repeated(3 * rounds(latency), () => refreshed(inverter, 'live'));
  const full = await repeated(rounds(latency), () => refreshed(inverter, 'all'));
  await inverter.close();
  tell(latency, 'fast', fast, 1);
  tell(latency, 'full', full, READS);
};

const starts = async (latency, options) => {
  const cold = await repeated(rounds(latency), () => opened(options, latency));
  const remembered = { ...cold[0].topology, foundAt: Date.now() };
  const again = await repeated(rounds(latency), () => opened({ ...options, remembered }, latency));
  tellStart(latency, 'cold', cold);
  tellStart(latency, 'remembered', again);
};

const tellStart = (latency, kind, runs) => {
  const first = median(runs.map((run) => run.first));
  const more = { 'first-ms': first, 'first-ratio': first / latency };
  tell(latency, kind, runs.map(plain), READS, more);
};

const plain = ({ ms, first, requests }) => ({ ms, first, requests });

const latencies = [50, 100, 250];
const plant = { model: MODEL, serial: serialOf(0) };
const dongles = await startDongles([
  { ...plant, packs: PACKS.refresh },
  ...latencies.flatMap((latency) => [
    { ...plant, latency, packs: PACKS.refresh },
    { ...plant, latency, packs: PACKS.start },
  ]),
]);
const at = (index, latency) => ({
  host: HOST,
  port: dongles.ports[index],
  pace: paceFor(latency),
});
const remembered = await topologyAt(at(0, 0));
// Nobody waits for code that runs for the first time.
for (let i = 0; i < 20; i++) await opened({ ...at(0, 0), remembered }, 0);
await Promise.all(
  latencies.flatMap((latency, i) => [
    refreshes(latency, at(1 + 2 * i, latency), remembered),
    starts(latency, at(2 + 2 * i, latency)),
  ]),
);
dongles.close();
