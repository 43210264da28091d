import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  leafMessages,
  newsOf,
  nothingTold,
  openBroker,
  openInverter,
  readMessage,
} from '../dist/src/index.js';
import { startSimulator } from '../dist/src/simulator/index.js';
import { line, median, quick, spread } from './report.mjs';
import { topologyAt } from './dongle.mjs';

const LEAVES = 300;
const POLLS = 20;
// What is cheap is done more often, until it can be measured.
const ROUNDS = { all: 40, changed: 120, json: 120 };
const REPEATS = 5;
// The names of GivTCP 3 are the longest, and six packs make the 300.
const STYLE = { naming: 'v3' };
const EXTRAS = { now: 0, source: 'poll', link: { state: 'online', counters: {} } };

/** Snapshots of a simulated plant, a poll apart, as messages that nobody has sent yet. */
const recorded = async () => {
  const simulator = await startSimulator({
    model: 'hybridGen1',
    packs: 6,
    startAt: new Date(2026, 5, 21, 11),
  });
  const address = { host: simulator.host, port: simulator.port, pace: 0, polling: false };
  const inverter = openInverter({ ...address, remembered: await topologyAt(address) });
  const snapshots = [await inverter.refresh('all')];
  while (snapshots.length < POLLS) {
    simulator.advance(15_000);
    snapshots.push(await inverter.refresh('live', { maxAge: -1 }));
  }
  await inverter.close();
  await simulator.close();
  return snapshots;
};

/** A broker that says yes to everything and counts what is published, in a process of its own; or mosquitto, and somebody who counts. */
const countingBroker = async () => {
  const file = process.argv.includes('--broker') ? 'mosquitto.mjs' : 'broker.mjs';
  const child = fork(fileURLToPath(new URL(file, import.meta.url)));
  const [port] = await once(child, 'message');
  return {
    port,
    /** Resolves with the number of messages since the last time, once `wanted` have come. */
    counted: async (wanted) => {
      child.send(wanted);
      const [count] = await once(child, 'message');
      return count;
    },
    close: () => child.disconnect(),
  };
};

const snapshots = await recorded();
const broker = await countingBroker();
const all = snapshots.map((snapshot) =>
  ['runAll', 'getStats']
    .flatMap((name) => leafMessages(name, snapshot, EXTRAS, STYLE))
    .slice(0, LEAVES)
    .map(({ topic, payload }) => ({ topic, payload })),
);

const documents = snapshots.map((snapshot) => readMessage('runAll', snapshot, EXTRAS, STYLE));

/** What is published for each poll. */
const modes = {
  all: () => (round) => all[round % POLLS],
  changed: () => {
    let told = nothingTold;
    return (round) => {
      const result = newsOf(told, all[round % POLLS], round);
      told = result.told;
      return result.news;
    };
  },
  json: () => (round) => {
    const { topic, payload } = documents[round % POLLS];
    return [{ topic, payload: JSON.stringify(payload) }];
  },
};

const text = (payload) => (typeof payload === 'string' ? payload : JSON.stringify(payload));

/** G15's floor: PUBLISH packets put together by hand, one write to a bare socket for each poll. */
const bareSocket = async (qos) => {
  const socket = connect({ port: broker.port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.write(Buffer.from('100c00044d5154540402003c0000', 'hex'));
  await once(socket, 'data');
  socket.resume();
  let id = 0;
  return {
    send: (messages) =>
      void socket.write(
        Buffer.concat(messages.map((message) => packet(message, qos, (id = (id % 65_535) + 1)))),
      ),
    settled: () => socket.writableLength === 0,
    close: async () => socket.destroy(),
  };
};

const packet = ({ topic, payload }, qos, id) => {
  const body = text(payload);
  const [topicSize, bodySize] = [Buffer.byteLength(topic), Buffer.byteLength(body)];
  const rest = 2 + topicSize + (qos > 0 ? 2 : 0) + bodySize;
  const sizes = [];
  for (let left = rest; sizes.push(left > 127 ? (left % 128) | 128 : left), left > 127;)
    left = Math.floor(left / 128);
  const bytes = Buffer.allocUnsafe(1 + sizes.length + rest);
  bytes[0] = 0x30 | (qos << 1);
  bytes.set(sizes, 1);
  let at = bytes.writeUInt16BE(topicSize, 1 + sizes.length);
  at += bytes.write(topic, at);
  if (qos > 0) at = bytes.writeUInt16BE(id, at);
  bytes.write(body, at);
  return bytes;
};

const ours = async (qos) => {
  const client = openBroker({ host: '127.0.0.1', port: broker.port });
  await new Promise((resolve) => client.onStatus(({ state }) => state === 'online' && resolve()));
  return {
    send: (messages) => {
      for (const { topic, payload } of messages) client.publish(topic, text(payload), { qos });
    },
    settled: () => client.counters.waiting === 0,
    close: () => client.close(),
  };
};

/** CPU ms for each poll, from messages as the nodes make them to bytes in the socket. */
const measured = async (sender, poll, messages, rounds) => {
  const cpu = process.cpuUsage();
  let sent = 0;
  for (let round = 0; round < rounds; round++) {
    const due = poll(messages.round++);
    sender.send(due);
    sent += due.length;
    do await setImmediate();
    while (!sender.settled());
  }
  const { user, system } = process.cpuUsage(cpu);
  if (sent > 0) await broker.counted(sent);
  return { cpu: (user + system) / 1000 / rounds, sent: sent / rounds };
};

const compared = async (mode, qos) => {
  const [client, floor] = [await ours(qos), await bareSocket(qos)];
  const [ourPoll, floorPoll] = [modes[mode](), modes[mode]()];
  const [ourRound, floorRound] = [{ round: 0 }, { round: 0 }];
  const run = async () => {
    const bare = await measured(floor, floorPoll, floorRound, ROUNDS[mode]);
    return { floor: bare, ours: await measured(client, ourPoll, ourRound, ROUNDS[mode]) };
  };
  await run();
  const runs = [];
  for (let i = 0; i < REPEATS; i++) runs.push(await run());
  await client.close();
  await floor.close();
  line(
    'mqtt',
    {
      leaves: LEAVES,
      mode,
      qos,
      'cpu-ms': median(runs.map((one) => one.ours.cpu)),
      messages: Math.round(median(runs.map((one) => one.ours.sent))),
      'floor-cpu-ms': median(runs.map((one) => one.floor.cpu)),
      ratio: median(runs.map((one) => one.ours.cpu / one.floor.cpu)),
      spread: spread(runs.map((one) => one.ours.cpu)),
    },
    runs,
  );
};

// All, or those that were named.
const named = Object.keys(modes).filter((mode) => process.argv.includes(mode));
const chosen = named.length === 0 ? Object.keys(modes) : named;
if (all[0].length < LEAVES) throw new Error(`only ${all[0].length} leaves to publish`);
for (const qos of quick ? [0] : [0, 1]) for (const mode of chosen) await compared(mode, qos);
broker.close();
