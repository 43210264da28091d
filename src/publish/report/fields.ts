/** What a message or an MQTT topic can carry. */
export type Scalar = string | number | boolean;
export type Unit =
  | 'W'
  | 'VA'
  | 'kWh'
  | 'V'
  | 'A'
  | 'Ah'
  | 'Hz'
  | '°C'
  | '%'
  | 'min'
  | 's'
  | 'h'
  /** Money of the tariff's currency, and a kWh. */
  | '¤'
  | '¤/kWh'
  | '';

/** One leaf of a payload: where its value comes from, its unit and what it says. */
export interface Field<From, T = unknown> {
  readonly of: (from: From) => T | undefined;
  readonly unit: Unit;
  readonly what: string;
  /** Decimals of a number; otherwise by unit. */
  readonly decimals?: number;
}

/** Leaves by dotted path. The payload, its type and the documentation all follow from it. */
export type FieldTable<From> = Readonly<Record<string, Field<From>>>;

/** A nested payload of plain JSON values. */
export interface Tree {
  readonly [name: string]: unknown;
}

export const field = <From, T>(
  unit: Unit,
  what: string,
  of: (from: From) => T | undefined,
  decimals?: number,
): Field<From, T> => ({ of, unit, what, ...(decimals === undefined ? {} : { decimals }) });

const decimalsOf: Readonly<Record<Unit, number>> = {
  W: 0,
  VA: 0,
  kWh: 2,
  V: 2,
  A: 2,
  Ah: 2,
  Hz: 2,
  '°C': 1,
  '%': 1,
  min: 0,
  s: 1,
  h: 0,
  '¤': 4,
  '¤/kWh': 4,
  '': 3,
};

/** Rounds away what floating point adds: 30.6, not 30.599999999999998. */
export const rounded = (value: number, decimals: number): number => {
  const steps = 10 ** decimals;
  // The sum turns -0 into 0.
  return Math.round(value * steps) / steps + 0;
};

/** The payload of a table: nested as its paths say, without what is absent. */
export const fill = <From>(table: FieldTable<From>, from: From): Tree => {
  const payload: Branch = {};
  const paths = pathsOf(table);
  let index = 0;
  for (const row of Object.values(table)) {
    const value = tidy(row.of(from), row.decimals ?? decimalsOf[row.unit]);
    const path = paths[index++];
    if (value !== undefined && path !== undefined) graft(payload, path, value);
  }
  return payload;
};

type Paths = readonly (readonly string[])[];
const split = new WeakMap<object, Paths>();

/** The paths of a table, taken apart once. */
const pathsOf = (table: object): Paths => {
  const known = split.get(table);
  if (known !== undefined) return known;
  const paths = Object.keys(table).map((path) => path.split('.'));
  split.set(table, paths);
  return paths;
};

/** Puts a value into a tree under construction. */
export const graft = (tree: Branch, path: readonly string[], value: unknown): void => {
  const last = path.length - 1;
  let branch = tree;
  for (let depth = 0; depth < last; depth += 1) branch = branchAt(branch, path[depth] ?? '');
  branch[path[last] ?? ''] = value;
};

const branchAt = (branch: Branch, name: string): Branch => {
  const below = branch[name];
  if (isBranch(below)) return below;
  const made: Branch = {};
  branch[name] = made;
  return made;
};

export interface Branch {
  [name: string]: unknown;
}

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null;

const tidy = (value: unknown, decimals: number): unknown => {
  if (typeof value === 'number')
    return Number.isFinite(value) ? rounded(value, decimals) : undefined;
  if (Array.isArray(value)) return value.map((item) => tidy(item, decimals));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, tidy(item, decimals)]),
  );
};
