// The goals, each judged by lines of this run only. `must` fails the bench; `moonshot` is the aim.

const KIB = 1024;
const percent = (text) => Number.parseFloat(text);

/** Lines of a section whose fields are as given. */
const pick = (lines, section, wanted = {}) =>
  lines
    .filter((line) => line.section === section)
    .map(({ fields }) => fields)
    .filter((fields) => Object.entries(wanted).every(([name, value]) => fields[name] === value));

const numbers = (rows, value) => rows.map(value).filter(Number.isFinite);
const worst = (rows, value) => most(numbers(rows, value));
const least = (rows, value) => {
  const found = numbers(rows, value);
  return found.length === 0 ? undefined : Math.min(...found);
};
const most = (found) => (found.length === 0 ? undefined : Math.max(...found));

const atLeast = (limit) => ({ holds: (value) => value >= limit, wanted: `>= ${limit}` });
const atMost = (limit) => ({ holds: (value) => value <= limit, wanted: `<= ${limit}` });

const hybrid = (chunks) => ({ capture: 'hybrid', chunks });
const FLEET = { plants: 1000, heap: 'fleet' };
const ratio = (line) => line['ratio-to-floor'];
const perL = (line) => line.ms / line.L;

/** cpu: needs a quiet machine. waits: needs one that comes to its turn in time. `value` is undefined where its lines were not measured. */
const goals = [
  {
    name: 'G1',
    what: 'decode, as is, x floor',
    cpu: true,
    value: (lines) => least(pick(lines, 'decode', hybrid('asis')), ratio),
    must: atLeast(0.31),
    moonshot: atLeast(0.65),
  },
  {
    name: 'G2',
    what: 'decode, 7-byte pieces, x floor',
    cpu: true,
    value: (lines) => least(pick(lines, 'decode', hybrid('7')), ratio),
    must: atLeast(0.47),
    moonshot: atLeast(0.78),
  },
  {
    name: 'G3',
    what: 'bytes a frame',
    value: (lines) => worst(pick(lines, 'decode'), (line) => line['bytes/frame']),
    must: atMost(700),
    moonshot: atMost(250),
  },
  {
    name: 'G4',
    what: 'snapshot leaves, x floor',
    cpu: true,
    value: (lines) => least(pick(lines, 'snapshot', { capture: 'hybrid' }), ratio),
    must: atLeast(0.08),
    moonshot: atLeast(0.3),
  },
  {
    name: 'G5',
    what: 'CPU a read, x raw socket',
    cpu: true,
    value: (lines) => worst(pick(lines, 'read'), (line) => line.ratio),
    must: atMost(2.6),
    moonshot: atMost(1.2),
  },
  {
    name: 'G6',
    waits: true,
    what: 'fast refresh, x L',
    value: (lines) => worst(pick(lines, 'cycle', { kind: 'fast' }), (line) => line.ratio),
    must: atMost(1.1),
    moonshot: atMost(1.02),
  },
  {
    name: 'G7',
    waits: true,
    what: 'full refresh, x 8 L',
    value: (lines) => worst(pick(lines, 'cycle', { kind: 'full' }), (line) => line.ratio),
    must: atMost(1.05),
    moonshot: atMost(1.02),
  },
  {
    name: 'G8-first',
    waits: true,
    what: 'first values, cold, in L',
    value: (lines) =>
      worst(pick(lines, 'cycle', { kind: 'cold', L: 250 }), (line) => line['first-ratio']),
    must: atMost(2.2),
    moonshot: atMost(1.1),
  },
  {
    name: 'G8-whole',
    waits: true,
    what: 'first whole snapshot, cold, in L',
    value: (lines) => worst(pick(lines, 'cycle', { kind: 'cold', L: 250 }), perL),
    must: atMost(16),
    moonshot: atMost(9.5),
  },
  {
    name: 'G9',
    waits: true,
    what: 'first whole snapshot, remembered, in L',
    value: (lines) => worst(pick(lines, 'cycle', { kind: 'remembered', L: 250 }), perL),
    must: atMost(9.5),
    moonshot: atMost(8.2),
  },
  {
    name: 'G10',
    waits: true,
    what: 'ms after a cut',
    value: (lines) =>
      worst(
        ['cut', 'cut-mid', 'refused-3'].flatMap((kind) => pick(lines, 'trouble', { kind })),
        (line) => line.ms,
      ),
    must: atMost(1500),
    moonshot: atMost(280),
  },
  {
    name: 'G11',
    waits: true,
    what: 'ms with one lost answer',
    value: (lines) => worst(pick(lines, 'trouble', { kind: 'lost' }), (line) => line.ms),
    must: atMost(2300),
    moonshot: atMost(1500),
  },
  {
    name: 'G12',
    waits: true,
    what: '% of requests saved by fan-out',
    value: (lines) => least(pick(lines, 'shared'), (line) => percent(line['requests-saved'])),
    must: atLeast(30),
    moonshot: atLeast(50),
  },
  {
    name: 'G12-age',
    waits: true,
    what: 's the oldest live value',
    value: (lines) => worst(pick(lines, 'shared'), (line) => line['oldest-value-s']),
    must: atMost(15.75),
    moonshot: atMost(15.75),
  },
  {
    name: 'G13-cpu',
    what: '% of a core for 1000 plants',
    cpu: true,
    value: (lines) => worst(pick(lines, 'scale', { plants: 1000 }), (line) => percent(line.cpu)),
    must: atMost(16),
    moonshot: atMost(11),
  },
  {
    name: 'G13-rss',
    what: 'MiB for 1000 plants',
    value: (lines) => worst(pick(lines, 'scale', FLEET), (line) => percent(line.rss)),
    must: atMost(90),
    moonshot: atMost(40),
  },
  {
    name: 'G13-rss-plain',
    what: 'MiB for 1000 plants, heap of Node.js as it comes',
    value: (lines) =>
      worst(pick(lines, 'scale', { ...FLEET, heap: 'plain' }), (line) => percent(line.rss)),
    moonshot: atMost(90),
  },
  {
    name: 'G13-p99',
    what: 'slowest cycle in a hundred, x limit',
    value: (lines) => worst(pick(lines, 'scale'), (line) => line['cycle-p99-ratio']),
    moonshot: atMost(1.03),
  },
  {
    name: 'G14',
    what: 'KiB a plant',
    value: (lines) =>
      worst(
        pick(lines, 'memory').filter(({ plants }) => plants >= 100),
        (line) => line['live-KiB/plant'],
      ),
    must: atMost(16),
    moonshot: atMost(7),
  },
  {
    name: 'G15-changed',
    what: 'CPU of changed only, x everything',
    cpu: true,
    value: (lines) => relativeToAll(lines, 'changed'),
    must: atMost(0.4),
    moonshot: atMost(0.2),
  },
  {
    name: 'G15-json',
    what: 'CPU of one JSON message, x everything',
    cpu: true,
    value: (lines) => relativeToAll(lines, 'json'),
    moonshot: atMost(0.01),
  },
  {
    name: 'G16',
    what: 'us a message beyond wire and snapshot',
    cpu: true,
    value: (lines) =>
      worst(pick(lines, 'nodered'), (line) => line['us/message'] - line['snapshot-us']),
    must: atMost(30),
    moonshot: atMost(10),
  },
  {
    name: 'G17-start',
    what: 'ms added to the start of Node-RED',
    cpu: true,
    value: (lines) => worst(pick(lines, 'nodered'), (line) => line['start-added-ms']),
    must: atMost(100),
    moonshot: atMost(30),
  },
  {
    name: 'G17-rss',
    what: 'MiB added to Node-RED',
    value: (lines) => worst(pick(lines, 'nodered'), (line) => line['rss-added-MiB']),
    must: atMost(12),
    moonshot: atMost(5),
  },
  {
    name: 'G18-packages',
    what: 'packages besides mqtt',
    value: (lines) => worst(pick(lines, 'install'), (line) => line['besides-mqtt']),
    must: atMost(5),
    moonshot: atMost(0),
  },
  {
    name: 'G18-size',
    what: 'KiB of our own',
    value: (lines) => worst(pick(lines, 'install'), (line) => line['own-MiB'] * KIB),
    must: atMost(3 * KIB),
    moonshot: atMost(1.2 * KIB),
  },
];

const relativeToAll = (lines, mode) => {
  const cpu = (row) => row['cpu-ms'];
  const [some] = numbers(pick(lines, 'mqtt', { mode, qos: 0 }), cpu);
  const [all] = numbers(pick(lines, 'mqtt', { mode: 'all', qos: 0 }), cpu);
  return some === undefined || all === undefined ? undefined : some / all;
};

const rounded = (value) => Number(value.toPrecision(3));

/** One verdict a goal; on a noisy or swamped machine those that need another one are not judged. */
export const verdicts = (lines, { noisy, swamped }) =>
  goals.map(({ name, what, cpu = false, waits = false, value, must, moonshot }) => {
    const measured = value(lines);
    if (measured === undefined) return { name, what, waits, text: 'not measured', failed: false };
    const found = `measured ${rounded(measured)} ${what}`;
    if (cpu && noisy) return { name, what, waits, text: `noisy (${found})`, failed: false };
    if (waits && swamped) return { name, what, waits, text: `swamped (${found})`, failed: false };
    const failed = must !== undefined && !must.holds(measured);
    const judged = `must=${must === undefined ? 'none' : failed ? 'FAIL' : 'pass'} moonshot=${moonshot.holds(measured) ? 'yes' : 'no'}`;
    const asked = `wanted ${must?.wanted ?? 'nothing'}, aim ${moonshot.wanted}`;
    return { name, what, waits, text: `${judged} (${found}, ${asked})`, measured, failed };
  });
