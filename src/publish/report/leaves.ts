import type { Scalar } from './fields.js';

/** One value of a payload and the way to it: ["power", "pv"]. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: Scalar;
}

/** Every scalar of a payload, in its order. Entries of a list go by their slot or serial, else counted from 1. */
export const leavesOf = (payload: unknown, path: readonly string[] = []): readonly Leaf[] => {
  if (isScalar(payload)) return [{ path, value: payload }];
  if (Array.isArray(payload))
    return payload.flatMap((item, index) => itemLeaves(item, [...path, nameOf(item, index)]));
  if (typeof payload !== 'object' || payload === null) return [];
  return Object.entries(payload).flatMap(([name, value]) => leavesOf(value, [...path, name]));
};

/** A path as part of a topic: no blanks, no wildcards, no separators inside a name. */
export const topicOf = (path: readonly string[]): string =>
  path.map((name) => name.replace(/[\s+#$/]+/g, '_')).join('/');

/** As `topicOf`, but with the blanks that the original's names have. */
export const spacedTopicOf = (path: readonly string[]): string =>
  path.map((name) => name.replace(/[+#$/]+/g, '_')).join('/');

export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

/** What names an entry of a list; as it is in the path, it is no leaf of its own. */
export const identities = ['slot', 'serial', 'number'] as const;

const identityOf = (item: unknown): string | undefined =>
  typeof item === 'object' && item !== null
    ? identities.find((key) => key in item && isScalar(Reflect.get(item, key)))
    : undefined;

const nameOf = (item: unknown, index: number): string => {
  const key = identityOf(item);
  return key === undefined ? String(index + 1) : String(Reflect.get(Object(item), key));
};

const itemLeaves = (item: unknown, path: readonly string[]): readonly Leaf[] => {
  const key = identityOf(item);
  return leavesOf(item, path).filter(
    (leaf) => leaf.path.length !== path.length + 1 || leaf.path.at(-1) !== key,
  );
};
