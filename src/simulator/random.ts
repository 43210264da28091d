/** Repeatable chance: a number in [0, 1) for each pair of whole numbers, always the same one. */
export const chance = (seed: number, index: number): number => {
  let bits = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(index | 0, 0x85ebca6b)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b) >>> 0;
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
};

/** The same, running smoothly from one whole index to the next. */
export const drift = (seed: number, index: number): number => {
  const before = Math.floor(index);
  const share = index - before;
  const smooth = share * share * (3 - 2 * share);
  return chance(seed, before) * (1 - smooth) + chance(seed, before + 1) * smooth;
};
