// A Node-RED in a process of its own, `host.mjs <folder>`: says how long it took to start, how much memory
// it holds, and what messages cost. Nothing of this package is loaded here but by Node-RED.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const MIB = 2 ** 20;
const MESSAGES = 5000;
const RUNS = 12;

/** us for each message that a node is given, until it has come to the end. */
const timed = async (RED, id) => {
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

/** Through our node, and through none. */
const messagesThrough = async (RED) => {
  const runs = [];
  for (let i = 0; i < RUNS; i++)
    runs.push({ wire: await timed(RED, 'in'), ours: await timed(RED, 'read') });
  return runs.slice(2);
};

const RED = require('node-red');
const server = createServer();
RED.init(server, {
  userDir: process.argv[2],
  flowFile: 'flows.json',
  httpAdminRoot: '/',
  logging: { console: { level: 'off' } },
  editorTheme: { tours: false, projects: { enabled: false } },
  telemetry: { enabled: false },
  credentialSecret: false,
});
await RED.start();
if (!RED.nodes.getNode('end')) await new Promise((done) => RED.events.once('flows:started', done));
const answers = {
  // Of a Node-RED that has done something: until then it is chance whether V8 has made room for new objects.
  rss: async () => {
    await timed(RED, 'in');
    globalThis.gc();
    return process.memoryUsage().rss / MIB;
  },
  messages: () => messagesThrough(RED),
};
process.on('message', (question) => {
  void answers[question]().then((answer) => process.send(answer));
});
process.send(performance.now());
