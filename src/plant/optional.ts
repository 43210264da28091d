export type Maybe = number | undefined;

/** The object without its undefined members: absent is absent. */
export const presentOnly = <T extends object>(
  object: T,
): { readonly [K in keyof T]?: Exclude<T[K], undefined> } => {
  const present: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const key in object) {
    const value = object[key];
    if (isPresent(value)) present[key] = value;
  }
  return present;
};

const isPresent = <T>(value: T): value is Exclude<T, undefined> => value !== undefined;

/** The numbers that are known, rounded. */
export const roundedOnly = <Name extends string>(
  numbers: { readonly [N in Name]?: Maybe },
  decimals: number,
): { readonly [N in Name]?: number } => {
  const known: { [N in Name]?: number } = {};
  for (const name in numbers) {
    const value = numbers[name];
    if (value !== undefined) known[name] = rounded(value, decimals);
  }
  return known;
};

/** The sum, if every part is known. */
export const sum = (parts: readonly Maybe[]): Maybe => {
  let total = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    total += part;
  }
  return total;
};

export const rounded = (value: number, decimals: number): number => {
  const factor = 10 ** decimals;
  // Adding 0 makes 0 of -0, which JSON does not know.
  return (Math.round(value * factor) + 0) / factor;
};
