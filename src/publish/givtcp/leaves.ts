import type { Snapshot } from '../../plant/snapshot.js';
import { graft, rounded, type Branch, type Scalar } from '../report/fields.js';
import type { Leaf } from '../report/leaves.js';
import type { Extras, ReadFunction } from '../report/report.js';
import { rawOf } from './raw.js';
import { NONE, type Row, type View } from './row.js';
import { treeOf, type TreeLeaf } from './tree.js';
import { hostZone } from '../../time/zone.js';

/** The groups of the tree that a read function is about; getRaw has none of GivTCP's names. */
const groupsOf: Partial<Readonly<Record<ReadFunction, readonly string[]>>> = {
  getCombinedStats: ['Power', 'Energy'],
  getModes: ['Control'],
  getTimeslots: ['Timeslots'],
  getBatteryStats: ['Battery_Details'],
  getMeters: ['Meter_Details'],
  getPlant: ['Inverters'],
  getStats: ['Stats'],
};

/** A read function in GivTCP's names, or undefined where it has none. */
export const givtcpLeaves = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
): readonly Leaf[] | undefined => {
  if (name === 'getRaw') return undefined;
  const groups = name === 'getInverterInfo' ? [snapshot.serial] : groupsOf[name];
  return said(viewOf(snapshot, extras))
    .filter(({ path }) => groups === undefined || groups.includes(path.split('/')[0] ?? ''))
    .map(({ path, value, row }) => ({ path: path.split('/'), value: shown(row, value) }));
};

/** The whole tree as one object, as GivTCP's REST side answers it, with what Predbat reads from raw. */
export const givtcpTree = (view: View): Branch => {
  const tree: Branch = {};
  for (const leaf of said(view)) graft(tree, leaf.path.split('/'), shownOf(leaf));
  tree['raw'] = rawOf(view.snapshot);
  return tree;
};

/** In one answer what is nothing is simply not there. */
const said = (view: View): readonly TreeLeaf[] =>
  treeOf(view).filter(({ value }) => value !== NONE);

const shownOf = ({ row, value }: TreeLeaf): Scalar => shown(row, value);

/** Numbers stay numbers here; only their digits are GivTCP's. */
const shown = (_: Row<never>, value: Scalar): Scalar => {
  if (typeof value === 'number') return rounded(value, 3);
  return typeof value === 'boolean' ? (value ? 'enable' : 'disable') : value;
};

const viewOf = (snapshot: Snapshot, { now, zone, jobs = [], link }: Extras): View => ({
  snapshot,
  now,
  zone: zone ?? hostZone(),
  jobs,
  counters: link?.counters ?? {},
  status: 'online',
  limits: () => undefined,
});
