import type { Tree } from './fields.js';
import { identities, isScalar, type Leaf } from './leaves.js';

/** The part of a payload that was chosen; "packs[].cells" takes the whole branch of every pack. */
export const picked = (payload: Tree, fields: readonly string[]): Tree => {
  const chosen = branch(payload, new Set(fields), '');
  return isTree(chosen) ? chosen : {};
};

/** The leaves that were chosen, by their whole names: "Power/Power/PV_Power". */
export const pickedLeaves = (leaves: readonly Leaf[], fields: readonly string[]): readonly Leaf[] =>
  leaves.filter(({ path }) => fields.includes(path.join('/')));

const branch = (value: unknown, fields: ReadonlySet<string>, path: string): unknown => {
  if (fields.has(path)) return value;
  if (Array.isArray(value)) return list(value, fields, `${path}[]`);
  if (!isTree(value)) return undefined;
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const found = branch(inner, fields, path === '' ? name : `${path}.${name}`);
    return found === undefined ? [] : [[name, found] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

const list = (items: readonly unknown[], fields: ReadonlySet<string>, path: string): unknown => {
  const kept = items.flatMap((item) => {
    const found = branch(item, fields, path);
    return found === undefined ? [] : [isTree(found) ? { ...identityOf(item), ...found } : found];
  });
  return kept.length === 0 ? undefined : kept;
};

/** What names an entry of a list stays with it. */
const identityOf = (item: unknown): Tree =>
  Object.fromEntries(
    Object.entries(Object(item)).filter(([name]) => identities.some((known) => known === name)),
  );

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One value that can be chosen, and what it is now; of a list the first, and how many there are. */
export interface Choosable {
  readonly path: string;
  readonly value: unknown;
  readonly count: number;
}

/** Everything in a payload that can be chosen, in its order. Lists of parts such as cells are one choice. */
export const choosable = (
  payload: Tree,
  whole: (path: string) => boolean,
): readonly Choosable[] => {
  const found = new Map<string, { value: unknown; count: number }>();
  gather(payload, '', whole, found);
  return [...found].map(([path, { value, count }]) => ({ path, value, count }));
};

const gather = (
  value: unknown,
  path: string,
  whole: (path: string) => boolean,
  found: Map<string, { value: unknown; count: number }>,
): void => {
  if (path !== '' && (isScalar(value) || whole(path))) {
    const known = found.get(path) ?? { value, count: 0 };
    found.set(path, { ...known, count: known.count + 1 });
  } else if (Array.isArray(value))
    for (const item of value) gather(item, `${path}[]`, whole, found);
  else if (isTree(value))
    for (const [name, inner] of Object.entries(value))
      gather(inner, path === '' ? name : `${path}.${name}`, whole, found);
};
