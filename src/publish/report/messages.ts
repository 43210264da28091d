import type { Snapshot } from '../../plant/snapshot.js';
import { graft, type Branch, type Scalar } from './fields.js';
import { givtcpLeaves } from '../givtcp/index.js';
import { leavesOf, spacedTopicOf, topicOf, type Leaf } from './leaves.js';
import { originalLeaves } from './original.js';
import { picked, pickedLeaves } from './pick.js';
import {
  branchOf,
  contentOf,
  metaOf,
  report,
  type Extras,
  type Meta,
  type ReadFunction,
} from './report.js';

/** clean: this package's own names. v3: those of GivTCP 3. original: those of GivTCP in May 2021. */
export const namings = ['clean', 'v3', 'original'] as const;
export type Naming = (typeof namings)[number];

export interface Style {
  readonly naming?: Naming;
  /** First part of every topic: givenergy for clean names, else GivEnergy. */
  readonly root?: string;
  /** The original put the dongle's serial into its topics. */
  readonly dongle?: string;
  /** One level of keys such as "power/pv". */
  readonly flat?: boolean;
  /** Only these, by their paths: "power.pv", "packs[].voltage", or GivTCP's "Power/Power/PV_Power". */
  readonly fields?: readonly string[];
}

export interface ReadMessage {
  readonly topic: string;
  readonly payload: unknown;
  readonly givtcp: Meta;
}

/** The answer to a read function as one structured message. */
export const readMessage = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  style: Style = {},
): ReadMessage => ({
  topic: `${stem(snapshot, style)}/${name}`,
  payload: payloadOf(name, snapshot, extras, style),
  givtcp: metaOf(name, snapshot, extras),
});

/** The same, one message for every value, each with a topic of its own. */
export const leafMessages = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  style: Style = {},
): readonly (ReadMessage & { readonly payload: Scalar })[] => {
  const givtcp = metaOf(name, snapshot, extras);
  const topic = style.naming === 'original' ? spacedTopicOf : topicOf;
  return namedLeaves(name, snapshot, extras, style).map(({ path, value }) => ({
    topic: `${stem(snapshot, style)}/${topic(path)}`,
    payload: value,
    givtcp,
  }));
};

const payloadOf = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  style: Style,
): unknown => {
  const leaves = legacyLeaves(name, snapshot, extras, style);
  if (style.flat === true) return flat(leaves ?? cleanLeaves(name, snapshot, extras, style));
  if (leaves !== undefined) return nested(leaves);
  const { fields } = style;
  const whole = report(name, snapshot, extras);
  return fields === undefined ? whole : { time: whole['time'], ...picked(whole, fields) };
};

const namedLeaves = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  style: Style,
): readonly Leaf[] =>
  legacyLeaves(name, snapshot, extras, style) ?? cleanLeaves(name, snapshot, extras, style);

const cleanLeaves = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  { fields }: Style,
): readonly Leaf[] => {
  const content = contentOf(name, snapshot, extras);
  return leavesOf(fields === undefined ? content : picked(content, fields), branchOf[name]);
};

/** The names of a GivTCP; undefined for clean ones, and for functions that it did not have. */
export const legacyLeaves = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  { naming = 'clean', fields }: Style,
): readonly Leaf[] | undefined => {
  const leaves = legacyNames[naming]?.(name, snapshot, extras);
  return fields === undefined || leaves === undefined ? leaves : pickedLeaves(leaves, fields);
};

type Legacy = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
) => readonly Leaf[] | undefined;

const legacyNames: Readonly<Record<Naming, Legacy | undefined>> = {
  clean: undefined,
  // Not the function itself: its room is opened when somebody first asks (scripts/doors.mjs).
  v3: (...what) => givtcpLeaves(...what),
  original: (name, snapshot) => originalLeaves[name]?.(snapshot),
};

const nested = (leaves: readonly Leaf[]): Branch => {
  const tree: Branch = {};
  for (const { path, value } of leaves) graft(tree, path, value);
  return tree;
};

const flat = (leaves: readonly Leaf[]): Readonly<Record<string, Scalar>> =>
  Object.fromEntries(leaves.map(({ path, value }) => [path.join('/'), value]));

/** Root and serial, the beginning of every topic. */
const stem = ({ serial }: Snapshot, { naming = 'clean', root, dongle }: Style): string => {
  switch (naming) {
    case 'clean':
      return `${root ?? 'givenergy'}/${serial}`;
    case 'v3':
      return `${root ?? 'GivEnergy'}/${serial}`;
    case 'original':
      return `${root ?? 'GivEnergy'}/${dongle ?? serial}`;
  }
};
