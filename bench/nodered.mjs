// Node-RED with and without this package, each in a process of its own:
// `nodered.mjs host <folder> <with|without>` is such a process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startDongles } from './dongle.mjs';
import { line, median, spread } from './report.mjs';

const require = createRequire(import.meta.url);
const MIB = 2 ** 20;
const SETTLED = 3000;
const PAIRS = 5;
const MESSAGES = 5000;

const wire = (id, next) => ({ id, type: 'junction', z: 'tab', wires: [next === '' ? [] : [next]] });
const tab = { id: 'tab', type: 'tab', label: 'bench' };
// A message goes through a bare node of Node-RED's own, or through ours instead.
const plain = [tab, wire('in', 'end'), wire('end', '')];
const reading = (port) => [
  ...plain,
  { id: 'house', type: 'givtcp-config', host: '127.0.0.1', port: String(port), mqttHost: '' },
  {
    id: 'read',
    type: 'givtcp-read',
    z: 'tab',
    schema: 1,
    inverter: 'house',
    function: 'getCombinedStats',
    trigger: 'input',
    output: 'object',
    only: 'all',
    naming: 'clean',
    maxAge: '86400',
    wires: [['end']],
  },
];

const folderFor = (flow, withOurs) => {
  const folder = mkdtempSync(join(tmpdir(), 'givtcp-bench-'));
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flow));
  writeFileSync(join(folder, 'package.json'), '{"name":"bench","version":"1.0.0"}');
  mkdirSync(join(folder, 'node_modules'));
  if (withOurs)
    symlinkSync(resolve('.'), join(folder, 'node_modules', 'node-red-contrib-givtcp'), 'dir');
  return folder;
};

/** In the process of its own: starts Node-RED, says how long that took and how much memory it holds. */
const host = async (userDir) => {
  const RED = require('node-red');
  const { createServer } = require('node:http');
  const server = createServer();
  RED.init(server, {
    userDir,
    flowFile: 'flows.json',
    httpAdminRoot: '/',
    logging: { console: { level: 'off' } },
    editorTheme: { tours: false, projects: { enabled: false } },
    telemetry: { enabled: false },
    credentialSecret: false,
  });
  await RED.start();
  if (!RED.nodes.getNode('end'))
    await new Promise((done) => RED.events.once('flows:started', done));
  const answers = {
    rss: async () => {
      globalThis.gc();
      return process.memoryUsage().rss / MIB;
    },
    messages: () => messagesThrough(RED),
  };
  process.on('message', (question) => {
    void answers[question]().then((answer) => process.send(answer));
  });
  process.send(performance.now());
};

/** us for each message through our node, and through none. */
const messagesThrough = async (RED) => {
  const timed = async (id) => {
    let arrived = 0;
    let all;
    const done = new Promise((resolve) => (all = resolve));
    RED.hooks.add('postReceive.bench', ({ destination }) => {
      if (destination.id === 'end' && ++arrived === MESSAGES) all();
    });
    const cpu = process.cpuUsage();
    for (let i = 0; i < MESSAGES; i++) RED.nodes.getNode(id).receive({ payload: i });
    await done;
    const { user, system } = process.cpuUsage(cpu);
    RED.hooks.remove('*.bench');
    return (user + system) / MESSAGES;
  };
  const runs = [];
  for (let i = 0; i < 6; i++) runs.push({ wire: await timed('in'), ours: await timed('read') });
  return runs.slice(1);
};

const startIn = async (userDir) => {
  const child = fork(fileURLToPath(import.meta.url), ['host', userDir], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [started] = await once(child, 'message');
  const ask = async (question) => {
    child.send(question);
    const [answer] = await once(child, 'message');
    return answer;
  };
  return { started, ask, end: () => child.kill() };
};

/** What making the message costs by itself: it is allowed on top. */
const messageCost = async (port) => {
  const { openInverter, readMessage } = await import('../dist/src/index.js');
  const inverter = openInverter({ host: '127.0.0.1', port, pace: 0, polling: false });
  const snapshot = await inverter.refresh('all');
  const extras = { now: Date.now(), source: 'input', link: { state: 'online', counters: {} } };
  const timed = () => {
    const began = performance.now();
    for (let i = 0; i < MESSAGES; i++) readMessage('getCombinedStats', snapshot, extras);
    return ((performance.now() - began) * 1000) / MESSAGES;
  };
  const runs = Array.from({ length: 6 }, timed);
  await inverter.close();
  return median(runs.slice(1));
};

const measure = async () => {
  const dongles = await startDongles([{ model: 'hybridGen1' }]);
  const [port] = dongles.ports;
  const [bare, ours] = [folderFor(plain, false), folderFor(reading(port), true)];
  // One starts after the other; then all have been there for a while, and nothing goes on but a poll now and then.
  const pairs = [];
  for (let i = 0; i < PAIRS; i++)
    pairs.push({ without: await startIn(bare), withOurs: await startIn(ours) });
  await setTimeout(SETTLED);
  const added = [];
  for (const { without, withOurs } of pairs)
    added.push({
      ms: withOurs.started - without.started,
      rss: (await withOurs.ask('rss')) - (await without.ask('rss')),
    });
  const runs = await pairs[0].withOurs.ask('messages');
  for (const { without, withOurs } of pairs) for (const one of [without, withOurs]) one.end();
  const beyond = runs.map((run) => run.ours - run.wire);
  line(
    'nodered',
    {
      'us/message': median(beyond),
      'start-added-ms': median(added.map(({ ms }) => ms)),
      'rss-added-MiB': median(added.map(({ rss }) => rss)),
      'snapshot-us': await messageCost(port),
      'wire-us': median(runs.map((run) => run.wire)),
      spread: spread(beyond),
    },
    { added, runs },
  );
  dongles.close();
  for (const folder of [bare, ours]) rmSync(folder, { recursive: true, force: true });
};

const installed = () => {
  try {
    return require.resolve('node-red') !== '';
  } catch {
    return false;
  }
};

if (process.argv[2] === 'host') await host(process.argv[3]);
else if (installed()) await measure();
else console.log('bench nodered     not measured: Node-RED is not installed');
