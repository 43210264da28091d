import { deepEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, test } from 'vitest';
import type { Snapshot } from '../../src/index.js';
import { differences } from '../../scripts/tree-differences.mjs';
import { NONE, textOf } from '../../src/publish/givtcp/row.js';
import { treeOf } from '../../src/publish/givtcp/tree.js';
import { viewOf } from '../../src/publish/plantView.js';
import { fieldsOf } from '../support/reference.js';
import { capturePath, openPlant, topologyOf } from './plants.js';

/** What GivTCP 3.6 published from a recording (test/reference/givtcp-published.csv). */
interface Golden {
  readonly path: string;
  readonly text: string;
}

const rows = readFileSync('test/reference/givtcp-published.csv', 'utf8').split('\n').map(fieldsOf);
/** Leaves of the tree proper; what GivTCP left null it did not publish. */
const goldenOf = (model: string): readonly Golden[] =>
  rows.flatMap(([name, path = '', text = '']) =>
    name === model && !path.startsWith('raw') && text !== '' ? [{ path, text }] : [],
  );

/** Our tree with the reference's stand-ins for serials. */
const ours = (snapshot: Snapshot): ReadonlyMap<string, string> => {
  const leaves = treeOf(
    viewOf(
      {
        snapshot,
        status: { state: 'online' },
        counters: { writes: 0 },
        on: () => () => undefined,
        apply: () => Promise.reject(new Error('nothing is written here')),
      },
      snapshot,
      { zone: 'Europe/London', now: () => snapshot.takenAt },
    ),
  );
  const standIns = new Map([[snapshot.serial, '<SN>']]);
  let batteries = 0;
  let inverters = 0;
  for (const { member } of leaves) {
    if (member === undefined || standIns.has(member.name)) continue;
    if (member.kind === 'pack' || member.kind === 'module')
      standIns.set(member.name, `<BAT${(batteries += 1)}>`);
    if (member.kind === 'inverter') standIns.set(member.name, `<INV${(inverters += 1)}>`);
  }
  const masked = (text: string) => standIns.get(text) ?? text;
  return new Map(
    leaves.map(({ path, row, value }) => [
      path.split('/').map(masked).join('/'),
      masked(textOf(row.kind, value)),
    ]),
  );
};

/** What GivTCP's settings said; its clock stood at noon. */
const tariff = { dayRate: 0.3, nightRate: 0.07, exportRate: 0.15, byHand: true };

/** What a moment decides, and the doubled serials of the recordings, cannot be compared. */
const varies = /^Stats\/(Data_Age|Last_Updated_Time)$|Completion_Time$|Serial_Number$/;

const excused = (path: string, kinds: readonly string[]): boolean =>
  differences.some(({ leaf, kind }) => kinds.includes(kind) && leaf.test(path));

for (const [model, recording] of [
  ['hybrid_gen1', 'hybrid_gen1_arm449_0x11_poll_10min.log'],
  ['all_in_one', 'aio_arm612_5min.log'],
  ['ems', 'ems_arm1036_60s.log'],
] as const) {
  const capture = capturePath(recording);
  describe.skipIf(capture === undefined)(`${model} as GivTCP publishes it`, () => {
    let tree: ReadonlyMap<string, string>;
    beforeAll(async () => {
      const plant = await openPlant({ capture: capture ?? '' }, undefined, tariff);
      // The first page of a bank is only believed when a second one agrees.
      await plant.inverter.refresh('all');
      const snapshot = plant.inverter.snapshot;
      await plant.close();
      if (snapshot === undefined) throw new Error('nothing was read');
      tree = ours(snapshot);
    });

    test('every leaf is there with the same text, or differs for a reason', () => {
      const wrong = goldenOf(model).flatMap(({ path, text }) => {
        const own = tree.get(path);
        if (own === text || (own !== undefined && own !== NONE && varies.test(path))) return [];
        if (excused(path, own === undefined ? ['absent'] : ['value'])) return [];
        return [`${path}: ${text} there, ${own ?? 'absent'} here`];
      });
      deepEqual(wrong, []);
    });

    test('what we add has a reason', () => {
      const known = new Set(goldenOf(model).map(({ path }) => path));
      const added = [...tree.keys()].filter(
        (path) => !known.has(path) && !excused(path, ['added', 'value']),
      );
      deepEqual(added, []);
    });
  });
}

/** The recording behind hybrid_3ph is not public: its numbers stand as forms. */
const forms: Readonly<Record<string, RegExp>> = {
  '<integer>': /^-?\d+$/,
  '<decimal>': /^-?\d+\.\d{1,3}$/,
  '<HH:MM:SS>': /^\d\d:\d\d:\d\d$/,
  '<ISO time>': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/,
};

test('hybrid_3ph: every leaf is there in the same form, or differs for a reason', async () => {
  const site = { model: 'threePhase', modulesPerStack: 6, meters: 2 } as const;
  const plant = await openPlant(site, await topologyOf(site), tariff);
  const { snapshot } = plant.inverter;
  await plant.close();
  if (snapshot === undefined) throw new Error('nothing was read');
  const tree = ours(snapshot);
  const wrong = goldenOf('hybrid_3ph').flatMap(({ path, text }) => {
    // The simulated meters do not measure power factors.
    if (path.endsWith('Power_Factor')) return [];
    const own = tree.get(path);
    const form = forms[text];
    if (own !== undefined && (form === undefined || form.test(own))) return [];
    if (excused(path, own === undefined ? ['absent'] : ['value'])) return [];
    return [`${path}: ${text} there, ${own ?? 'absent'} here`];
  });
  deepEqual(wrong, []);
});

test('every reason is needed by some leaf', () => {
  const paths = rows.map(([, path = '']) => path);
  const idle = differences.filter(
    ({ leaf, kind }) => kind !== 'added' && !paths.some((path) => leaf.test(path)),
  );
  deepEqual(idle, []);
});
