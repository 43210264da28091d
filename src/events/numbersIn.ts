/** All numbers of a page whose names fit. */
export const numbersIn = (readings: object, names: RegExp): readonly number[] =>
  Object.entries(readings).flatMap(([name, value]: [string, unknown]) =>
    names.test(name) && typeof value === 'number' ? [value] : [],
  );
