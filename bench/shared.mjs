import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { openInverter } from '../dist/src/index.js';
import { encodeQuery } from '../dist/src/protocol/frame.js';
import { familyNamed } from '../dist/src/registers/families.js';
import { startDongles } from './dongle.mjs';
import { line } from './report.mjs';

// Minutes of polling pass in seconds: every wait, the dongle's too, is this many times shorter.
const FASTER = 50;
const MINUTES = 5;
const LATENCY = 250;
const PACE = 250;
const LIVE_EVERY = 15_000;
const ALL_EVERY = 120_000;
/** The other program polls as the usual ones do: live values often, settings now and then. */
const OTHER_LIVE_EVERY = 10_000;
const OTHER_ALL_EVERY = 60_000;

const began = performance.now();
const now = () => 1.8e12 + (performance.now() - began) * FASTER;
const clock = {
  now,
  after: (ms, then) => {
    const timer = setTimeout(() => then(), ms / FASTER);
    return () => clearTimeout(timer);
  },
};
const wait = (ms) => delay(ms / FASTER);
const end = now() + MINUTES * 60_000;

const otherProgram = async (port, blocks) => {
  const socket = connect(port, '127.0.0.1');
  socket.resume();
  await once(socket, 'connect');
  let all = -Infinity;
  while (now() < end) {
    const round = now();
    const everything = round - all >= OTHER_ALL_EVERY;
    if (everything) all = round;
    for (const block of blocks.filter(({ pace }) => everything || pace === 'live')) {
      socket.write(encodeQuery({ kind: 'read', ...block }, 'OTHER00000'));
      await wait(PACE + LATENCY);
    }
    await wait(round + OTHER_LIVE_EVERY - now());
  }
  socket.destroy();
};

/** Polls until the end; counts the requests after the first whole picture, and how old live values got. */
const polled = async (port) => {
  const inverter = openInverter({
    host: '127.0.0.1',
    port,
    pace: PACE,
    liveEvery: LIVE_EVERY,
    allEvery: ALL_EVERY,
    clock,
  });
  await new Promise((resolve) => inverter.on('topology', resolve));
  const before = inverter.counters.requests;
  let oldest = 0;
  while (now() < end) {
    await wait(500);
    oldest = Math.max(oldest, now() - inverter.snapshot.readAt['input 0-59']);
  }
  const requests = inverter.counters.requests - before;
  await inverter.close();
  return { requests, oldest };
};

const plant = { model: 'hybridGen1', packs: 2, latency: LATENCY / FASTER };
const dongles = await startDongles([plant, plant]);
const [alone, shared] = await Promise.all([
  polled(dongles.ports[0]),
  polled(dongles.ports[1]),
  otherProgram(dongles.ports[1], familyNamed('hybridGen1').blocks),
]);
line(
  'shared',
  {
    L: LATENCY,
    'other-client': 'on',
    'requests-saved': `${Math.round((1 - shared.requests / alone.requests) * 100)}%`,
    'oldest-value-s': shared.oldest / 1000,
    'oldest-alone-s': alone.oldest / 1000,
    requests: shared.requests,
    'requests-alone': alone.requests,
  },
  { alone, shared },
);
dongles.close();
