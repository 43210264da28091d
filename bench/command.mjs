// `command.mjs <plants>`: the whole of `givtcp fleet` beside a mosquitto, from its start on: all banks
// every ten seconds, one JSON text for each snapshot.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { serialOf, startDongles } from './dongle.mjs';
import { startMosquitto } from './mosquitto.mjs';
import { line, median } from './report.mjs';

const HOST = '127.0.0.1';
const LATENCY = 250;
const PERIOD = 10;
const count = Number(process.argv[2]);
// When the last plant was opened (they are opened within a period) and has been read whole twice.
const SETTLED = 4 * PERIOD;
const MEASURED = 2 * PERIOD;

const dongles = await startDongles(
  Array.from({ length: count }, () => ({ model: 'hybridGen1', packs: 2, latency: LATENCY })),
);
const broker = await startMosquitto();
const folder = mkdtempSync(join(tmpdir(), 'givtcp-bench-'));
const file = join(folder, 'fleet.json');
const plants = Array.from({ length: count }, (_, index) => ({
  name: serialOf(index),
  host: HOST,
  port: dongles.ports[index],
}));
writeFileSync(file, JSON.stringify(plants));

// When each plant was heard of first, since the start.
const firsts = new Map();
const ear = await connectAsync(`mqtt://${HOST}:${broker.port}`);
await ear.subscribeAsync('GivEnergy/+/snapshot');
let told = 0;
ear.on('message', (topic) => {
  told++;
  if (!firsts.has(topic)) firsts.set(topic, performance.now() - began);
});

const every = ['--live', String(PERIOD), '--full', String(PERIOD), '--summary', '1', '--json'];
const where = ['--mqtt', `mqtt://${HOST}:${broker.port}`, '--publish', 'snapshot'];
const began = performance.now();
const fleet = spawn(process.execPath, ['dist/src/cli/main.js', 'fleet', file, ...where, ...every], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const gone = once(fleet, 'exit');
const summaries = [];
createInterface({ input: fleet.stdout }).on('line', (text) => summaries.push(JSON.parse(text)));

await setTimeout(SETTLED * 1000);
const [from, before] = [summaries.length, told];
await setTimeout(MEASURED * 1000);
const seen = summaries.slice(from);
const answers = seen.at(-1).answers - seen[0].answers;
const cpu = seen.slice(1).map((summary) => summary.cpu);
const first = [...firsts.values()].toSorted((a, b) => a - b);
line(
  'command',
  {
    plants: count,
    online: seen.at(-1).states.online ?? 0,
    period: PERIOD,
    'answers/s': answers / (seen.length - 1),
    'messages/s': (told - before) / MEASURED,
    cpu: `${(cpu.reduce((sum, one) => sum + one, 0) / cpu.length).toFixed(1)}%`,
    rss: `${median(seen.map(({ memory }) => memory))}MiB`,
    'first-ms': first[0],
    'first-of-the-last-ms': first.at(-1),
    silent: count - first.length,
  },
  { cpu, memory: seen.map(({ memory }) => memory), first },
);
fleet.kill('SIGTERM');
await gone;
await ear.endAsync(true);
await broker.close();
dongles.close();
rmSync(folder, { recursive: true, force: true });
