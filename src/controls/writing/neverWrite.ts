/**
 * Holding registers that are never written, whatever a table or a switch says (controls reference,
 * section 8): identity, grid protection (legal duties), firmware and factory functions that can brick
 * the unit. The tables do not offer them; this list is the second lock on the same door.
 */
const FORBIDDEN: readonly (readonly [first: number, last: number])[] = [
  [1, 2],
  [63, 83],
  [101, 102],
  [115, 115],
  [162, 162],
  [164, 165],
  [174, 174],
  [200, 201],
  [300, 310],
  [312, 312],
  [315, 316],
  [321, 330],
  [332, 351],
  [479, 479],
  [540, 553],
  [1016, 1016],
  [1048, 1048],
  [1063, 1063],
  [1077, 1077],
  [1081, 1087],
  [1102, 1103],
  [1125, 1131],
  [1144, 1165],
  [4001, 4001],
  [5002, 5009],
  [5011, 5012],
  [5018, 5023],
  [20_000, 65_535],
];

const RESTART = 163;
const RESTART_WORD = 100;

export const isNeverWritten = (address: number, word: number): boolean =>
  FORBIDDEN.some(([first, last]) => address >= first && address <= last) ||
  (address === RESTART && word !== RESTART_WORD);
