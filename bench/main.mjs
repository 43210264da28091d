// `npm run bench [-- --quick] [--times]`: measures, judges, and keeps every figure in bench/results.
// With --times only what is waited for can fail it; with --plain a thousand plants are also looked after with the heap of
// Node.js as it comes; with --broker a mosquitto takes the messages, and the command `givtcp fleet` is measured beside it.
import { execFileSync, fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { decodeWhole } from './floors.mjs';
import { PREPARED, quick, rate } from './report.mjs';
import { simulatedStream } from './streams.mjs';
import { verdicts } from './verdict.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const NOISE = 0.25;
// ms that a timer of this idle process may be late, one time in ten: more spoils a wait of 50 ms.
const LATE = 3;
const TIMER = 10;
const plain = process.argv.includes('--plain');
const broker = process.argv.includes('--broker');

const waiting = [['cycle'], ['trouble'], ['shared']];
// Those that measure CPU run alone. Those that mostly wait run together, once the dongles of the first
// of them are there; all but the smaller fleets are done before that one begins to count its CPU.
const plan = quick
  ? [
      [['decode']],
      [['snapshot']],
      [['read']],
      [['mqtt']],
      [['scale', 100], ...waiting, ['memory', 100], ['install']],
    ]
  : [
      [['decode']],
      [['snapshot']],
      [['read']],
      [['mqtt']],
      [['memory', 1], ['memory', 100], ['memory', 1000], ['install']],
      [['scale', 1000], ...waiting, ['scale', 10], ['scale', 100]],
      ...(plain ? [[['scale', 1000, 'plain']]] : []),
      ...(broker
        ? [
            [
              ['command', 1],
              ['command', 10],
              ['command', 100],
            ],
            [['command', 1000]],
          ]
        : []),
      [['nodered']],
    ];

const files = { memory: 'fleet', scale: 'fleet' };
const lines = [];

/** One section in a process of its own; its lines are printed as they come. */
const run = ([section, ...values]) => {
  const file = files[section] ?? section;
  const words = file === section ? values : [section, ...values];
  const child = fork(join(folder, `${file}.mjs`), [...words.map(String), ...flags], {
    execArgv: ['--expose-gc'],
  });
  const done = new Promise((resolve, reject) => {
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`bench ${section} ended with ${code}`)),
    );
  });
  const prepared = new Promise((resolve) => {
    child.on('message', (line) => (line === PREPARED ? resolve() : lines.push(line)));
  });
  return { done, prepared: Promise.race([prepared, done]) };
};

/** How many seconds these took. */
const together = async ([first, ...others]) => {
  const start = performance.now();
  const { prepared, done } = run(first);
  // A hundred dongles are there in no time.
  if (!quick) await prepared;
  await Promise.all([done, ...others.map((section) => run(section).done)]);
  return { group: first.join('-'), seconds: (performance.now() - start) / 1000 };
};

const flags = [...(quick ? ['--quick'] : []), ...(broker ? ['--broker'] : [])];
const stream = await simulatedStream('hybridGen1');
// The same work at the beginning and at the end tells whether others used the machine.
const pulse = () => {
  rate(() => decodeWhole(stream), 100);
  return rate(() => decodeWhole(stream), 200);
};

const began = performance.now();
const first = pulse();
const turns = monitorEventLoopDelay({ resolution: TIMER });
turns.enable();
const took = [];
for (const group of plan) took.push(await together(group));
turns.disable();
const late = turns.percentile(90) / 1e6 - TIMER;
const last = pulse();
const drift = Math.abs(first - last) / Math.max(first, last);
const noisy = drift > NOISE;
const swamped = late > LATE;
console.log(
  `bench noise       first=${Math.round(first)}  last=${Math.round(last)}  apart=${Math.round(drift * 100)}%${noisy ? '  noisy' : ''}  late-ms=${late.toFixed(1)}${swamped ? '  swamped' : ''}`,
);

const judged = verdicts(lines, { noisy, swamped });
for (const { name, text } of judged) console.log(`bench verdict     ${name} ${text}`);

const commit = () => {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
};
const date = new Date().toISOString();
mkdirSync(join(folder, 'results'), { recursive: true });
const [{ model }] = cpus();
const seconds = (performance.now() - began) / 1000;
writeFileSync(
  join(folder, 'results', `${date.replaceAll(':', '-')}${quick ? '-quick' : ''}.json`),
  JSON.stringify(
    {
      date,
      commit: commit(),
      node: process.version,
      machine: { model, cores: cpus().length, platform: process.platform },
      quick,
      seconds,
      took,
      noisy,
      lines,
      verdicts: judged,
    },
    undefined,
    1,
  ),
);
const parts = took.map(({ group, seconds }) => `${group}=${seconds.toFixed(1)}`);
console.log(`bench took        ${Math.round(seconds)} s  ${parts.join('  ')}`);
const timesOnly = process.argv.includes('--times');
process.exitCode = judged.some(({ failed, waits }) => failed && (waits || !timesOnly)) ? 1 : 0;
