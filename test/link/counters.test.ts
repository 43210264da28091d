import { deepEqual, equal, ok } from 'node:assert/strict';
import { onTestFinished, test } from 'vitest';
import { reportDocs } from '../../src/index.js';
import { encodeHeartbeat } from '../../src/protocol/frame.js';
import { diceOf } from '../chaos/dice.js';
import { whole, type Mischief } from '../chaos/mischief.js';
import { withWrongCrc } from '../chaos/spoil.js';
import { virtualInverter, type VirtualInverter } from '../support/virtualInverter.js';

const running = async (): Promise<VirtualInverter> => {
  const scene = virtualInverter({ model: 'hybridGen1' });
  onTestFinished(() => scene.close());
  await scene.clock.run(60_000);
  return scene;
};

/** By how much each counter grows while a mischief goes on. */
const growth = async (
  { inverter, clock, dongle }: VirtualInverter,
  mischief: Mischief,
  act = async (): Promise<unknown> => clock.run(60_000),
): Promise<Readonly<Record<string, number>>> => {
  const before = inverter.counters;
  dongle.mischief = mischief;
  await act();
  return Object.fromEntries(
    Object.entries(inverter.counters).map(([name, value]) => [name, value - (before[name] ?? 0)]),
  );
};

const dice = diceOf(5);

/** What goes wrong, and the counters that tell of it. */
const troubles: readonly (readonly [string, Mischief, readonly string[]])[] = [
  ['nothing', {}, ['requests', 'answers']],
  [
    'wrong checksums',
    { answer: (bytes) => whole(withWrongCrc(bytes, dice)) },
    ['requests', 'retries', 'timeouts', 'bad.crc'],
  ],
  ['silence', { answer: () => [] }, ['requests', 'retries', 'timeouts']],
  [
    'garbage before each answer',
    { answer: (bytes) => whole(Buffer.concat([Buffer.from('noise'), bytes])) },
    ['requests', 'answers', 'bad.garbage'],
  ],
  [
    'answers twice',
    { answer: (bytes) => [...whole(bytes), ...whole(bytes)] },
    ['requests', 'answers', 'foreign'],
  ],
  [
    'heartbeats',
    { chatter: () => whole(encodeHeartbeat('WF2125G567', 1)) },
    ['requests', 'answers', 'heartbeats'],
  ],
];

for (const [title, mischief, expected] of troubles)
  test(`${title}: ${expected.join(', ')} grow`, async () => {
    const grown = await growth(await running(), mischief);
    deepEqual(
      expected.filter((name) => !((grown[name] ?? 0) > 0)),
      [],
    );
    const bad = Object.entries(grown).filter(([name, by]) => /^bad|timeouts/.test(name) && by > 0);
    deepEqual(
      bad.map(([name]) => name).filter((name) => !expected.includes(name)),
      [],
    );
  });

test('a write and a cut are counted each', async () => {
  const scene = await running();
  const written = await growth(scene, {}, () =>
    scene.settle(scene.inverter.apply('setChargeTarget', 61)),
  );
  equal(written['writes'], 1);
  const cut = await growth(scene, {}, async () => {
    scene.dongle.cut();
    await scene.clock.run(30_000);
  });
  equal(cut['cuts'], 1);
  equal(cut['connects'], 1);
});

test('every counter is documented, and none that is documented is missing', async () => {
  const { inverter } = await running();
  const documented = reportDocs.getStats
    .map(({ path }) => /^counters\.(.*)$/.exec(path)?.[1])
    .filter((name) => name !== undefined);
  const general = (name: string): string => name.replace(/\..*/, '.<kind>');
  const counted = new Set(Object.keys(inverter.counters).map(general));
  const known = new Set(documented.map(general));
  ok(counted.size > 10);
  deepEqual(
    [...counted].filter((name) => !known.has(name)),
    [],
  );
  const always = [...known].filter((name) => !name.endsWith('<kind>'));
  deepEqual(
    always.filter((name) => !counted.has(name)),
    [],
  );
});
