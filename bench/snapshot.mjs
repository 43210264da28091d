import { asAnswer } from '../dist/src/protocol/messages.js';
import { Plant } from '../dist/src/plant/plant.js';
import { startSimulator } from '../dist/src/simulator/index.js';
import { modelOf } from '../dist/src/registers/models.js';
import { lowVoltagePack } from '../dist/src/registers/battery.js';
import { singlePhase } from '../dist/src/registers/singlePhase.js';
import { snapshotLiteral } from './floors.mjs';
import { topologyAt } from './dongle.mjs';
import { compare, garbage, line, quick } from './report.mjs';

const POLL = 15_000;

/** A plant that has read everything once, and some minutes of answers of its live banks. */
const furnished = async (model) => {
  const simulator = await startSimulator({ model, startAt: new Date(2026, 5, 21, 11) });
  const topology = await topologyAt({ host: simulator.host, port: simulator.port });
  const { code, armFirmware, ratedHundreds } = topology;
  const plant = new Plant(modelOf(code, armFirmware, ratedHundreds), topology);
  const answer = ({ device, bank, base, count }) => {
    const word = (_, i) => simulator.read(device, bank, base + i) ?? 0;
    const words = Uint16Array.from({ length: count }, word);
    return asAnswer({ kind: 'read', device, bank, base, count }, words);
  };
  const now = Date.now();
  const blocks = plant.desks.map(({ page }) => page.block);
  for (const at of [now, now + 1]) for (const block of blocks) plant.receive(answer(block), at);
  const live = blocks.filter(({ pace }) => pace === 'live');
  const rounds = Array.from({ length: 20 }, () => {
    simulator.advance(POLL);
    return live.map(answer);
  });
  await simulator.close();
  return { plant, rounds, now };
};

const leavesOf = (value) =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum, inner) => sum + leavesOf(inner), 0)
    : 1;

// Readings and figures only: names, times and what the plant consists of are not counted.
const leavesIn = ({ inverter, figures, packs, stacks, meters }) =>
  leavesOf(inverter) +
  leavesOf(figures) +
  [...packs, ...meters].reduce((sum, { readings }) => sum + leavesOf(readings), 0) +
  stacks.reduce((sum, { readings, modules }) => sum + leavesOf({ readings, modules }), 0);

const timing = quick ? { repeats: 5, forMs: 40 } : { repeats: 9, forMs: 200 };
const words = Uint16Array.from({ length: 1000 }, (_, i) => i * 97);
const reported = [singlePhase, lowVoltagePack].flatMap((table) =>
  Object.values(table).filter(({ doubt }) => doubt === undefined),
);
const literal = snapshotLiteral(reported.map(({ codec }) => codec));
let kept;

// What every poll costs: the answers of the live banks judged and kept, then a snapshot of everything.
const measure = async (capture, model) => {
  const { plant, rounds, now } = await furnished(model);
  let round = 0;
  const poll = () => {
    const at = now + ++round * POLL;
    for (const block of rounds[round % rounds.length]) plant.receive(block, at);
    kept = plant.snapshot(at, true, []);
    return 1;
  };
  poll();
  const leaves = leavesIn(kept);
  const floor = () => {
    for (let i = 0; i < 20; i++) kept = literal.make(words);
    return 20 * literal.leaves;
  };
  const result = compare(() => poll() * leaves, floor, timing);
  line(
    'snapshot',
    {
      capture,
      us: (1e6 * leaves) / result.ours,
      leaves,
      'Mleaves/s': result.ours / 1e6,
      'floor-Mleaves/s': result.floor / 1e6,
      'ratio-to-floor': result.ratio,
      'bytes/snapshot': garbage(poll, 50),
      spread: result.spread,
    },
    result.runs,
  );
};

const models = { hybrid: 'hybridGen1', 'three-phase': 'threePhase', aio: 'allInOne' };
for (const [capture, model] of Object.entries(models)) await measure(capture, model);
if (kept === undefined) throw new Error('nothing was made');
