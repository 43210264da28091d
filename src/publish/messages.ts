import type { Snapshot } from '../plant/snapshot.js';
import { graft, type Branch, type Scalar } from './fields.js';
import { givtcpLeaves } from './givtcp/leaves.js';
import { leavesOf, spacedTopicOf, topicOf, type Leaf } from './leaves.js';
import { originalLeaves } from './original.js';
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
  const leaves = legacyLeaves(name, snapshot, extras, style.naming);
  if (style.flat === true) return flat(leaves ?? cleanLeaves(name, snapshot, extras));
  return leaves === undefined ? report(name, snapshot, extras) : nested(leaves);
};

const namedLeaves = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  { naming }: Style,
): readonly Leaf[] =>
  legacyLeaves(name, snapshot, extras, naming) ?? cleanLeaves(name, snapshot, extras);

const cleanLeaves = (name: ReadFunction, snapshot: Snapshot, extras: Extras): readonly Leaf[] =>
  leavesOf(contentOf(name, snapshot, extras), branchOf[name]);

/** The names of a GivTCP; undefined for clean ones, and for functions that it did not have. */
const legacyLeaves = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  naming: Naming = 'clean',
): readonly Leaf[] | undefined => {
  switch (naming) {
    case 'clean':
      return undefined;
    case 'v3':
      return givtcpLeaves(name, snapshot, extras);
    case 'original':
      return originalLeaves[name]?.(snapshot);
  }
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
