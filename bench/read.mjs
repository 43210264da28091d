import { once } from 'node:events';
import { connect } from 'node:net';
import { openInverter } from '../dist/src/index.js';
import { encodeQuery } from '../dist/src/protocol/frame.js';
import { startDongles } from './dongle.mjs';
import { line, median, quantile, quick, spread } from './report.mjs';

const QUERY = { kind: 'read', device: 0x11, bank: 'input', base: 0, count: 60 };
const READS = quick ? 800 : 3000;
const REPEATS = 5;

/** CPU and time of so many reads, one after the other. */
const timed = async (read) => {
  const times = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (let i = 0; i < READS; i++) {
    const asked = performance.now();
    await read();
    times.push((performance.now() - asked) * 1000);
  }
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: READS / seconds, cpu: (user + system) / READS, times };
};

/** G5's floor: one socket, the same request again and again, whatever comes back is an answer. */
const rawReader = async (port) => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const request = encodeQuery(QUERY, 'BENCH00000');
  let arrived;
  socket.on('data', () => arrived());
  return {
    read: () =>
      new Promise((resolve) => {
        arrived = resolve;
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
};

// A dongle each: it tells everybody what anybody asked, which must not be counted as ours.
const dongles = await startDongles([{ model: 'hybridGen1' }, { model: 'hybridGen1' }]);
const raw = await rawReader(dongles.ports[0]);
const inverter = openInverter({
  host: '127.0.0.1',
  port: dongles.ports[1],
  pace: 0,
  polling: false,
});
const read = () => inverter.readRegisters(QUERY);

await timed(raw.read);
await timed(read);
const runs = [];
for (let i = 0; i < REPEATS; i++)
  runs.push({ floor: await timed(raw.read), ours: await timed(read) });
const times = runs.flatMap(({ ours }) => ours.times);
line(
  'read',
  {
    latency: 0,
    'requests/s': median(runs.map(({ ours }) => ours.perSecond)),
    p50us: quantile(times, 0.5),
    p99us: quantile(times, 0.99),
    'cpu-us/read': median(runs.map(({ ours }) => ours.cpu)),
    'raw-socket-cpu-us': median(runs.map(({ floor }) => floor.cpu)),
    ratio: median(runs.map(({ ours, floor }) => ours.cpu / floor.cpu)),
    spread: spread(runs.map(({ ours }) => ours.cpu)),
  },
  runs.map(({ ours, floor }) => ({ ours: ours.cpu, floor: floor.cpu })),
);
raw.close();
await inverter.close();
dongles.close();
