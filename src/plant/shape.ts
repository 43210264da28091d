type Readings = Record<string, unknown>;

/** Which of a device's readings are there: almost always the same ones, for all plants of a family. */
export interface Shape {
  /** Where they stand among all values. */
  readonly places: readonly number[];
  make(values: readonly unknown[]): Readings;
}

/** Values on their way into an object, undefined where there is none. Used again and again: one plant is told at a time. */
export class Tray {
  readonly values: unknown[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  put(value: unknown): void {
    this.values[this.#count++] = value;
  }

  clear(): void {
    this.#count = 0;
  }
}

/** Do just the values of this shape have a value? As many values were asked when it was made. */
export const fits = ({ places }: Shape, { values, count }: Tray): boolean => {
  let present = 0;
  for (let i = 0; i < count; i++) if (values[i] !== undefined) present++;
  return present === places.length && places.every((place) => values[place] !== undefined);
};

const known = new Map<string, Shape>();
// Far more than there are: a value comes and goes now and then, not all of them in all ways.
const MOST = 500;

/** The shape of values with these names. */
export const shapeOf = (names: readonly string[], { values }: Tray): Shape => {
  const places = [...names.keys()].filter((place) => values[place] !== undefined);
  const told = places.map((place) => names[place] ?? '');
  const key = `${told.join()} ${places.join()}`;
  const shape = known.get(key) ?? {
    places,
    make: literal(told, places) ?? byEntries(told, places),
  };
  if (known.size >= MOST) known.clear();
  known.set(key, shape);
  return shape;
};

/**
 * Some hundred readings are told for each poll of each plant. As one object literal they take a
 * microsecond, and one hidden class for all; built name by name, thirty times that and three times
 * the memory. The names are those of our own tables.
 */
const literal = (
  names: readonly string[],
  places: readonly number[],
): Shape['make'] | undefined => {
  const fields = names.map((name, i) => `${JSON.stringify(name)}: values[${places[i]}]`);
  try {
    // oxlint-disable-next-line typescript/no-implied-eval, eslint/no-new-func
    const make = new Function('values', `return {${fields.join()}}`);
    return (values) => make(values);
  } catch {
    // A runtime may forbid to make code.
    return undefined;
  }
};

const byEntries =
  (names: readonly string[], places: readonly number[]): Shape['make'] =>
  (values) =>
    Object.fromEntries(names.map((name, i) => [name, values[places[i] ?? 0]]));
