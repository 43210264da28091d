import type { Snapshot } from '../../plant/snapshot.js';
import { legacyLeaves, type Naming } from './messages.js';
import { choosable } from './pick.js';
import { contentOf, type Extras, type ReadFunction } from './report.js';
import { reportDocs } from './reportDocs.js';

/** A value that a function answers with, for people to choose from. */
export interface ReadingChoice {
  /** As `fields` of a style takes it. */
  readonly path: string;
  readonly unit: string;
  readonly what: string;
  /** What it is now, where the plant is known; of a list the first, and how many of them there are. */
  readonly value?: unknown;
  readonly count?: number;
}

/** Everything that a function can answer with, on whichever plant. GivTCP's names depend on the plant. */
export const readingsOf = (name: ReadFunction, naming: Naming): readonly ReadingChoice[] =>
  naming === 'clean' ? reportDocs[name] : [];

/** What this very plant has of it, with the values of now. */
export const readingsOn = (
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  naming: Naming,
): readonly ReadingChoice[] => {
  const leaves = legacyLeaves(name, snapshot, extras, { naming });
  if (leaves !== undefined)
    return leaves.map(({ path, value }) => ({
      path: path.join('/'),
      unit: '',
      what: '',
      value,
    }));
  const known = new Map(reportDocs[name].map((row) => [row.path, row]));
  const found = choosable(contentOf(name, snapshot, extras), (path) => known.has(path));
  return found.map(({ path, value, count }) => ({
    ...(known.get(path) ?? { path, unit: '', what: '' }),
    value,
    count,
  }));
};
