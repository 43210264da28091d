// A house to play with: builds, fetches the dashboard, then starts a simulated inverter, an MQTT
// broker and Node-RED with the live dashboard. Ctrl-C ends all of it and leaves nothing behind but
// the dashboard's package.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { startBroker } from './demo/broker.mjs';
import { addDashboard, fetchDashboard } from './demo/dashboard.mjs';
import { startNodeRed } from './demo/nodeRed.mjs';
import { portNear } from './demo/ports.mjs';
import { makeUserDirectory, removeUserDirectory } from './demo/userDirectory.mjs';

const HOST = '127.0.0.1';
const USUAL = { editor: 1880, inverter: 8899, broker: 1883, dashboard: 8908 };
const BUTTONS = 'scripts/demo/flow.json';
const LIVE = 'examples/08 - Live dashboard.json';
const PLAIN = 'examples/01 - First reading.json';
// A day takes 24 minutes, and it begins on a summer's morning.
const SPEED = 60;
const START = new Date(new Date().getFullYear(), 5, 21, 10);

const say = (text) => console.log(text);
const stopping = new AbortController();
const stopped = once(stopping.signal, 'abort').then(() => {
  throw new Error('stopped');
});
const open = [];

/** Remembers how to end something that begins, also when the demo is stopped before it has begun. */
const begin = (thing, end) => {
  open.push(async () => end(await thing));
  return unlessStopped(thing);
};

const unlessStopped = (work) => Promise.race([work, stopped]);

const build = async () => {
  say('Building ...');
  const npm = process.env.npm_execpath;
  const [command, argv] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const child = spawn(command, [...argv, 'run', '--silent', 'build'], { stdio: 'inherit' });
  const [code] = await begin(once(child, 'exit'), () => undefined);
  if (code !== 0) throw new Error('the build failed: see above');
};

const choosePort = async (what) => {
  const usual = USUAL[what];
  const port = await unlessStopped(portNear(usual, HOST));
  if (port !== usual) say(`Port ${usual} is taken, so the ${what} uses ${port}.`);
  return port;
};

const startHouse = (port) => {
  const { startSimulator } = createRequire(import.meta.url)('../dist/src/simulator/index.js');
  const options = { model: 'hybridGen3', speed: SPEED, startAt: START, latency: 'captured' };
  return begin(startSimulator({ ...options, host: HOST, port }), (house) => house.close());
};

const LOOK_AGAIN = 500;

const regularly = (look) =>
  begin(
    setInterval(() => look(), LOOK_AGAIN),
    clearInterval,
  );

/** Says what the inverter is told. */
const watchWrites = (simulator) => {
  let seen = 0;
  return regularly(() => {
    for (const { address, word } of simulator.writes.slice(seen))
      say(`The inverter was told: register ${address} = ${word}`);
    seen = simulator.writes.length;
  });
};

/** npm does not hand on every signal: when it is gone, so is whoever wanted the demo. */
const watchParent = () => {
  const parent = process.ppid;
  return regularly(() => process.ppid !== parent && stopping.abort());
};

const firstMessage = () => {
  let hear;
  const heard = new Promise((resolve) => (hear = resolve));
  return { hear: (topic, payload) => hear({ topic, payload }), heard };
};

const guide = (editor, broker, live) => `${
  live ? `\n  Dashboard: http://${HOST}:${editor}/dashboard/energy` : ''
}
  Node-RED:  http://${HOST}:${editor}/
  MQTT:      mqtt://${HOST}:${broker}, topics givenergy/#

  Open the debug sidebar (the bug) to see readings come in every 5 seconds.
  On the tab Demo, press the buttons at the left of the flow to write settings; each answers with what the
  inverter shows afterwards. A minute here is an hour of the house.
  What you change here is gone when the demo ends: export what you want to keep.

  Ctrl-C ends the demo.
`;

/** Whether there is one. */
const dashboard = async () => {
  const live = !process.argv.includes('--offline') && (await fetchDashboard(begin, say));
  if (!live)
    say(`The dashboard could not be fetched (is there a network?): ${PLAIN} opens instead.`);
  return live;
};

const demo = async () => {
  await watchParent();
  if (!process.argv.includes('--built')) await build();
  const editor = await choosePort('editor');
  const inverterPort = await choosePort('inverter');
  const brokerPort = await choosePort('broker');
  const first = firstMessage();
  await watchWrites(await startHouse(inverterPort));
  say(`A simulated inverter with sun, house and battery answers at ${HOST}:${inverterPort}.`);
  await begin(startBroker(brokerPort, HOST, first.hear), (broker) => broker.close());
  const ownPort = await choosePort('dashboard');
  const live = await dashboard();
  const folder = await begin(`.demo/${editor}`, removeUserDirectory);
  const flows = [live ? LIVE : PLAIN, BUTTONS];
  makeUserDirectory(folder, flows, { host: HOST, port: editor, inverterPort, brokerPort, ownPort });
  if (live) addDashboard(folder);
  say('Starting Node-RED ...');
  const nodeRed = await begin(startNodeRed(folder, say), (one) => one.stop());
  await unlessStopped(nodeRed.started);
  say(guide(editor, brokerPort, live));
  const { topic, payload } = await unlessStopped(first.heard);
  say(`The first reading is on MQTT: ${topic} ${payload.slice(0, 60)} ...`);
  const [code] = await unlessStopped(nodeRed.exit);
  throw new Error(`Node-RED ended by itself, with code ${code}`);
};

const close = async () => {
  // Something that never began needs no end.
  for (const end of open.splice(0).toReversed()) await end().catch(() => undefined);
};

process.stdout.on('error', () => stopping.abort());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort());

try {
  await demo();
} catch (error) {
  const asked = stopping.signal.aborted;
  say(asked ? '\nEnding the demo ...' : `The demo cannot go on: ${error.message}`);
  await close();
  if (!asked) process.exitCode = 1;
}
say('All has ended.');
