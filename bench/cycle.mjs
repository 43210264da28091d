import { setTimeout } from 'node:timers/promises';
import { openInverter } from '../dist/src/index.js';
import { serialOf, startDongles, topologyAt } from './dongle.mjs';
import { line, median, spread } from './report.mjs';

const HOST = '127.0.0.1';
const MODEL = 'hybridGen1';
// Eight reads each: with two packs the banks are eight; at the start a pack is believed when two of
// its pages agree, so that seven banks are eight reads with one.
const PACKS = { refresh: 2, start: 1 };
const READS = 8;
/** Where a dongle is faster than any real one the usual gap between requests would be all we see. */
const paceFor = (latency) => (latency < 250 ? 0 : 250);

const LANES = 5;
const FAST = 3;
// All of it takes this many L and a little; the lanes of each L are spread over what the slowest needs.
const STEPS = 20;
const SPAN = STEPS * 250 + 250;

/** So many runs, each at a dongle of its own and later than the one before: they seldom meet, and no busy moment hits them all. */
const inLanes = (latency, run) =>
  Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      await setTimeout(((SPAN - STEPS * latency) * lane) / LANES);
      return run(lane);
    }),
  );

const at = (port, latency) => ({ host: HOST, port, pace: paceFor(latency) });

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

const refreshes = async (latency, ports, remembered) => {
  const runs = await inLanes(latency, async (lane) => {
    const inverter = openInverter({ ...at(ports[lane], latency), polling: false, remembered });
    await inverter.refresh('all');
    const fast = [];
    while (fast.length < FAST) fast.push(await refreshed(inverter, 'live'));
    const full = await refreshed(inverter, 'all');
    await inverter.close();
    return { fast, full };
  });
  const fast = runs.flatMap((run) => run.fast);
  const full = runs.map((run) => run.full);
  tell(latency, 'fast', fast, 1);
  tell(latency, 'full', full, READS);
};

const starts = async (latency, ports) => {
  const runs = await inLanes(latency, async (lane) => {
    const options = at(ports[lane], latency);
    const cold = await opened(options, latency);
    const remembered = { ...cold.topology, foundAt: Date.now() };
    return { cold, again: await opened({ ...options, remembered }, latency) };
  });
  const cold = runs.map((run) => run.cold);
  const again = runs.map((run) => run.again);
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
const lanes = latencies.flatMap((latency) => [
  { latency, packs: PACKS.refresh, run: refreshes },
  { latency, packs: PACKS.start, run: starts },
]);
const dongles = await startDongles([
  { ...plant, packs: PACKS.refresh },
  ...lanes.flatMap(({ latency, packs }) =>
    Array.from({ length: LANES }, () => ({ ...plant, latency, packs })),
  ),
]);
const [known, ...ports] = dongles.ports;
const remembered = await topologyAt(at(known, 0));
// Nobody waits for code that runs for the first time.
for (let i = 0; i < 20; i++) await opened({ ...at(known, 0), remembered }, 0);
await Promise.all(
  lanes.map(({ latency, run }, i) =>
    run(latency, ports.slice(i * LANES, (i + 1) * LANES), remembered),
  ),
);
dongles.close();
