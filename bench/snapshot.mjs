import { lowVoltagePack } from '../dist/src/registers/battery.js';
import { singlePhase } from '../dist/src/registers/singlePhase.js';
import { snapshotLiteral } from './floors.mjs';
import { POLL, recordPlant } from './plants.mjs';
import { compare, garbage, line, quick } from './report.mjs';

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

const timing = { repeats: 5, forMs: quick ? 50 : 150, warmUps: 6 };
const words = Uint16Array.from({ length: 1000 }, (_, i) => i * 97);
const reported = [singlePhase, lowVoltagePack].flatMap((table) =>
  Object.values(table).filter(({ doubt }) => doubt === undefined),
);
const literal = snapshotLiteral(reported.map(({ codec }) => codec));
let kept;

// What every poll costs: the answers judged and kept, then a snapshot of everything.
const measure = async (capture, model) => {
  const { furnished, rounds, now } = await recordPlant({ model, packs: 2 });
  const plant = furnished();
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

await measure('hybrid', 'hybridGen1');
if (!quick) {
  await measure('three-phase', 'threePhase');
  await measure('aio', 'allInOne');
}
if (kept === undefined) throw new Error('nothing was made');
