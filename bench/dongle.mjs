// The dongles under test, in a process of their own: simulated plants that take orders over IPC.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openInverter } from '../dist/src/index.js';

const here = fileURLToPath(import.meta.url);
export const serialOf = (index) => `SA${String(index).padStart(8, '0')}`;

/** Starts a simulated dongle for each of these options. `order(index, name, ...values)` resolves when it is carried out. */
export const startDongles = async (list) => {
  const child = fork(here, [JSON.stringify(list)]);
  const [{ ports }] = await once(child, 'message');
  const waiting = new Map();
  child.on('message', ({ id, result }) => waiting.get(id)?.(result));
  let number = 0;
  return {
    ports,
    order: (index, name, ...values) =>
      new Promise((resolve) => {
        const id = number++;
        waiting.set(id, resolve);
        child.send({ id, index, name, values });
      }),
    close: () => child.kill(),
  };
};

/** What a plant consists of, as if found today: then nothing is searched for beside what is measured. */
export const topologyAt = async (address) => {
  const inverter = openInverter({ ...address, polling: false, pace: 0 });
  const { topology } = await inverter.refresh('all');
  await inverter.close();
  return { ...topology, foundAt: Date.now() };
};

const orders = {
  lose: ({ faults }) => faults.loseNextAnswers(),
  late: ({ faults }, ms, count) => faults.answerLate(ms, count),
  cut: (simulator) => simulator.drop(),
  refuse: (simulator, ms) => simulator.refuseConnections(ms),
  // Half of the next answer goes out, and then the line is gone.
  cutMid: (simulator, latency) => {
    const asked = simulator.queries.length;
    simulator.faults.corruptNext('truncated');
    const look = setInterval(() => {
      if (simulator.queries.length === asked) return;
      clearInterval(look);
      setTimeout(() => simulator.drop(), latency + 5);
    }, 1);
  },
};

const serve = async (list) => {
  const { startSimulator } = await import('../dist/src/simulator/index.js');
  const simulators = [];
  for (const [index, options] of list.entries())
    simulators.push(
      await startSimulator({
        heartbeatEvery: 0,
        serial: serialOf(index),
        seed: index + 1,
        ...options,
      }),
    );
  process.on('message', ({ id, index, name, values }) => {
    const result = orders[name](simulators[index], ...values);
    process.send({ id, result });
  });
  process.on('disconnect', () => process.exit());
  process.send({ ports: simulators.map(({ port }) => port) });
};

if (process.argv[1] === here) await serve(JSON.parse(process.argv[2]));
