// `npm run cluster [-- <plants>]`: three fleet processes share plants out over a cluster of three
// RabbitMQ nodes; an owner is killed, then a node. Prints what that did to plants and commands.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startCommander } from './cluster/commander.mjs';
import { serialOf, startDongles } from './cluster/dongles.mjs';
import { startOwner } from './cluster/owners.mjs';
import { rabbitIsHere, startCluster } from './cluster/rabbit.mjs';

const PLANTS = Number(process.argv[2] ?? 60);
const LEASE = 5;
const LATENCY = 20;
const STEADY = 12_000;
const TOO_LONG = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'givtcp-cluster-'));
const ends = [];
const rows = [];
const began = performance.now();
const say = (text) =>
  console.log(`cluster ${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);

const until = async (isTrue, what) => {
  const limit = performance.now() + TOO_LONG;
  while (!(await isTrue())) {
    if (performance.now() > limit) throw new Error(`it took too long until ${what}`);
    await setTimeout(50);
  }
};

const most = (values) => Math.round(Math.max(0, ...values));

/** What happened to plants and commands in one chapter. */
const tell = async (chapter, dongles, commander, seconds) => {
  const seen = await dongles.report();
  const plants = [...commander.plants.values()];
  const took = plants.flatMap((plant) => plant.took.splice(0)).toSorted((a, b) => a - b);
  const count = (name) => plants.reduce((sum, plant) => sum + plant[name], 0);
  rows.push({
    chapter,
    'takeover s': seconds === undefined ? '' : seconds.toFixed(1),
    'longest unpolled s': (most(seen.map(({ longestAlone }) => longestAlone)) / 1000).toFixed(1),
    'two owners ms': most(seen.map(({ longestShared }) => longestShared)),
    commands: took.length,
    'median ms': Math.round(took[Math.floor(took.length / 2)] ?? 0),
    'slowest ms': most(took),
    resent: count('sent') - count('asked') - plants.filter(({ waiting }) => waiting).length,
  });
  for (const plant of plants) {
    plant.sent = plant.waiting ? 1 : 0;
    plant.asked = 0;
  }
};

const sharedBy = (owners, dongles) => async () => {
  const all = owners.reduce((sum, { owned }) => sum + owned, 0) === PLANTS;
  const agreed = owners.every(({ members }) => members === owners.length);
  return all && agreed && (await dongles.report()).every(({ connections }) => connections === 1);
};

const story = async () => {
  const dongles = await startDongles(PLANTS, LATENCY);
  ends.push(() => dongles.close());
  const plants = dongles.ports.map((port, index) => ({
    name: serialOf(index),
    host: '127.0.0.1',
    port,
  }));
  const file = join(folder, 'fleet.json');
  writeFileSync(file, JSON.stringify(plants));

  say('three nodes of RabbitMQ start');
  const { nodes, close } = await startCluster(folder, 3);
  ends.push(close);
  const [a, b, c] = nodes;
  const start = (name, ...order) => {
    const owner = startOwner(name, file, order, LEASE);
    ends.push(() => owner.end('SIGKILL'));
    return owner;
  };
  const [one, two, three] = [start('one', a, b, c), start('two', b, c, a), start('three', c, a, b)];
  await until(sharedBy([one, two, three], dongles), 'all plants were polled');
  say(`owners have ${[one, two, three].map(({ owned }) => owned).join(', ')} plants`);
  const commander = await startCommander(
    [a, b, c],
    plants.map(({ name }) => name),
  );
  ends.push(() => commander.close());

  await dongles.report();
  await setTimeout(STEADY);
  await tell('steady', dongles, commander);

  say(`owner two (${two.owned} plants) is killed with -9`);
  let at = performance.now();
  await two.end('SIGKILL');
  const taken = async () => one.owned + three.owned === PLANTS;
  await until(taken, 'the plants of the dead owner were taken over');
  const killed = (performance.now() - at) / 1000;
  await setTimeout(STEADY);
  await tell('owner killed', dongles, commander, killed);

  say('an owner comes back');
  at = performance.now();
  const four = start('four', b, c, a);
  await until(
    async () => four.owned > 0 && one.owned + three.owned + four.owned === PLANTS,
    'it had its share',
  );
  const joined = (performance.now() - at) / 1000;
  await setTimeout(STEADY);
  await tell('owner joins', dongles, commander, joined);

  say('node 1, with owner one and the commander on it, is killed with -9');
  await a.kill();
  await setTimeout(STEADY);
  await tell('node killed', dongles, commander);

  say('owner four leaves in order');
  at = performance.now();
  await four.end('SIGTERM');
  await until(taken, 'its plants were taken over');
  const left = (performance.now() - at) / 1000;
  await commander.settle();
  const seen = await dongles.report();
  const confirmed = plants.map(({ name }) => commander.plants.get(name).confirmed);
  const written = seen.map(({ written }) =>
    [...new Set(written)].filter((word) => word >= 6 && word <= 100),
  );
  const results = confirmed.reduce((sum, { size }) => sum + size, 0);
  const lost = written.flatMap((words, index) =>
    words.filter((word) => !confirmed[index].has(word)),
  );
  rows.push({ chapter: 'owner leaves', 'takeover s': left.toFixed(1) });
  console.log(table(rows));
  say(
    `${results} values confirmed; written at a dongle and never reported: ${lost.length}; dropped by owners: ${one.dropped + three.dropped}`,
  );
  if (lost.length > 0) process.exitCode = 1;
};

const table = (list) => {
  const names = Object.keys(list[0]);
  const cells = [names, ...list.map((row) => names.map((name) => String(row[name] ?? '')))];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  '))
    .join('\n');
};

try {
  if (rabbitIsHere()) await story();
  else say('RabbitMQ is not installed (Debian: rabbitmq-server): nothing is shown');
} finally {
  for (const end of ends.toReversed()) await end();
  rmSync(folder, { recursive: true, force: true });
}
