// `timeline.mjs`: what a fast refresh and a cold start wait for, request by request (G6, G8). Beside it a
// bare socket that asks the same dongle and a bare timer, whose lateness both contain.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { openInverter } from '../dist/src/index.js';
import { tcp } from '../dist/src/link/transport.js';
import { encodeQuery } from '../dist/src/protocol/frame.js';
import { startDongles, topologyAt } from './dongle.mjs';
import { line, median } from './report.mjs';

const HOST = '127.0.0.1';
const REPEATS = 25;
const QUERY = { kind: 'read', device: 0x11, bank: 'input', base: 0, count: 60 };

/** TCP that notes when bytes go and come. */
const watched = (port, marks) => (events) => {
  const mark = (what) => marks.push({ what, at: performance.now() });
  const line = tcp(
    HOST,
    port,
  )({
    ...events,
    open: () => (mark('open'), events.open()),
    chunk: (bytes) => (mark('answer'), events.chunk(bytes)),
  });
  return { ...line, write: (bytes) => (mark('request'), line.write(bytes)) };
};

const bare = async (port) => {
  const socket = connect({ port, host: HOST, noDelay: true });
  await once(socket, 'connect');
  const times = [];
  for (let i = 0; i < REPEATS; i++) {
    const began = performance.now();
    socket.write(encodeQuery(QUERY, 'BENCH00000'));
    await once(socket, 'data');
    times.push(performance.now() - began);
  }
  socket.destroy();
  return median(times);
};

const lateness = async (latency) => {
  const times = [];
  for (let i = 0; i < REPEATS; i++) {
    const began = performance.now();
    await setTimeout(latency);
    times.push(performance.now() - began);
  }
  return median(times);
};

const fast = async (port, latency, remembered) => {
  const marks = [];
  const inverter = openInverter({
    host: HOST,
    port,
    pace: 0,
    polling: false,
    remembered,
    connect: watched(port, marks),
  });
  await inverter.refresh('all');
  const runs = [];
  for (let i = 0; i < REPEATS; i++) {
    await setTimeout(2);
    marks.length = 0;
    const began = performance.now();
    await inverter.refresh('live');
    const ended = performance.now();
    const [request, answer] = marks;
    runs.push({
      before: request.at - began,
      waiting: answer.at - request.at,
      after: ended - answer.at,
    });
  }
  await inverter.close();
  const of = (name) => median(runs.map((run) => run[name]));
  line('timeline', {
    L: latency,
    kind: 'fast',
    'before-request-ms': of('before'),
    'request-to-answer-ms': of('waiting'),
    'after-answer-ms': of('after'),
    'bare-socket-ms': await bare(port),
    'bare-timer-ms': await lateness(latency),
  });
};

/** One cold start: each step with how long it took since the one before. */
const cold = async (port, latency) => {
  const marks = [];
  const began = performance.now();
  const inverter = openInverter({ host: HOST, port, pace: 250, connect: watched(port, marks) });
  let told = 0;
  await new Promise((resolve) => {
    inverter.on('snapshot', ({ complete }) => {
      told++;
      if (told === 1 || complete)
        marks.push({ what: complete ? 'whole' : 'values', at: performance.now() });
      if (complete) resolve();
    });
  });
  await inverter.close();
  let before = began;
  for (const { what, at } of marks) {
    line('timeline', { L: latency, kind: 'cold', at: at - began, 'since-ms': at - before, what });
    before = at;
  }
};

const plant = { model: 'hybridGen1', packs: 1 };
const latencies = [50, 100, 250];
const dongles = await startDongles([plant, ...latencies.map((latency) => ({ ...plant, latency }))]);
const topology = await topologyAt({ host: HOST, port: dongles.ports[0] });
for (const [i, latency] of latencies.entries())
  await fast(dongles.ports[i + 1], latency, {
    ...topology,
    serial: `SA${String(i + 1).padStart(8, '0')}`,
  });
await cold(dongles.ports[3], 250);
dongles.close();
