// Node-RED with and without this package, each in a process of its own (host.mjs).
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

const startIn = async (userDir) => {
  const child = fork(fileURLToPath(new URL('host.mjs', import.meta.url)), [userDir], {
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

if (installed()) await measure();
else console.log('bench nodered     not measured: Node-RED is not installed');
