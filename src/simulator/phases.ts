/** W split over three phases, unevenly as homes are; whole numbers that sum to it. */
export const phases = (watts: number): readonly [number, number, number] => {
  const first = Math.trunc(watts * 0.3);
  const second = Math.trunc(watts * 0.45);
  return [first, second, watts - first - second];
};
